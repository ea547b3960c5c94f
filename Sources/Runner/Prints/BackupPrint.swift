import Bank
public import BankReplica
public import JSON
public import Paxos
import Wire
import WriteAheadLog

/// A backup that was written, or that a directory was filled from.
public struct BackupPrint: Hashable, Sendable {
    /// What was done with it.
    public let deed: Deed
    /// The last slot that is in it.
    public let slot: Slot
    /// How many accounts it has.
    public let accounts: Int
    /// What these hold together, in minor units.
    public let total: Int64
    /// How many bytes it has.
    public let bytes: Int
    /// The node that it was taken from.
    public let node: NodeID
    /// The cluster of that node.
    public let cluster: String

    /// What was done with a backup.
    public enum Deed: Hashable, Sendable {
        /// It was written to this file.
        case written(String)
        /// This directory was filled from it, for a node that rejoins its cluster.
        case rejoining(NodeID, directory: String)
        /// This directory was filled from it, for a node of a new cluster.
        case beginning(NodeID, directory: String)
    }

    /// Creates the answer to `backup` or `restore`.
    public init(_ backup: Backup, _ deed: Deed) {
        self.deed = deed
        slot = backup.state.slot
        accounts = backup.state.bank.ledger.count
        total = backup.state.bank.ledger.total.minorUnits
        bytes = backup.bytes
        node = NodeID(backup.source.node)
        cluster = backup.source.cluster
    }

    /// What it holds, in words.
    private var content: String {
        "slots 1 to \(slot.rawValue), \(accounts) accounts with \(total), \(bytes) bytes"
    }
}

extension BackupPrint: ThreeForms {
    /// What was done, and what follows.
    public var human: String {
        switch deed {
        case .written(let file):
            """
            wrote \(file): \(content), from \(node)
            restore a node with 'paxosbank restore \(file) --id \(node) --cluster FILE --data DIR'

            """
        case .rejoining(let node, let directory):
            """
            filled \(directory): \(content)
            start \(node) with it: it takes part when the others have told it what it forgot

            """
        case .beginning(let node, let directory):
            """
            filled \(directory): \(content)
            start \(node) with it when every node of the new cluster has the same backup

            """
        }
    }

    /// One row.
    public var plain: String {
        let place =
            switch deed {
            case .written(let file): ["written", file, dash]
            case .rejoining(let node, let directory): ["rejoining", directory, "\(node)"]
            case .beginning(let node, let directory): ["beginning", directory, "\(node)"]
            }
        return PlainTable.text(
            [
                "what", "path", "node", "slot", "accounts", "total", "bytes", "source_cluster",
                "source_node",
            ],
            [
                place + [
                    "\(slot.rawValue)", "\(accounts)", "\(total)", "\(bytes)", cluster, "\(node)",
                ]
            ]
        )
    }

    /// The same facts.
    public var json: JSONValue {
        let (name, members): (String, [JSONValue.Member]) =
            switch deed {
            case .written(let file): ("backup", [.init("file", .string(file))])
            case .rejoining(let node, let directory):
                ("restore", Self.members(node, directory, isNewCluster: false))
            case .beginning(let node, let directory):
                ("restore", Self.members(node, directory, isNewCluster: true))
            }
        return .answer(
            name,
            members + [
                .init("slot", .of(slot)), .init("accounts", .integer(Int64(accounts))),
                .init("total", .integer(total)), .init("bytes", .integer(Int64(bytes))),
                .init("source_cluster", .string(cluster)), .init("source_node", .of(node)),
            ]
        )
    }

    private static func members(
        _ node: NodeID,
        _ directory: String,
        isNewCluster: Bool
    ) -> [JSONValue.Member] {
        [
            .init("directory", .string(directory)), .init("node", .of(node)),
            .init("new_cluster", .bool(isNewCluster)),
        ]
    }
}

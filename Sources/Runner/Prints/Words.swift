import Bank
import JSON
import Paxos
import Wire

/// The node's number alone, as in `Node 3`.
func number(_ node: NodeID) -> String { "\(node.rawValue)" }

extension NodeStatus {
    /// What is worth telling of a node besides its numbers: `leader (4,5)`, `disconnected (LF)`,
    /// or nothing.
    var remark: String {
        if !isConnected { return cause.isEmpty ? "disconnected" : "disconnected (\(cause))" }
        var words: [String] = []
        if role != .follower { words.append("\(role.rawValue) \(ballot)") }
        if !blocked.isEmpty { words.append("cut off from \(blocked)") }
        return words.joined(separator: ", ")
    }

    /// Whether the node says that it leads and can.
    var leads: Bool { isConnected && role == .leader }
}

extension Sequence<NodeStatus> {
    /// The connected node that leads; of several the one with the highest ballot.
    var leader: NodeStatus? { filter(\.leads).max { $0.ballot < $1.ballot } }
}

extension BankEntry {
    /// The members that tell an entry in answers and reports: `request`, and of a command also
    /// `client` and `timestamp`.
    var reportMembers: [JSONValue.Member] {
        switch self {
        case .noop: [.init("request", "no-op")]
        case .command(let stamped):
            [
                .init("request", .string("\(stamped.request.command)")),
                .init("client", .string("\(stamped.request.client)")),
                .init("timestamp", .string("\(stamped.request.timestamp)")),
            ]
        }
    }

    /// The request, unless it is a no-op.
    var request: Request? {
        if case .command(let stamped) = self { stamped.request } else { nil }
    }
}

extension JSONValue {
    /// The number of a slot.
    static func of(_ slot: Slot) -> JSONValue { .integer(Int64(clamping: slot.rawValue)) }

    /// A count.
    static func of(_ count: UInt64) -> JSONValue { .integer(Int64(clamping: count)) }

    /// A node's name; null for none.
    static func of(_ node: NodeID?) -> JSONValue { node.map { .string("\($0)") } ?? .null }

    /// A ballot; null for none, and for the one below all.
    static func of(_ ballot: Ballot?) -> JSONValue {
        guard let ballot, ballot != .zero else { return .null }
        return .ballot(ballot)
    }

    /// Names of nodes.
    static func of(_ nodes: some Sequence<NodeID>) -> JSONValue {
        .array(nodes.map { .string("\($0)") })
    }

    /// The object of an answer: its schema, then its members.
    static func answer(_ name: String, _ members: [Member]) -> JSONValue {
        .object([Member("schema", .string("paxosbank.\(name)/1"))] + members)
    }
}

/// A dash for what is not known or makes no sense.
let dash = "-"

import BankClient
import EventLoop
public import Paxos
public import Wire

/// A fresh snapshot of one node of a running cluster, fetched part by part.
public final class SnapshotFetch {
    /// How often at most a node may go over to a newer snapshot before all of one has come.
    private static let restartsMax = 5
    /// Carries questions out.
    private let executor: CommandExecutor
    /// The node, as it was when it had its snapshot on disk.
    public let source: NodeStatus
    /// The last slot that was in the snapshot when it was taken.
    public let slot: Slot

    /// Has a node write its state to disk, and waits until it has.
    ///
    /// If no node is named, all that any node had executed before is in the snapshot, and so every
    /// transfer that was answered before. A node that is named gives what it has.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - node: The node; nil for the follower that has executed most, or else the leader.
    ///   - timeoutMilliseconds: How long the node may take.
    /// - Throws: ``UserError`` if there is no such node, or it does not do it.
    public init(
        of cluster: Cluster,
        from node: NodeID?,
        timeoutMilliseconds: Int
    ) throws(UserError) {
        let session = try OneShot.session(on: cluster, timeoutMilliseconds: timeoutMilliseconds)
        executor = CommandExecutor(
            session: session,
            form: .plain,
            timeoutMilliseconds: timeoutMilliseconds
        )
        let source: NodeID
        if let node {
            source = try executor.known(node)
        } else {
            source = try Self.upToDateNode(of: session, within: timeoutMilliseconds)
        }
        let taken = executor.takeSnapshots(on: [source])
        guard let slot = taken.first?.value else {
            throw SnapshotsPrint(taken).error ?? Self.nobody("no node was asked")
        }
        self.slot = slot
        self.source = try executor.required(session.statuses(of: [source])[0])
    }

    /// The node that a backup is taken from if none is named: of the followers that take part the
    /// one that has executed most, or else the leader; nil without any.
    ///
    /// A follower has the time for it. One that is cut off may be far behind.
    public static func choose(among statuses: [NodeStatus]) -> NodeID? {
        let present = statuses.filter { $0.isConnected && !$0.isRecovering }
        let followers = present.filter { $0.role != .leader }
        let most = followers.map(\.executed).max()
        return (followers.first { $0.executed == most } ?? present.leader)?.node
    }

    /// Chooses a node, and waits until it has executed all that some node has executed already.
    private static func upToDateNode(
        of session: ClusterSession,
        within milliseconds: Int
    ) throws(UserError) -> NodeID {
        let answers = session.statuses(of: session.nodes)
        let statuses = answers.compactMap(\.value)
        guard let node = choose(among: statuses) else {
            throw nobody(
                answers.compactMap(\.silence).first
                    ?? "nodes are cut off, or have forgotten something"
            )
        }
        let most = statuses.map(\.executed).max() ?? .zero
        let (last, isDone) = session.waitForStatuses(of: [node], atMostMilliseconds: milliseconds) {
            $0.contains { $0.executed >= most }
        }
        if isDone { return node }
        let executed = last.first?.executed ?? .zero
        throw UserError(
            "\(node) does not get to slot \(most.rawValue)",
            code: "behind",
            why: "another node has executed that, and \(node) has slot \(executed.rawValue)"
                + " after \(milliseconds) ms",
            hint: "try again, or name a node of which to have what it has, with '--node'",
            kind: .unavailable
        )
    }

    private static func nobody(_ reason: String) -> UserError {
        UserError(
            "no node takes part",
            code: "unreachable",
            why: reason,
            hint: "start the nodes, or name one of which to have what it has, with '--node'",
            kind: .unavailable
        )
    }

    /// Asks for part after part.
    ///
    /// - Parameter take: Takes a part, and says what to ask for next; nil after the last one.
    /// - Throws: ``UserError``: that of `take`, or the reason why the node sends no more.
    public func parts(
        _ take: (SnapshotPart) throws(UserError) -> SnapshotRequest?
    ) throws(UserError) {
        var request: SnapshotRequest? = SnapshotRequest(slot: slot, index: 0)
        var restarts = 0
        while let wanted = request {
            let part = try self.part(wanted)
            if part.slot != wanted.slot || part.index != wanted.index {
                restarts += 1
                guard part.index == 0, restarts <= Self.restartsMax else {
                    throw unexpected(part, insteadOf: wanted)
                }
            }
            request = try take(part)
        }
    }

    private func unexpected(
        _ part: SnapshotPart,
        insteadOf wanted: SnapshotRequest
    ) -> UserError {
        UserError(
            "\(source.node) does not send what is asked for",
            code: "no_snapshot",
            why: "part \(wanted.index) of slot \(wanted.slot.rawValue) was asked for,"
                + " part \(part.index) of slot \(part.slot.rawValue) came",
            hint: "try again, or another node with '--node'",
            kind: .unavailable
        )
    }

    private func part(_ request: SnapshotRequest) throws(UserError) -> SnapshotPart {
        let answer = try executor.required(
            executor.session.ask([source.node], .part(request))[0]
        )
        let reason: String
        switch answer {
        case .part(let part): return part
        case .refused(let error): reason = error.message
        default: reason = "it answered something else"
        }
        throw UserError(
            "\(source.node) sends no part of its snapshot",
            code: "no_snapshot",
            why: reason,
            hint: "look at its log, or take the backup from another node with '--node'",
            kind: .unavailable
        )
    }
}

import Bank
import BankReplica
import Foundation
import HybridClock
import Paxos
import Simulator
import Testing
import Wire

/// What is claimed of a run, as steps of the specification; TLC judges that
/// (docs/spec/check-traces.sh).
@Suite("Model traces") struct ModelTraceTests {
    @Test("A request is a candidate, promises, a view, a slot, votes and commits")
    func honest() throws {
        var cluster = try Self.leading()
        try cluster.deliverAll()

        #expect(
            cluster.modelTrace == """
                11111111 S1101000 P2101100 L1101100 N110210011 D1100 F3101100 H2100 \
                A211210011 H3100 A311210011 C110210111 M211210111 M311210111
                """
        )
    }

    @Test("A run that is over is followed no further")
    func limits() throws {
        var simulation = Simulation(options: SwarmOptions(modelSeed: 3, nodeCount: 3))
        simulation.keepModelTrace()
        #expect(simulation.runFollowed() == nil)
        let trace = try #require(simulation.cluster.modelTrace)
        let words = trace.split(separator: " ").dropFirst()

        #expect(words.count > 20)
        #expect(!words.contains { $0.dropFirst(3).first.map { "9abc".contains($0) } ?? true })
    }

    @Test("Nodes that were lied to did what docs/spec/Refused.tla says, which TLC refuses")
    func lies() throws {
        let runs = [
            ("COMMIT of what nobody else accepted", try Self.forgedCommit()),
            ("ACCEPTED that was never said", try Self.forgedAccepted()),
            ("PROMISE without what its sender accepted", try Self.forgedPromise()),
            ("NEW_VIEW with another entry", try Self.forgedView()),
        ]
        let lines = runs.map { "\"\($0.1)\" \\* \($0.0)" }
        let module = """
            ------------------------------ MODULE Traces ------------------------------
            (* What nodes did that were lied to, written by ModelTraceTests.swift: no   *)
            (* run here is a behaviour of the specification.                           *)
            TraceSteps == <<
            \(lines.joined(separator: "\n,"))
            >>
            =============================================================================

            """
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/spec/Refused.tla")
        if ProcessInfo.processInfo.environment["REWRITE"] != nil {
            try module.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == module)
    }
}

/// Small clusters in which somebody is lied to; the checkers see that too, and end the run.
extension ModelTraceTests {
    private static let n1 = NodeID(1)
    private static let n2 = NodeID(2)
    private static let n3 = NodeID(3)
    private static let ballot = Ballot(round: 1, proposer: n1)

    /// Three nodes, of which n1 leads and has proposed a transfer in slot 1.
    private static func leading() throws -> SimulatedCluster {
        var options = ClusterOptions()
        options.nodeCount = 3
        var cluster = SimulatedCluster(options: options)
        cluster.keepModelTrace()
        let transfer = Transfer(
            from: Accounts.standard[0].id,
            to: Accounts.standard[1].id,
            amount: Amount(minorUnits: 1)
        )
        let request = Request(
            client: ClientID(identifier: Accounts.standard[0].id.identifier),
            timestamp: try #require(RequestTimestamp(1)),
            command: .transfer(transfer)
        )
        try cluster.send(request, to: n1, session: SessionID(1))
        for peer in [n2, n3] {
            try cluster.deliver(from: n1, to: peer)
            try cluster.deliver(from: peer, to: n1)
        }
        return cluster
    }

    private static func line(_ node: NodeID, _ message: PaxosMessage) -> PeerLine {
        PeerLine(node: node, clock: .zero, message: .paxos(message))
    }

    /// Hands a lie to a node, whatever the checkers say.
    private static func tell(
        _ lie: PeerLine,
        to node: NodeID,
        of cluster: inout SimulatedCluster
    ) -> String {
        do { try cluster.inject(lie, into: node) } catch {}
        return cluster.modelTrace ?? ""
    }

    private static func forgedCommit() throws -> String {
        var cluster = try leading()
        try cluster.deliver(.max, from: n1, to: n3)
        return tell(line(n1, .commit(ballot: ballot, through: Slot(1))), to: n3, of: &cluster)
    }

    private static func forgedAccepted() throws -> String {
        var cluster = try leading()
        return tell(line(n2, .accepted(ballot: ballot, through: Slot(1))), to: n1, of: &cluster)
    }

    private static func forgedPromise() throws -> String {
        var cluster = try leading()
        try cluster.deliver(.max, from: n1, to: n2)
        try cluster.deliver(.max, from: n2, to: n1)
        cluster.partition(NodeSet([n3]))
        while cluster.replica(n3).paxos.status.role != .candidate { try cluster.tick(n3) }
        let page = PromisePage<StampedRequest>(
            ballot: cluster.replica(n3).paxos.status.ballot,
            checkpoint: .zero,
            first: Slot(1),
            accepted: [],
            isLast: true
        )
        return tell(line(n2, .promise(page)), to: n3, of: &cluster)
    }

    private static func forgedView() throws -> String {
        var cluster = try leading()
        let run = ProposalRun<StampedRequest>(ballot: ballot, first: Slot(1), entries: [.noop])
        let page = ViewPage(first: Slot(1), run: run, isLast: true)
        return tell(line(n1, .newView(page)), to: n3, of: &cluster)
    }
}

import Bank
import BankClient
import EventLoop
import Paxos
import Testing
import Wire

@Suite("NodeLinkStateMachine")
struct NodeLinkTests {
    static let hello =
        #"{"type":"HELLO","cluster":"ours","version":1,"role":"replica","#
        + #""node":"n2","incarnation":3,"promised":[0,0],"accepted":0,"recovering":false,"#
        + #""started":1}#a6c01c4d"#

    /// A link that is greeting since millisecond 10.
    private func greetingLink() -> NodeLinkStateMachine {
        var link = NodeLinkStateMachine(node: node(2), cluster: Identifier(validated: "ours"))
        link.didBeginToConnect()
        link.didConnect(at: 10)
        return link
    }

    private func greet(_ link: inout NodeLinkStateMachine, _ text: String) throws(NodeFault) {
        let bytes = Array(text.utf8)
        try link.didGreet(with: bytes.span)
    }

    @Test("down, connecting, greeting, open: only the last one sends")
    func phases() throws {
        var link = NodeLinkStateMachine(node: node(2), cluster: Identifier(validated: "ours"))
        #expect(link.mayConnect(at: 0))
        #expect(link.deadline(isNeeded: true) == 0)
        #expect(link.deadline(isNeeded: false) == nil)

        link.didBeginToConnect()
        #expect(!link.mayConnect(at: 0))
        #expect(!link.isOpen)
        link.didConnect(at: 10)
        #expect(!link.isOpen)
        try greet(&link, Self.hello)

        #expect(link.isOpen)
        #expect(link.fault == nil)
        #expect(link.deadline(isNeeded: true) == nil)
    }

    @Test("A node that does not say HELLO in time is too silent")
    func silence() {
        let link = greetingLink()

        let until = 10 + ClientLimits.greetingMillisecondsMax
        #expect(link.deadline(isNeeded: false) == until, "also if nobody needs it any more")
        #expect(!link.isTooSilent(at: until - 1))
        #expect(link.isTooSilent(at: until))
    }

    @Test("The waits between connections grow to 2 s, and begin anew after a HELLO")
    func backoff() throws {
        var link = greetingLink()
        var generator = SeededGenerator(seed: 3)
        var waits: [Int] = []

        for _ in 0..<12 {
            link.didFail(.notANode, at: 100, using: &generator)
            waits.append((link.deadline(isNeeded: true) ?? 0) - 100)
            link.didBeginToConnect()
        }
        link.didConnect(at: 100)
        try greet(&link, Self.hello)
        link.didFail(.notANode, at: 100, using: &generator)

        #expect(waits[0] <= 50)
        #expect(waits.suffix(3).allSatisfy { 1_000...2_000 ~= $0 })
        #expect(try #require(link.deadline(isNeeded: true)) <= 150)
        #expect(link.fault == .notANode)
        link.wake()
        #expect(link.mayConnect(at: 0), "somebody asks: no wait")
    }

    @Test("A fault passes or lasts", arguments: [true, false])
    func lasting(lasts: Bool) {
        let faults: [NodeFault] =
            lasts
            ? [
                .wrongCluster(
                    ours: Identifier(validated: "a"),
                    theirs: Identifier(validated: "b")
                ),
                .wrongVersion(ours: 1, theirs: 2), .wrongNode(expected: node(1), found: node(2)),
                .notANode, .refused(.init(code: "c", message: "m")),
                .malformed(.unknownType(at: 0)),
            ] : [.connection(.ended), .silent(milliseconds: 1)]

        #expect(faults.allSatisfy { $0.isLasting == lasts })
        #expect(Set(faults.map(\.code)).count == faults.count)
    }
}

@Suite("Explanations")
struct ExplanationTests {
    @Test("What, why and hint are three lines with a code")
    func threeLines() {
        let nodes = [
            NodeReachability(
                node: node(1),
                address: "127.0.0.1:5001",
                isOpen: true,
                fault: nil,
                heardMilliseconds: 3
            ),
            NodeReachability(
                node: node(2),
                address: "127.0.0.1:5002",
                isOpen: false,
                fault: .connection(.ended),
                heardMilliseconds: 14_000
            ),
            NodeReachability(
                node: node(3),
                address: "127.0.0.1:5003",
                isOpen: false,
                fault: .silent(milliseconds: 2_000),
                heardMilliseconds: nil
            ),
        ]

        let text = "\(BankClientError.noAnswer(nodes: nodes, milliseconds: 5_000).explanation)"

        #expect(
            text == """
                error: no quorum: 1 of 3 nodes reachable, 2 needed  [no_quorum]
                  why:  n2 at 127.0.0.1:5002: closed by the other side, last heard 14 s ago; \
                n3 at 127.0.0.1:5003: connected, but no HELLO within 2000 ms
                  hint: start them with 'paxosbank node --id n2 --cluster FILE', \
                or look at 'paxosbank nodes'
                """
        )
    }

    @Test("With a quorum in reach it is the leader that is missing")
    func noLeader() {
        let nodes = (1...3)
            .map {
                NodeReachability(
                    node: node(UInt8($0)),
                    address: "127.0.0.1:\($0)",
                    isOpen: $0 != 2,
                    fault: nil,
                    heardMilliseconds: 1_500
                )
            }

        let told = BankClientError.noAnswer(nodes: nodes, milliseconds: 100).explanation

        #expect(told.code == "no_answer")
        #expect(told.why == "n2 at 127.0.0.1:2: not asked, last heard 1.5 s ago")
    }

    @Test("Outcomes have one word each")
    func words() {
        let outcomes: [Outcome] = [
            .success, .failed(.sameAccount), .conflict, .stale, .unknown, .notExecuted,
        ]

        #expect(
            outcomes.map(\.word) == [
                "success", "failed", "conflict", "stale", "unknown", "not_executed",
            ]
        )
    }
}

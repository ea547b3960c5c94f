import Bank
import BankClient
import EventLoop
import Paxos
import Testing
import Wire

#if os(Linux)
@Suite("ClusterConnection: requests and reads over sockets")
struct ClusterConnectionTests {
    static let five = [FakeCluster.Manner](repeating: .works, count: 5)
    static let move = Transfer(
        from: AccountID(validated: "G"),
        to: AccountID(validated: "B"),
        amount: Amount(minorUnits: 6)
    )
    static let clientA = ClientID(validated: "A")

    @Test("Clients are served over one connection, which is opened when it is needed")
    func serves() throws {
        let cluster = try FakeCluster(Self.five)
        let connection = cluster.connection
        #expect(connection.reachability.allSatisfy { !$0.isOpen && $0.fault == nil })
        for tag in 0..<1_000 {
            let client = ClientManagerTests.ten[tag % 10]
            connection.clients.enqueue(client: client, command: transfer(0), tag: tag)
        }

        try cluster.pump { connection.clients.isIdle }

        let completions = connection.clients.takeCompletions()
        #expect(completions.count == 1_000)
        #expect(completions.allSatisfy { $0.outcome == .failed(.invalidAmount) })
        #expect(cluster.requests.allSatisfy { $0.node == node(1) }, "n1 leads")
        #expect(connection.reachability.map(\.isOpen) == [true, false, false, false, false])
        #expect(connection.reachability[0].heardMilliseconds != nil)
    }

    @Test("A transfer with a key is executed once, whoever asks for it again")
    func key() throws {
        let cluster = try FakeCluster(Self.five)
        let command = Command.keyedTransfer(Self.move, key: IdempotencyKey(high: 1, low: 7))

        let first = try cluster.connection.transfer(
            command,
            by: Self.clientA,
            timeoutMilliseconds: 20_000
        )
        let again = try cluster.connection.transfer(
            command,
            by: ClientID(validated: "C"),
            timeoutMilliseconds: 20_000
        )

        #expect(first.outcome == .success && !first.isReplayed)
        #expect(again.outcome == .success && again.isReplayed)
        #expect(first.slot == Slot(1) && again.slot == Slot(1))
        #expect(first.ballot == ballot(1, 1))
        #expect(first.balances?.from == Amount(minorUnits: 4))
        #expect(again.balances == first.balances)
        #expect(cluster.bank.ledger.balance(of: Self.move.to) == Amount(minorUnits: 16))
        #expect(cluster.connection.explanation(of: first, after: 1) == nil)
    }

    @Test("A timestamp with another transfer is a conflict, and a key with another one fails")
    func conflict() throws {
        let cluster = try FakeCluster(Self.five)
        let key = IdempotencyKey(high: 1, low: 7)
        let other = Transfer(
            from: Self.move.to,
            to: Self.move.from,
            amount: Amount(minorUnits: 1)
        )
        let outcome = { (command: Command, timestamp: RequestTimestamp?) in
            try cluster.connection
                .transfer(
                    command,
                    by: Self.clientA,
                    timestamp: timestamp,
                    timeoutMilliseconds: 20_000
                )
                .outcome
        }

        let timestamp = try #require(RequestTimestamp(7))
        #expect(try outcome(.transfer(Self.move), timestamp) == .success)
        #expect(try outcome(.transfer(other), timestamp) == .conflict)
        #expect(try outcome(.keyedTransfer(other, key: key), nil) == .success)
        #expect(try outcome(.keyedTransfer(Self.move, key: key), nil) == .failed(.keyReused))
    }

    @Test("No node is there: not executed, long before the time is over would be too late")
    func nobodyThere() throws {
        let cluster = try FakeCluster(Self.five)
        for node in members() { cluster.kill(node) }

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 50
        )

        #expect(done.outcome == .notExecuted)
        let words = try #require(cluster.connection.explanation(of: done, after: 50))
        #expect(words.code == "no_quorum")
        #expect(words.what == "no quorum: 0 of 5 nodes reachable, 3 needed")
        #expect(words.why.contains("Connection refused"))
        #expect(words.why.contains("n5 at 127.0.0.1:"))
    }

    @Test("Received and not answered: unknown, with the words that ask again")
    func unknown() throws {
        let cluster = try FakeCluster([FakeCluster.Manner](repeating: .deaf, count: 5))

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 100
        )

        #expect(done.outcome == .unknown)
        let words = try #require(cluster.connection.explanation(of: done, after: 100))
        let timestamp = try #require(done.timestamp)
        #expect(words.code == "outcome_unknown")
        #expect(words.hint.contains("--client A --timestamp \(timestamp)"))
    }

    @Test("Of a request with a key the words say to ask again with the key")
    func unknownKey() throws {
        let cluster = try FakeCluster([FakeCluster.Manner](repeating: .deaf, count: 5))

        let done = try cluster.connection.transfer(
            .keyedTransfer(Self.move, key: IdempotencyKey(high: 1, low: 7)),
            by: Self.clientA,
            timeoutMilliseconds: 100
        )

        #expect(done.outcome == .unknown)
        let words = try #require(cluster.connection.explanation(of: done, after: 100))
        #expect(words.hint == "ask again with the same key: it is executed at most once")
    }

    @Test("Refused by the only node, for whatever reason: not executed, and why")
    func refused() throws {
        let cluster = try FakeCluster([.isFull(ballot(1, 1))])

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 400
        )

        #expect(done.outcome == .notExecuted)
        #expect(done.attempts > 1)
        let words = try #require(cluster.connection.explanation(of: done, after: 400))
        #expect(words.code == "unavailable")
        #expect(words.what == "\(done.command) was refused, and is not executed")
        #expect(words.why.hasPrefix("n1 answered: no requests are taken now"))
    }

    @Test("Refused by nodes that may have handed it on: unknown, and who refused it")
    func perhapsRefused() throws {
        let cluster = try FakeCluster(
            [FakeCluster.Manner](repeating: .isFull(ballot(2, 2)), count: 3)
        )

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 2_000
        )

        #expect(done.outcome == .unknown)
        let words = try #require(cluster.connection.explanation(of: done, after: 2_000))
        #expect(words.code == "outcome_unknown")
        #expect(words.why.hasPrefix("n1 n2 n3 answered: no requests are taken now"))
    }

    @Test("A node that says nothing has received nothing: not executed")
    func silent() throws {
        let cluster = try FakeCluster([FakeCluster.Manner](repeating: .silent, count: 5))

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 50
        )

        #expect(done.outcome == .notExecuted)
        #expect(cluster.requests.isEmpty)
    }

    @Test(
        "A wrong node ends the call at once with both values, and receives no request",
        arguments: [
            (
                #"{"type":"HELLO","cluster":"theirs","version":1,"role":"client"}"#,
                "wrong_cluster", "is of cluster theirs, not of ours"
            ),
            (
                #"{"type":"HELLO","cluster":"ours","version":2,"role":"client"}"#,
                "wrong_version", "speaks version 2, not 1"
            ),
            (
                #"{"type":"HELLO","cluster":"ours","version":1,"role":"admin"}"#,
                "not_a_node", "is no node"
            ),
            (
                #"{"type":"HELLO","cluster":"ours","version":1,"role":"replica","#
                    + #""node":"n7","incarnation":1,"promised":[0,0],"accepted":0,"#
                    + #""recovering":false,"started":1}#8232fb6a"#,
                "wrong_node", "is n7, not n1"
            ),
            (#"{"type":"ERROR","code":"busy","message":"too many"}"#, "busy", "too many"),
            ("HTTP/1.1 400 Bad Request", "bad_json", "no line of the protocol"),
        ]
    )
    func wrongNode(line: String, code: String, words: String) throws {
        let cluster = try FakeCluster([FakeCluster.Manner](repeating: .says(line), count: 5))

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 60_000
        )

        #expect(done.outcome == .notExecuted)
        #expect(cluster.requests.isEmpty)
        let told = try #require(cluster.connection.explanation(of: done, after: 60_000))
        #expect(told.code == code)
        #expect(told.why.contains(words), "\(told)")
    }

    @Test("One wrong node does not stop the others")
    func oneWrongNode() throws {
        let cluster = try FakeCluster([.refuses, .works, .works])
        cluster.ballot = ballot(1, 2)

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 20_000
        )

        #expect(done.outcome == .success)
        guard case .refused = cluster.connection.reachability[0].fault else {
            Issue.record("\(cluster.connection.reachability[0])")
            return
        }
    }

    @Test("not_leader leads to the leader at once, and is remembered")
    func followsLeader() throws {
        let cluster = try FakeCluster([.follows(ballot(3, 4)), .deaf, .deaf, .works, .deaf])
        cluster.ballot = ballot(3, 4)
        let connection = cluster.connection

        for _ in 0..<2 {
            let done = try connection.transfer(
                .transfer(Self.move),
                by: Self.clientA,
                timeoutMilliseconds: 20_000
            )
            #expect(done.ballot == ballot(3, 4))
        }

        #expect(cluster.requests.map(\.node) == [node(1), node(4), node(4)])
        #expect(connection.clients.leaders.leader == node(4))
    }

    @Test("A node that dies with the request and returns answers it with the same timestamp")
    func diesAndReturns() throws {
        let cluster = try FakeCluster([.hangsUp])
        let connection = cluster.connection
        let client = ClientID(validated: "A")
        connection.clients.enqueue(client: client, command: .transfer(Self.move), tag: 0)

        try cluster.pump { cluster.requests.count == 1 }
        cluster.kill(node(1))
        try cluster.pump { connection.reachability[0].fault != nil }
        #expect(!connection.clients.isIdle)
        cluster.manners = [.works]
        try cluster.restart(node(1))
        try cluster.pump { connection.clients.isIdle }

        #expect(cluster.requests.count >= 2)
        #expect(Set(cluster.requests.map(\.request)).count == 1)
        #expect(connection.clients.takeCompletions().map(\.outcome) == [.success])
    }

    @Test("A leader that goes deaf is given up for all nodes, and another serves")
    func deafLeader() throws {
        let cluster = try FakeCluster([.deaf, .works, .works])
        cluster.ballot = ballot(2, 2)

        let done = try cluster.connection.transfer(
            .transfer(Self.move),
            by: Self.clientA,
            timeoutMilliseconds: 20_000
        )

        #expect(done.outcome == .success)
        #expect(done.attempts == 2)
        #expect(Set(cluster.requests.map(\.node)) == [node(1), node(2), node(3)])
        #expect(cluster.connection.clients.leaders.leader == node(2))
    }

    @Test("A balance comes from the leader, whoever is asked first")
    func balance() throws {
        let cluster = try FakeCluster([.follows(ballot(3, 3)), .deaf, .works])
        cluster.ballot = ballot(3, 3)

        let found = try cluster.connection.balance(of: Self.move.from, timeoutMilliseconds: 20_000)
        let missing = try cluster.connection.balance(
            of: AccountID(validated: "nobody"),
            timeoutMilliseconds: 20_000
        )

        #expect(found.answer == .balance(Amount(minorUnits: 10), slot: .zero))
        #expect(missing.answer == .unknownAccount)
        #expect(cluster.reads == [node(1), node(3), node(3)], "no timer was needed")
        cluster.manners = [.works, .deaf, .follows(ballot(4, 1))]
        cluster.ballot = ballot(4, 1)
        _ = try cluster.connection.balance(of: Self.move.from, timeoutMilliseconds: 20_000)
        #expect(cluster.reads.suffix(2) == [node(3), node(1)], "over connections that are open")
    }

    @Test("A balance is asked of all when the leader is deaf, dead, or unknown")
    func balanceOfOthers() throws {
        for first in [FakeCluster.Manner.deaf, .follows(.zero), .hangsUp] {
            let cluster = try FakeCluster([first, .works, .works])
            cluster.ballot = ballot(3, 3)

            let found = try cluster.connection.balance(
                of: Self.move.from,
                timeoutMilliseconds: 20_000
            )

            #expect(found.answer == .balance(Amount(minorUnits: 10), slot: .zero))
        }
    }

    @Test("A balance that nobody confirms ends with the time, and says who was reached")
    func noBalance() throws {
        let cluster = try FakeCluster([.deaf, .deaf, .deaf])

        let error = #expect(throws: BankClientError.self) {
            try cluster.connection.balance(of: Self.move.from, timeoutMilliseconds: 50)
        }

        guard case .noAnswer(let nodes, let milliseconds)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(milliseconds == 50)
        #expect(nodes.map(\.node) == [node(1), node(2), node(3)])
    }

    @Test("A pump ends with its time, and hands the owner's events over")
    func pump() throws {
        let cluster = try FakeCluster([.works])
        let timer = cluster.connection.loop.startTimer(afterMilliseconds: 1)

        try cluster.pump { cluster.otherEvents.contains(.timer(timer)) }
        let isDone = try cluster.connection.pump(until: { false }, timeoutMilliseconds: 0)

        #expect(!isDone)
    }

    @Test("A pump in a pump stops the program")
    func nestedPump() async {
        await #expect(processExitsWith: .failure) {
            let cluster = try FakeCluster([.works])
            _ = try cluster.connection.pump(
                until: {
                    _ = cluster.connection.ask(NodeID(1), .status, timeoutMilliseconds: 1)
                    return true
                },
                timeoutMilliseconds: nil
            )
        }
    }

    @Test("An address that cannot be used is refused with its node")
    func badAddress() {
        let cluster = Cluster(
            id: Identifier(validated: "ours"),
            addresses: ["127.0.0.1:5001", "nowhere"]
        )

        let error = #expect(throws: BankClientError.self) {
            try ClusterConnection(cluster: cluster, seed: 1)
        }

        #expect(error == .address(node(2), .malformed("nowhere")))
        #expect(error?.explanation.why.contains("host:port") == true)
    }
}
#endif

import Bank
import BankClient
import EventLoop
import JSON
import Paxos
import Testing
import Wire

#if os(Linux)
/// Nodes that listen at ports of the system's choice, in the loop of the connection under test.
///
/// They share one bank; each behaves as its ``Manner`` says, which a test may change at any time.
final class FakeCluster {
    /// How a node behaves.
    enum Manner: Hashable {
        /// It greets, executes requests and answers reads and questions.
        case works
        /// It greets, and says `not_leader` to requests and reads with that ballot.
        case follows(Ballot)
        /// It greets, and says `unavailable` to requests with that ballot.
        case isFull(Ballot)
        /// It greets and drops everything else.
        case deaf
        /// It takes connections and says nothing.
        case silent
        /// It answers the first line with an ERROR line and closes.
        case refuses
        /// Its first line is that.
        case says(String)
        /// It closes the connection when anything but HELLO comes.
        case hangsUp
    }

    /// The connection under test.
    let connection: ClusterConnection
    /// How each node behaves; node 1 first.
    var manners: [Manner]
    /// What the nodes agree on.
    var bank: Bank
    /// The ballot that working nodes name.
    var ballot = Ballot(round: 1, proposer: NodeID(1))
    /// The requests that arrived, with their node, in order.
    private(set) var requests: [(node: NodeID, request: Request)] = []
    /// The nodes at which reads arrived, in order.
    private(set) var reads: [NodeID] = []
    /// The events that the connection did not take for its own and that are none of the nodes'.
    private(set) var otherEvents: [Event] = []
    /// The listeners; nil where the node is dead.
    private var listeners: [ListenerID?] = []
    /// The ports, which stay when a node is dead.
    private let ports: [UInt16]
    /// Whose each accepted connection is, and whether it said HELLO.
    private var sessions: [ConnectionID: (node: NodeID, hasGreeted: Bool)] = [:]

    init(_ manners: [Manner], policy: RetryPolicy = RetryPolicy()) throws {
        self.manners = manners
        bank = try Bank(accounts: Accounts.standard)
        let loop = try EventLoop()
        var ports: [UInt16] = []
        for _ in manners {
            let listener = try loop.listen(on: .loopback(port: 0))
            ports.append(try #require(loop.port(of: listener)))
            listeners.append(listener)
        }
        self.ports = ports
        connection = try ClusterConnection(
            cluster: Cluster(
                id: Identifier(validated: "ours"),
                addresses: ports.map { "127.0.0.1:\($0)" }
            ),
            seed: 5,
            policy: policy,
            loop: loop
        )
        connection.onOtherEvent = { [weak self] in self?.handle($0) }
    }

    /// Kills a node: its listener and its connections are gone.
    func kill(_ node: NodeID) {
        let place = Int(node.rawValue) - 1
        if let listener = listeners[place] { connection.loop.close(listener) }
        listeners[place] = nil
        for (id, session) in sessions where session.node == node { drop(id) }
    }

    /// Starts a killed node again.
    func restart(_ node: NodeID) throws {
        let place = Int(node.rawValue) - 1
        listeners[place] = try connection.loop.listen(on: .loopback(port: ports[place]))
    }

    /// Pumps until `isDone`; fails after 20 seconds.
    func pump(
        until isDone: () -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let isOver = try connection.pump(until: isDone, timeoutMilliseconds: 20_000)
        try #require(isOver, "nothing came of it", sourceLocation: sourceLocation)
    }

    // MARK: - The nodes

    private func handle(_ event: Event) {
        switch event {
        case .accepted(let id, let listener):
            guard let place = listeners.firstIndex(of: listener) else { return }
            sessions[id] = (node: NodeID(UInt8(place + 1)), hasGreeted: false)
        case .received(let id) where sessions[id] != nil: take(from: id)
        case .closed(let id, _) where sessions[id] != nil: sessions[id] = nil
        default: otherEvents.append(event)
        }
    }

    private func take(from id: ConnectionID) {
        connection.loop.forEachLine(of: id) { line in
            guard let session = sessions[id] else { return }
            let manner = manners[Int(session.node.rawValue) - 1]
            if session.hasGreeted {
                answer(line, manner, session.node, id)
            } else {
                sessions[id]?.hasGreeted = true
                greet(manner, session.node, id)
            }
        }
    }

    private func greet(_ manner: Manner, _ node: NodeID, _ id: ConnectionID) {
        switch manner {
        case .silent: break
        case .refuses:
            let error = ErrorMessage(code: "wrong_cluster", message: "ours is not theirs")
            write(id) { error.write(into: &$0) }
            connection.loop.close(id, afterFlushing: true)
        case .says(let text): write(id) { $0.append(word: text + "\n") }
        case .works, .follows, .isFull, .deaf, .hangsUp:
            let greeting = NodeGreeting(
                incarnation: Incarnation(life: 0, start: 1),
                promised: .zero,
                accepted: .zero,
                isRecovering: false,
                startedMicroseconds: 1
            )
            let speaker = Hello.Speaker.replica(node: node, greeting)
            write(id) {
                Hello(cluster: Identifier(validated: "ours"), speaker: speaker).write(into: &$0)
            }
        }
    }

    private func answer(
        _ line: Span<UInt8>,
        _ manner: Manner,
        _ node: NodeID,
        _ id: ConnectionID
    ) {
        if let message = try? ClientMessage(reading: line) {
            switch message {
            case .request(let request): requests.append((node, request))
            case .read: reads.append(node)
            }
            answer(message, manner, id)
        } else if let question = try? AdminRequest(reading: line), manner == .works {
            var status = NodeStatus(node: node)
            status.ballot = ballot
            let reply = AdminReply(id: question.id, answer: .status(status))
            write(id) { reply.write(into: &$0) }
        }
        if manner == .hangsUp { drop(id) }
    }

    private func answer(_ message: ClientMessage, _ manner: Manner, _ id: ConnectionID) {
        switch (message, manner) {
        case (.request(let request), .works):
            let reply = bank.execute(request, position: bank.position + 1, stamp: 0)
            send(BankClientTests.answer(request, ballot, .bank(reply)), to: id)
        case (.request(let request), .follows(let leader)):
            send(BankClientTests.answer(request, leader, .notLeader), to: id)
        case (.request(let request), .isFull(let leader)):
            send(BankClientTests.answer(request, leader, .unavailable), to: id)
        case (.read(let number, .account(let account)), .works):
            let balance = bank.ledger.balance(of: account)
            let found: BalanceMessage.Answer =
                balance.map { .balance($0, slot: Slot(bank.position)) } ?? .unknownAccount
            send(number, account, ballot, found, to: id)
        case (.read(let number, .account(let account)), .follows(let leader)):
            send(number, account, leader, .notLeader, to: id)
        case (.read(let number, .key(let key)), .works):
            let record = bank.keys[key]
            let answer: OutcomeMessage.Answer =
                if let record, let outcome = record.outcome {
                    .executed(
                        outcome.result,
                        slot: Slot(record.position),
                        balances: outcome.balances
                    )
                } else if let record {
                    .expired(slot: Slot(record.position))
                } else {
                    .unused(through: Slot(bank.position))
                }
            send(OutcomeMessage(id: number, key: key, ballot: ballot, answer: answer), to: id)
        case (.read(let number, .key(let key)), .follows(let leader)):
            send(OutcomeMessage(id: number, key: key, ballot: leader, answer: .notLeader), to: id)
        case (_, .isFull), (_, .deaf), (_, .silent), (_, .refuses), (_, .says), (_, .hangsUp): break
        }
    }

    private func send(_ outcome: OutcomeMessage, to id: ConnectionID) {
        write(id) { ServerMessage.outcome(outcome).write(into: &$0) }
    }

    private func send(_ reply: ReplyMessage, to id: ConnectionID) {
        write(id) { ServerMessage.reply(reply).write(into: &$0) }
    }

    private func send(
        _ number: UInt64,
        _ account: AccountID,
        _ ballot: Ballot,
        _ answer: BalanceMessage.Answer,
        to id: ConnectionID
    ) {
        let message = BalanceMessage(id: number, account: account, ballot: ballot, answer: answer)
        write(id) { ServerMessage.balance(message).write(into: &$0) }
    }

    private func write(_ id: ConnectionID, _ body: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        body(&writer)
        _ = connection.loop.send(writer.bytes.span, to: id)
    }

    private func drop(_ id: ConnectionID) {
        connection.loop.close(id)
        sessions[id] = nil
    }
}
#endif

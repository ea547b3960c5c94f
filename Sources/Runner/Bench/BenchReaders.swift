import Bank
import BankClient
import EventLoop
import JSON
import Paxos
import Wire

/// Any number of linearizable reads at a time, over one connection to each node.
///
/// The connection of the clients has room for one read at a time, as one-shot commands need it. The
/// reads here share its loop and what it knows of leaders.
final class BenchReaders {
    /// The connection to one node.
    private struct Link {
        /// Where the node listens.
        let address: SocketAddress
        /// Where it stands.
        var state: NodeLinkStateMachine
        /// The connection; nil while there is none.
        var connection: ConnectionID?
    }

    /// An answer, and who asked.
    struct Answer {
        /// The place of who asked.
        let seat: Int
        /// What was found.
        let message: BalanceMessage
    }

    /// The connection of the clients, whose loop and leaders are used.
    private let connection: ClusterConnection
    /// One link a node, in node order.
    private var links: [Link] = []
    /// The read that each place waits for; nil for none.
    private var reads: [BalanceRead?] = []
    /// How many places wait.
    private(set) var count = 0
    /// How many reads there were: what tells a read of a place from its earlier ones.
    private var serial: UInt64 = 0
    /// What was answered and not taken.
    private var answers: [Answer] = []
    /// No read is due before this, in milliseconds.
    private var deadlineMin = Int.max
    /// Draws waits.
    private var generator: SeededGenerator
    /// Holds a line on its way out.
    private var writer = JSONWriter(capacity: 256)
    /// How long reads wait before all nodes are asked.
    private static let policy = RetryPolicy()

    /// Creates the links; they connect when there is something to read.
    ///
    /// - Throws: ``BankClient/BankClientError/address(_:_:)`` if an address cannot be looked up.
    init(_ connection: ClusterConnection, seed: UInt64) throws(BankClientError) {
        self.connection = connection
        generator = SeededGenerator(seed: seed)
        for member in connection.cluster.nodes {
            let state = NodeLinkStateMachine(node: member.id, cluster: connection.cluster.id)
            do {
                links.append(Link(address: try SocketAddress(member.address), state: state))
            } catch {
                throw .address(member.id, error)
            }
        }
    }

    private var milliseconds: Int { SystemClock.monotonicMilliseconds }

    /// Takes what was answered since the last time.
    func takeAnswers() -> [Answer] {
        guard !answers.isEmpty else { return [] }
        defer { answers.removeAll(keepingCapacity: true) }
        return answers
    }

    /// Begins to read for a place, which MUST not wait for a read already.
    func begin(_ account: AccountID, for seat: Int) {
        while reads.count <= seat { reads.append(nil) }
        precondition(reads[seat] == nil, "place \(seat) waits for a read already")
        serial += 1
        let read = BalanceRead(
            id: serial << Self.seatBits | UInt64(seat),
            account: account,
            leaders: connection.clients.leaders,
            at: milliseconds,
            policy: Self.policy,
            using: &generator
        )
        reads[seat] = read
        count += 1
        deadlineMin = min(deadlineMin, read.deadline)
        send(read, to: read.targets)
    }

    /// Gives up every read.
    ///
    /// - Returns: The places that waited.
    func giveUpAll() -> [Int] {
        let waiting = reads.indices.filter { reads[$0] != nil }
        for seat in waiting { reads[seat] = nil }
        count = 0
        return waiting
    }

    /// Connects where that is due, and asks again for what waited too long.
    func turn() {
        guard count > 0 else { return }
        let now = milliseconds
        for index in links.indices {
            if links[index].state.isTooSilent(at: now) {
                fail(index, .silent(milliseconds: ClientLimits.greetingMillisecondsMax))
            }
            guard links[index].state.mayConnect(at: now) else { continue }
            links[index].state.didBeginToConnect()
            links[index].connection = connection.loop.connect(to: links[index].address)
        }
        guard now >= deadlineMin else { return }
        deadlineMin = .max
        for seat in reads.indices {
            guard let deadline = reads[seat]?.deadline else { continue }
            if deadline <= now { expire(seat, at: now) }
            deadlineMin = min(deadlineMin, reads[seat]?.deadline ?? .max)
        }
    }

    private func expire(_ seat: Int, at now: Int) {
        reads[seat]?.expire(&connection.clients.leaders, at: now, using: &generator)
        guard let read = reads[seat] else { return }
        deadlineMin = min(deadlineMin, read.deadline)
        send(read, to: read.targets)
    }

    /// How many bits of a read's number are its place.
    private static let seatBits: UInt64 = 20
}

// MARK: - Lines

extension BenchReaders {
    /// Sends a read to those of `nodes` that are connected; the others get it when they are.
    private func send(_ read: BalanceRead, to nodes: NodeSet) {
        writer.removeAll()
        read.message.write(into: &writer)
        for node in nodes {
            let link = links[Int(node.rawValue) - 1]
            // A line that finds no room is sent again when its time is over.
            if link.state.isOpen, let id = link.connection { sendLine(to: id) }
        }
    }

    private func sendLine(to id: ConnectionID) {
        let line = writer.bytes
        _ = connection.loop.send(line.span, to: id)
    }

    /// Takes an event of the loop; those that are about something else are passed over.
    func handle(_ event: Event) {
        switch event {
        case .opened(let id): if let index = index(of: id) { greet(index, id) }
        case .received(let id): if let index = index(of: id) { receive(from: index, id) }
        case .closed(let id, let reason):
            if let index = index(of: id) { fail(index, .connection(reason)) }
        case .violation(let id, let violation):
            if let index = index(of: id) { fail(index, .connection(.violation(violation))) }
        case .inputEnded, .accepted, .writableAgain, .timer, .readable, .signal: break
        }
    }

    private func index(of id: ConnectionID) -> Int? {
        links.firstIndex { $0.connection == id }
    }

    private func greet(_ index: Int, _ id: ConnectionID) {
        links[index].state.didConnect(at: milliseconds)
        writer.removeAll()
        Hello(cluster: connection.cluster.id, speaker: .client).write(into: &writer)
        sendLine(to: id)
    }

    private func receive(from index: Int, _ id: ConnectionID) {
        let now = milliseconds
        links[index].state.didHear(at: now)
        connection.loop.forEachLine(of: id) { line in
            guard links[index].connection == id else { return }
            do throws(NodeFault) {
                try take(line, from: index, at: now)
            } catch {
                fail(index, error)
            }
        }
    }

    private func take(_ line: Span<UInt8>, from index: Int, at now: Int) throws(NodeFault) {
        guard links[index].state.isOpen else {
            try links[index].state.didGreet(with: line)
            let node = links[index].state.node
            for case let read? in reads where read.targets.contains(node) {
                send(read, to: NodeSet([node]))
            }
            return
        }
        let message: ServerMessage
        do {
            message = try ServerMessage(reading: line)
        } catch {
            throw .malformed(error)
        }
        switch message {
        case .balance(let balance): take(balance, at: now)
        case .reply: break
        case .error(let error): throw .refused(error)
        }
    }

    private func take(_ message: BalanceMessage, at now: Int) {
        let seat = Int(message.id & (1 << Self.seatBits - 1))
        guard seat < reads.count, reads[seat] != nil else { return }
        let mustSend = reads[seat]?.receive(message, &connection.clients.leaders, at: now)
        if mustSend == true, let read = reads[seat] { send(read, to: read.targets) }
        guard let answer = reads[seat]?.answer else { return }
        reads[seat] = nil
        count -= 1
        answers.append(Answer(seat: seat, message: answer))
    }

    /// Closes a connection that is of no use; what was meant for its node alone goes to all.
    private func fail(_ index: Int, _ fault: NodeFault) {
        let now = milliseconds
        if let id = links[index].connection { connection.loop.close(id) }
        links[index].connection = nil
        links[index].state.didFail(fault, at: now, using: &generator)
        let alone = NodeSet([links[index].state.node])
        guard alone != connection.cluster.members else { return }
        for seat in reads.indices where reads[seat]?.targets == alone { expire(seat, at: now) }
    }
}

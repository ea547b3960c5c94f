import Bank
import EventLoop
import JSON
import Paxos
import Wire

/// Connections to single nodes that ask each of them whoever leads: a node that believes it leads
/// and does not any more is found only by those who still ask it.
///
/// They read balances, and bring copies of requests that clients have asked for, so that two
/// leaders may order the same one. What a node answers is remembered like any other answer.
final class ChaosProbes: ChaosReader {
    /// The connection to one node.
    private struct Probe {
        /// Who reads there.
        let client: ClientID
        /// Where the node listens.
        let address: SocketAddress
        /// The connection; nil while there is none.
        var connection: ConnectionID?
        /// Whether the node's HELLO is in.
        var isGreeted = false
        /// The account that is being read.
        var account: AccountID?
        /// The number of the newest read.
        var readID: UInt64 = 0
        /// When it was asked for, or the connection begun, in microseconds.
        var since: Int64 = 0
        /// When the next read or attempt is due, in microseconds.
        var nextAt: Int64 = 0
    }

    /// A request that copies were made of.
    private struct Copied {
        /// The request.
        let request: Request
        /// When it was asked for, in microseconds.
        let since: Int64
    }

    /// The loop, which belongs to the clients' connections.
    private let loop: EventLoop
    /// The cluster.
    private let cluster: Cluster
    /// One for each node.
    private var probes: [Probe] = []
    /// The last request of each client that copies were made of.
    private var copied: [ClientID: Copied] = [:]
    /// What was answered and not taken.
    private var answers: [ChaosOperation] = []
    /// Draws accounts and waits.
    private var generator: SeededGenerator
    /// Holds a line on its way out.
    private var writer = JSONWriter(capacity: 256)

    /// How long a read may take, in microseconds: longer than a node is stopped.
    private static let patience: Int64 = 8_000_000
    /// How long to wait until a lost connection is opened again, in microseconds.
    private static let retry: Int64 = 100_000
    /// The longest time between an answer and the next read, in microseconds.
    private static let pauseMax: Int64 = 40_000

    /// Creates the probes; they connect in the first turn.
    ///
    /// - Throws: ``EventLoop/AddressError``, which no address of this machine leads to.
    init(cluster: Cluster, loop: EventLoop, seed: UInt64) throws(AddressError) {
        self.loop = loop
        self.cluster = cluster
        generator = SeededGenerator(seed: seed)
        for member in cluster.nodes {
            guard let client = ClientID("chaos-probe-\(member.id)") else {
                preconditionFailure("\(member.id) makes no name")
            }
            probes.append(Probe(client: client, address: try SocketAddress(member.address)))
        }
    }

    private var now: Int64 { SystemClock.monotonicMicroseconds }

    /// Takes what was answered since the last time.
    func takeOperations() -> [ChaosOperation] {
        defer { answers.removeAll(keepingCapacity: true) }
        return answers
    }

    /// Brings a copy of a request to some node that is connected.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - since: When its client asked for it, in microseconds.
    func copy(_ request: Request, since: Int64) {
        let open = probes.filter(\.isGreeted).compactMap(\.connection)
        guard let connection = open.randomElement(using: &generator) else { return }
        copied[request.client] = Copied(request: request, since: since)
        send(.request(request), to: connection)
    }

    /// Connects and reads where that is due.
    func turn() {
        let now = now
        for index in probes.indices {
            if let connection = probes[index].connection {
                let isBusy = !probes[index].isGreeted || probes[index].account != nil
                if isBusy, now - probes[index].since > Self.patience { lose(connection) }
                if !isBusy, now >= probes[index].nextAt { read(index, connection) }
            } else if now >= probes[index].nextAt {
                probes[index].since = now
                probes[index].connection = loop.connect(to: probes[index].address)
            }
        }
    }

    private func read(_ index: Int, _ connection: ConnectionID) {
        guard let account = cluster.accounts.randomElement(using: &generator)?.id else { return }
        probes[index].account = account
        probes[index].readID += 1
        probes[index].since = now
        send(.read(id: probes[index].readID, .account(account)), to: connection)
    }

    private func send(_ message: ClientMessage, to connection: ConnectionID) {
        writer.removeAll()
        message.write(into: &writer)
        // A line that finds no room is lost: its answer is not waited for in vain for ever.
        let line = writer.bytes
        _ = loop.send(line.span, to: connection)
    }

    // MARK: Events

    /// Takes an event of the loop; those that are about something else are passed over.
    func handle(_ event: Event) {
        switch event {
        case .opened(let connection): greet(connection)
        case .received(let connection): receive(connection)
        case .closed(let connection, _), .violation(let connection, _),
            .inputEnded(let connection):
            lose(connection)
        case .accepted, .writableAgain, .timer, .readable, .signal: break
        }
    }

    private func index(of connection: ConnectionID) -> Int? {
        probes.firstIndex { $0.connection == connection }
    }

    private func greet(_ connection: ConnectionID) {
        guard index(of: connection) != nil else { return }
        writer.removeAll()
        Hello(cluster: cluster.id, speaker: .client).write(into: &writer)
        let line = writer.bytes
        _ = loop.send(line.span, to: connection)
    }

    private func lose(_ connection: ConnectionID) {
        guard let index = index(of: connection) else { return }
        loop.close(connection)
        probes[index].connection = nil
        probes[index].isGreeted = false
        probes[index].account = nil
        probes[index].nextAt = now + Self.retry
    }

    private func receive(_ connection: ConnectionID) {
        loop.forEachLine(of: connection) { line in
            guard let index = index(of: connection) else { return }
            // The first line is the node's HELLO.
            guard probes[index].isGreeted else {
                probes[index].isGreeted = true
                return
            }
            do throws(WireError) {
                take(try ServerMessage(reading: line), at: index)
            } catch {
                lose(connection)
            }
        }
    }

    private func take(_ message: ServerMessage, at index: Int) {
        switch message {
        case .balance(let balance): take(balance, at: index)
        case .reply(let reply): take(reply)
        case .outcome: return
        case .error: if let connection = probes[index].connection { lose(connection) }
        }
    }

    private func take(_ message: BalanceMessage, at index: Int) {
        guard message.id == probes[index].readID, probes[index].account != nil else { return }
        probes[index].account = nil
        probes[index].nextAt = now + Int64.random(in: 0...Self.pauseMax, using: &generator)
        guard case .balance(let balance, let slot) = message.answer else { return }
        answers.append(
            ChaosOperation(
                client: probes[index].client,
                action: .read(message.account),
                call: probes[index].since * 1_000,
                end: now * 1_000,
                result: .balance(balance, slot: slot)
            )
        )
    }

    private func take(_ message: ReplyMessage) {
        // A copy that comes after the client's next request is stale, and tells nothing.
        guard case .bank(let reply) = message.answer, reply.position > 0,
            let known = copied[message.client], known.request.timestamp == message.timestamp
        else { return }
        answers.append(
            ChaosOperation(
                client: message.client,
                action: .transfer(known.request),
                call: known.since * 1_000,
                end: now * 1_000,
                result: .reply(reply)
            )
        )
    }
}

import EventLoop
import Paxos
import Wire

/// The network between the nodes of a chaos run: every connection between two of them goes through
/// this process, where anything may happen to it.
///
/// A pair of nodes has one connection, which the node with the higher number opens. So there is a
/// port for each pair, and a lane for each direction.
final class RelayNetwork {
    /// Two nodes; the first one opens the connection.
    struct Pair: Hashable {
        /// The node with the higher number.
        let dialer: NodeID
        /// The node with the lower number.
        let target: NodeID
    }

    /// What is between two nodes.
    struct Road {
        /// The two nodes.
        let pair: Pair
        /// Where the dialer connects to.
        let listener: ListenerID
        /// Where the target listens.
        var address: SocketAddress?
        /// Until when there is no connection, in milliseconds.
        var cutUntil = 0
        /// From the dialer to the target.
        var outward = RelayLane()
        /// From the target to the dialer.
        var backward = RelayLane()
        /// The newest relayed connection.
        var passage: Passage?
        /// Connections that are kept open or doubled, and when they end.
        var leftovers: [(connection: ConnectionID, end: Int)] = []
    }

    /// One relayed connection.
    struct Passage {
        /// The connection that the dialer opened.
        let dialer: ConnectionID
        /// The connection to the target.
        let target: ConnectionID
        /// The dialer's first line, its HELLO, with LF; empty until it came.
        var greeting: [UInt8] = []
        /// A second connection to the target, on which the dialer's lines come too.
        var double: ConnectionID?
    }

    /// The loop, which belongs to the clients' connections.
    private let loop: EventLoop
    /// The roads, by dialer and target.
    private(set) var roads: [Road] = []
    /// Which road a connection is on.
    private var places: [ConnectionID: Int] = [:]
    /// The timer that moves what is on its way.
    private let timer: TimerID
    /// Faults that hit connections and not lines.
    private var tally = ChaosTally()
    /// How often what is on its way is looked at, in milliseconds.
    private static let tickMilliseconds = 2

    /// Opens a port for every pair of so many nodes.
    ///
    /// - Throws: ``EventLoop/SystemError`` if a port cannot be opened.
    init(nodeCount: Int, loop: EventLoop) throws(SystemError) {
        self.loop = loop
        timer = loop.startTimer(
            afterMilliseconds: Self.tickMilliseconds,
            everyMilliseconds: Self.tickMilliseconds
        )
        for dialer in 2...nodeCount {
            for target in 1..<dialer {
                let listener = try loop.listen(on: .loopback(port: 0))
                let pair = Pair(dialer: NodeID(UInt8(dialer)), target: NodeID(UInt8(target)))
                roads.append(Road(pair: pair, listener: listener))
            }
        }
    }

    /// The ports at which each node finds the nodes that it dials.
    var ports: [NodeID: [NodeID: UInt16]] {
        var ports: [NodeID: [NodeID: UInt16]] = [:]
        for road in roads {
            ports[road.pair.dialer, default: [:]][road.pair.target] = loop.port(of: road.listener)
        }
        return ports
    }

    /// Learns where the nodes listen; MUST come before the first connection.
    ///
    /// - Throws: ``EventLoop/AddressError``, which no address of this machine leads to.
    func connect(to cluster: Cluster) throws(AddressError) {
        for index in roads.indices {
            guard let address = cluster.address(of: roads[index].pair.target) else {
                preconditionFailure("\(roads[index].pair.target) is no member")
            }
            roads[index].address = try SocketAddress(address)
        }
    }

    /// How often each fault of the network took effect.
    var faults: ChaosTally {
        var sum = tally
        for fault in ChaosFault.allCases {
            for road in roads {
                sum.count(fault, times: road.outward.tally[fault] + road.backward.tally[fault])
            }
        }
        return sum
    }
}

// MARK: - Events

extension RelayNetwork {
    /// Takes an event of the loop; those that are about something else are passed over.
    func handle(_ event: Event) {
        switch event {
        case .accepted(let connection, let listener): accept(connection, from: listener)
        case .received(let connection): receive(connection)
        case .inputEnded(let connection), .violation(let connection, _),
            .closed(let connection, _):
            end(connection)
        case .timer(timer): moveOn()
        case .opened, .writableAgain, .timer, .readable, .signal: break
        }
    }

    private var now: Int { SystemClock.monotonicMilliseconds }

    private func accept(_ connection: ConnectionID, from listener: ListenerID) {
        guard let index = roads.firstIndex(where: { $0.listener == listener }) else { return }
        guard now >= roads[index].cutUntil, let address = roads[index].address else {
            return loop.close(connection)
        }
        if let old = roads[index].passage { abandon(old, at: index) }
        let target = loop.connect(to: address)
        places[connection] = index
        places[target] = index
        roads[index].outward.clear()
        roads[index].backward.clear()
        roads[index].passage = Passage(dialer: connection, target: target)
    }

    private func receive(_ connection: ConnectionID) {
        guard let index = places[connection] else { return }
        guard let passage = roads[index].passage, !isLeftover(connection, at: index) else {
            // Whoever still speaks here is not heard.
            return loop.forEachLine(of: connection) { _ in }
        }
        let now = now
        loop.forEachLine(of: connection) { line in
            if connection == passage.dialer {
                note(line, at: index)
                roads[index].outward.take(line, at: now)
            } else if connection == passage.target {
                roads[index].backward.take(line, at: now)
            }
        }
        move(index, at: now)
    }

    private func isLeftover(_ connection: ConnectionID, at index: Int) -> Bool {
        roads[index].leftovers.contains { $0.connection == connection }
    }

    /// Keeps the dialer's HELLO for a second connection.
    private func note(_ line: Span<UInt8>, at index: Int) {
        guard roads[index].passage?.greeting.isEmpty == true else { return }
        var bytes: [UInt8] = []
        for place in line.indices { bytes.append(line[place]) }
        bytes.append(UInt8(ascii: "\n"))
        roads[index].passage?.greeting = bytes
    }

    /// One end of a connection is gone: so is the other one.
    private func end(_ connection: ConnectionID) {
        guard let index = places.removeValue(forKey: connection) else { return }
        roads[index].leftovers.removeAll { $0.connection == connection }
        loop.close(connection)
        guard let passage = roads[index].passage else { return }
        if passage.double == connection { roads[index].passage?.double = nil }
        guard passage.dialer == connection || passage.target == connection else { return }
        // What had arrived before the end still reaches the other side.
        move(index, at: now)
        abandon(passage, at: index)
    }

    /// Closes all ends of a connection.
    private func abandon(_ passage: Passage, at index: Int) {
        for end in [passage.dialer, passage.target, passage.double].compactMap(\.self)
        where !isLeftover(end, at: index) {
            places[end] = nil
            loop.close(end, afterFlushing: true)
        }
        roads[index].passage = nil
    }

    /// Moves what has arrived, and ends what has lasted long enough.
    private func moveOn() {
        let now = now
        for index in roads.indices {
            move(index, at: now)
            for leftover in roads[index].leftovers where leftover.end <= now {
                end(leftover.connection)
            }
        }
    }

    private func move(_ index: Int, at now: Int) {
        guard let passage = roads[index].passage else { return }
        // A line that finds no room is lost, as on a network.
        roads[index].outward
            .release(at: now) { line in
                _ = loop.send(line.span, to: passage.target)
                if let double = passage.double { _ = loop.send(line.span, to: double) }
            }
        roads[index].backward
            .release(at: now) { line in
                _ = loop.send(line.span, to: passage.dialer)
            }
    }
}

// MARK: - Faults

extension RelayNetwork {
    /// Changes one direction of a road.
    func change(_ index: Int, outward: Bool, _ body: (inout RelayLane) -> Void) {
        if outward { body(&roads[index].outward) } else { body(&roads[index].backward) }
    }

    /// Breaks a road and lets nobody through for a while.
    ///
    /// - Parameters:
    ///   - index: The road.
    ///   - milliseconds: For how long.
    func cut(_ index: Int, milliseconds: Int) {
        roads[index].cutUntil = now + milliseconds
        guard let passage = roads[index].passage else { return }
        for end in [passage.dialer, passage.target] { loop.close(end) }
        abandon(passage, at: index)
    }

    /// Closes the target's end of a connection and keeps the dialer's, which does not hear of it.
    ///
    /// - Returns: Whether there was a connection.
    func halve(_ index: Int, milliseconds: Int) -> Bool {
        guard let passage = roads[index].passage else { return false }
        roads[index].leftovers.append((passage.dialer, now + milliseconds))
        abandon(passage, at: index)
        tally.count(.halfOpen)
        return true
    }

    /// Opens a second connection to the target, with the same HELLO and what follows on the first.
    ///
    /// - Returns: Whether there was a connection that has no second one.
    func double(_ index: Int, milliseconds: Int) -> Bool {
        guard let passage = roads[index].passage, passage.double == nil,
            !passage.greeting.isEmpty, let address = roads[index].address
        else { return false }
        let second = loop.connect(to: address)
        places[second] = index
        _ = loop.send(passage.greeting.span, to: second)
        roads[index].passage?.double = second
        roads[index].leftovers.append((second, now + milliseconds))
        tally.count(.duplicateConnection)
        return true
    }

    /// Ends all faults.
    func heal() {
        for index in roads.indices {
            roads[index].cutUntil = 0
            roads[index].outward.heal()
            roads[index].backward.heal()
            for leftover in roads[index].leftovers { end(leftover.connection) }
            move(index, at: now)
        }
    }
}

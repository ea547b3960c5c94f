import Bank
import BankReplica
import HybridClock
import JSON
import Paxos
import Wire

/// Lines on their way: lost, late, twice, out of order, held, damaged.
extension Simulation {
    func link(_ sender: NodeID, _ receiver: NodeID) -> Int {
        index(sender) * options.cluster.nodeCount + index(receiver)
    }

    /// How often connections between two nodes were closed.
    func epoch(_ sender: NodeID, _ receiver: NodeID) -> Int {
        lives[index(sender)].epoch + lives[index(receiver)].epoch
    }

    /// Puts what was sent on its way.
    mutating func sendOutbox() {
        let sent = cluster.takeOutbox()
        noteSent(sent)
        var last: (node: NodeID, clock: Timestamp, word: UInt64)?
        for item in sent {
            let line = item.line
            // A line to many is mixed once; no node stamps two lines alike.
            if last?.node != line.node || last?.clock != line.clock {
                last = (line.node, line.clock, DigestHasher.word(of: line))
            }
            let word = last?.word ?? 0
            cluster.digest.mix(.line, word &+ UInt64(item.destination.rawValue))
            let flush = item.isAfterFlush ? lives[index(line.node)].flushMicroseconds : 0
            let parcel = Parcel(line: line, word: word, destination: item.destination)
            send(parcel, after: flush)
            replay(parcel)
        }
    }

    /// A line with where it goes.
    struct Parcel: Sendable {
        /// The line.
        let line: PeerLine
        /// A word of it for the digest.
        let word: UInt64
        /// Where it goes.
        let destination: NodeID
    }

    private mutating func send(_ parcel: Parcel, after pause: UInt64) {
        let link = link(parcel.line.node, parcel.destination)
        counts.linesSent += 1
        // Every line draws as often, whatever becomes of it: so the next one draws the same.
        let isLost = draws(options.network.lossPercent, link)
        let isRepeated = draws(options.network.duplicatePercent, link)
        let first = drawDelay(link)
        let second = drawDelay(link)
        guard !isFaulty || links[link].count < options.network.linesMax else {
            counts.linesRefused += 1
            return
        }
        if isFaulty, isLost {
            counts.linesLost += 1
            noteLoss(of: parcel.line, to: parcel.destination)
            return
        }
        fly(parcel, after: pause + first)
        if isFaulty, isRepeated {
            counts.linesRepeated += 1
            fly(parcel, after: pause + second)
        }
    }

    private mutating func drawDelay(_ link: Int) -> UInt64 {
        let late = 0...UInt64(2 * options.network.delayMean)
        return UInt64(options.network.delayMin)
            + UInt64.random(in: late, using: &links[link].random)
    }

    /// Whether a line meets what so many of a hundred meet.
    private mutating func draws(_ percent: Int, _ link: Int) -> Bool {
        Int.random(in: 0..<100, using: &links[link].random) < percent
    }

    mutating func fly(_ parcel: Parcel, after pause: UInt64) {
        let sender = parcel.line.node
        let link = link(sender, parcel.destination)
        var due = now + pause
        if !options.network.reorders || !isFaulty { due = max(due, links[link].lastDue) }
        links[link].lastDue = max(due, links[link].lastDue)
        links[link].count += 1
        let flight = Flight(
            line: parcel.line,
            word: parcel.word,
            destination: parcel.destination,
            epoch: epoch(sender, parcel.destination)
        )
        let place: Int
        if let free = freeFlights.popLast() {
            place = free
            flights[free] = flight
        } else {
            place = flights.count
            flights.append(flight)
        }
        queue.schedule(.arrival(place), at: due)
    }

    /// A line arrives, if nothing is in its way.
    mutating func arrive(_ place: Int) throws(InvariantViolation) {
        guard let flight = flights[place] else { preconditionFailure("no line at \(place)") }
        let sender = flight.line.node
        let receiver = flight.destination
        let link = link(sender, receiver)
        if links[link].isHeld, isFaulty {
            links[link].held.append(place)
            counts.linesHeld += 1
            return
        }
        flights[place] = nil
        freeFlights.append(place)
        links[link].count -= 1
        cluster.digest.mix(.arrival, flight.word &+ UInt64(receiver.rawValue))
        guard flight.epoch == epoch(sender, receiver) else { return }
        guard cluster.isConnected(receiver), !cluster.network.isCut(from: sender, to: receiver)
        else {
            counts.linesCut += 1
            return
        }
        if options.network.usesBytes {
            guard let line = try passBytes(flight.line, link) else { return }
            give(.line(line), to: receiver)
        } else {
            give(.line(flight.line), to: receiver)
        }
    }

    /// Lets the lines of a link pass that were held.
    mutating func release(_ sender: NodeID, _ receiver: NodeID) {
        let link = link(sender, receiver)
        links[link].isHeld = false
        for place in links[link].held { queue.schedule(.arrival(place), at: now) }
        links[link].held.removeAll()
    }

    /// Holds the lines of a link.
    mutating func hold(_ sender: NodeID, _ receiver: NodeID) {
        links[link(sender, receiver)].isHeld = true
    }

    /// Sends a line as bytes, some of which may be damaged; nil if the receiver refuses them.
    private mutating func passBytes(
        _ line: PeerLine,
        _ link: Int
    ) throws(InvariantViolation) -> PeerLine? {
        var writer = JSONWriter(capacity: 256)
        line.write(into: &writer)
        // The reader gets a line without its line feed.
        var bytes = Array(writer.bytes.dropLast())
        counts.linesAsBytes += 1
        let isHit =
            Int.random(in: 0..<1_000, using: &links[link].random) < options.network.damagePerMille
        let isDamaged = isFaulty && isHit
        if isDamaged {
            counts.linesDamaged += 1
            if Bool.random(using: &links[link].random) {
                let place = Int.random(in: 0..<bytes.count, using: &links[link].random)
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &links[link].random)
            } else {
                bytes.removeLast(Int.random(in: 1...bytes.count, using: &links[link].random))
            }
        }
        let read: PeerLine
        do {
            read = try PeerLine(reading: bytes.span)
        } catch {
            try require(isDamaged, "I14", "a whole line is refused: \(error)")
            return nil
        }
        try require(!isDamaged, "I14", "a damaged line passes: \(read)")
        try require(read == line, "I14", "\(line) was written, and read as \(read)")
        return read
    }

    /// Draws a node; where there are fewer than the seed drew, each stands for several.
    static func anyNode(
        of options: SwarmOptions,
        using random: inout SeededGenerator
    ) -> NodeID {
        let count = options.cluster.nodeCount
        let drawn = Int.random(in: 0..<max(count, options.drawnNodeCount), using: &random)
        return NodeID(UInt8(drawn % count + 1))
    }
}

import BankReplica
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
        for item in sent {
            let flush = item.isAfterFlush ? lives[index(item.line.node)].flushMicroseconds : 0
            send(item.line, to: item.destination, after: flush)
            replay(item.line, to: item.destination)
        }
    }

    private mutating func send(_ line: PeerLine, to receiver: NodeID, after pause: UInt64) {
        let link = link(line.node, receiver)
        counts.linesSent += 1
        guard !isFaulty || links[link].count < options.network.linesMax else {
            counts.linesRefused += 1
            return
        }
        if isFaulty, draw(percent: options.network.lossPercent) {
            counts.linesLost += 1
            return
        }
        fly(line, to: receiver, after: pause)
        if isFaulty, draw(percent: options.network.duplicatePercent) {
            counts.linesRepeated += 1
            fly(line, to: receiver, after: pause)
        }
    }

    mutating func fly(_ line: PeerLine, to receiver: NodeID, after pause: UInt64) {
        let link = link(line.node, receiver)
        let late = UInt64.random(in: 0...UInt64(2 * options.network.delayMean), using: &random)
        var due = now + pause + UInt64(options.network.delayMin) + late
        if !options.network.reorders || !isFaulty { due = max(due, links[link].lastDue) }
        links[link].lastDue = max(due, links[link].lastDue)
        links[link].count += 1
        let flight = Flight(
            line: line,
            destination: receiver,
            epoch: epoch(line.node, receiver)
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
    mutating func arrive(_ place: Int) {
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
        guard flight.epoch == epoch(sender, receiver) else { return }
        guard cluster.isConnected(receiver), !cluster.network.isCut(from: sender, to: receiver)
        else {
            counts.linesCut += 1
            return
        }
        if options.network.usesBytes {
            guard let line = passBytes(flight.line) else { return }
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
    private mutating func passBytes(_ line: PeerLine) -> PeerLine? {
        var writer = JSONWriter(capacity: 256)
        line.write(into: &writer)
        // The reader gets a line without its line feed.
        var bytes = Array(writer.bytes.dropLast())
        counts.linesAsBytes += 1
        let isDamaged =
            isFaulty
            && Int.random(in: 0..<1_000, using: &random) < options.network.damagePerMille
        if isDamaged {
            counts.linesDamaged += 1
            if Bool.random(using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            } else {
                bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
            }
        }
        do {
            let read = try PeerLine(reading: bytes.span)
            precondition(!isDamaged, "a damaged line passes: \(read)")
            precondition(read == line, "\(line) was written, and read as \(read)")
            return read
        } catch {
            precondition(isDamaged, "a whole line is refused: \(error)")
            return nil
        }
    }

    /// Draws whether something happens that happens so many times in a hundred.
    mutating func draw(percent: Int) -> Bool {
        percent > 0 && Int.random(in: 0..<100, using: &random) < percent
    }
}

import Paxos

/// One direction of a relayed connection as a value: what happens to each line on its way.
///
/// A lane outlives its connections, for its faults are the network's. Lines keep their order,
/// whatever they wait for.
package struct RelayLane {
    /// Until when everything is lost, in milliseconds.
    private var mutedUntil = 0
    /// Until when everything is held back, in milliseconds.
    private var heldUntil = 0
    /// Until when lines come late, in milliseconds.
    private var delayedUntil = 0
    /// By how much they do.
    private var delay = 0
    /// How many of the next lines are lost.
    private var drops = 0
    /// How many of the next lines come twice.
    private var doubles = 0
    /// Which bits of the next lines are flipped: the place in the line is the rest of a division.
    private var flips: [UInt64] = []
    /// What is on its way: with its LF, and when it arrives.
    private var waiting: [(arrival: Int, line: [UInt8])] = []
    /// How many bytes of ``waiting`` have arrived; they are removed now and then.
    private var waitingBytes = 0
    /// How often each fault hit a line.
    package private(set) var tally = ChaosTally()

    /// Creates a lane without faults.
    package init() {}

    /// Loses everything until `end`, in milliseconds.
    package mutating func mute(until end: Int) { mutedUntil = end }

    /// Holds everything back until `end`, in milliseconds.
    package mutating func hold(until end: Int) { heldUntil = end }

    /// Lets lines come later by so many milliseconds, until `end`.
    package mutating func slow(by milliseconds: Int, until end: Int) {
        delay = milliseconds
        delayedUntil = end
    }

    /// Loses so many of the next lines.
    package mutating func drop(_ count: Int) { drops = count }

    /// Lets so many of the next lines come twice.
    package mutating func double(_ count: Int) { doubles = count }

    /// Flips a bit of the next line, drawn from `chance`.
    package mutating func flip(_ chance: UInt64) { flips.append(chance) }

    /// Ends all faults; what is on its way arrives at once.
    package mutating func heal() {
        (mutedUntil, heldUntil, delayedUntil, drops, doubles) = (0, 0, 0, 0, 0)
        flips = []
        for index in waiting.indices { waiting[index].arrival = 0 }
    }

    /// Forgets what is on its way, because its connection is gone.
    package mutating func clear() {
        waiting = []
        waitingBytes = 0
    }

    /// Whether something is on its way.
    package var isBusy: Bool { !waiting.isEmpty }

    /// Takes a line, without its LF, at a time in milliseconds.
    package mutating func take(_ line: Span<UInt8>, at now: Int) {
        guard now >= mutedUntil else { return tally.count(.mute) }
        guard drops == 0 else {
            drops -= 1
            return tally.count(.dropLine)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(line.count + 1)
        for index in line.indices { bytes.append(line[index]) }
        if let chance = flips.popLast(), !bytes.isEmpty {
            // The highest bit makes no line end of any byte, and never good JSON.
            bytes[Int(chance % UInt64(bytes.count))] ^= 0x80
            tally.count(.corrupt)
        }
        bytes.append(UInt8(ascii: "\n"))
        var arrival = max(now, heldUntil)
        if now < heldUntil { tally.count(.hold) }
        if now < delayedUntil {
            arrival = max(arrival, now + delay)
            tally.count(.delay)
        }
        arrival = max(arrival, waiting.last?.arrival ?? 0)
        append(bytes, arrival)
        guard doubles > 0 else { return }
        doubles -= 1
        tally.count(.duplicateLine)
        append(bytes, arrival)
    }

    private mutating func append(_ line: [UInt8], _ arrival: Int) {
        // A network that is too full loses lines, as a node's outbox does.
        guard waitingBytes + line.count <= ChaosLimits.laneBytesMax else { return }
        waitingBytes += line.count
        waiting.append((arrival, line))
    }

    /// Hands out what has arrived by now, in order.
    package mutating func release(at now: Int, _ body: ([UInt8]) -> Void) {
        let count = waiting.firstIndex { $0.arrival > now } ?? waiting.count
        guard count > 0 else { return }
        for index in 0..<count {
            waitingBytes -= waiting[index].line.count
            body(waiting[index].line)
        }
        waiting.removeFirst(count)
    }
}

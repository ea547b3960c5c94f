import Paxos
import Wire

/// The last lines of one direction between two nodes.
struct OldLines: Sendable {
    /// How many are kept.
    private static let countMax = 32
    /// The lines, in no order.
    private var lines: [PeerLine] = []
    /// How many were kept in all.
    private var count = 0
    /// How often connections between the two had been closed: old lines come over no new one.
    private var epoch = 0

    init() {}

    /// Keeps a line in place of the oldest one.
    mutating func keep(_ line: PeerLine, epoch newEpoch: Int) {
        if newEpoch != epoch {
            lines.removeAll(keepingCapacity: true)
            epoch = newEpoch
        }
        if lines.count < Self.countMax {
            lines.append(line)
        } else {
            lines[count % Self.countMax] = line
        }
        count += 1
    }

    /// One of them; nil if none is kept.
    func draw(_ random: inout SeededGenerator) -> PeerLine? { lines.randomElement(using: &random) }
}

extension Simulation {
    /// Keeps a line that was sent, and lets one of long before come again, so many times in a
    /// hundred.
    mutating func replay(_ line: PeerLine, to receiver: NodeID) {
        let percent = options.network.replayPercent
        guard percent > 0, isFaulty else { return }
        let link = link(line.node, receiver)
        oldLines[link].keep(line, epoch: epoch(line.node, receiver))
        guard Int.random(in: 0..<100, using: &replayRandom) < percent,
            let old = oldLines[link].draw(&replayRandom)
        else { return }
        counts.linesReplayed += 1
        fly(old, to: receiver, after: UInt64.random(in: 0...20_000, using: &replayRandom))
    }
}

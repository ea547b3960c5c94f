import Paxos
import Wire

/// The last lines of one direction between two nodes.
struct OldLines: Sendable {
    /// How many are kept.
    private static let countMax = 32
    /// The lines, in no order.
    private var parcels: [Simulation.Parcel] = []
    /// How many were kept in all.
    private var count = 0
    /// How often connections between the two had been closed: old lines come over no new one.
    private var epoch = 0
    /// What draws the lines that come again, and when.
    private var random: SeededGenerator

    init(random: SeededGenerator) {
        self.random = random
    }

    /// Keeps a line in place of the oldest one.
    mutating func keep(_ parcel: Simulation.Parcel, epoch newEpoch: Int) {
        if newEpoch != epoch {
            parcels.removeAll(keepingCapacity: true)
            epoch = newEpoch
        }
        if parcels.count < Self.countMax {
            parcels.append(parcel)
        } else {
            parcels[count % Self.countMax] = parcel
        }
        count += 1
    }

    /// Draws one of them, so many times in a hundred, with how late it comes, in microseconds.
    mutating func draw(percent: Int) -> (parcel: Simulation.Parcel, late: UInt64)? {
        guard Int.random(in: 0..<100, using: &random) < percent,
            let parcel = parcels.randomElement(using: &random)
        else { return nil }
        return (parcel, UInt64.random(in: 0...20_000, using: &random))
    }
}

extension Simulation {
    /// Keeps a line that was sent, and lets one of long before come again, so many times in a
    /// hundred.
    mutating func replay(_ parcel: Parcel) {
        let percent = options.network.replayPercent
        guard percent > 0, isFaulty else { return }
        let link = link(parcel.line.node, parcel.destination)
        oldLines[link].keep(parcel, epoch: epoch(parcel.line.node, parcel.destination))
        guard let old = oldLines[link].draw(percent: percent) else { return }
        counts.linesReplayed += 1
        fly(old.parcel, after: old.late)
    }
}

/// What is left out of the run of a seed; the rest stays as the seed drew it.
///
/// Its text is what `simulate --only` takes, for example `ticks=120,nodes=3,faults=kill+power`.
public struct SwarmReduction: Hashable, Sendable {
    /// How long faults last, in ticks; nil for as long as otherwise.
    public var ticks: UInt64?
    /// How many nodes there are: 3 or 5; nil for as many as drawn.
    public var nodes: Int?
    /// How many clients there are; nil for as many as drawn.
    public var clients: Int?
    /// The kinds of faults that stay; nil for all that were drawn.
    public var faults: [FaultKind]?
    /// The faults that are left out, by their numbers from 1.
    public var skip = NumberRanges()
    /// How many requests and reads clients begin in all; nil for any number.
    public var requests: UInt64?
    /// The ticks in which no client begins anything, from 0; it waits until they are over.
    public var quiet = NumberRanges()
    /// What the network no longer does.
    public var absent: [NetworkHabit] = []

    /// Something that a network does to lines by chance.
    public enum NetworkHabit: String, CaseIterable, Sendable {
        /// It loses some.
        case loss
        /// It repeats some.
        case twice
        /// It brings some of long before again.
        case replay
        /// Some overtake others.
        case reorder
        /// They travel as bytes, some of them damaged.
        case bytes
    }

    /// Creates a reduction that leaves nothing out.
    public init() {}

    /// Whether a fault happens.
    func allows(_ number: Int, _ kind: FaultKind) -> Bool {
        !skip.contains(UInt64(number)) && faults?.contains(kind) ?? true
    }
}

extension SwarmOptions {
    /// Leaves out what a reduction says.
    public mutating func reduce(by reduction: SwarmReduction) {
        self.reduction = reduction
        ticks = reduction.ticks ?? ticks
        cluster.nodeCount = min(cluster.nodeCount, reduction.nodes ?? cluster.nodeCount)
        clients = min(clients, reduction.clients ?? clients)
        for habit in reduction.absent {
            switch habit {
            case .loss: network.lossPercent = 0
            case .twice: network.duplicatePercent = 0
            case .replay: network.replayPercent = 0
            case .reorder: network.reorders = false
            case .bytes: network.usesBytes = false
            }
        }
    }
}

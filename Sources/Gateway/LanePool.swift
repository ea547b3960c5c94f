/// The names under which a gateway asks the cluster: clients of its protocol, one request at a time
/// each.
///
/// A lane that is free again goes behind all others, so that the cluster keeps the answer to its
/// last request as long as possible: it is what a key that the gateway made asks for.
package struct LanePool: Hashable, Sendable {
    /// The free lanes, in a ring.
    private var ring: [Int]
    /// Where the first free lane stands in ``ring``.
    private var head = 0
    /// How many lanes are free.
    package private(set) var freeCount: Int
    /// Which lanes are free.
    private var isFree: [Bool]

    /// Creates a pool of free lanes, numbered from 0.
    package init(count: Int = GatewayLimits.lanesMax) {
        precondition(count > 0, "a gateway with \(count) lanes cannot ask anything")
        ring = Array(0..<count)
        freeCount = count
        isFree = [Bool](repeating: true, count: count)
    }

    /// How many lanes there are.
    package var count: Int { ring.count }

    /// Takes the lane that has been free for longest; nil if none is.
    package mutating func take() -> Int? {
        guard freeCount > 0 else { return nil }
        let lane = ring[head]
        head = head + 1 == ring.count ? 0 : head + 1
        freeCount -= 1
        isFree[lane] = false
        return lane
    }

    /// Gives a lane back whose request is over, or was given up: it goes behind all others.
    ///
    /// A request that was given up may yet be executed. The next one of the lane has a later
    /// timestamp: where that one is executed first, the old one never is.
    package mutating func giveBack(_ lane: Int) {
        precondition(!isFree[lane], "lane \(lane) is free already")
        var tail = head + freeCount
        if tail >= ring.count { tail -= ring.count }
        ring[tail] = lane
        freeCount += 1
        isFree[lane] = true
    }
}

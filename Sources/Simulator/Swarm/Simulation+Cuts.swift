import Paxos

/// Faults of the network that concern many links: partitions of every shape, links that are held.
extension Simulation {
    /// Lets nothing pass between some nodes, until all cuts end; four times in ten in one direction
    /// only.
    ///
    /// - Returns: Whether there is anybody to be cut off.
    @discardableResult
    mutating func cut(_ kind: FaultKind, _ node: NodeID) -> Bool {
        let count = UInt8(options.cluster.nodeCount)
        guard count > 1 else { return false }
        let next = NodeID(node.rawValue % count + 1)
        let isOneSided = kind == .oneWay || Int.random(in: 0..<10, using: &random) < 4
        let isInwards = Bool.random(using: &random)
        for (one, other) in pairs(of: kind, node, next) {
            if !isOneSided || isInwards { cluster.cut(from: other, to: one) }
            if !isOneSided || !isInwards { cluster.cut(from: one, to: other) }
        }
        if isOneSided { counts.oneSidedCuts += 1 }
        queue.schedule(.mend(.cuts), at: now + drawOutage())
        return true
    }

    /// The pairs of nodes that a partition separates.
    private func pairs(
        of kind: FaultKind,
        _ node: NodeID,
        _ next: NodeID
    ) -> [(NodeID, NodeID)] {
        switch kind {
        case .pair: [(node, next)]
        case .halves: pairs(of: NodeSet([node, next]))
        case .ring: ringPairs
        default: pairs(of: NodeSet([node]))
        }
    }

    /// The pairs of a node of `side` and one of the others.
    private func pairs(of side: NodeSet) -> [(NodeID, NodeID)] {
        side.flatMap { node in
            cluster.members.filter { !side.contains($0) }.map { (node, $0) }
        }
    }

    /// The pairs that are not neighbours in a ring.
    private var ringPairs: [(NodeID, NodeID)] {
        let count = options.cluster.nodeCount
        return cluster.members.flatMap { one in
            cluster.members
                .filter { other in
                    let distance = Int(other.rawValue) - Int(one.rawValue)
                    return distance > 1 && distance < count - 1
                }
                .map { (one, $0) }
        }
    }

    /// Cuts a node off and lets it in again, many times in a row.
    mutating func flap(_ node: NodeID) -> Bool {
        guard options.cluster.nodeCount > 1 else { return false }
        let kind = [FaultKind.isolate, .halves, .oneWay, .pair].randomElement(using: &random)
        var pause: UInt64 = 0
        for _ in 0..<Int.random(in: 3...12, using: &random) {
            queue.schedule(.mend(.cut(kind ?? .isolate, node)), at: now + pause)
            pause += UInt64.random(in: 5_000...300_000, using: &random)
            queue.schedule(.mend(.cuts), at: now + pause)
            pause += UInt64.random(in: 5_000...300_000, using: &random)
        }
        return true
    }

    /// Holds some links of a node at once, and lets them go one after the other.
    mutating func clog(_ node: NodeID) -> Bool {
        var pause: UInt64 = 0
        for other in cluster.members where other != node && Bool.random(using: &random) {
            hold(node, other)
            pause += drawOutage() / 4
            queue.schedule(.mend(.release(node, other)), at: now + pause)
        }
        return pause > 0
    }

    /// Holds a random half of all links one by one, and lets them go in another order.
    ///
    /// Source: the "swizzle-clogging" of FoundationDB's simulator.
    mutating func swizzle() -> Bool {
        var links: [(NodeID, NodeID)] = []
        for one in cluster.members {
            for other in cluster.members where other != one && Bool.random(using: &random) {
                links.append((one, other))
            }
        }
        links.shuffle(using: &random)
        var time = now
        for (one, other) in links {
            queue.schedule(.mend(.hold(one, other)), at: time)
            time += UInt64.random(in: 1_000...50_000, using: &random)
        }
        links.shuffle(using: &random)
        for (one, other) in links {
            time += UInt64.random(in: 1_000...50_000, using: &random)
            queue.schedule(.mend(.release(one, other)), at: time)
        }
        return !links.isEmpty
    }
}

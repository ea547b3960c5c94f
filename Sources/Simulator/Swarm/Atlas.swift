package import Paxos

/// Where nodes may have lost something: for every slot a quorum's worth of nodes must neither have
/// lost what they accepted there nor be on their way back.
///
/// So each node may be damaged elsewhere, all of them at once; and no run demands what no protocol
/// can give.
package struct Atlas: Sendable {
    /// What one node may have lost.
    package struct Loss: Hashable, Sendable {
        /// The slots; nil for everything, promises too: then the node has to rejoin.
        package let ranges: [SlotRange]?
        /// Who has executed every slot up to this one knows again what it has lost.
        package let goal: Slot

        /// Creates a loss.
        package init(ranges: [SlotRange]?, goal: Slot) {
            self.ranges = ranges
            self.goal = goal
        }

        /// Whether it covers a slot.
        func covers(_ slot: Slot) -> Bool {
            ranges.map { $0.contains { $0.contains(slot) } } ?? true
        }

        /// The loss of both.
        func joined(_ other: Loss) -> Loss {
            let goal = max(goal, other.goal)
            guard let ranges, let more = other.ranges else { return Loss(ranges: nil, goal: goal) }
            return Loss(ranges: ranges + more, goal: goal)
        }
    }

    /// What each node may have lost and has not got back, by number from 1.
    private(set) var losses: [Loss?]
    /// How many nodes may have lost a slot at a time.
    let most: Int

    package init(nodeCount: Int) {
        losses = Array(repeating: nil, count: nodeCount)
        most = (nodeCount - 1) / 2
    }

    /// What a node may have lost; nil for nothing.
    subscript(node: NodeID) -> Loss? { losses[Int(node.rawValue) - 1] }

    /// How many nodes may have lost something.
    var count: Int { losses.count { $0 != nil } }

    /// How many nodes may have lost everything.
    private var totalCount: Int { losses.count { $0.map { $0.ranges == nil } ?? false } }

    /// Whether more was lost than a minority of the nodes had of some slot.
    ///
    /// - Parameter last: The last slot that any node holds.
    /// - Returns: Whether it was.
    package func isExceeded(through last: Slot) -> Bool {
        if totalCount > most { return true }
        var slot = Slot(1)
        while slot <= last {
            if losses.count(where: { $0?.covers(slot) ?? false }) > most { return true }
            slot = slot.next
        }
        return false
    }

    /// Whether a node may lose something too.
    package func allows(_ loss: Loss, of node: NodeID, through last: Slot) -> Bool {
        var after = self
        after.add(loss, of: node)
        return !after.isExceeded(through: last)
    }

    /// Notes what a node may have lost, besides what it may have lost before.
    package mutating func add(_ loss: Loss, of node: NodeID) {
        let index = Int(node.rawValue) - 1
        losses[index] = losses[index].map { $0.joined(loss) } ?? loss
    }

    /// Notes that a node knows all again.
    package mutating func remove(_ node: NodeID) {
        losses[Int(node.rawValue) - 1] = nil
    }
}

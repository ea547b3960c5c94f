import Paxos
import TestSupport
import Testing

/// The commands of a script that are about disks.
extension ClusterScript {
    func carryOutAtDisk(
        _ directive: Directive,
        on cluster: inout Cluster
    ) throws -> [String] {
        let id = try directive.node(0)
        switch directive.name {
        case "wipe": try cluster.wipe(id)
        case "image": cluster.keepImage(of: id)
        case "rollback": if try !cluster.rollBack(id) { return ["there is no image of \(id)"] }
        case "damage": return try damage(id, directive, on: &cluster)
        case "forget": try cluster.forget(id)
        case "greet": try cluster.greet(id)
        case "checkpoint": try cluster.checkpoint(id)
        case "full": try cluster.turn(id) { replica, _ in replica.isDiskFull = true }
        case "space": try cluster.turn(id) { replica, _ in replica.isDiskFull = false }
        default:
            let milliseconds = UInt64(try directive.count())
            try cluster.turn(id) { $0.noteFlush(milliseconds: milliseconds, into: &$1) }
        }
        return []
    }

    private func damage(
        _ id: NodeID,
        _ directive: Directive,
        on cluster: inout Cluster
    ) throws -> [String] {
        let records = cluster[id].disk.records
        var position = records.count - 1
        if let slot = try directive.integer("slot") {
            let slot = Slot(UInt64(slot))
            let found = records.firstIndex { ClusterDisk.slots(of: $0)?.contains(slot) == true }
            position = try #require(found, "\(directive.location): no record of slot \(slot)")
        }
        let count = try directive.integer("count") ?? 1
        let lost = records[position..<min(position + count, records.count)]
            .map { "\(id) loses \($0)" }
        let isBounded = !directive.arguments.contains("unbounded")
        try cluster.damage(id, at: position, count: count, isBounded: isBounded)
        return lost
    }

    func offer(_ directive: Directive, on cluster: inout Cluster) throws {
        let destination = try directive.node(1)
        cluster.offerSnapshots(NodeSet([destination]), by: try directive.node(0))
    }

    func deliverSnapshots(on cluster: inout Cluster) throws -> [String] {
        let lines = cluster.snapshots.map { "\($0)" }
        for _ in lines { try cluster.deliverSnapshot(at: 0) }
        return lines.isEmpty ? ["none is offered"] : lines
    }
}

internal import Bank
internal import HybridClock
package import JSON
internal import Paxos
package import Wire

/// Nodes as callers see them.
package enum NodeBodies {
    /// Writes the list of all nodes.
    package static func write(
        _ view: NodesView,
        allowsFaults: Bool,
        into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("object", "list")
        writer.key("data")
        writer.beginArray()
        for (node, state) in zip(view.nodes, view.states) {
            switch state {
            case .known(let status): write(status, in: view, into: &writer)
            case .away(let why):
                writer.beginObject()
                writer.member("object", "node")
                writer.member("node", "\(node)")
                writer.member("reachable", false)
                writer.member("why", why)
                writer.endObject()
            }
        }
        writer.endArray()
        writer.member("has_more", false)
        let leader = view.leader
        writer.key("leader")
        if let leader { writer.value("\(leader.node)") } else { writer.null() }
        writer.key("ballot")
        writer.value((leader ?? view.statuses.max { $0.ballot < $1.ballot })?.ballot ?? .zero)
        writer.member("quorum", view.hasQuorum)
        writer.member("faults_allowed", allowsFaults)
        writer.endObject()
    }

    /// Writes who leads.
    package static func write(leader: NodeStatus, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("object", "leader")
        writer.member("node", "\(leader.node)")
        writer.key("ballot")
        writer.value(leader.ballot)
        writer.member("ready", leader.isReady)
        writer.endObject()
    }

    private static func write(
        _ status: NodeStatus,
        in view: NodesView,
        into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("object", "node")
        writer.member("node", "\(status.node)")
        writer.member("reachable", true)
        writer.member("role", status.role.rawValue)
        writer.member("ready", status.isReady)
        writer.key("ballot")
        writer.value(status.ballot)
        writer.key("leader")
        if let leader = status.leader { writer.value("\(leader)") } else { writer.null() }
        writer.member("accepted", status.accepted.rawValue)
        writer.member("committed", status.committed.rawValue)
        writer.member("executed", status.executed.rawValue)
        let behind =
            view.committed.rawValue - min(status.executed.rawValue, view.committed.rawValue)
        writer.member("lag", behind)
        writeConnections(status, into: &writer)
        let ours = view.askedAtMicroseconds
        writer.member("clock", UTCText.text(microseconds: status.clock.microseconds))
        writer.member("clock_skew_us", Int64(clamping: status.clock.microseconds) - ours)
        writeStorage(status, into: &writer)
        writer.endObject()
    }

    private static func writeConnections(_ status: NodeStatus, into writer: inout JSONWriter) {
        writer.member("connected", status.isConnected)
        writer.member("cause", status.cause)
        writer.key("blocked")
        writer.beginArray()
        for node in status.blocked { writer.value("\(node)") }
        writer.endArray()
        writer.key("heard_ms")
        writer.beginObject()
        for age in status.heardMilliseconds { writer.member("\(age.node)", age.milliseconds) }
        writer.endObject()
    }

    private static func writeStorage(_ status: NodeStatus, into writer: inout JSONWriter) {
        writer.member("recovering", status.isRecovering)
        writer.member("waits_for", status.waitsFor)
        writer.member("snapshot_slot", status.snapshotSlot.rawValue)
        writer.member("log_bytes", status.logBytes)
        writer.member("flushes", status.flushes)
        let mean = status.flushes == 0 ? 0 : status.flushMicroseconds / status.flushes
        writer.member("flush_us_mean", mean)
        writer.member("open_requests", Int64(status.openRequests))
        writer.member("memory_bytes", status.memoryBytes)
        writer.member("total", status.total.minorUnits)
        writer.member("digest", hexadecimal(status.digest))
        writer.member("incarnation", status.incarnation)
    }

    /// Sixteen digits, as the protocol has them.
    private static func hexadecimal(_ digest: UInt64) -> String {
        var digits: [UInt8] = []
        digits.append(hexadecimal: digest)
        let text = String(decoding: digits, as: UTF8.self)
        return String(repeating: "0", count: 16 - digits.count) + text
    }
}

extension JSONWriter {
    /// Writes a ballot as `[round,node]`.
    mutating func value(_ ballot: Ballot) {
        beginArray()
        value(Int64(clamping: ballot.round))
        value(Int64(ballot.proposer.rawValue))
        endArray()
    }
}

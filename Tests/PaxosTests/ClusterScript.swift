import Paxos
import TestSupport
import Testing

/// Carries out the commands of a cluster script, and tells what happened.
///
/// - `cluster nodes=5 seed=1 entries=3 window=9 flight=100`: begins; the limits are per message,
///   per peer, and for uncommitted slots.
/// - `request n1`, `propose n1 a b`: a client's request arrives; commands are proposed.
/// - `tick n1 50`, `stand n1`, `run 50`: time passes at n1; at n1 until it stands; everywhere,
///   with everything delivered.
/// - `sent`, `deliver`, `drop`, `replay`, each with any of `from=n1 to=n2 type=ACCEPT,COMMIT
///   with=TEXT`: shows, delivers or loses what is on its way, or hands over again what arrived.
///   `deliver together` makes one turn of it, `propose=a` proposes in the same turn.
/// - `settle`: everything is delivered, and everything that follows from it.
/// - `cut n1 n2` isolates these together, `cut n1 to=n2` one way; `heal` ends all cuts and tells
///   the nodes that they are connected again, `heal quietly` does not.
/// - `hold n1`, `flush n1`, `crash n1 flushed=2`, `restart n1`, `pause n1`: disk and process.
/// - `wipe n1`, `image n1`, `rollback n1`, `damage n1 slot=3 count=2 unbounded`, `forget n1`: the
///   node is down and its disk is empty, copied, what it was when it was copied, or damaged from
///   the first record of that slot on (the last record of all without a slot); it is told that it
///   has forgotten.
/// - `greet n1`: n1 and all it can reach say what they know of themselves.
/// - `checkpoint n1`, `offer n1 n2`, `snapshots`: n1 keeps a snapshot and drops its entries; it
///   offers it to n2; all that are offered arrive.
/// - `full n1`, `space n1`, `slow n1 300`: the disk is full, or not; a flush took 300 ms.
/// - `nodes`, `status`: a line for each node; a line for each slot, with a letter for each node.
struct ClusterScript {
    /// The cluster; a script begins with the command that makes one.
    private var cluster: Cluster?

    /// Carries out one command.
    ///
    /// - Parameter directive: The command.
    /// - Returns: What happened, a line each.
    /// - Throws: What is wrong with the command; a violation is an output.
    mutating func run(_ directive: Directive) throws -> String {
        if directive.name == "cluster" {
            cluster = try makeCluster(directive)
            return "\(cluster?.members ?? NodeSet())"
        }
        guard var cluster = cluster else { return "the first command is cluster" }
        self.cluster = nil
        let lines: [String]
        do {
            lines = try carryOut(directive, on: &cluster)
        } catch let violation as Violation {
            lines = ["VIOLATION \(violation)"]
        }
        let events = cluster.takeEvents()
        self.cluster = cluster
        let all = lines + condense(events)
        return all.isEmpty ? "ok" : all.joined(separator: "\n")
    }

    private func makeCluster(_ directive: Directive) throws -> Cluster {
        let entries = try directive.integer("entries") ?? 3
        return try Cluster(
            count: try directive.integer("nodes") ?? 5,
            seed: UInt64(try directive.integer("seed") ?? 1),
            limits: PaxosLimits(
                entriesPerMessageMax: entries,
                inFlightSlotsMax: try directive.integer("flight") ?? 100,
                peerWindowSlots: try directive.integer("window") ?? entries * 3
            )
        )
    }

    private func carryOut(
        _ directive: Directive,
        on cluster: inout Cluster
    ) throws -> [String] {
        switch directive.name {
        case "request", "stand", "tick", "propose", "hold", "flush", "crash", "restart", "pause":
            return try carryOutAtNode(directive, on: &cluster)
        case "wipe", "image", "rollback", "damage", "forget", "greet", "checkpoint", "full",
            "space", "slow":
            return try carryOutAtDisk(directive, on: &cluster)
        case "offer": try offer(directive, on: &cluster)
        case "snapshots": return try deliverSnapshots(on: &cluster)
        case "deliver", "drop", "replay", "sent": return try carryOutOnPackets(directive, &cluster)
        case "settle": try cluster.settle()
        case "run": try cluster.run(ticks: try directive.count())
        case "cut": try cut(directive, on: &cluster)
        case "heal": try cluster.heal(isNoticed: !directive.arguments.contains("quietly"))
        case "status": return status(of: cluster)
        case "nodes": return nodes(of: cluster)
        default: return ["unknown command \(directive.name)"]
        }
        return []
    }

    private func carryOutAtNode(
        _ directive: Directive,
        on cluster: inout Cluster
    ) throws -> [String] {
        let id = try directive.node(0)
        switch directive.name {
        case "request": try cluster.turn(id) { $0.requestArrived(into: &$1) }
        case "pause": try cluster.turn(id) { replica, _ in replica.resume() }
        case "stand":
            // Time passes at this node alone until it asks for promises.
            for _ in 0..<1_000 where cluster[id].replica?.status.role != .candidate {
                try cluster.tick(id)
            }
        case "tick": for _ in 0..<(try directive.count()) { try cluster.tick(id) }
        case "propose":
            let commands = Array(directive.arguments.dropFirst())
            let count = try cluster.propose(commands, at: id)
            if count < commands.count { return ["\(id) takes \(count) of \(commands.count)"] }
        case "hold": cluster.hold(id)
        case "flush": try cluster.flush(id)
        case "crash": try cluster.crash(id, flushed: try directive.integer("flushed") ?? 0)
        default: try cluster.restart(id)
        }
        return []
    }

    // MARK: Packets

    private func carryOutOnPackets(
        _ directive: Directive,
        _ cluster: inout Cluster
    ) throws -> [String] {
        let filter = try PacketFilter(directive)
        switch directive.name {
        case "sent":
            return cluster.packets.filter(filter.matches).map { "\($0)" }
                + cluster.snapshots.map { "\($0)" }
        case "drop":
            let dropped = cluster.packets.filter(filter.matches)
            cluster.packets.removeAll { filter.matches($0) }
            return dropped.map { "lost: \($0)" }
        case "replay": return try replay(cluster.arrived.filter(filter.matches), on: &cluster)
        default:
            return try deliver(
                filter,
                directive.arguments.contains("together"),
                proposing: directive.value("propose").map { [$0] } ?? [],
                on: &cluster
            )
        }
    }

    /// Delivers what matches and is on its way now, a packet a turn, or all in one turn.
    private func deliver(
        _ filter: PacketFilter,
        _ isTogether: Bool,
        proposing commands: [String],
        on cluster: inout Cluster
    ) throws -> [String] {
        let matching = cluster.packets.filter(filter.matches)
        var lines: [String] = []
        for batch in isTogether ? [matching] : matching.map({ [$0] }) {
            let positions = batch.compactMap { cluster.packets.firstIndex(of: $0) }
            lines += batch.map { "\($0)" }
            let before = cluster.packets.count - positions.count
            try cluster.deliver(positions, proposing: commands)
            lines += cluster.packets.dropFirst(before).map { "  \($0)" }
        }
        return lines.isEmpty ? ["nothing matches"] : lines
    }

    /// Hands old packets over again, and tells which replicas are not exactly as before.
    private func replay(_ packets: [Packet], on cluster: inout Cluster) throws -> [String] {
        var changed = NodeSet()
        for packet in packets {
            let before = cluster[packet.destination].replica
            try cluster.receive([packet])
            if cluster[packet.destination].replica != before { changed.insert(packet.destination) }
        }
        let names = changed.isEmpty ? "nothing" : "\(changed)"
        return ["\(packets.isEmpty ? "no" : "old") messages came again; changed: \(names)"]
    }

    /// `cut n1 n2`: these hear nobody else and nobody hears them; `cut n1 to=n2`: one way.
    private func cut(_ directive: Directive, on cluster: inout Cluster) throws {
        if let destination = directive.value("to") {
            return cluster.cut(try directive.node(0), to: try directive.node(destination))
        }
        let side = NodeSet(try directive.arguments.map { try directive.node($0) })
        for source in side {
            for other in cluster.members where !side.contains(other) {
                cluster.cut(source, to: other)
                cluster.cut(other, to: source)
            }
        }
    }

    // MARK: What is shown

    /// One row a slot, one column a node, as `printstatus` shows it, with the chosen entry.
    private func status(of cluster: Cluster) -> [String] {
        let replicas = cluster.members.map { cluster[$0].replica }
        let last = replicas.map { $0.map { max($0.acceptor.last, $0.committed) } ?? .zero }.max()
        guard let last, last > .zero else { return ["no slot"] }
        return (Slot(1)...last)
            .map { slot in
                let letters = replicas.map { $0?.status(of: slot).rawValue ?? "-" }
                let chosen = cluster.oracle.chosen[slot].map { "\($0)" } ?? "?"
                return "\(slot) " + letters.joined() + " \(chosen)"
            }
    }

    private func nodes(of cluster: Cluster) -> [String] {
        cluster.members.map { id in
            guard let status = cluster[id].replica?.status else { return "\(id) is down" }
            let leader = status.leader.map { "\($0)" } ?? "nobody"
            return "\(id) \(status.role) \(status.ballot) leader \(leader)"
                + " committed \(status.committed)" + (status.isReady ? " ready" : "")
                + (status.isRecovering ? " recovering" : "")
                + (status.waitsFor.isEmpty ? "" : "; waits for \(status.waitsFor)")
        }
    }

    /// Keeps only the last watermark a node reached.
    private func condense(_ events: [String]) -> [String] {
        var kept: [String] = []
        for event in events {
            let words = event.split(separator: " ")
            if words.count == 3, words[1] == "committed" {
                kept.removeAll { $0.hasPrefix("\(words[0]) committed ") }
            }
            kept.append(event)
        }
        return kept
    }
}

/// Which packets a command is about: `from=n1 to=n2 type=ACCEPT slot=s3`.
private struct PacketFilter {
    /// The sender; nil for any.
    let source: NodeID?
    /// The receiver; nil for any.
    let destination: NodeID?
    /// The names of messages; empty for all.
    let names: [String]
    /// Words that must be in the message's text; nil for none.
    let text: String?

    init(_ directive: Directive) throws {
        self.source = try directive.value("from").map { try directive.node($0) }
        self.destination = try directive.value("to").map { try directive.node($0) }
        self.names = directive.value("type")?.split(separator: ",").map(String.init) ?? []
        self.text = directive.value("with")
    }

    /// Returns whether `packet` is meant.
    func matches(_ packet: Packet) -> Bool {
        (source ?? packet.source) == packet.source
            && (destination ?? packet.destination) == packet.destination
            && (names.isEmpty || names.contains(packet.message.name))
            && (text.map { "\(packet.message)".contains($0) } ?? true)
    }
}

extension Directive {
    /// Reads the node at `position` among the arguments.
    func node(_ position: Int) throws -> NodeID {
        try #require(arguments.count > position, "\(location): a node is missing")
        return try node(arguments[position])
    }

    /// Reads `n3`.
    func node(_ text: String) throws -> NodeID {
        let number = try #require(UInt8(text.dropFirst()), "\(location): \(text) is no node")
        return NodeID(number)
    }

    /// Reads the last argument, a number.
    func count() throws -> Int {
        try #require(arguments.last.flatMap { Int($0) }, "\(location): a number is missing")
    }

    /// Reads `key=3`, or nil.
    func integer(_ key: String) throws -> Int? {
        try value(key).map { try #require(Int($0), "\(location): \($0) is no number") }
    }
}

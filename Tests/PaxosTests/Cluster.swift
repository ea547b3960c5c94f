import Paxos

/// A message on its way.
struct Packet: Hashable, CustomStringConvertible {
    /// Who said it.
    let source: NodeID
    /// Who is to hear it.
    let destination: NodeID
    /// What is said.
    let message: Message<String>
    /// How often the source had forgotten something when it said that.
    let era: Int

    /// The form used in traces and scripts.
    var description: String { "\(source) -> \(destination) \(message)" }
}

/// One node of a cluster under test: a replica, its disk, and what it has not flushed.
struct ClusterNode {
    /// What the replica is started with.
    let configuration: Configuration
    /// The replica; nil while the node is down.
    var replica: Replica<String>?
    /// The disk.
    var disk = ClusterDisk()
    /// Whether turns stay unflushed.
    var isHolding = false
    /// A turn whose early messages left and whose records are not flushed; nil for none.
    var heldTurn: Effects<String>?
    /// Whether committed entries are executed at the end of each turn.
    var isExecuting = true
    /// How often the node was started, whatever its disk says.
    var starts: UInt64 = 0
    /// An earlier state of the disk, and what the oracle knew then; nil for none.
    var image: (disk: ClusterDisk, record: Oracle.NodeRecord)?
}

/// An offer of a snapshot on its way.
struct SnapshotPacket: Hashable, CustomStringConvertible {
    /// Who offers it.
    let source: NodeID
    /// Who asked for slots that it covers.
    let destination: NodeID
    /// The snapshot.
    let snapshot: ClusterDisk.Snapshot

    /// The form used in traces and scripts.
    var description: String { "\(source) -> \(destination) SNAPSHOT \(snapshot.slot)" }
}

/// A cluster of replicas in one value: queues, disks, crashes and cuts, under full control.
///
/// After every turn each invariant of the replica and of the ``Oracle`` is checked.
struct Cluster {
    /// The replicas' numbers.
    let members: NodeSet
    /// Where the replicas' random waits begin.
    let seed: UInt64
    /// The nodes by number; the first element stays unused.
    private(set) var nodes: [ClusterNode] = []
    /// Everything that was sent and has not arrived, oldest first.
    var packets: [Packet] = []
    /// Snapshots that were offered and have not arrived.
    var snapshots: [SnapshotPacket] = []
    /// How many snapshots were installed.
    var installs = 0
    /// Everything that ever arrived, oldest first, for replays; empty unless asked for.
    private(set) var arrived: [Packet] = []
    /// Whether ``arrived`` is kept.
    var keepsArrived = true
    /// Pairs that cannot talk, as source and destination.
    private(set) var cuts: [NodeID: NodeSet] = [:]
    /// The judge.
    var oracle: Oracle
    /// Roles and watermarks that changed since the last ``takeEvents()``, in words.
    var events: [String] = []
    /// Everything that was received, flushed and sent, in words; nil unless it is kept.
    var trace: [String]?

    /// Starts a cluster.
    init(
        count: Int,
        seed: UInt64,
        timing: Timing = Timing(),
        limits: PaxosLimits = PaxosLimits()
    ) throws {
        self.members = NodeSet((1...UInt8(count)).map { NodeID($0) })
        self.seed = seed
        self.oracle = Oracle(nodeCount: count)
        for number in 0...UInt8(count) {
            let id = NodeID(max(1, number))
            nodes.append(
                ClusterNode(
                    configuration: Configuration(
                        id: id,
                        members: members,
                        timing: timing,
                        limits: limits
                    )
                )
            )
        }
        for member in members { try restart(member) }
    }

    /// The node `id`.
    subscript(id: NodeID) -> ClusterNode {
        get { nodes[Int(id.rawValue)] }
        set { nodes[Int(id.rawValue)] = newValue }
    }

    /// Whether `id` runs and has no unflushed turn.
    func isFree(_ id: NodeID) -> Bool { self[id].replica != nil && self[id].heldTurn == nil }

    /// Returns what changed since the last call, in words.
    mutating func takeEvents() -> [String] {
        defer { events = [] }
        return events
    }

    // MARK: Turns

    /// Carries out one turn of `id`: inputs, effects in their order, execution.
    ///
    /// A node that is down, or holds an unflushed turn, does nothing.
    mutating func turn(
        _ id: NodeID,
        _ input: (inout Replica<String>, inout Effects<String>) throws -> Void
    ) throws {
        guard isFree(id), var replica = self[id].replica else { return }
        self[id].replica = nil
        let before = replica.status
        var effects = Effects<String>()
        try input(&replica, &effects)
        replica.endTurn(into: &effects)
        replica.checkInvariants()
        self[id].replica = replica
        note(before, replica.status, of: id)
        try oracle.noteState(replica)
        try send(effects.early, from: id, isEarly: true)
        effects.early = []
        if self[id].isHolding {
            self[id].heldTurn = effects
        } else {
            try finish(effects, of: id)
        }
    }

    /// Flushes the records of a turn, counts the own vote, and sends the rest.
    mutating func finish(_ effects: Effects<String>, of id: NodeID) throws {
        guard var replica = self[id].replica else { return }
        self[id].replica = nil
        let before = replica.status
        for record in effects.records { self[id].disk.append(record) }
        trace?.append(contentsOf: effects.records.map { "   \(id) flushes \($0)" })
        try oracle.noteFlushed(effects.records, by: id)
        let (written, state) = (self[id].disk.state, replica.durableState)
        try oracle.require(written == state, "I11", "\(id) wrote \(written), in force is \(state)")
        replica.recordsAreDurable()
        var rest = effects
        rest.records = []
        replica.endTurn(into: &rest)
        replica.checkInvariants()
        note(before, replica.status, of: id)
        try oracle.require(rest.records.isEmpty, "I6", "\(id) has records after the flush")
        try oracle.noteState(replica)
        try send(rest.early, from: id, isEarly: true)
        try send(rest.messages, from: id, isEarly: false)
        if self[id].isExecuting { try execute(&replica) }
        self[id].replica = replica
        offerSnapshots(effects.snapshotsWanted, by: id)
    }

    mutating func offerSnapshots(_ destinations: NodeSet, by source: NodeID) {
        guard let snapshot = self[source].disk.snapshot else { return }
        for destination in destinations where cuts[source]?.contains(destination) != true {
            let packet = SnapshotPacket(
                source: source,
                destination: destination,
                snapshot: snapshot
            )
            if !snapshots.contains(packet) { snapshots.append(packet) }
        }
    }

    /// Executes what is committed: the digest stands for the state.
    private mutating func execute(_ replica: inout Replica<String>) throws {
        let id = replica.configuration.id
        var (slot, digest) = (replica.execution.through, replica.execution.digest)
        guard slot < replica.committed else { return }
        while slot < replica.committed {
            slot = slot.next
            guard let entry = replica.acceptor[slot]?.entry else {
                throw Violation(invariant: "I8", text: "\(id) committed \(slot) and lacks it")
            }
            for byte in "\(slot)\(entry)".utf8 {
                digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            try oracle.noteExecuted(slot, digest: digest, by: id)
        }
        replica.didExecute(through: slot, digest: digest)
    }

    private mutating func send(
        _ outbound: [Outbound<String>],
        from source: NodeID,
        isEarly: Bool
    ) throws {
        for each in outbound {
            trace?.append("   \(source)\(isEarly ? " early" : "") \(each)")
            try oracle.noteSent(each.message, from: source, isEarly: isEarly)
            for destination in each.destinations
            where cuts[source]?.contains(destination) != true {
                packets.append(
                    Packet(
                        source: source,
                        destination: destination,
                        message: each.message,
                        era: oracle.past(of: source).forgets
                    )
                )
            }
        }
    }

    private mutating func note(_ old: ReplicaStatus, _ new: ReplicaStatus, of id: NodeID) {
        if old.role != new.role || old.ballot != new.ballot || old.leader != new.leader {
            switch new.role {
            case .leader: events.append("\(id) leads \(new.ballot)")
            case .candidate: events.append("\(id) stands \(new.ballot)")
            case .follower where new.isRecovering && new.leader == nil:
                events.append("\(id) recovers \(new.ballot)")
            case .follower where new.leader != nil: events.append("\(id) follows \(new.ballot)")
            case .follower: events.append("\(id) promised \(new.ballot)")
            }
        }
        if old.isRecovering != new.isRecovering {
            events.append("\(id) \(new.isRecovering ? "has forgotten" : "rejoined")")
        }
        if old.committed != new.committed { events.append("\(id) committed \(new.committed)") }
    }

    // MARK: The network

    /// Hands the packets at `positions`, which are for one node, to it in one turn, and lets it
    /// propose `commands` in that turn too.
    mutating func deliver(
        _ positions: [Int],
        keeping: Bool = false,
        proposing commands: [String] = []
    ) throws {
        let batch = positions.map { packets[$0] }
        if !keeping {
            for position in positions.sorted(by: >) { packets.remove(at: position) }
        }
        try receive(batch, proposing: commands)
    }

    /// Hands `batch`, whose packets are for one node, to it in one turn; at its end the node
    /// proposes `commands` as far as it has room.
    mutating func receive(_ batch: [Packet], proposing commands: [String] = []) throws {
        guard let id = batch.first?.destination, isFree(id) else { return }
        if keepsArrived { arrived += batch }
        for packet in batch {
            trace?.append("\(packet)")
            oracle.noteDelivered(packet)
            if case .promise(let page) = packet.message {
                oracle.noteDelivered(page, from: packet.source)
            }
        }
        try turn(id) { replica, effects in
            for packet in batch {
                replica.step(packet.message, from: packet.source, into: &effects)
                replica.checkInvariants()
            }
            replica.propose(commands.prefix(replica.proposalRoom))
        }
    }

    /// Delivers everything, and everything that follows from it.
    mutating func settle() throws {
        while !packets.isEmpty || !snapshots.isEmpty {
            if packets.isEmpty {
                try deliverSnapshot(at: 0)
                continue
            }
            let destination = packets[0].destination
            guard self[destination].heldTurn == nil else {
                let free = packets.firstIndex { self[$0.destination].heldTurn == nil }
                guard let free else { return }
                try deliver([free])
                continue
            }
            try deliver([0])
        }
    }

    /// Lets `count` ticks pass everywhere; everything sent arrives within the tick.
    mutating func run(ticks count: Int) throws {
        for _ in 0..<count {
            for id in members { try tick(id) }
            try settle()
        }
    }

    /// Lets a tick pass at one node.
    mutating func tick(_ id: NodeID) throws {
        try turn(id) { $0.tick(into: &$1) }
    }

    /// Cuts `source` off from `destination`, one way; what is on its way is lost.
    mutating func cut(_ source: NodeID, to destination: NodeID) {
        cuts[source, default: NodeSet()].insert(destination)
        packets.removeAll { $0.source == source && $0.destination == destination }
        snapshots.removeAll { $0.source == source && $0.destination == destination }
    }

    /// Lets `source` reach `destination` again.
    mutating func mend(_ source: NodeID, to destination: NodeID) {
        cuts[source]?.remove(destination)
    }

    /// Lets everyone reach everyone, and tells the nodes so if `isNoticed`.
    mutating func heal(isNoticed: Bool = true) throws {
        let before = cuts
        cuts = [:]
        guard isNoticed else { return }
        for source in members {
            for destination in members where before[source]?.contains(destination) == true {
                try turn(source) { $0.peerConnected(destination, into: &$1) }
                try turn(destination) { $0.peerConnected(source, into: &$1) }
            }
        }
    }

    // MARK: Clients

    /// Asks `id` to propose `commands`, as far as it has room.
    ///
    /// - Returns: How many were proposed.
    @discardableResult
    mutating func propose(_ commands: [String], at id: NodeID) throws -> Int {
        var count = 0
        try turn(id) { replica, effects in
            if replica.proposalRoom == 0 { replica.requestArrived(into: &effects) }
            count = commands.prefix(replica.proposalRoom).count
            replica.propose(commands.prefix(replica.proposalRoom))
        }
        return count
    }

    /// The node that leads, is installed and has a quorum, in the highest ballot; nil for none.
    var readyLeader: NodeID? {
        members.filter { self[$0].replica?.status.isReady == true }
            .max { ballot(of: $0) < ballot(of: $1) }
    }

    private func ballot(of id: NodeID) -> Ballot { self[id].replica?.status.ballot ?? .zero }
}

extension Replica<String> {
    /// Proposes commands, in as many messages as they take.
    fileprivate mutating func propose(_ commands: ArraySlice<String>) {
        var rest = commands
        while !rest.isEmpty {
            let part = rest.prefix(configuration.limits.entriesPerMessageMax)
            propose(part.map { .command($0) })
            rest = rest.dropFirst(part.count)
        }
    }
}

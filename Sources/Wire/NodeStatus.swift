public import Bank
public import HybridClock
public import JSON
public import Paxos

/// How a node is, by its own word.
public struct NodeStatus: Hashable, Sendable {
    /// The node.
    public var node: NodeID
    /// What it does in the agreement.
    public var role: ReplicaStatus.Role
    /// The ballot it leads, asks for, or has promised.
    public var ballot: Ballot
    /// The leader it knows.
    public var leader: NodeID?
    /// The last slot it has accepted anything for.
    public var accepted: Slot
    /// Every slot up to this one is committed there.
    public var committed: Slot
    /// Every slot up to this one is executed there.
    public var executed: Slot
    /// The digest of what is executed.
    public var digest: UInt64
    /// Whether it leads, its view is installed, and a quorum follows.
    public var isReady: Bool
    /// Whether it takes part; if not, ``cause`` says why.
    public var isConnected: Bool
    /// Why it is disconnected, for example `LF`; empty when connected.
    public var cause: String
    /// Whether its timers stand still.
    public var isIdle: Bool
    /// The nodes that a partition cuts off from it.
    public var blocked: NodeSet
    /// The nodes it has a working connection with.
    public var linked: NodeSet
    /// How long ago each peer was heard, in milliseconds, in order of nodes; never heard ones are
    /// left out.
    public var heardMilliseconds: [PeerAge]
    /// How many elections it has won or seen announced in this scope of prints.
    public var elections: UInt64
    /// How many requests it has taken on and not answered.
    public var openRequests: Int
    /// How many executed slots held a no-op, since the start.
    public var noops: UInt64
    /// How many executed slots held a request executed before, or a payment made before under its
    /// key, since the start.
    public var duplicates: UInt64
    /// How many stamps of other nodes were too far ahead to be believed, since the start: one of
    /// the clocks is wrong.
    public var refusedStamps: UInt64
    /// How many lines were refused, since the start.
    public var badLines: UInt64
    /// The sum of all balances.
    public var total: Amount
    /// The node's hybrid clock.
    public var clock: Timestamp
    /// The memory the process holds, in bytes.
    public var memoryBytes: UInt64
    /// The number of this start of the node.
    public var incarnation: UInt64
    /// Whether it may have forgotten what it promised, and takes no part until it has rejoined.
    public var isRecovering: Bool
    /// What it waits for if it recovers or stands still, in words; empty otherwise.
    public var waitsFor: String
    /// The slot of its newest snapshot; 0 if it has none.
    public var snapshotSlot: Slot
    /// How many bytes of log it keeps.
    public var logBytes: UInt64
    /// How many bytes of records it wrote to its log, since the start, without room made ahead.
    public var logBytesWritten: UInt64
    /// How many times it flushed its log, since the start.
    public var flushes: UInt64
    /// How long all these flushes took together, in microseconds.
    public var flushMicroseconds: UInt64
    /// Whether its disk is full, so that it takes no requests on.
    public var isDiskFull: Bool
    /// Whether it survives being stopped; a node that keeps all in memory does not.
    public var isDurable: Bool

    /// How long ago a peer was heard.
    public struct PeerAge: Hashable, Sendable {
        /// The peer.
        public let node: NodeID
        /// Milliseconds since its last line.
        public let milliseconds: UInt64

        /// Creates an age.
        public init(node: NodeID, milliseconds: UInt64) {
            self.node = node
            self.milliseconds = milliseconds
        }
    }

    /// Creates the status of a node that has done nothing yet.
    public init(node: NodeID) {
        self.node = node
        role = .follower
        ballot = .zero
        accepted = .zero
        committed = .zero
        executed = .zero
        digest = 0
        isReady = false
        isConnected = true
        cause = ""
        isIdle = false
        blocked = NodeSet()
        linked = NodeSet()
        heardMilliseconds = []
        elections = 0
        openRequests = 0
        noops = 0
        duplicates = 0
        refusedStamps = 0
        badLines = 0
        total = .zero
        clock = .zero
        memoryBytes = 0
        incarnation = 0
        isRecovering = false
        waitsFor = ""
        snapshotSlot = .zero
        logBytes = 0
        logBytesWritten = 0
        flushes = 0
        flushMicroseconds = 0
        isDiskFull = false
        isDurable = false
    }
}

// MARK: - Coding

extension NodeStatus {
    /// The status as JSON, without type and id.
    public var members: [JSONValue.Member] {
        [
            .init("node", .string("\(node)")),
            .init("role", .string(role.rawValue)),
            .init("ballot", .ballot(ballot)),
            .init("leader", leader.map { .string("\($0)") } ?? .null),
            .init("accepted", .slot(accepted)),
            .init("committed", .slot(committed)),
            .init("executed", .slot(executed)),
            .init("digest", .string(Hex.text(digest))),
            .init("ready", .bool(isReady)),
            .init("connected", .bool(isConnected)),
            .init("cause", .string(cause)),
            .init("idle", .bool(isIdle)),
            .init("blocked", .nodes(blocked)),
            .init("linked", .nodes(linked)),
            .init(
                "heard_ms",
                .object(heardMilliseconds.map { .init("\($0.node)", .count($0.milliseconds)) })
            ),
            .init("elections", .count(elections)),
            .init("open_requests", .integer(Int64(openRequests))),
            .init("noops", .count(noops)),
            .init("duplicates", .count(duplicates)),
            .init("refused_stamps", .count(refusedStamps)),
            .init("bad_lines", .count(badLines)),
            .init("total", .integer(total.minorUnits)),
            .init(
                "clock",
                .array([.count(clock.microseconds), .count(clock.logical)])
            ),
            .init("memory_bytes", .count(memoryBytes)),
            .init("incarnation", .count(incarnation)),
        ] + diskMembers
    }

    /// What there is to say of memory and disk.
    private var diskMembers: [JSONValue.Member] {
        [
            .init("recovering", .bool(isRecovering)),
            .init("waits_for", .string(waitsFor)),
            .init("snapshot_slot", .slot(snapshotSlot)),
            .init("log_bytes", .count(logBytes)),
            .init("log_bytes_written", .count(logBytesWritten)),
            .init("flushes", .count(flushes)),
            .init("flush_us", .count(flushMicroseconds)),
            .init("disk_full", .bool(isDiskFull)),
            .init("durable", .bool(isDurable)),
        ]
    }

    /// Reads a status; every key of ``members`` must be there, once.
    init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        self.init(node: try reader.take("node").node())
        role = try reader.take("role").word()
        ballot = try reader.take("ballot").ballot()
        leader = try reader.take("leader").optionalNode()
        accepted = try reader.take("accepted").slot()
        committed = try reader.take("committed").slot()
        executed = try reader.take("executed").slot()
        digest = try reader.take("digest").digest()
        isReady = try reader.take("ready").bool()
        isConnected = try reader.take("connected").bool()
        cause = try reader.take("cause").string()
        isIdle = try reader.take("idle").bool()
        blocked = try reader.take("blocked").nodes()
        linked = try reader.take("linked").nodes()
        var ages = try reader.take("heard_ms").object()
        for (name, field) in ages.takeRest() {
            guard let node = NodeID(name: name) else { throw field.error(.invalid("no node name")) }
            heardMilliseconds.append(PeerAge(node: node, milliseconds: try field.count()))
        }
        elections = try reader.take("elections").count()
        openRequests = try reader.take("open_requests").smallCount()
        noops = try reader.take("noops").count()
        duplicates = try reader.take("duplicates").count()
        refusedStamps = try reader.take("refused_stamps").count()
        badLines = try reader.take("bad_lines").count()
        total = Amount(minorUnits: try reader.take("total").integer())
        clock = try reader.take("clock").stamp()
        memoryBytes = try reader.take("memory_bytes").count()
        incarnation = try reader.take("incarnation").count()
        try readDiskMembers(&reader)
    }

    private mutating func readDiskMembers(
        _ reader: inout JSONObjectReader
    ) throws(JSONFieldError) {
        isRecovering = try reader.take("recovering").bool()
        waitsFor = try reader.take("waits_for").string()
        snapshotSlot = try reader.take("snapshot_slot").slot()
        logBytes = try reader.take("log_bytes").count()
        logBytesWritten = try reader.take("log_bytes_written").count()
        flushes = try reader.take("flushes").count()
        flushMicroseconds = try reader.take("flush_us").count()
        isDiskFull = try reader.take("disk_full").bool()
        isDurable = try reader.take("durable").bool()
    }
}

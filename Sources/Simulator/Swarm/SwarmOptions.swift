import Bank
import BankReplica
import Paxos
import WriteAheadLog

/// What one run is made of, drawn from its seed: each seed switches faults on and off and draws how
/// often and how hard they come, so that a thousand seeds are a thousand different storms.
///
/// Source: Groce et al., "Swarm Testing" (2012).
public struct SwarmOptions: Sendable {
    /// The seed.
    public let seed: UInt64
    /// How long faults last if nobody says so, in ticks of 10 ms.
    public static let ticksStandard: UInt64 = 400
    /// How long faults last, in ticks of 10 ms.
    public var ticks = Self.ticksStandard
    /// What the cluster is made of.
    public var cluster = ClusterOptions()
    /// How many clients there are.
    public var clients = 4
    /// The network.
    public var network = NetworkMix()
    /// The faults that happen, each bit one of ``FaultKind``.
    public var faults: Set<FaultKind> = []
    /// How long it takes on average from one fault to the next, in microseconds.
    public var faultMicroseconds = 100_000
    /// Whether never more copies of a slot are lost at a time than a protocol can bring back; if
    /// not, the nodes may stop, but never say anything wrong.
    public var hasAtlas = true
    /// How many of a hundred faults meet the leader of that moment, whoever it is.
    public var leaderPercent = 0
    /// What the clients do.
    public var workload = WorkloadMix()
    /// What is left out of the run.
    var reduction = SwarmReduction()
    /// How many nodes the seed drew.
    private(set) var drawnNodeCount = 0

    /// How lines travel.
    public struct NetworkMix: Sendable {
        /// How many of a hundred lines are lost.
        public var lossPercent = 0
        /// How many of a hundred lines come twice.
        public var duplicatePercent = 0
        /// How many of a hundred lines bring one of long before with them.
        public var replayPercent = 0
        /// The shortest time a line takes, in microseconds.
        public var delayMin = 100
        /// What lines take longer than that on average, in microseconds.
        public var delayMean = 500
        /// Whether lines overtake each other.
        public var reorders = false
        /// The most lines on their way from one node to another.
        public var linesMax = 1_000
        /// Whether lines travel as bytes.
        public var usesBytes = false
        /// How many of a thousand lines that travel as bytes are damaged.
        public var damagePerMille = 0
    }

    /// What clients do, in hundredths of what they do.
    public struct WorkloadMix: Sendable {
        /// Reads of a balance.
        public var readPercent = 20
        /// The greatest amount of a transfer: above ten, many are refused.
        public var amountMax: Int64 = 5
        /// How many accounts take part in transfers.
        public var hotAccounts = 10
        /// Requests that are sent to two nodes at once.
        public var twicePercent = 10
        /// Answers that are followed by a request of long ago.
        public var stalePercent = 5
        /// Answers that are followed by another transfer under the same timestamp.
        public var conflictPercent = 5
        /// How many payments, and reads, are under an idempotency key that all clients share.
        public var keyedPercent = 0
        /// How many such keys there are.
        public var sharedKeys = 20
        /// How long a client waits before it asks again, in microseconds.
        public var patience = 300_000
        /// How long a client thinks on average, in microseconds.
        public var thinking = 5_000
    }

    /// Draws what a seed's run is made of.
    public init(seed: UInt64) {
        self.seed = seed
        var random = SeededGenerator(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 11)
        drawCluster(&random)
        drawnNodeCount = cluster.nodeCount
        drawNetwork(&random)
        drawWorkload(&random)
        // Some runs are quiet, some have one kind of fault, most have a few.
        let most = [0, 1, 3, FaultKind.allCases.count].randomElement(using: &random) ?? 0
        for _ in 0..<most {
            guard let kind = FaultKind.allCases.randomElement(using: &random) else { continue }
            faults.insert(kind)
        }
        faultMicroseconds = Int.random(in: 20_000...400_000, using: &random)
        hasAtlas = Int.random(in: 0..<50, using: &random) > 0
        leaderPercent = [0, 30, 90].randomElement(using: &random) ?? 0
        drawKeys(&random)
        if !hasAtlas { faults.formUnion([.wipe, .rot, .lostWrite]) }
    }

    /// Draws payments under keys, of which some live for seconds, and some have no room.
    private mutating func drawKeys(_ random: inout SeededGenerator) {
        workload.keyedPercent = [0, 20, 70].randomElement(using: &random) ?? 0
        workload.sharedKeys = [2, 20, 400].randomElement(using: &random) ?? 20
        let milliseconds = UInt64.random(in: 50...3_000, using: &random)
        let isShort = Bool.random(using: &random)
        let isSmall = Int.random(in: 0..<4, using: &random) == 0
        cluster.bankLimits = BankLimits(
            keysMax: isSmall ? 4 : 1_000,
            expiredKeysMax: isSmall ? 8 : 1_000,
            keyLife: isShort ? (milliseconds * 1_000) << 12 : BankLimits.sevenDays,
            journalEntriesMax: cluster.bankLimits.journalEntriesMax,
            balanceMax: cluster.bankLimits.balanceMax
        )
    }

    private mutating func drawCluster(_ random: inout SeededGenerator) {
        cluster.seed = random.next()
        cluster.nodeCount = Int.random(in: 0..<3, using: &random) == 0 ? 3 : 5
        // Alone, a node's own vote is all: it must not count before it is flushed.
        if Int.random(in: 0..<40, using: &random) == 0 { cluster.nodeCount = 1 }
        cluster.worksAtOnce = false
        cluster.checkpointInterval = UInt64.random(in: 5...50, using: &random)
        if Bool.random(using: &random) {
            // Some accounts reach the most that they may hold.
            cluster.bankLimits = BankLimits(journalEntriesMax: 64, balanceMax: 15)
        }
        if Bool.random(using: &random) {
            cluster.paxosLimits = PaxosLimits(
                entriesPerMessageMax: Int.random(in: 1...4, using: &random),
                inFlightSlotsMax: Int.random(in: 2...8, using: &random),
                peerWindowSlots: Int.random(in: 4...8, using: &random),
                logSlotsMax: Int(cluster.checkpointInterval) * 4
                    + Int.random(in: 0...64, using: &random)
            )
        }
        if Bool.random(using: &random) {
            cluster.replicaLimits = ReplicaLimits(
                waitingRequestsMax: Int.random(in: 1...4, using: &random),
                openRequestsMax: Int.random(in: 4...8, using: &random),
                otherOriginsMax: 1,
                waitingTicksMax: 100,
                pendingReadsMax: 2,
                digestsMax: 64
            )
        }
        let segmentBytes = [8_192, 16_384, 65_536].randomElement(using: &random) ?? 8_192
        cluster.storeLimits.log = LogLimits(
            segmentBytes: segmentBytes,
            recordBytesMax: segmentBytes / 2,
            preparedSliceBytes: segmentBytes
        )
        cluster.storeLimits.reserveBytes = segmentBytes / 2
        cluster.storeLimits.snapshotPartsPerAnswer = Int.random(in: 1...4, using: &random)
    }

    private mutating func drawNetwork(_ random: inout SeededGenerator) {
        if Bool.random(using: &random) { network.lossPercent = .random(in: 1...30, using: &random) }
        if Bool.random(using: &random) {
            network.duplicatePercent = .random(in: 1...50, using: &random)
        }
        if Int.random(in: 0..<4, using: &random) == 0 {
            network.replayPercent = .random(in: 1...50, using: &random)
        }
        network.delayMin = .random(in: 20...2_000, using: &random)
        network.delayMean = .random(in: 50...10_000, using: &random)
        network.reorders = .random(using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 {
            network.linesMax = .random(in: 2...20, using: &random)
        }
        network.usesBytes = Int.random(in: 0..<20, using: &random) == 0
        cluster.comparesReplyBytes = network.usesBytes
        if network.usesBytes, Bool.random(using: &random) {
            network.damagePerMille = .random(in: 5...100, using: &random)
        }
    }

    private mutating func drawWorkload(_ random: inout SeededGenerator) {
        clients = .random(in: 1...8, using: &random)
        workload.readPercent = .random(in: 0...50, using: &random)
        workload.amountMax = [1, 5, 20].randomElement(using: &random) ?? 5
        workload.hotAccounts = [2, 3, 10].randomElement(using: &random) ?? 10
        workload.twicePercent = .random(in: 0...50, using: &random)
        workload.patience = .random(in: 50_000...1_000_000, using: &random)
        workload.thinking = .random(in: 100...20_000, using: &random)
    }
}

extension FaultKind {
    /// Whether a disk loses something that was flushed, or brings something else.
    var isDamage: Bool {
        switch self {
        case .rot, .lostWrite, .misdirectedWrite, .misread, .wipe, .image: true
        default: false
        }
    }
}

/// The kinds of faults that a run may have.
public enum FaultKind: String, CaseIterable, Sendable {
    /// A process ends; its disk shows all that was written.
    case kill
    /// The power goes: what was not flushed is lost, kept or torn.
    case power
    /// The power goes everywhere at once.
    case powerEverywhere = "power-everywhere"
    /// The power goes in the middle of a turn's work on the disk.
    case powerInTurn = "power-in-turn"
    /// A node stands still.
    case pause
    /// A node stands still for seconds or minutes.
    case longPause = "long-pause"
    /// A node is cut off by its operator and let in again.
    case disconnect
    /// One node is cut off from the others.
    case isolate
    /// The nodes fall into two halves.
    case halves
    /// Each node hears its neighbours in a ring only.
    case ring
    /// Nothing passes in one direction.
    case oneWay = "one-way"
    /// Two nodes do not reach each other.
    case pair
    /// A cut comes and goes, many times in a row.
    case flapping
    /// Some links of a node are held, and let go one after the other.
    case clog
    /// Links of all nodes are held one by one, and let go in another order.
    case swizzle
    /// A call on a disk fails.
    case inputOutput = "input-output"
    /// A disk is full.
    case full
    /// A disk is slow.
    case slow
    /// A disk is slow to be read at a start.
    case slowRead = "slow-read"
    /// The reads of a start fail.
    case unreadable
    /// A disk damages what it holds.
    case rot
    /// A write that was flushed never reached the disk.
    case lostWrite = "lost-write"
    /// A write went to another place.
    case misdirectedWrite = "misdirected-write"
    /// Reads of a place bring another one.
    case misread = "misdirected-read"
    /// A disk is lost.
    case wipe
    /// An old image of a disk is put back.
    case image
    /// A machine's clock jumps, up to ten years.
    case clock
    /// A machine's clock stands still.
    case clockStop = "clock-stop"
    /// A machine's clock runs backwards.
    case clockBackwards = "clock-backwards"
    /// A machine's ticks run faster or slower.
    case drift
    /// An operator asks for a snapshot.
    case snapshot
}

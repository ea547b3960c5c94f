import BankReplica
import Paxos
import Wire
import WriteAheadLog

/// A run of a whole cluster from one seed: faults by chance, then a healed core that must finish.
///
/// Everything happens in simulated time, in the order of one queue of events; nothing else is asked
/// for anything, so that a seed's run is the same on every machine and in every process.
public struct Simulation: Sendable {
    /// What the run is made of.
    public let options: SwarmOptions
    /// The cluster, with all that is checked after each event.
    public internal(set) var cluster: SimulatedCluster
    /// What happened.
    public internal(set) var counts = SimulationCounts()
    /// Where the present fault's decisions come from.
    var random: SeededGenerator
    /// The number of the present fault, from 1; 0 for none yet.
    var faultNumber = 0
    /// What is to happen.
    var queue = EventQueue<Event>()
    /// The simulated time, in microseconds.
    var now: UInt64 = 0
    /// The lines on their way; freed places are used again.
    var flights: [Flight?] = []
    /// The free places.
    var freeFlights: [Int] = []
    /// What is known of each node besides the cluster's own state, by number.
    var lives: [NodeLife]
    /// What is known of each direction of each pair, by number of sender, then receiver.
    var links: [LinkLife]
    /// The clients.
    var clients: [SimulatedClient]
    /// What clients asked for and were answered.
    var operations: [LinearHistory.Operation] = []
    /// The balances that every node was asked for, by number from 1.
    var asked: [AskedBalance] = []
    /// Whether clients begin something new.
    var isOpen = true
    /// The last slot that any client was told of.
    var acknowledged = Slot.zero
    /// What nodes may have lost.
    var atlas: Atlas
    /// Whether more was lost at a time than a protocol can bring back.
    var isExceeded = false
    /// Whether the nodes have stopped because of that, and said so.
    var hasHalted = false
    /// The last lines of each direction, of which some come again much later.
    var oldLines: [OldLines]
    /// The nodes that stay dead when the others are healed.
    var dead = NodeSet()
    /// Whether faults go on.
    var isFaulty = true
    /// What happened, a row for each event; nil if nobody wants to know.
    public internal(set) var table: EventTable?
    /// The row of the turn that is under way; nil between turns, and without a table.
    var openRow: OpenRow?
    /// The faults that were made, in the order of their numbers.
    var madeFaults: [MadeFault] = []
    /// How many requests and reads clients have begun.
    var begun: UInt64 = 0
    /// A rule that is looked at after every event besides all others: for tests of what a broken
    /// rule leads to.
    package var alarm: (@Sendable (Simulation) -> InvariantViolation?)?

    /// A fault that was made.
    struct MadeFault: Sendable {
        /// Its number, from 1.
        let number: Int
        /// Its kind.
        let kind: FaultKind
    }

    /// What every clock says at first, in microseconds: decades after zero, to run back from.
    static let epochMicroseconds: UInt64 = 1_700_000_000_000_000

    /// What can happen.
    enum Event: Sendable {
        /// A tick of a node's clock.
        case tick(NodeID)
        /// A line arrives.
        case arrival(Int)
        /// A node does what its inputs amount to.
        case turn(NodeID)
        /// A node does what no turn waits for.
        case work(NodeID)
        /// A client does something, or has waited long enough.
        case client(Int)
        /// Something breaks.
        case fault
        /// Something is mended.
        case mend(Mending)
    }

    /// What is mended after a fault.
    enum Mending: Sendable {
        /// A node's process is started.
        case start(NodeID)
        /// A node is let in again.
        case connect(NodeID)
        /// All cuts end.
        case cuts
        /// Something is cut again, if faults go on.
        case cut(FaultKind, NodeID)
        /// A link holds its lines, if faults go on.
        case hold(NodeID, NodeID)
        /// A link lets lines pass.
        case release(NodeID, NodeID)
        /// A disk has space.
        case space(NodeID)
        /// A disk is fast.
        case speed(NodeID)
    }

    /// A line on its way.
    struct Flight: Sendable {
        /// The line.
        let line: PeerLine
        /// A word of the line for the digest.
        let word: UInt64
        /// Where it goes.
        let destination: NodeID
        /// How often connections had been opened between the two when it left.
        let epoch: Int
    }

    /// What is known of a node.
    struct NodeLife: Sendable {
        /// Where its times come from.
        var random: SeededGenerator
        /// What waits for its next turn.
        var inbox: [Input] = []
        /// Whether a turn is scheduled.
        var hasTurn = false
        /// Whether work is scheduled.
        var hasWork = false
        /// Until when it is busy, or stands still.
        var busyUntil: UInt64 = 0
        /// How long a flush takes, in microseconds.
        var flushMicroseconds: UInt64 = 100
        /// How long a tick is, in microseconds.
        var tickMicroseconds: UInt64 = 10_000
        /// Whether its disk was damaged since its last start, if only where that loses nothing.
        var isScratched = false
        /// How often its connections were closed.
        var epoch = 0
        /// How long it stands still after a start, reading, in microseconds.
        var readMicroseconds: UInt64 = 0
        /// An earlier state of its disk, with what had been flushed there.
        var image: DiskImage?
    }

    /// An earlier state of a node's disk.
    struct DiskImage: Sendable {
        /// The disk.
        let disk: SimulatedDisk
        /// What had been flushed there.
        let facts: DurableFacts
        /// How often the others had been started by then: who was started again since remembers
        /// nothing of the node but its incarnation.
        let startsOfOthers: Int
    }

    /// What is known of one direction of a pair.
    struct LinkLife: Sendable {
        /// Where decisions about its lines come from.
        var random: SeededGenerator
        /// How many lines are on their way.
        var count = 0
        /// When the last one arrives.
        var lastDue: UInt64 = 0
        /// Whether lines are held.
        var isHeld = false
        /// The lines that are held.
        var held: [Int] = []
    }

    /// Creates a run in which nothing has happened.
    public init(options: SwarmOptions) {
        self.options = options
        random = SeededGenerator(.fault, of: options.seed)
        cluster = SimulatedCluster(options: options.cluster)
        let count = options.cluster.nodeCount
        let seed = options.seed
        atlas = Atlas(nodeCount: count)
        lives = (0..<count).map { NodeLife(random: SeededGenerator(.node, $0, of: seed)) }
        links = (0..<count * count)
            .map { LinkLife(random: SeededGenerator(.link, $0, of: seed)) }
        oldLines = (0..<count * count)
            .map { OldLines(random: SeededGenerator(.replay, $0, of: seed)) }
        clients = (0..<options.clients).map { SimulatedClient(number: $0, options: options) }
    }

    /// Runs to the end.
    ///
    /// - Returns: What was broken; nil if nothing was.
    public mutating func run() -> InvariantViolation? {
        defer {
            counts.simulatedMicroseconds = now
            mixDisks()
        }
        do {
            try weather()
            try heal()
            if !hasHalted {
                try letDeadReturn()
                try isolateOne()
            }
            try judge()
        } catch {
            note(nil, "\(error)")
            return error
        }
        counts.runs = 1
        counts.idleRuns = counts.answeredTransfers < Self.answeredMin ? 1 : 0
        return nil
    }

    /// A run with fewer answered transfers has shown little.
    private static let answeredMin = 10

    /// Faults and load, for as long as the options say.
    mutating func weather(
        while goesOn: (Simulation) -> Bool = { _ in true }
    ) throws(InvariantViolation) {
        for node in cluster.members {
            let index = index(node)
            let start = UInt64.random(in: 0..<10_000, using: &lives[index].random)
            queue.schedule(.tick(node), at: start)
        }
        for index in clients.indices {
            let start = UInt64.random(in: 0..<10_000, using: &clients[index].random)
            queue.schedule(.client(index), at: start)
        }
        if !options.faults.isEmpty { scheduleFault() }
        let end = options.ticks * 10_000
        while let time = queue.nextTime, time < end, goesOn(self) { try step() }
    }

    /// Does what happens next.
    mutating func step() throws(InvariantViolation) {
        guard let (time, event) = queue.next() else {
            preconditionFailure("nothing is to happen, and clocks tick")
        }
        now = time
        cluster.wallMicroseconds = Self.epochMicroseconds + now
        counts.events += 1
        mix(event)
        switch event {
        case .tick(let node): tick(node)
        case .arrival(let flight): try arrive(flight)
        case .turn(let node): try turn(node)
        case .work(let node): try work(node)
        case .client(let index): try act(index)
        case .fault: try breakSomething()
        case .mend(let mending): try mend(mending)
        }
        if let alarm, let violation = alarm(self) { throw violation }
    }

    // MARK: Nodes

    /// Ends a node's standing still.
    mutating func wake(_ node: NodeID) {
        let index = index(node)
        lives[index].busyUntil = min(lives[index].busyUntil, now)
        if lives[index].hasTurn { queue.schedule(.turn(node), at: now) }
        if lives[index].hasWork { queue.schedule(.work(node), at: now) }
    }

    func index(_ node: NodeID) -> Int { Int(node.rawValue) - 1 }

    private mutating func tick(_ node: NodeID) {
        let life = lives[index(node)]
        queue.schedule(.tick(node), at: now + life.tickMicroseconds)
        guard cluster.isConnected(node), life.busyUntil <= now + 1_000_000 || !isStanding(node)
        else { return }
        give(.tick, to: node)
    }

    /// Whether a node stands still for longer than its disk makes it.
    private func isStanding(_ node: NodeID) -> Bool {
        lives[index(node)].busyUntil > now + 1_000_000
    }

    /// Lets something wait for a node's next turn, and schedules that.
    mutating func give(_ input: Input, to node: NodeID) {
        let index = index(node)
        guard cluster.isRunning(node), lives[index].inbox.count < 1_000 else { return }
        // Ticks that pass while a node stands still are one tick when it goes on.
        if case .tick = input, case .tick = lives[index].inbox.last { return }
        lives[index].inbox.append(input)
        guard !lives[index].hasTurn else { return }
        lives[index].hasTurn = true
        let pause = UInt64.random(in: 0...200, using: &lives[index].random)
        queue.schedule(.turn(node), at: max(now + pause, lives[index].busyUntil))
    }

    private mutating func turn(_ node: NodeID) throws(InvariantViolation) {
        let index = index(node)
        guard lives[index].busyUntil <= now else {
            return queue.schedule(.turn(node), at: lives[index].busyUntil)
        }
        lives[index].hasTurn = false
        let inputs = lives[index].inbox
        lives[index].inbox.removeAll(keepingCapacity: true)
        guard cluster.isRunning(node) else { return }
        counts.turns += 1
        let flushes = cluster.flushCount
        cluster.flushMilliseconds = lives[index].flushMicroseconds / 1_000
        openRow(of: node, inputs)
        defer { closeRow() }
        try cluster.give(inputs, to: node)
        if cluster.flushCount > flushes {
            lives[index].busyUntil = now + lives[index].flushMicroseconds
        }
        mixState(of: node)
        try settle()
        scheduleWork(node)
    }

    /// Carries away what the last event left behind: lines, answers, ended processes.
    mutating func settle() throws(InvariantViolation) {
        sendOutbox()
        try takeAnswers()
        for failure in cluster.failures {
            counts.diskFailures += 1
            note(failure.node, "ends: \(failure.error)")
            noteEnd(of: failure.node)
            guard !dead.contains(failure.node) else { continue }
            // What a failed flush should have kept is gone with the power only.
            if cluster.disk(of: failure.node).hasLostPower { loseUnflushed(failure.node) }
            queue.schedule(.mend(.start(failure.node)), at: now + drawOutage())
        }
        cluster.failures.removeAll()
    }

    /// Forgets what only lived in a node's process.
    mutating func noteEnd(of node: NodeID) {
        let index = index(node)
        lives[index].inbox.removeAll()
        // It may have stood still for minutes to come.
        lives[index].hasTurn = false
        lives[index].hasWork = false
        lives[index].epoch += 1
        lives[index].busyUntil = now
    }

    private mutating func scheduleWork(_ node: NodeID) {
        let index = index(node)
        guard !lives[index].hasWork, cluster.hasQuietWork(node) else { return }
        lives[index].hasWork = true
        let pause = UInt64.random(in: 100...5_000, using: &lives[index].random)
        queue.schedule(.work(node), at: max(now, lives[index].busyUntil) + pause)
    }

    private mutating func work(_ node: NodeID) throws(InvariantViolation) {
        lives[index(node)].hasWork = false
        guard cluster.isRunning(node) else { return }
        _ = try cluster.workQuietly(node)
        scheduleWork(node)
    }
}

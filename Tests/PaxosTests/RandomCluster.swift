import Paxos

/// A seeded run: any faults first, then a healed quorum that must finish.
struct RandomCluster {
    /// The most packets that may be on their way; what is too much is dropped at random.
    private static let packetsMax = 120

    /// Where every decision comes from.
    private var random: SeededGenerator
    /// The cluster.
    private(set) var cluster: Cluster
    /// How many commands were made up.
    private var commandCount = 0
    /// Whether disks lose things in this run.
    private let losesMemory: Bool
    /// Whether so many may that the cluster can halt: then only safety is asked for.
    private let isReckless: Bool
    /// Who has lost something and may not have got over it.
    private var impaired = NodeSet()

    /// Starts a cluster whose size and limits follow from `seed`.
    init(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Bool.random(using: &random) ? 3 : 5
        let entriesMax = Int.random(in: 1...3, using: &random)
        self.cluster = try Cluster(
            count: count,
            seed: seed,
            timing: Timing(
                heartbeatTicks: 2,
                leaderTicks: 8...14,
                quietTicks: 3,
                candidateTicks: 4...7,
                candidateTicksMax: 28,
                resendTicks: 4,
                resendTicksMax: 16,
                fetchTicks: 4
            ),
            limits: PaxosLimits(
                entriesPerMessageMax: entriesMax,
                inFlightSlotsMax: Int.random(in: 2...12, using: &random),
                peerWindowSlots: entriesMax + Int.random(in: 0...4, using: &random)
            )
        )
        self.losesMemory = Int.random(in: 0..<4, using: &random) > 0
        self.isReckless = losesMemory && Int.random(in: 0..<5, using: &random) == 0
        self.random = random
    }

    /// Keeps everything that happens, in words.
    mutating func keepTrace() { cluster.trace = [] }

    /// Carries out `count` random events, then requires that the healed cluster finishes.
    mutating func run(events count: Int) throws {
        for _ in 0..<count {
            try event()
            if losesMemory, Int.random(in: 0..<60, using: &random) == 0 { try damage() }
        }
        if !isReckless { try finish() }
    }

    private mutating func node() -> NodeID {
        NodeID(UInt8.random(in: 1...UInt8(cluster.members.count), using: &random))
    }

    private mutating func event() throws {
        switch Int.random(in: 0..<1000, using: &random) {
        case 0..<460: try deliver()
        case 460..<480: try checkpoint()
        case 480..<620: try tick(node(), most: 4)
        case 620..<660: for id in cluster.members { try tick(id, most: 6) }
        case 660..<700: drop()
        case 700..<730: try duplicate()
        case 730..<760: try replay()
        case 760..<860: try propose()
        case 860..<875: try crash()
        case 875..<905: try restart()
        case 905..<930: cluster.hold(node())
        case 930..<955: try cluster.flush(node())
        case 955..<963: cut()
        case 963..<975: try cluster.heal(isNoticed: Bool.random(using: &random))
        case 975..<979: try cluster.turn(node()) { replica, _ in replica.resume() }
        case 979..<985: cluster[node()].isExecuting.toggle()
        case 985..<990: try noteFlush()
        case 990..<994: try cluster.greet(node())
        default: try cluster.turn(node()) { $0.requestArrived(into: &$1) }
        }
    }

    /// Delivers one to four packets for one node in one turn, in any order.
    private mutating func deliver() throws {
        // Mostly the oldest packets, so that something gets done; sometimes any.
        let isOrderly = Int.random(in: 0..<3, using: &random) > 0
        let reach = isOrderly ? min(cluster.packets.count, 8) : cluster.packets.count
        guard reach > 0 else { return }
        let chosen = Int.random(in: 0..<reach, using: &random)
        let id = cluster.packets[chosen].destination
        guard cluster.isFree(id) else {
            if cluster[id].replica == nil { cluster.packets.remove(at: chosen) }
            return
        }
        var positions = cluster.packets.indices
            .filter { cluster.packets[$0].destination == id && $0 != chosen }
            .prefix(Int.random(in: 0...3, using: &random))
        positions.append(chosen)
        if !isOrderly { positions.shuffle(using: &random) }
        let isProposing = Int.random(in: 0..<8, using: &random) == 0
        try cluster.deliver(Array(positions), proposing: isProposing ? newCommands() : [])
        while cluster.packets.count > Self.packetsMax { drop() }
    }

    private mutating func tick(_ id: NodeID, most: Int) throws {
        for _ in 0..<Int.random(in: 1...most, using: &random) { try cluster.tick(id) }
    }

    private mutating func drop() {
        guard let position = cluster.packets.indices.randomElement(using: &random) else { return }
        cluster.packets.remove(at: position)
    }

    private mutating func duplicate() throws {
        guard let position = cluster.packets.indices.randomElement(using: &random) else { return }
        try cluster.deliver([position], keeping: true)
    }

    private mutating func replay() throws {
        guard let packet = cluster.arrived.randomElement(using: &random) else { return }
        try cluster.receive([packet])
    }

    private mutating func propose() throws {
        let id = Bool.random(using: &random) ? cluster.readyLeader ?? node() : node()
        try cluster.propose(newCommands(), at: id)
    }

    /// Returns commands that were never used, so that two proposals are never equal by chance.
    private mutating func newCommands() -> [String] {
        let count = Int.random(in: 1...5, using: &random)
        defer { commandCount += count }
        return (commandCount..<commandCount + count).map { "c\($0)" }
    }

    private mutating func crash() throws {
        let id = node()
        guard let turn = cluster[id].heldTurn else {
            return try cluster.crash(id)
        }
        let count = Int.random(in: 0...turn.records.count, using: &random)
        try cluster.crash(id, flushed: count)
    }

    private mutating func restart() throws {
        let id = node()
        guard cluster[id].replica == nil else { return }
        try cluster.restart(id)
        guard Bool.random(using: &random) else { return }
        try announce(id)
    }

    private mutating func announce(_ id: NodeID) throws {
        try cluster.greet(id)
        for peer in cluster.members where peer != id {
            try cluster.turn(peer) { $0.peerConnected(id, into: &$1) }
        }
    }

    /// Cuts a random side off, both ways or one way only.
    private mutating func cut() {
        let isBothWays = Int.random(in: 0..<3, using: &random) > 0
        let side = NodeSet(cluster.members.filter { _ in Bool.random(using: &random) })
        for source in side {
            for destination in cluster.members where !side.contains(destination) {
                cluster.cut(source, to: destination)
                if isBothWays { cluster.cut(destination, to: source) }
            }
        }
    }

    // MARK: Disks

    /// Makes a snapshot somewhere, or delivers or loses one that is on its way.
    private mutating func checkpoint() throws {
        let position = cluster.snapshots.indices.randomElement(using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            if let position { cluster.snapshots.remove(at: position) }
        case 1, 2:
            if let position { try cluster.deliverSnapshot(at: position) }
        default:
            let id = node()
            let back = Int.random(in: 0..<4, using: &random)
            guard let executed = cluster[id].replica?.execution.through,
                Slot.zero.distance(to: executed) > back
            else { return }
            try cluster.checkpoint(id, through: executed.advanced(by: -back))
        }
    }

    private mutating func noteFlush() throws {
        let milliseconds = UInt64.random(in: 0...600, using: &random)
        let isFull = Int.random(in: 0..<6, using: &random) == 0
        try cluster.turn(node()) { replica, effects in
            replica.noteFlush(milliseconds: milliseconds, into: &effects)
            replica.isDiskFull = isFull
        }
    }

    /// Lets a disk lose something, unless too many have: at most a minority at a time.
    private mutating func damage() throws {
        let id = node()
        for other in impaired where hasRecovered(other) { impaired.remove(other) }
        if Int.random(in: 0..<6, using: &random) == 0 { return cluster.keepImage(of: id) }
        let others = impaired.contains(id) ? impaired.count - 1 : impaired.count
        guard isReckless || others < cluster.members.count / 2 else { return }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: try cluster.wipe(id)
        case 1:
            guard try cluster.rollBack(id) else { return }
            // Others remember more; if they do not, whoever put the copy back knows.
            try cluster.restart(id)
            try cluster.greet(id)
            if cluster[id].replica?.status.isRecovering == false { try cluster.forget(id) }
        case 2, 3:
            guard cluster[id].disk.frames.count > 1 else { return }
            try damageLog(of: id)
        default: try cluster.forget(id)
        }
        impaired.insert(id)
        if Bool.random(using: &random) { try cluster.restart(id) }
    }

    /// Damages a few records of a log; sometimes all that was written in a life but its end.
    private mutating func damageLog(of id: NodeID) throws {
        let count = cluster[id].disk.frames.count
        let begin =
            cluster[id].replica?.status.isRecovering == true ? nil : cluster[id].disk.lifeBegin
        let isWide = begin != nil && Int.random(in: 0..<3, using: &random) > 0
        let narrow = Int.random(in: max(0, count - 20)..<count - 1, using: &random)
        let first = isWide ? begin ?? narrow : narrow
        let kept = Int.random(in: 1...3, using: &random)
        try cluster.damage(
            id,
            at: first,
            count: isWide ? max(1, count - kept - first) : kept,
            isBounded: isWide || Int.random(in: 0..<4, using: &random) > 0
        )
    }

    /// Whether a node takes part and knows everything that was damaged.
    private func hasRecovered(_ id: NodeID) -> Bool {
        guard cluster.isFree(id), let status = cluster[id].replica?.status, !status.isRecovering
        else { return false }
        return cluster[id].disk.lossRanges.allSatisfy { $0.last <= status.committed }
    }

    // MARK: Liveness

    /// Heals a quorum, leaves the others as they are or dead, and requires progress.
    private mutating func finish() throws {
        let count = cluster.members.count
        let spare = losesMemory ? 0 : Int.random(in: 0...count / 2, using: &random)
        let shuffled = Array(cluster.members).shuffled(using: &random)
        let core = NodeSet(shuffled.dropFirst(spare))
        try cluster.heal(isNoticed: Bool.random(using: &random))
        for id in cluster.members {
            cluster[id].isExecuting = true
            if core.contains(id) {
                try cluster.flush(id)
                try cluster.restart(id)
                try cluster.turn(id) { replica, _ in replica.isDiskFull = false }
            } else {
                try cluster.crash(id)
            }
        }
        try converge(core)
        let before = cluster.oracle.chosenThrough
        guard let leader = cluster.readyLeader else { throw stuck("no leader", core) }
        try cluster.propose(["last"], at: leader)
        try converge(core)
        try cluster.oracle.require(
            cluster.oracle.chosenThrough > before,
            "L5",
            "a new proposal was not chosen"
        )
    }

    /// Lets time pass until the core has one leader and all have executed the same.
    private mutating func converge(_ core: NodeSet) throws {
        for _ in 0..<600 {
            for id in core { try cluster.tick(id) }
            try cluster.settle()
            if isConverged(core) { return }
            for id in core { try cluster.turn(id) { $0.requestArrived(into: &$1) } }
        }
        throw stuck("not converged after 600 ticks", core)
    }

    private func isConverged(_ core: NodeSet) -> Bool {
        guard let leader = cluster.readyLeader, core.contains(leader),
            let status = cluster[leader].replica?.status, status.accepted == status.executed
        else { return false }
        return core.allSatisfy {
            guard let other = cluster[$0].replica?.status else { return false }
            return other.executed == status.executed && other.digest == status.digest
                && !other.isRecovering
                && other.leader == leader && other.ballot == status.ballot
        }
    }

    private func stuck(_ text: String, _ core: NodeSet) -> Violation {
        let states = core.map { id in "\(id) \(cluster[id].replica.map { "\($0.status)" } ?? "-")" }
        return Violation(invariant: "L5", text: ([text] + states).joined(separator: "\n"))
    }
}

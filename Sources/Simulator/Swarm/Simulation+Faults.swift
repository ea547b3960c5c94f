import BankReplica
import Paxos
import WriteAheadLog

/// What breaks, and how it is mended while faults go on.
extension Simulation {
    /// Draws when the next fault comes.
    mutating func scheduleFault() {
        let pause = Int.random(in: 1...2 * options.faultMicroseconds, using: &random)
        queue.schedule(.fault, at: now + UInt64(pause))
    }

    /// Gives the next fault its number and its own random numbers.
    private mutating func beginFault() {
        faultNumber += 1
        random = SeededGenerator(.fault, faultNumber, of: options.seed)
    }

    /// Draws the node that a fault meets.
    mutating func anyNode() -> NodeID {
        Self.anyNode(of: options, using: &random)
    }

    /// Draws the node that the next fault meets: the leader more often than others, if the run is
    /// one of those in which nobody leads for long.
    private mutating func anyTarget() -> NodeID {
        let node = anyNode()
        guard Int.random(in: 0..<100, using: &random) < options.leaderPercent else { return node }
        return cluster.leader ?? node
    }

    /// Draws how long something stays broken, in microseconds: mostly shorter than the timers of an
    /// election, now and then much longer.
    mutating func drawOutage() -> UInt64 {
        let most = [20_000, 200_000, 1_000_000, 2_000_000].randomElement(using: &random) ?? 1
        return UInt64.random(in: 1_000...UInt64(most), using: &random)
    }

    /// Breaks something.
    mutating func breakSomething() throws(InvariantViolation) {
        guard isFaulty else { return }
        beginFault()
        scheduleFault()
        // A quarter of the time is quiet.
        guard now % 2_000_000 >= 500_000 else { return }
        let kinds = FaultKind.allCases.filter { options.faults.contains($0) }
        guard let kind = kinds.randomElement(using: &random) else { return }
        let node = anyTarget()
        guard options.reduction.allows(faultNumber, kind) else { return }
        let isMade = try inflict(kind, on: node)
        mix(kind, on: node, isMade: isMade)
        if isMade {
            counts.faults[kind, default: 0] += 1
            let number = faultNumber
            madeFaults.append(MadeFault(number: number, kind: kind))
            note(node, "fault \(number): \(kind.rawValue)")
        }
    }

    /// Inflicts a fault.
    ///
    /// - Returns: Whether it could be.
    private mutating func inflict(
        _ kind: FaultKind,
        on node: NodeID
    ) throws(InvariantViolation) -> Bool {
        switch kind {
        case .kill: return kill(node)
        case .power: return cutPower(of: node)
        case .powerEverywhere:
            for node in cluster.members { _ = cutPower(of: node) }
            return true
        case .powerInTurn: return failStep(of: node, with: .powerLoss)
        case .inputOutput: return failStep(of: node, with: .inputOutput)
        case .pause: return pause(node, for: 10_000 + drawOutage())
        case .longPause: return pause(node, for: UInt64.random(in: longPauses, using: &random))
        case .disconnect:
            cluster.disconnect(node)
            noteEnd(of: node)
            queue.schedule(.mend(.connect(node)), at: now + drawOutage())
            return true
        case .isolate, .halves, .ring, .oneWay, .pair: return cut(kind, node)
        case .flapping: return flap(node)
        case .clog: return clog(node)
        case .swizzle: return swizzle()
        case .full: return fill(node)
        case .slow:
            lives[index(node)].flushMicroseconds = UInt64.random(
                in: 1_000...300_000,
                using: &random
            )
            queue.schedule(.mend(.speed(node)), at: now + drawOutage())
            return true
        case .slowRead: return slowReads(of: node)
        case .unreadable: return failReads(of: node)
        case .rot, .lostWrite, .misdirectedWrite, .misread: return damage(kind, node)
        case .wipe: return wipe(node)
        case .image: return try putImageBack(node)
        case .clock, .clockStop, .clockBackwards: return changeClock(kind, node)
        case .drift:
            lives[index(node)].tickMicroseconds = UInt64.random(in: 5_000...20_000, using: &random)
            return true
        case .snapshot:
            cluster.freezeNow(node)
            return cluster.isRunning(node)
        }
    }

    // MARK: Processes

    mutating func kill(_ node: NodeID) -> Bool {
        guard cluster.isRunning(node) else { return false }
        cluster.kill(node)
        noteEnd(of: node)
        queue.schedule(.mend(.start(node)), at: now + drawOutage())
        return true
    }

    private mutating func cutPower(of node: NodeID) -> Bool {
        let wasRunning = kill(node)
        loseUnflushed(node)
        return wasRunning
    }

    /// Lets a disk forget what was not flushed: each step is lost, kept, cut, or kept in part.
    mutating func loseUnflushed(_ node: NodeID) {
        var dice = SeededGenerator(seed: random.next())
        cluster.cutPower(of: node) { _, _ in Self.drawSurvival(&dice) }
    }

    /// Draws what a power cut leaves of a step that was not flushed.
    static func drawSurvival(_ dice: inout SeededGenerator) -> SimulatedDisk.Survival {
        switch Int.random(in: 0..<5, using: &dice) {
        case 0, 1: .lost
        case 2: .whole
        case 3: .cut(bytes: Int.random(in: 0...2_000, using: &dice))
        default: .sectors(dice.next())
        }
    }

    /// Lets one of the next steps of a disk fail: the process ends in the middle of its work.
    private mutating func failStep(
        of node: NodeID,
        with failure: SimulatedDisk.Failure
    ) -> Bool {
        guard cluster.isRunning(node) else { return false }
        let ahead = Int.random(in: 1...30, using: &random)
        cluster.damage(node) { $0.fail(step: $0.stepCount + ahead, with: failure) }
        return true
    }

    /// From far longer than every timer to ten minutes; who still stands when the others are healed
    /// may go on standing.
    private var longPauses: ClosedRange<UInt64> { 2_000_000...600_000_000 }

    private mutating func pause(_ node: NodeID, for microseconds: UInt64) -> Bool {
        guard cluster.isRunning(node) else { return false }
        lives[index(node)].busyUntil = max(lives[index(node)].busyUntil, now + microseconds)
        return true
    }

    /// Lets a clock jump, by seconds or years, or pass on differently from now on.
    private mutating func changeClock(_ kind: FaultKind, _ node: NodeID) -> Bool {
        let most = [1_000_000, 600_000_000, 86_400_000_000, 315_360_000_000_000]
        let jump = most.randomElement(using: &random) ?? 1
        switch kind {
        case .clockStop: cluster.changeClock(of: node, jump: 0, rate: 0)
        case .clockBackwards: cluster.changeClock(of: node, jump: 0, rate: -1)
        default:
            let microseconds = Int64.random(in: -Int64(jump)...Int64(jump), using: &random)
            cluster.changeClock(of: node, jump: microseconds, rate: 1)
        }
        return true
    }

    // MARK: Disks

    private mutating func fill(_ node: NodeID) -> Bool {
        let room = Int.random(in: 0...20_000, using: &random)
        cluster.damage(node) { disk in
            let used = disk.names().reduce(0) { $0 + ((try? disk.size(of: $1)) ?? 0) }
            disk.capacityBytes = used + room
        }
        queue.schedule(.mend(.space(node)), at: now + drawOutage())
        return true
    }

    /// Keeps an image of a disk the first time, and puts it back the next; the node meets at once
    /// whoever remembers more, as an operator who puts an image back sees to.
    private mutating func putImageBack(_ node: NodeID) throws(InvariantViolation) -> Bool {
        guard let image = lives[index(node)].image else {
            guard cluster.isRunning(node), atlas[node] == nil else { return false }
            lives[index(node)].image = DiskImage(
                disk: cluster.disk(of: node),
                facts: cluster.facts(of: node),
                startsOfOthers: startsOfOthers(than: node)
            )
            return false
        }
        guard image.startsOfOthers == startsOfOthers(than: node) else {
            lives[index(node)].image = nil
            return false
        }
        // What a leader alone knows of its last turn, nobody else can remember.
        guard !cluster.facts(of: node).hasProposed(node, since: image.facts), mayLoseAll(node),
            cluster.members.allSatisfy({ isReachable($0, from: node) })
        else {
            return false
        }
        lives[index(node)].image = nil
        noteLoss(Atlas.Loss(ranges: nil, goal: cluster.lastAccepted), of: node)
        cluster.kill(node)
        noteEnd(of: node)
        cluster.damage(node) { disk in
            disk = image.disk
            disk.crash()
        }
        cluster.restoreFacts(image.facts, of: node)
        if try cluster.start(node, isIntact: false) != nil {
            queue.schedule(.mend(.start(node)), at: now + drawOutage())
        }
        try settle()
        return true
    }

    /// How often all nodes but one were started.
    private func startsOfOthers(than node: NodeID) -> Int {
        cluster.members.reduce(0) { $1 == node ? $0 : $0 + cluster.starts(of: $1) }
    }

    private func isReachable(_ node: NodeID, from other: NodeID) -> Bool {
        node == other
            || (cluster.isConnected(node) && !cluster.network.isCut(between: node, other)
                && atlas[node] == nil)
    }

    // MARK: Mending

    /// Mends something.
    mutating func mend(_ mending: Mending) throws(InvariantViolation) {
        note(nil, "\(mending)")
        switch mending {
        case .start(let node): if !dead.contains(node) { try start(node) }
        case .connect(let node): if !dead.contains(node) { try cluster.connect(node) }
        case .cuts: try cluster.heal()
        case .cut(let kind, let node): if isFaulty { cut(kind, node) }
        case .hold(let sender, let receiver): if isFaulty { hold(sender, receiver) }
        case .release(let sender, let receiver): release(sender, receiver)
        case .space(let node):
            cluster.damage(node) { $0.capacityBytes = .max }
            cluster.retrySpace(node)
        case .speed(let node): lives[index(node)].flushMicroseconds = 100
        }
        try settle()
    }

    /// What a node's files hold, in words.
    private func contents(of node: NodeID) -> String {
        var disk = cluster.disk(of: node)
        do {
            let found = try StoreInspection(on: &disk, limits: options.cluster.bankLimits)
            let records = found.records.suffix(5)
                .map {
                    "\($0.extent.position.rawValue) promised \($0.promised)"
                        + " slots \($0.slots.map { "\($0.first)-\($0.last)" } ?? "none")"
                }
            return "\(disk.names()) \(records) problems \(found.problems)"
        } catch {
            return "\(disk.names()) \(error)"
        }
    }

    /// Starts a node's process; one that cannot start yet is started again later.
    mutating func start(_ node: NodeID) throws(InvariantViolation) {
        guard !cluster.isRunning(node) else { return }
        counts.starts += 1
        let isIntact = atlas[node] == nil && !lives[index(node)].isScratched
        let contents = isTraced ? contents(of: node) : ""
        note(node, "starts on \(contents)")
        let error = try cluster.start(node, isIntact: isIntact)
        cluster.damage(node) { $0.healReads() }
        guard let error else { return noteStarted(node) }
        note(node, "does not start: \(error)")
        counts.failedStarts += 1
        if case .storage = error {
            // The call that failed may have been a flush: what it was to keep goes with the power.
            loseUnflushed(node)
        } else if error.isOutOfSpace {
            loseUnflushed(node)
        } else if let loss = atlas[node], loss.ranges == nil {
            // Somebody has to look at it, and puts a new disk in.
            cluster.damage(node) { $0 = SimulatedDisk() }
            cluster.forgetFacts(of: node)
        } else {
            throw InvariantViolation("I11", "\(node) does not start: \(error)")
        }
        queue.schedule(.mend(.start(node)), at: now + drawOutage())
    }
}

import BankClient
import EventLoop
import Foundation
import Paxos
import Wire

/// Makes faults, one after the other, and ends them.
///
/// Which and for how long is drawn from the seed; when exactly they meet what the nodes are doing
/// is up to the machine, so the same seed gives the same kind of run, not the same run.
final class ChaosDirector {
    /// What is to be done some time: as a rule a fault ends.
    private enum Repair {
        /// A killed node starts again.
        case restart(NodeID)
        /// A stopped node goes on.
        case resume(NodeID)
        /// The small disk has room again.
        case freeDisk
        /// One node is killed, which could not be done when nobody led.
        case killOne
    }

    /// What faults there were; those of the network count themselves.
    private(set) var tally = ChaosTally()
    /// What was done, in order, a line each with the milliseconds since the start.
    private(set) var deeds: [String] = []
    /// How many nodes were started again.
    private(set) var restarts: UInt64 = 0
    /// How many nodes that had lost their disk take part again.
    private(set) var rejoined: UInt64 = 0
    /// What the harness could not do, in words; the run ends with the first.
    private(set) var problems: [String] = []
    /// The nodes.
    private let local: LocalCluster
    /// The connections to them.
    private let session: ClusterSession
    /// The network between them.
    private let network: RelayNetwork
    /// The disk of ``smallNode``, where one could be mounted.
    private let disk: SmallDisk?
    /// The node on the small disk.
    private let smallNode: NodeID
    /// What comes next.
    private var deck: ChaosDeck
    /// Draws everything.
    private var generator: SeededGenerator
    /// What ends when, in milliseconds.
    private var repairs: [(at: Int, repair: Repair)] = []
    /// The nodes that are stopped.
    private var paused = NodeSet()
    /// The nodes that have lost their disk and not rejoined.
    private var forgetful = NodeSet()
    /// Whether the small disk is full.
    private var isDiskFull = false
    /// Whether no further faults are made.
    private var isOver = false
    /// When the next fault is due, in milliseconds.
    private var nextAt: Int
    /// When forgetful nodes are asked next whether they have rejoined.
    private var nextLookAt = 0
    /// When all began, in milliseconds.
    private let start: Int

    /// How long to wait for a leader who can be killed, in milliseconds.
    private static let retryMilliseconds = 100

    /// How many kills of one node there were, and how many of them met the leader.
    private var kills = (all: UInt64(0), leaders: UInt64(0))

    init(
        local: LocalCluster,
        session: ClusterSession,
        network: RelayNetwork,
        disk: (SmallDisk?, of: NodeID, missingBecause: String),
        seed: UInt64
    ) {
        self.local = local
        self.session = session
        self.network = network
        self.disk = disk.0
        smallNode = disk.of
        generator = SeededGenerator(seed: seed)
        deck = ChaosDeck(ChaosFault.allCases.filter { disk.0 != nil || $0 != .diskFull })
        if disk.0 == nil { tally.skip(.diskFull, because: disk.missingBecause) }
        start = SystemClock.monotonicMilliseconds
        nextAt = start
    }

    private var now: Int { SystemClock.monotonicMilliseconds }

    /// How many of the killed nodes led when they were killed alone.
    var leaderKills: UInt64 { kills.leaders }

    /// All faults so far, those of the network included.
    var faults: ChaosTally {
        var sum = network.faults
        for fault in ChaosFault.allCases {
            sum.count(fault, times: tally[fault])
            if let reason = tally.reason(fault) { sum.skip(fault, because: reason) }
        }
        return sum
    }

    /// Ends what is due, and makes the next fault if it is.
    func turn() {
        repairDue(at: now)
        lookForRejoined()
        guard now >= nextAt else { return }
        make(deck.next(using: &generator))
        // A while without faults now and then, so that they do not only hinder each other.
        let isQuiet = Int.random(in: 0..<12, using: &generator) == 0
        nextAt = now + draw(isQuiet ? 1_500...2_500 : 50...700)
    }

    /// Ends all faults: everybody runs, hears everybody, and has room.
    func makePeace() {
        isOver = true
        network.heal()
        for index in repairs.indices { repairs[index].at = 0 }
        repairDue(at: now)
        local.resumeAll()
        note("all faults end")
    }

    /// Looks whether nodes that lost their disk have rejoined.
    func lookForRejoined() {
        guard !forgetful.isEmpty, now >= nextLookAt else { return }
        nextLookAt = now + 200
        let asked = forgetful.filter { local.killed[$0] == nil && !paused.contains($0) }
        for status in session.statuses(of: asked).compactMap(\.value) where !status.isRecovering {
            forgetful.remove(status.node)
            rejoined += 1
            note("\(status.node) has rejoined")
        }
    }

    /// Whether nobody that has lost its disk is still on the way back.
    var haveAllRejoined: Bool { forgetful.isEmpty }

    private func repairDue(at now: Int) {
        let due = repairs.filter { $0.at <= now }
        repairs.removeAll { $0.at <= now }
        for (_, repair) in due {
            switch repair {
            case .restart(let node): restart(node)
            case .resume(let node):
                local.resume(node)
                paused.remove(node)
            case .freeDisk:
                disk?.free()
                isDiskFull = false
            case .killOne: if !isOver { killOne() }
            }
        }
    }

    private func restart(_ node: NodeID) {
        guard local.killed[node] != nil else { return }
        do {
            try local.restart(node)
            restarts += 1
            note("\(node) starts")
        } catch {
            problems.append("\(node) cannot be started again: \(error)")
        }
    }

    // MARK: Helpers

    private func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private func note(_ deed: String) { deeds.append("\(now - start) ms: \(deed)") }

    private func later(_ milliseconds: Int, _ repair: Repair) {
        repairs.append((now + milliseconds, repair))
    }

    /// The node that leads, as far as clients know.
    private var leader: NodeID? { session.connection.clients.leaders.leader }

    /// The node that says that it leads; nil if nobody who can be asked does.
    private var provenLeader: NodeID? {
        let asked = running.filter { !paused.contains($0) }
        return session.statuses(of: asked).compactMap(\.value).leader?.node
    }

    private var running: [NodeID] {
        let absent = local.absentNodes()
        return session.nodes.filter { !absent.contains($0) }
    }
}

// MARK: - Faults

extension ChaosDirector {
    private func make(_ fault: ChaosFault) {
        switch fault {
        case .killOne: killOne()
        case .killThree: kill(Array(running.shuffled(using: &generator).prefix(3)), fault)
        case .killAll: kill(running, fault)
        case .pause: pause()
        case .wipe: wipe()
        case .cut:
            let road = drawRoad()
            tally.count(.cut)
            cut([road], milliseconds: draw(50...3_000))
        case .partition: partition()
        case .duplicateConnection: _ = network.double(drawRoad(), milliseconds: draw(200...3_000))
        case .halfOpen: _ = network.halve(drawRoad(), milliseconds: draw(200...3_000))
        case .mute, .delay, .hold, .dropLine, .duplicateLine, .corrupt: disturb(fault)
        case .diskFull: fillDisk()
        }
    }

    private func killOne() {
        let leader = provenLeader
        let isDue = kills.leaders * 2 <= kills.all
        // Every second victim must be a leader, so wait for one.
        guard !isDue || leader != nil else { return later(Self.retryMilliseconds, .killOne) }
        let others = running.filter { $0 != leader }
        guard let victim = isDue ? leader : others.randomElement(using: &generator) else { return }
        kills.all += 1
        if victim == leader { kills.leaders += 1 }
        kill([victim], .killOne)
    }

    private func kill(_ nodes: [NodeID], _ fault: ChaosFault) {
        guard !nodes.isEmpty else { return }
        tally.count(fault)
        note("\(fault.rawValue) \(nodes), \(leader.map { "\($0)" } ?? "nobody") leads")
        for node in nodes {
            end(node)
            later(draw(0...2_500), .restart(node))
        }
    }

    private func end(_ node: NodeID) {
        paused.remove(node)
        do {
            try local.kill(node, because: "killed by chaos")
        } catch {
            problems.append("\(node) cannot be killed: \(error)")
        }
        // A node that starts on a full disk may end at once, and rightly so.
        guard node == smallNode, isDiskFull else { return }
        disk?.free()
        isDiskFull = false
    }

    private func pause() {
        guard let node = running.randomElement(using: &generator) else { return }
        let victim = Bool.random(using: &generator) ? leader ?? node : node
        // From 10 ms to 5 s, short ones as often as long ones.
        let milliseconds = min(5_000, draw(10...19) << draw(0...8))
        guard local.pause(victim) else { return }
        paused.insert(victim)
        tally.count(.pause)
        note("pause \(victim) for \(milliseconds) ms")
        later(milliseconds, .resume(victim))
    }

    /// Takes everything from one node, unless some node has not got over it yet.
    private func wipe() {
        guard forgetful.isEmpty, let node = running.randomElement(using: &generator) else { return }
        end(node)
        guard local.killed[node] != nil else { return }
        do {
            try local.wipe(node)
        } catch {
            problems.append("the folder of \(node) cannot be removed: \(error)")
        }
        forgetful.insert(node)
        tally.count(.wipe)
        note("wipe \(node)")
        later(draw(0...1_000), .restart(node))
    }

    /// A road, more often than not one of the leader's, where most lines are.
    private func drawRoad() -> Int {
        let all = network.roads.indices
        let busy = all.filter { index in
            let pair = network.roads[index].pair
            return pair.dialer == leader || pair.target == leader
        }
        let choice = busy.isEmpty || draw(0...3) == 0 ? Array(all) : busy
        return choice[draw(0...(choice.count - 1))]
    }

    private func cut(_ roads: [Int], milliseconds: Int) {
        for road in roads { network.cut(road, milliseconds: milliseconds) }
        let pairs = roads.map { network.roads[$0].pair }.map { "\($0.dialer)-\($0.target)" }
        note("cut \(pairs.joined(separator: " ")) for \(milliseconds) ms")
    }

    private func partition() {
        var alone = NodeSet(session.nodes.shuffled(using: &generator).prefix(draw(1...2)))
        // A leader that is cut off, and does not know that there is another one, is the worst case.
        if let leader, Bool.random(using: &generator) { alone = NodeSet([leader]) }
        let crossing = network.roads.indices.filter { index in
            let pair = network.roads[index].pair
            return alone.contains(pair.dialer) != alone.contains(pair.target)
        }
        tally.count(.partition)
        cut(crossing, milliseconds: draw(500...4_000))
    }

    private func disturb(_ fault: ChaosFault) {
        let road = drawRoad()
        let isOutward = Bool.random(using: &generator)
        let (now, chance) = (now, generator.next())
        let (count, delay, milliseconds) = (draw(1...5), draw(5...300), draw(50...2_000))
        network.change(road, outward: isOutward) { lane in
            switch fault {
            case .mute: lane.mute(until: now + milliseconds)
            case .delay: lane.slow(by: delay, until: now + milliseconds)
            case .hold: lane.hold(until: now + milliseconds)
            case .dropLine: lane.drop(count)
            case .duplicateLine: lane.double(count)
            case .corrupt: lane.flip(chance)
            default: preconditionFailure("\(fault) is no fault of a lane")
            }
        }
        let pair = network.roads[road].pair
        note("\(fault.rawValue) \(pair.dialer) \(isOutward ? "->" : "<-") \(pair.target)")
    }

    private func fillDisk() {
        guard let disk, !isDiskFull, running.contains(smallNode) else { return }
        do {
            try disk.fill()
        } catch {
            return problems.append("the small disk cannot be filled: \(error)")
        }
        isDiskFull = true
        tally.count(.diskFull)
        note("the disk of \(smallNode) is full")
        later(draw(500...4_000), .freeDisk)
    }
}

import Bank
import Foundation
import Paxos
import Testing
import Wire

extension EndToEnd {
    @Suite("Kills under load")
    struct KillSoakTests {
        /// A whole number from the environment.
        private static func number(_ name: String, or standard: Int) -> Int {
            ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
        }

        @Test("Nothing that was answered is lost or done twice, whoever is killed or wiped")
        func kills() throws {
            let kills = Self.number("KILLS", or: 8)
            let seed = Self.number("SEED", or: 1)
            try TestFolder.with { folder in
                let soak = try KillSoak(in: folder, seed: UInt64(seed))
                do {
                    try soak.run(kills: kills)
                    try soak.judge()
                } catch {
                    Issue.record("SEED=\(seed) KILLS=\(kills): \(error)\n\(soak.story)")
                    throw error
                }
                print("SEED=\(seed) \(soak.figures)")
                if kills >= 100 { soak.expectEverythingHappened() }
                soak.stop()
            }
        }
    }
}

/// One run: kills, restarts and lost folders while ten clients work, and the judgement.
private final class KillSoak {
    /// Who is killed at once.
    private enum Blow {
        case leader
        case one
        case three
        case all
    }

    /// What happened, counted.
    private struct Counters {
        var leaders = 0
        var threes = 0
        var alls = 0
        var wipes = 0
        var longAbsences = 0
        /// The longest wait for an answer after a blow and its restarts, in milliseconds.
        var outageMilliseconds = 0
    }

    private let cluster: KillSoakCluster
    private let load: KillSoakLoad
    private let accounts: [Account]
    private var generator: SeededGenerator
    private var counters = Counters()
    /// The nodes that were wiped and have not rejoined, as far as it was seen.
    private var wiped: Set<Int> = []
    /// What was done, in order.
    private var deeds: [String] = []

    /// Every so many slots nodes take a snapshot.
    private static let checkpointInterval = 500
    /// How long anything may take, in milliseconds; machines that test are busy.
    private static let patience = 60_000
    /// No more nodes than this may have forgotten what they promised.
    private static let wipedMax = 2

    init(in folder: TestFolder, seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        cluster = try KillSoakCluster(in: folder, checkpointInterval: Self.checkpointInterval)
        let bytes = [UInt8](try folder.read("cluster.json"))
        let description = try Cluster(reading: bytes.span)
        accounts = description.accounts
        load = try KillSoakLoad(on: description, seed: generator.next())
    }

    // MARK: Blows

    /// Lets blow follow blow until so many processes were killed.
    func run(kills: Int) throws {
        try work(answers: 50)
        while cluster.kills < kills {
            let statuses = load.statuses()
            for status in statuses where !status.isRecovering {
                wiped.remove(Int(status.node.rawValue))
            }
            let leader = statuses.filter { $0.role == .leader }.max { $0.ballot < $1.ballot }
            let victims = choose(leader: leader.map { Int($0.node.rawValue) })
            for victim in victims { try cluster.kill(victim) }
            let lost = try wipeSome(of: victims)
            deeds.append("killed \(victims)" + (lost.map { ", wiped \($0)" } ?? ""))
            try stayAway(victims)
            for victim in victims.shuffled(using: &generator) { try cluster.start(victim) }
            let begin = Date()
            try work(answers: 1)
            let milliseconds = Int(Date().timeIntervalSince(begin) * 1_000)
            counters.outageMilliseconds = max(counters.outageMilliseconds, milliseconds)
            try work(answers: Int.random(in: 0...200, using: &generator))
        }
    }

    private func choose(leader: Int?) -> [Int] {
        let blow: Blow =
            if counters.leaders * 2 <= cluster.kills {
                .leader
            } else {
                switch Int.random(in: 0..<10, using: &generator) {
                case 0..<4: .one
                case 4..<8: .three
                default: .all
                }
            }
        let victims = victims(of: blow, leader: leader)
        counters.leaders += leader.map(victims.contains) == true ? 1 : 0
        return victims
    }

    private func victims(of blow: Blow, leader: Int?) -> [Int] {
        let all = cluster.running.shuffled(using: &generator)
        switch blow {
        case .leader: return [leader ?? all[0]]
        case .one: return [all[0]]
        case .three:
            counters.threes += 1
            return Array(all.prefix(3))
        case .all:
            counters.alls += 1
            return all
        }
    }

    /// Wipes one of the victims now and then, if not too many have forgotten something already.
    private func wipeSome(of victims: [Int]) throws -> Int? {
        guard Int.random(in: 0..<5, using: &generator) == 0 else { return nil }
        let victim = victims[Int.random(in: victims.indices, using: &generator)]
        guard wiped.union([victim]).count <= Self.wipedMax else { return nil }
        try cluster.wipe(victim)
        wiped.insert(victim)
        counters.wipes += 1
        return victim
    }

    /// Leaves the victims dead for a while: no time at all, some answers, or so many that their
    /// peers drop what they lack.
    private func stayAway(_ victims: [Int]) throws {
        // Who must rejoin may need every one of the others.
        let takingPart = cluster.running.filter { !wiped.contains($0) }.count
        guard takingPart >= 3, wiped.isSubset(of: victims) else { return }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0..<4: break
        case 4..<7: try work(answers: Int.random(in: 1...50, using: &generator))
        default:
            counters.longAbsences += 1
            try work(answers: Self.checkpointInterval * 3)
        }
    }

    private func work(answers count: Int) throws {
        let isDone = try load.run(answers: count, milliseconds: Self.patience)
        try #require(isDone, "\(load.answers.count) answers, and no more for a minute")
    }

    // MARK: Judgement

    /// Checks that all that was answered is there, once, and the same on all nodes.
    func judge() throws {
        try #require(try load.drain(milliseconds: Self.patience), "the last transfers")
        try load.askAgain(milliseconds: Self.patience)
        var statuses: [NodeStatus] = []
        try Program.wait(for: "five equal nodes", milliseconds: Self.patience) {
            statuses = load.statuses()
            guard statuses.count == 5, let slot = statuses.first?.executed else { return false }
            return statuses.allSatisfy { $0.executed == slot && !$0.isRecovering }
        }
        #expect(Set(statuses.map(\.digest)).count == 1, "\(statuses)")
        let balances = load.replay()
        let pages = load.accounts()
        #expect(pages.count == 5)
        for page in pages {
            for account in page.accounts {
                #expect(balances[account.id] == account.balance.minorUnits, "\(account)")
            }
        }
        let total = accounts.reduce(0) { $0 + $1.balance.minorUnits }
        #expect(statuses.allSatisfy { $0.total.minorUnits == total }, "\(statuses)")
    }

    /// Checks that a long run met everything it is for: every second node that was killed led.
    func expectEverythingHappened() {
        // The last blow may have been one against all, of whom one led.
        #expect(counters.leaders * 2 >= cluster.kills - 5, "\(figures)")
        #expect(counters.threes > 0 && counters.alls > 0)
        #expect(counters.wipes > 0 && counters.longAbsences > 0)
        #expect(load.statuses().allSatisfy { $0.snapshotSlot > .zero })
    }

    /// Ends the nodes in good order.
    func stop() { cluster.stop() }

    /// What happened, in figures.
    var figures: String {
        "\(cluster.kills) kills (\(counters.leaders) of leaders, \(counters.threes) of three at once,"
            + " \(counters.alls) of all), \(counters.wipes) wiped,"
            + " \(counters.longAbsences) long absences, \(load.answers.count) answers;"
            + " the longest wait after a blow \(counters.outageMilliseconds) ms"
    }

    /// What happened last, for whoever must find out what went wrong.
    var story: String {
        let nodes = load.statuses()
            .map {
                "\($0.node) \($0.role) \($0.ballot) executed \($0.executed) committed \($0.committed)"
                    + " accepted \($0.accepted) recovering \($0.isRecovering) \($0.waitsFor)"
            }
        return (deeds.suffix(12) + nodes + [figures, cluster.lastWords()]).joined(separator: "\n")
    }
}

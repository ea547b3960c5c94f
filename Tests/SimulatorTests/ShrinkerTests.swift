import BankReplica
import Paxos
import Simulator
import Testing

/// Failing runs made smaller, on rules that are made to be broken.
@Suite("Shrinker") struct ShrinkerTests {
    typealias Alarm = @Sendable (Simulation) -> InvariantViolation?

    /// Broken as soon as a node finds that it has forgotten something.
    static let forgetting: Alarm = { run in
        let node = run.cluster.members.first {
            run.cluster.isRunning($0) && run.cluster.replica($0).paxos.status.isRecovering
        }
        return node.map { InvariantViolation("T1", "\($0) has forgotten something") }
    }

    /// Broken as soon as two nodes lead at a time, and something was executed before.
    static let twoLeaders: Alarm = { run in
        let leaders = run.cluster.connected.filter { run.cluster.replica($0).paxos.isLeading }
        guard leaders.count > 1, run.cluster.lastExecuted.rawValue > 2 else { return nil }
        return InvariantViolation("T2", "two lead")
    }

    private func options(_ seed: UInt64, ticks: UInt64 = 400) -> SwarmOptions {
        var options = SwarmOptions(seed: seed)
        options.ticks = ticks
        return options
    }

    @Test("A lost disk is all that is left of a storm in which a node forgets")
    func lostDisk() throws {
        var storm = options(21, ticks: 400)
        storm.faults = [.wipe, .kill, .pause, .isolate, .slow, .clock]
        var shrinker = try #require(Shrinker(storm, alarm: Self.forgetting))

        let outcome = shrinker.shrink()

        #expect(outcome.violation.rule == "T1")
        #expect(outcome.reduction.nodes == 3)
        #expect(outcome.reduction.clients == 0)
        #expect(outcome.reduction.faults == [.wipe])
        #expect(outcome.events <= 5)
        #expect(outcome.eventsBefore > 100)
    }

    @Test("What is printed replays the smaller run, with every event of it")
    func replay() throws {
        let failing = (30...60).lazy
            .compactMap { seed in
                Shrinker(options(seed), runsMax: 40, alarm: Self.twoLeaders).map { (seed, $0) }
            }
            .first
        var (seed, shrinker) = try #require(failing)
        let outcome = shrinker.shrink()

        var smaller = options(seed)
        smaller.reduce(by: try SwarmReduction("\(outcome.reduction)"))
        var simulation = Simulation(options: smaller)
        simulation.alarm = Self.twoLeaders
        simulation.keepTrace()
        let violation = simulation.run()

        #expect(violation == outcome.violation)
        #expect(simulation.table?.text == outcome.table.text)
        #expect(simulation.table?.count == outcome.events)
        #expect(outcome.events < outcome.eventsBefore)
    }

    @Test("It tries no more runs than it may, and the result still fails")
    func bounded() throws {
        var shrinker = try #require(Shrinker(options(21), runsMax: 3, alarm: Self.forgetting))

        let outcome = shrinker.shrink()

        #expect(outcome.runs == 3)
        #expect(outcome.violation.rule == "T1")
    }

    @Test("A seed that breaks no rule is not shrunk")
    func nothing() {
        #expect(Shrinker(options(21, ticks: 50)) == nil)
    }

    @Test("A fault that is left out changes no other: all come when they came")
    func independence() throws {
        /// The rows of faults in a run.
        func faults(_ only: String) throws -> [Substring] {
            var options = options(0, ticks: 300)
            options.faults = [.isolate, .slow, .drift, .clock]
            options.reduce(by: try SwarmReduction(only))
            var simulation = Simulation(options: options)
            simulation.keepTrace()
            #expect(simulation.run() == nil)
            return (simulation.table?.text ?? "").split(separator: "\n")
                .filter { $0.contains(" fault ") }
        }
        let all = try faults("ticks=300")
        let second = try #require(all.dropFirst().first?.firstMatch(of: #/fault (\d+): /#)?.1)
        let some = try faults("skip=1-\(second),faults=isolate+slow")

        #expect(all.count > 5)
        #expect(some.count > 1)
        let rest = all.dropFirst(2)
        #expect(some == rest.filter { $0.contains(": isolate") || $0.contains(": slow") })
    }
}

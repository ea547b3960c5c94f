import Foundation
import Runner
import Simulator

/// What `simulate` is told.
package struct SimulateOptions: Hashable {
    /// The first seed.
    var seed: UInt64 = 1
    /// How many seeds.
    var seeds: UInt64 = 1
    /// How long faults last, in ticks.
    var ticks: UInt64 = 400
    /// How many seeds run at a time.
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Whether everything that happens is printed.
    var traces = false

    /// Reads a call of `simulate`.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall) throws(UserError) {
        try call.checkCount()
        seed = try call.number("seed", in: 0...UInt64(UInt32.max) << 16) ?? seed
        seeds = try call.number("seeds", in: 1...1_000_000_000) ?? seeds
        ticks = try call.number("ticks", in: 1...1_000_000) ?? ticks
        if let count = try call.number("jobs", in: 1...256) { jobs = Int(count) }
        traces = call.read.has("trace")
    }
}

extension Commands {
    /// Runs simulated clusters, and says what they did.
    static func simulate(
        _ simulate: SimulateOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        if simulate.traces { return trace(simulate) }
        let begin = Date()
        let campaign = SeedCampaign(simulate)
        let results = campaign.run()
        let seconds = max(0.001, Date().timeIntervalSince(begin))
        var counts = SimulationCounts.none
        var broken: [(seed: UInt64, violation: InvariantViolation)] = []
        for result in results {
            counts.add(result.counts)
            broken += result.broken
        }
        broken.sort { $0.seed < $1.seed }
        for (seed, violation) in broken {
            StandardStreams.write("seed \(seed): \(violation)\n")
        }
        let rate = Int(Double(counts.events) / seconds)
        StandardStreams.write(
            "\(simulate.seeds) seeds, \(counts.events) events, \(rate) a second,"
                + " \(counts.simulatedMicroseconds / 1_000_000) s simulated,"
                + " \(broken.count) violations\n"
        )
        for row in counts.rows { StandardStreams.write("  \(row.name) \(row.count)\n") }
        StandardStreams.write("  longest healing: \(counts.healingTicks) ticks\n")
        guard broken.isEmpty, isLively(counts) else { return .failed }
        return .ok
    }
}

extension Commands {
    /// Says whether a campaign has shown anything.
    ///
    /// A storm in which nobody is answered breaks no rule. A few seeds may be idle by chance.
    private static func isLively(_ counts: SimulationCounts) -> Bool {
        let answered = counts.answeredTransfers
        guard counts.runs >= 100, answered < 10 * counts.runs else { return true }
        StandardStreams.write("only \(answered) transfers were answered in \(counts.runs) runs\n")
        return false
    }

    /// Runs one seed, and prints what happens in it.
    private static func trace(_ simulate: SimulateOptions) -> ExitCode {
        var swarm = SwarmOptions(seed: simulate.seed)
        swarm.ticks = simulate.ticks
        var simulation = Simulation(options: swarm)
        simulation.keepTrace()
        let violation = simulation.run()
        for line in simulation.trace ?? [] { StandardStreams.write("\(line)\n") }
        guard let violation else { return .ok }
        StandardStreams.write("seed \(simulate.seed): \(violation)\n")
        return .failed
    }
}

/// Many seeds, some at a time; each runs in one thread, and no two share anything.
struct SeedCampaign {
    /// What is to run.
    private let options: SimulateOptions

    /// What some seeds did.
    struct Result: Sendable {
        /// What happened.
        var counts = SimulationCounts.none
        /// The seeds that broke a rule.
        var broken: [(seed: UInt64, violation: InvariantViolation)] = []
    }

    /// Creates a campaign.
    init(_ options: SimulateOptions) {
        self.options = options
    }

    /// Runs all seeds.
    func run() -> [Result] {
        let options = options
        let jobs = Int(min(UInt64(options.jobs), options.seeds))
        let results = Results(count: jobs)
        DispatchQueue.concurrentPerform(iterations: jobs) { job in
            var result = Result()
            var seed = options.seed + UInt64(job)
            while seed < options.seed + options.seeds {
                var swarm = SwarmOptions(seed: seed)
                swarm.ticks = options.ticks
                var simulation = Simulation(options: swarm)
                if let violation = simulation.run() { result.broken.append((seed, violation)) }
                result.counts.add(simulation.counts)
                seed += UInt64(jobs)
            }
            results.set(result, at: job)
        }
        return results.all
    }

    /// The results, by job.
    private final class Results: @unchecked Sendable {
        private let lock = NSLock()
        private var results: [Result]

        init(count: Int) { results = Array(repeating: Result(), count: count) }

        func set(_ result: Result, at job: Int) { lock.withLock { results[job] = result } }

        var all: [Result] { lock.withLock { results } }
    }
}

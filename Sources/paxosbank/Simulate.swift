import Foundation
import Runner
import Simulator
import Synchronization

/// What `simulate` is told.
package struct SimulateOptions: Hashable {
    /// The first seed.
    var seed: UInt64 = 1
    /// How many seeds.
    var seeds: UInt64 = 1
    /// How long faults last, in ticks.
    var ticks = SwarmOptions.ticksStandard
    /// How many seeds run at a time.
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Whether everything that happens is printed.
    var traces = false
    /// Whether a failing seed is made smaller.
    var shrinks = false
    /// What is left out of the run.
    var reduction = SwarmReduction()
    /// Where to write the report; nil writes none.
    var report: String?
    /// The bug to plant; nil for none.
    var mutant: String?
    /// Whether the bugs that can be planted are named, and nothing else is done.
    var listsMutants = false
    /// How many nodes the specification is to follow; nil for a usual run.
    var modelNodes: Int?

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
        shrinks = call.read.has("shrink")
        report = call.read.value("report")
        mutant = call.read.value("mutant")
        listsMutants = call.read.has("list-mutants")
        if let nodes = try call.number("model", in: 3...5) {
            guard nodes != 4 else { throw call.invalid("model", "4", why: "the number is odd") }
            modelNodes = Int(nodes)
        }
        if let text = call.read.value("only") { reduction = try Self.reduction(text, call) }
        try refuseConflicts(call)
        let isSingle = traces || shrinks || call.read.has("only")
        if mutant != nil, !isSingle, !call.read.has("seeds") { seeds = 5_000 }
    }

    private static func reduction(
        _ text: String,
        _ call: CommandCall
    ) throws(UserError) -> SwarmReduction {
        do {
            return try SwarmReduction(text)
        } catch {
            throw call.invalid(
                "only",
                text,
                why: "\(error)",
                hint: "take it from what '--shrink' prints, for example ticks=120,faults=kill"
            )
        }
    }

    /// What the run of a seed is made of.
    func swarm(of seed: UInt64) -> SwarmOptions {
        var swarm = SwarmOptions(seed: seed)
        swarm.ticks = ticks
        swarm.reduce(by: reduction)
        return swarm
    }
}

extension Commands {
    /// Runs simulated clusters, and says what they did.
    static func simulate(
        _ simulate: SimulateOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        if simulate.listsMutants { return listMutants() }
        if let mutant = simulate.mutant { try plant(mutant) }
        if simulate.shrinks { return shrink(simulate) }
        if simulate.traces { return trace(simulate) }
        if let mutant = simulate.mutant { return hunt(mutant, simulate) }
        if let nodes = simulate.modelNodes { return writeModel(simulate, nodes: nodes) }
        let begin = Date()
        var report = SeedCampaign(simulate).run()
        report.milliseconds = UInt64(max(0, Date().timeIntervalSince(begin) * 1_000))
        StandardStreams.write(text(of: report, form(options)))
        if let path = simulate.report { try ReportFile.write(report.document, to: path) }
        return report.isOK ? .ok : .failed
    }

    private static func text(of report: SimulationReport, _ form: OutputForm) -> String {
        switch form {
        case .human: report.human
        case .plain: report.plain
        case .json: "\(report.json)\n"
        }
    }
}

/// Many seeds, some at a time; each runs in one thread, and no two share anything.
struct SeedCampaign {
    /// What is to run.
    private let options: SimulateOptions

    /// Creates a campaign.
    init(_ options: SimulateOptions) {
        self.options = options
    }

    /// The report of no run.
    private var empty: SimulationReport {
        SimulationReport(
            firstSeed: options.seed,
            seeds: options.seeds,
            ticks: options.ticks,
            reduction: options.reduction
        )
    }

    /// Runs all seeds.
    func run() -> SimulationReport {
        let jobs = Int(min(UInt64(options.jobs), options.seeds))
        let sum = Mutex(empty)
        DispatchQueue.concurrentPerform(iterations: jobs) { job in
            var report = empty
            var seed = options.seed + UInt64(job)
            while seed < options.seed + options.seeds {
                var simulation = Simulation(options: options.swarm(of: seed))
                let violation = simulation.run()
                report.add(simulation, broke: violation)
                seed += UInt64(jobs)
            }
            sum.withLock { $0.add(report) }
        }
        return sum.withLock { $0 }
    }
}

/// Makes a failing run smaller while the same rule stays broken.
///
/// It leaves out what it can, in this order: ticks, nodes, clients, kinds of faults, faults one by
/// one, requests, what the network does by chance; and begins again until nothing more goes. What
/// is left out takes only its own random numbers with it (``Stream``), so that the rest mostly
/// stays what it was.
///
/// Source: the halving of what is tried is Zeller and Hildebrandt, "Simplifying and Isolating
/// Failure-Inducing Input" (2002).
public struct Shrinker {
    /// The run to shrink.
    private let options: SwarmOptions
    /// A rule besides all others, as ``Simulation/alarm``.
    private let alarm: (@Sendable (Simulation) -> InvariantViolation?)?
    /// How many runs may be tried.
    private let runsMax: Int
    /// How many runs were tried.
    private var runs = 0
    /// The smallest failing run so far.
    private var best: Failure
    /// The most ticks that a smaller run may take.
    private var ticksMax: UInt64

    /// Below so many events simplicity goes before fewer events.
    private static let readableEvents = 150
    /// How many runs are tried at most if nobody says so.
    public static let runsStandard = 800

    /// A run that broke the rule.
    private struct Failure {
        /// What was left out.
        var reduction: SwarmReduction
        /// What was broken.
        var violation: InvariantViolation
        /// How many rows its table has.
        var events: Int
        /// In which tick it ended.
        var lastTick: UInt64
        /// The faults that were made.
        var faults: [Simulation.MadeFault]
        /// How many things clients began.
        var begun: UInt64
        /// How many nodes there were.
        var nodes: Int
        /// How many clients there were.
        var clients: Int
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// What can be left out.
        public let reduction: SwarmReduction
        /// What the smaller run breaks.
        public let violation: InvariantViolation
        /// How many events it has: the rows of its table.
        public let events: Int
        /// How many events the run had at first.
        public let eventsBefore: Int
        /// How many runs were tried.
        public let runs: Int
        /// All that happens in the smaller run.
        public let table: EventTable
    }

    /// Runs a seed for the first time; there is nothing to shrink, nil, if it breaks no rule.
    ///
    /// - Parameters:
    ///   - options: The run; a reduction that it has already stays.
    ///   - runsMax: How many runs may be tried.
    public init?(_ options: SwarmOptions, runsMax: Int = Self.runsStandard) {
        self.init(options, runsMax: runsMax, alarm: nil)
    }

    /// Runs a seed for the first time, with one rule more.
    package init?(
        _ options: SwarmOptions,
        runsMax: Int = Self.runsStandard,
        alarm: (@Sendable (Simulation) -> InvariantViolation?)?
    ) {
        self.options = options
        self.alarm = alarm
        self.runsMax = runsMax
        ticksMax = options.ticks
        let run = Self.run(options, options.reduction, alarm) { $0.countRows() }
        guard let failure = run.failure else { return nil }
        best = failure
    }

    private static func run(
        _ options: SwarmOptions,
        _ reduction: SwarmReduction,
        _ alarm: (@Sendable (Simulation) -> InvariantViolation?)?,
        prepare: (inout Simulation) -> Void
    ) -> (failure: Failure?, table: EventTable?) {
        var smaller = options
        smaller.reduce(by: reduction)
        var simulation = Simulation(options: smaller)
        simulation.alarm = alarm
        prepare(&simulation)
        guard let violation = simulation.run() else { return (nil, simulation.table) }
        let failure = Failure(
            reduction: reduction,
            violation: violation,
            events: simulation.table?.count ?? 0,
            lastTick: simulation.now / 10_000,
            faults: simulation.madeFaults,
            begun: simulation.begun,
            nodes: smaller.cluster.nodeCount,
            clients: smaller.clients
        )
        return (failure, simulation.table)
    }

    /// Shrinks as far as it goes.
    public mutating func shrink() -> Outcome {
        let before = best.events
        tighten()
        var last: SwarmReduction?
        while last != best.reduction, runs < runsMax {
            last = best.reduction
            shrinkTicks()
            shrinkNodes()
            shrinkClients()
            shrinkKinds()
            shrinkFaults()
            shrinkRequests()
            shrinkNetwork()
        }
        let shown = Self.run(options, best.reduction, alarm) { $0.keepTrace() }
        guard let table = shown.table, shown.failure?.violation == best.violation else {
            preconditionFailure("the run of \(best.reduction) is not the same each time")
        }
        return Outcome(
            reduction: best.reduction,
            violation: best.violation,
            events: best.events,
            eventsBefore: before,
            runs: runs,
            table: table
        )
    }
}

// MARK: - Steps

extension Shrinker {
    /// Tries to leave more out; keeps it if the same rule is broken in a run that is no longer, or
    /// short enough to read.
    ///
    /// - Parameters:
    ///   - isSlack: Whether the rule may be broken a little later than before.
    ///   - change: What more is left out.
    /// - Returns: Whether it is kept.
    @discardableResult
    private mutating func attempt(
        isSlack: Bool = true,
        _ change: (inout SwarmReduction) -> Void
    ) -> Bool {
        var reduction = best.reduction
        if isSlack { reduction.ticks = ticksMax }
        change(&reduction)
        guard runs < runsMax else { return false }
        runs += 1
        let run = Self.run(options, reduction, alarm) { $0.countRows() }
        guard let failure = run.failure, failure.violation.rule == best.violation.rule,
            failure.events <= max(best.events, Self.readableEvents)
        else { return false }
        best = failure
        tighten()
        return true
    }

    /// Ends the faults right after the rule is broken: the run is the same until then.
    private mutating func tighten() {
        let ticks = min(best.lastTick + 1, best.reduction.ticks ?? options.ticks)
        best.reduction.ticks = ticks
        // Clients begin nothing behind the faults anyway.
        best.reduction.quiet.remove(from: ticks)
    }

    private mutating func shrinkTicks() {
        var step = (best.reduction.ticks ?? options.ticks) / 2
        while step > 0 {
            let ticks = best.reduction.ticks ?? options.ticks
            let isKept = ticks > step && attempt(isSlack: false) { $0.ticks = ticks - step }
            if !isKept { step /= 2 }
        }
        // What is left out later may delay the end a little.
        let ticks = best.reduction.ticks ?? options.ticks
        ticksMax = min(ticksMax, ticks + ticks / 4 + 20)
    }

    private mutating func shrinkNodes() {
        if best.nodes > 3 { attempt { $0.nodes = 3 } }
    }

    private mutating func shrinkClients() {
        for count in 0..<best.clients where count < best.clients {
            if attempt({ $0.clients = count }) { return }
        }
    }

    private mutating func shrinkKinds() {
        var kinds = FaultKind.allCases.filter { kind in best.faults.contains { $0.kind == kind } }
        if best.reduction.faults != kinds { attempt { $0.faults = kinds } }
        dropChunks(of: kinds.count) { shrinker, range in
            var rest = kinds
            rest.removeSubrange(range)
            guard shrinker.attempt({ $0.faults = rest }) else { return false }
            kinds = rest
            return true
        }
    }

    private mutating func shrinkFaults() {
        var numbers = best.faults.map(\.number)
        dropChunks(of: numbers.count) { shrinker, range in
            let chunk = numbers[range]
            let isKept = shrinker.attempt { reduction in
                for number in chunk { reduction.skip.insert(UInt64(number)...UInt64(number)) }
            }
            if isKept { numbers.removeSubrange(range) }
            return isKept
        }
    }

    private mutating func shrinkRequests() {
        var step = best.begun
        while step > 0 {
            while best.begun >= step,
                attempt({ [begun = best.begun] in $0.requests = begun - step })
            {}
            step /= 2
        }
        guard best.begun > 0 else { return }
        var ticks = Array(0...best.lastTick).filter { !best.reduction.quiet.contains($0) }
        dropChunks(of: ticks.count, downTo: max(1, ticks.count / 32)) { shrinker, range in
            let chunk = ticks[range]
            let isKept = shrinker.attempt { reduction in
                for tick in chunk { reduction.quiet.insert(tick...tick) }
            }
            if isKept { ticks.removeSubrange(range) }
            return isKept
        }
    }

    private mutating func shrinkNetwork() {
        for habit in SwarmReduction.NetworkHabit.allCases
        where !best.reduction.absent.contains(habit) && has(habit) {
            attempt { $0.absent.append(habit) }
        }
    }

    /// Whether the seed's network does this at all.
    private func has(_ habit: SwarmReduction.NetworkHabit) -> Bool {
        switch habit {
        case .loss: options.network.lossPercent > 0
        case .twice: options.network.duplicatePercent > 0
        case .replay: options.network.replayPercent > 0
        case .reorder: options.network.reorders
        case .bytes: options.network.usesBytes
        }
    }

    /// Tries to leave out all of so many things, then halves, quarters and so on of what is left.
    ///
    /// - Parameters:
    ///   - count: How many things there are.
    ///   - least: The smallest number that is left out at a time.
    ///   - drop: Leaves those out whose places among what is left lie in a range, and returns
    ///     whether that is kept.
    private mutating func dropChunks(
        of count: Int,
        downTo least: Int = 1,
        drop: (inout Shrinker, Range<Int>) -> Bool
    ) {
        var (left, size) = (count, count)
        while size >= least, left > 0 {
            var begin = 0
            while begin < left {
                let range = begin..<min(left, begin + size)
                if drop(&self, range) { left -= range.count } else { begin += range.count }
            }
            size = size == least ? 0 : max(least, size / 2)
        }
    }
}

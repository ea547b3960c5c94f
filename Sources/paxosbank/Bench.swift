import Runner
import Simulator

extension BenchOptions {
    /// Reads a call of `bench`.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        try call.checkCount()
        self.init()
        try Self.refuseConflicts(call, options)
        try readPace(call)
        try readWorkload(call)
        try readFailures(call)
        storage = try call.storage()
        checksHistory = call.read.has("check")
        report = call.read.value("report")
        plot = call.read.value("plot")
    }

    /// Reads how fast and how long.
    private mutating func readPace(_ call: CommandCall) throws(UserError) {
        if let text = call.read.value("in-flight") { inFlight = try Self.inFlight(text, call) }
        ratePerSecond = try call.number("rate", in: Self.rateRange)
        if ratePerSecond != nil { inFlight = [1] }
        if let milliseconds = try call.duration("duration") {
            guard milliseconds > 0 else {
                throw call.invalid("duration", "0", why: "nothing is measured in no time")
            }
            extent = .milliseconds(milliseconds)
        }
        if let count = try call.number("transfers", in: Self.transactionsRange) {
            extent = .transactions(count)
        }
        guard let count = try call.number("clients", in: Self.clientsRange) else { return }
        clientCount = Int(count)
        let needed = ratePerSecond == nil ? inFlight.max() ?? 1 : 1
        guard Int(count) < needed else { return }
        throw call.invalid(
            "clients",
            "\(count)",
            why: "a client has one transaction at a time, and \(needed) are to be under way",
            hint: "write --clients \(needed) or more, or leave it out"
        )
    }

    private static func inFlight(
        _ text: String,
        _ call: CommandCall
    ) throws(UserError) -> [Int] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
            .filter { $0 >= 0 && inFlightRange.contains(UInt64($0)) }
        guard numbers.count == parts.count, numbers.count <= loadsMax else {
            throw call.invalid(
                "in-flight",
                text,
                why: "it is up to \(loadsMax) whole numbers from \(inFlightRange.lowerBound) to"
                    + " \(inFlightRange.upperBound), with commas between them",
                hint: "write --in-flight 100, or --in-flight 1,10,100 for three loads"
            )
        }
        return numbers
    }

    /// Reads what is done, and on which accounts.
    private mutating func readWorkload(_ call: CommandCall) throws(UserError) {
        if let text = call.read.value("workload") {
            guard let workload = Workload(rawValue: text) else {
                let words = Workload.allCases.map(\.rawValue)
                throw call.invalid(
                    "workload",
                    text,
                    why: "it is one of \(words.joined(separator: ", "))",
                    hint: NearestWord.hint(text, among: words, otherwise: "leave it out")
                )
            }
            self.workload = workload
        }
        let range = workload == .smallbank ? Self.customersRange : Self.accountsRange
        accountCount = try call.number("accounts", in: range).map { Int($0) }
        readsPercent = try call.number("reads", in: 0...100) ?? 0
        if workload == .smallbank { try Self.refuseReadsOfSmallBank(call) }
        if let text = call.read.value("skew") { skewThousandths = try Self.skew(text, call) }
    }

    /// Reads a decimal number of at most three digits behind the point.
    private static func skew(_ text: String, _ call: CommandCall) throws(UserError) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count > 1 ? String(parts[1]) : "0"
        let isDecimal = (parts + [Substring(digits)])
            .allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
        let padded = digits + String(repeating: "0", count: max(0, 3 - digits.utf8.count))
        guard isDecimal, digits.utf8.count <= 3, let whole = Int(parts[0]), let rest = Int(padded),
            whole <= thetaMax, whole * 1_000 + rest <= thetaMax * 1_000
        else {
            throw call.invalid(
                "skew",
                text,
                why: "it is Zipf's θ, a number from 0 to \(thetaMax) with at most three digits"
                    + " behind the point",
                hint: "write --skew 0.99, or leave it out to draw all accounts equally often"
            )
        }
        return whole * 1_000 + rest
    }

    /// Reads when leaders are killed.
    private mutating func readFailures(_ call: CommandCall) throws(UserError) {
        guard let text = call.read.value("fail-leader-at") else { return }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            leaderFailures.append(
                try GlobalOptions.duration(String(part), of: "fail-leader-at", in: call.read)
            )
        }
        let distances = zip(leaderFailures, [0] + leaderFailures).map { Int64($0) - Int64($1) }
        guard distances.allSatisfy({ $0 >= Int64(Self.failureDistanceMin) }),
            leaderFailures.count <= Self.failuresMax
        else {
            throw call.invalid(
                "fail-leader-at",
                text,
                why: "it is up to \(Self.failuresMax) rising times, a second apart and after the"
                    + " start at least, so that there is a rate before each",
                hint: "write --fail-leader-at 5, or --fail-leader-at 5,10,15"
            )
        }
        guard case .milliseconds(let end) = extent, let last = leaderFailures.last, last >= end
        else { return }
        throw call.invalid(
            "fail-leader-at",
            text,
            why: "the load lasts \(DecimalText.ratio(end, 1_000, digits: 1)) s, and nobody would"
                + " see the failure",
            hint: "write a longer --duration"
        )
    }
}

extension Commands {
    /// Measures a cluster.
    static func bench(
        _ bench: BenchOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        var settings = bench
        settings.cluster = try options.cluster.map { (path) throws(UserError) in
            try cluster(at: path)
        }
        settings.form = form(options)
        settings.isQuiet = options.isQuiet
        if let timeout = options.timeoutMilliseconds { settings.timeoutMilliseconds = Int(timeout) }
        return try BenchRun(settings, judge: LinearHistory.judge).execute() ? .ok : .failed
    }
}

import EventLoop
import Foundation
import HTTP
import JSON
import Paxos

/// A stress run: rounds of equal and different requests over gateways, and what they must come to.
public final class StressRun {
    private let options: StressOptions
    private let gateways: StressGateways
    /// Draws payments, orders and moments.
    private var generator: SeededGenerator
    /// What tells the keys of this run from those of any other.
    private let name: String
    /// The accounts, in order.
    private var accounts: [String] = []
    /// What was answered and executed.
    private var ledger = StressLedger(balances: [:])
    /// How often what was answered.
    private var tally = StressTally()
    /// The first slot that the journal was not read at.
    private var nextSlot: UInt64 = 1
    /// When progress was shown, in milliseconds.
    private var shownAt = 0

    /// Looks the gateways up.
    ///
    /// - Throws: ``UserError`` if one has no address.
    public init(_ options: StressOptions) throws(UserError) {
        precondition(!options.servers.isEmpty, "nobody is stressed")
        self.options = options
        generator = SeededGenerator(seed: options.seed)
        name = "stress-\(String(UInt64(SystemClock.wallMicroseconds), radix: 36))"
        gateways = try StressGateways(options)
    }

    /// Does all rounds and prints what came of them.
    ///
    /// - Returns: Whether everything held.
    /// - Throws: ``UserError`` if a gateway cannot be reached, faults are wanted and not allowed,
    ///   or the report cannot be written.
    public func execute() throws(UserError) -> Bool {
        try look()
        let start = SystemClock.monotonicMilliseconds
        for number in 1...options.rounds {
            try doRound(number)
            show(number)
        }
        // What came late, a second execution above all, must show by now.
        try close()
        hideProgress()
        let report = StressReport(
            options: options,
            tally: tally,
            ledger: ledger,
            rounds: UInt64(options.rounds),
            milliseconds: UInt64(SystemClock.monotonicMilliseconds - start)
        )
        Terminal.write(report.text(options.form))
        if let path = options.report {
            try ReportFile.write(report.json.prettyPrinted(), to: path)
        }
        return report.isOK
    }

    /// Reads what there is before the first request.
    private func look() throws(UserError) {
        // A cluster that cannot be reached shows soon.
        let soon = min(options.timeoutMilliseconds, Self.lookMilliseconds)
        let first: String = try gateways.ask(.get, "/v1/accounts?limit=1", within: soon) {
            guard $0.status.code == 200 else { return nil }
            return (try? JSONValue(parsing: $0.body.span))?["data"]?.asArray?.first?["id"]?.asString
        }
        let slot = try gateways.confirmedSlot(first)
        let (balances, reached) = try gateways.balances(since: slot)
        accounts = balances.keys.sorted()
        guard (2...StressLimits.accountsMax).contains(accounts.count) else {
            throw UserError(
                "the bank cannot be stressed",
                code: "bad_bank",
                why: "it has \(accounts.count) accounts, and 2 to \(StressLimits.accountsMax) will"
                    + " do",
                hint: "stress the bank of 'paxosbank demo'",
                kind: .configuration
            )
        }
        ledger = StressLedger(balances: balances)
        nextSlot = reached + 1
    }

    /// How long the first answer may take, in milliseconds.
    private static let lookMilliseconds = 10_000

    // MARK: A round

    private func doRound(_ number: Int) throws(UserError) {
        let payments = (0..<options.keys)
            .map { key in
                (key: "\(name)-\(number)-\(key + 1)", payment: drawPayment())
            }
        for (key, payment) in payments { ledger.open(key, payment) }
        let round = StressRound(
            payments,
            requests: options.requests,
            gateways: gateways,
            timeoutMilliseconds: options.timeoutMilliseconds,
            using: &generator
        )
        tally.requests += UInt64(round.count)
        let fails = options.failsLeader && (number - 1) % StressLimits.failingOneIn == 0
        if fails { try beginAndFail(round) } else { round.begin(0..<round.count) }
        while round.openCount > 0 { round.turn(&ledger, &tally) }
        if fails { try gateways.healLeaders() }
        try reuse(payments[0].key, payments[0].payment)
        try close()
    }

    /// Asks a part, then cuts the leader off, and asks the rest: before that is obeyed or after.
    private func beginAndFail(_ round: StressRound) throws(UserError) {
        let part = round.count * draw(10...90) / 100
        round.begin(0..<part)
        for _ in 0..<draw(0...2) { round.turn(&ledger, &tally) }
        let comesBefore = draw(0...1) == 0
        if comesBefore { round.begin(part..<round.count) }
        try gateways.failLeader()
        tally.leaderFailures += 1
        if !comesBefore { round.begin(part..<round.count) }
    }

    private func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private func drawPayment() -> StressPayment {
        let from = draw(0...(accounts.count - 1))
        let to = (from + draw(1...(accounts.count - 1))) % accounts.count
        let amount = Int64(draw(1...StressLimits.amountMax))
        return StressPayment(from: accounts[from], to: accounts[to], amount: amount)
    }

    /// Asks for another payment under a used key, which nobody may execute.
    private func reuse(_ key: String, _ payment: StressPayment) throws(UserError) {
        let other = StressPayment(from: payment.from, to: payment.to, amount: payment.amount + 1)
        let question = StressRound.question(other, under: key)
        let isTold: Bool = try gateways.ask(question) {
            ledger.noteReuse(StressAnswer($0), of: key) ? true : nil
        }
        if isTold { tally.reused += 1 }
    }

    /// Compares what was answered with what was executed.
    private func close() throws(UserError) {
        let slot = max(ledger.lastSlot, try gateways.confirmedSlot(accounts[0]))
        let executed = try gateways.executions(from: nextSlot, since: slot)
        let (balances, _) = try gateways.balances(since: slot)
        ledger.close(executed: executed, balances: balances)
        nextSlot = max(slot, executed.map(\.slot).max() ?? 0) + 1
    }

    // MARK: Progress

    private func show(_ number: Int) {
        let now = SystemClock.monotonicMilliseconds
        guard isatty(2) == 1, !options.isQuiet, now - shownAt >= 200 else { return }
        shownAt = now
        Terminal.write("\r\u{1B}[K\(number) of \(options.rounds) rounds", to: 2)
    }

    private func hideProgress() {
        if shownAt > 0 { Terminal.write("\r\u{1B}[K", to: 2) }
    }
}

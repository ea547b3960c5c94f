/// What was answered and executed, and whether that fits: one execution a key, one answer a key,
/// and balances that come from these executions alone.
///
/// Nobody else may pay meanwhile. It knows nothing of how the answers were got.
public struct StressLedger: Hashable, Sendable {
    /// All that is known of one key.
    private struct Known: Hashable {
        /// What was asked for under it.
        let payment: StressPayment
        /// The first answer that says what became of it.
        var answer: StressAnswer?
        /// Whether an answer came that is not said to be a repetition.
        var hasOriginal = false
    }

    /// What every account holds by the answers, in minor units.
    private var balances: [String: Int64]
    /// What all accounts held together at the beginning.
    private let total: Int64
    /// The keys of the open round.
    private var keys: [String: Known] = [:]
    /// The slots of the open round's keys.
    private var slots: [UInt64: String] = [:]
    /// How many payments were executed, refused ones included.
    public private(set) var executions: UInt64 = 0
    /// How many of them moved money.
    public private(set) var successes: UInt64 = 0
    /// What does not hold, in words; of too many only the first.
    public private(set) var violations: [String] = []
    /// How many violations there were.
    public private(set) var violationCount: UInt64 = 0

    /// Creates a ledger.
    ///
    /// - Parameter balances: What each account holds now, in minor units.
    public init(balances: [String: Int64]) {
        self.balances = balances
        total = balances.values.reduce(0, +)
    }

    /// Whether everything held so far.
    public var isOK: Bool { violationCount == 0 }

    /// Takes note of something that does not hold.
    package mutating func note(violation: String) {
        violationCount += 1
        if violations.count < StressLimits.violationsMax { violations.append(violation) }
    }

    // MARK: A round

    /// Takes note that a payment will be asked for under a new key.
    package mutating func open(_ key: String, _ payment: StressPayment) {
        precondition(keys[key] == nil, "\(key) is used twice")
        keys[key] = Known(payment: payment)
    }

    /// Takes note of an answer to a payment.
    ///
    /// - Parameters:
    ///   - answer: The answer.
    ///   - key: The key that it was asked for under.
    /// - Returns: Whether it says what became of the payment, or that it is wrong; if not, it must
    ///   be asked again.
    package mutating func note(_ answer: StressAnswer, of key: String) -> Bool {
        guard let known = keys[key] else { preconditionFailure("\(key) is no key of this round") }
        switch answer.meaning {
        case .again: return false
        case .wrong, .keyReused:
            note(violation: "\(key) was answered \(answer.words)")
            return true
        case .success(let slot), .failed(let slot):
            noteMark(answer, of: key)
            if let first = known.answer {
                compare(answer, first, of: key)
            } else {
                keys[key]?.answer = answer
                note(slot, of: key)
            }
            return true
        }
    }

    /// Takes note of an answer's mark: of all answers to one key, one at most is no repetition.
    private mutating func noteMark(_ answer: StressAnswer, of key: String) {
        guard !answer.isReplayed else { return }
        if keys[key]?.hasOriginal == true {
            note(violation: "\(key) was answered twice as if for the first time")
        }
        keys[key]?.hasOriginal = true
    }

    private mutating func compare(_ answer: StressAnswer, _ first: StressAnswer, of key: String) {
        guard answer.status != first.status || answer.body != first.body else { return }
        note(violation: "\(key) was answered \(first.words), and \(answer.words)")
    }

    private mutating func note(_ slot: UInt64, of key: String) {
        if let other = slots[slot] {
            note(violation: "slot \(slot) is that of \(other), and of \(key)")
        }
        slots[slot] = key
    }

    /// Takes note of the answer to another payment under a key that is used.
    ///
    /// - Returns: Whether it says something; if not, it must be asked again.
    package mutating func noteReuse(_ answer: StressAnswer, of key: String) -> Bool {
        switch answer.meaning {
        case .keyReused: return true
        case .again: return false
        case .success, .failed, .wrong:
            note(violation: "another payment under \(key) was answered \(answer.words)")
            return true
        }
    }

    /// The highest slot that an answer of the round named; 0 if none did.
    package var lastSlot: UInt64 { slots.keys.max() ?? 0 }

    /// Ends the round: what was executed must be what was answered, key by key.
    ///
    /// - Parameters:
    ///   - executed: What the bank's journal has since the last round, in any order.
    ///   - found: What each account holds now, in minor units.
    package mutating func close(executed: [StressExecution], balances found: [String: Int64]) {
        for (key, known) in keys.sorted(by: { $0.key < $1.key }) where known.answer == nil {
            note(violation: "what became of \(key) was never answered")
        }
        for execution in executed.sorted(by: { $0.slot < $1.slot }) { take(execution) }
        for (slot, key) in slots.sorted(by: { $0.key < $1.key }) {
            note(violation: "\(key) was answered as slot \(slot), where nothing was executed")
        }
        keys = [:]
        slots = [:]
        checkBalances(found)
    }

    /// Applies what was executed, and compares it with what was answered.
    private mutating func take(_ execution: StressExecution) {
        executions += 1
        let payment = execution.payment
        if execution.hasSucceeded {
            successes += 1
            balances[payment.from, default: 0] -= payment.amount
            balances[payment.to, default: 0] += payment.amount
        }
        let words = "(\(payment.from), \(payment.to), \(payment.amount))"
        guard let key = slots.removeValue(forKey: execution.slot), let known = keys[key] else {
            return note(
                violation: "slot \(execution.slot) executed \(words), for which no answer stands:"
                    + " something was executed twice, or by somebody else"
            )
        }
        let isAnsweredSo =
            execution.hasSucceeded
            ? known.answer?.meaning == .success(slot: execution.slot)
            : known.answer?.meaning == .failed(slot: execution.slot)
        guard payment == known.payment, isAnsweredSo else {
            let answer = known.answer?.words ?? "nothing"
            return note(
                violation: "slot \(execution.slot) executed \(words), and \(key) was answered"
                    + " \(answer)"
            )
        }
    }

    private mutating func checkBalances(_ found: [String: Int64]) {
        let sum = found.values.reduce(0, +)
        if sum != total { note(violation: "all accounts together hold \(sum), not \(total)") }
        for account in Set(found.keys).union(balances.keys).sorted()
        where found[account] != balances[account] {
            let held = found[account].map { "\($0)" } ?? "nothing"
            note(
                violation: "\(account) holds \(held); by what was executed it holds"
                    + " \(balances[account].map { "\($0)" } ?? "nothing")"
            )
        }
        // One loss is told once, and not again after each further round.
        balances = found
    }
}

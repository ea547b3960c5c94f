/// What a transaction of a bench does.
public enum BenchKind: Int, Hashable, Sendable, CaseIterable {
    /// Moves money between two accounts.
    case transfer
    /// Reads one balance.
    case read
    /// SmallBank: reads both balances of a customer.
    case balance
    /// SmallBank: pays cash into a checking account.
    case depositChecking
    /// SmallBank: pays cash into a savings account, or out of it.
    case transactSavings
    /// SmallBank: moves all that a customer has to another customer's checking account.
    case amalgamate
    /// SmallBank: pays cash out of a checking account, after a look at both balances.
    case writeCheck
    /// SmallBank: moves money from one checking account to another.
    case sendPayment

    /// The word in reports.
    public var word: String {
        switch self {
        case .transfer: "transfer"
        case .read: "read"
        case .balance: "balance"
        case .depositChecking: "deposit_checking"
        case .transactSavings: "transact_savings"
        case .amalgamate: "amalgamate"
        case .writeCheck: "write_check"
        case .sendPayment: "send_payment"
        }
    }
}

/// One thing to ask the bank for; accounts are places in the list of accounts.
package enum BenchStep: Hashable, Sendable {
    /// A transfer, in minor units.
    case transfer(from: Int, to: Int, amount: Int64)
    /// A linearizable balance.
    case read(Int)
}

/// A transaction as its client sees it: steps, each asked for when the one before is answered.
///
/// The bank knows transfers and reads only, so a transaction of several steps is not atomic: others
/// may come in between.
package struct BenchTransaction: Hashable, Sendable {
    /// What it does.
    package let kind: BenchKind
    /// The account or customer it is about.
    private let subject: Int32
    /// The account or customer that gets something; unused by many.
    private let other: Int32
    /// How much is moved, in minor units; negative if it is paid out of savings.
    private let amount: Int64
    /// How many steps were taken.
    private var stepCount: UInt8 = 0
    /// How many balances were read.
    private var readCount: UInt8 = 0
    /// The balance that was read first, in minor units.
    private var firstBalance: Int64 = 0
    /// The balance that was read second, in minor units.
    private var secondBalance: Int64 = 0

    /// Creates a transaction that has not begun.
    package init(_ kind: BenchKind, subject: Int, other: Int = 0, amount: Int64 = 0) {
        self.kind = kind
        self.subject = Int32(subject)
        self.other = Int32(other)
        self.amount = amount
    }

    /// Takes note of a balance that was read.
    package mutating func didRead(_ minorUnits: Int64) {
        if readCount == 0 { firstBalance = minorUnits } else { secondBalance = minorUnits }
        readCount += 1
    }

    /// Returns the next step; nil if there is none, and the transaction is complete.
    ///
    /// A refused transfer ends a transaction; the caller MUST NOT ask for further steps then.
    package mutating func nextStep() -> BenchStep? {
        while true {
            guard let step = step(Int(stepCount)) else { return nil }
            stepCount += 1
            // Who has nothing has nothing to move, and the bank refuses to move nothing.
            if case .transfer(_, _, amount: 0) = step { continue }
            return step
        }
    }

    private func step(_ number: Int) -> BenchStep? {
        let (subject, other) = (Int(subject), Int(other))
        switch kind {
        case .transfer: return number == 0 ? move(subject, other, amount) : nil
        case .read: return number == 0 ? .read(subject) : nil
        case .balance: return look(number)
        case .depositChecking:
            return number == 0 ? move(SmallBank.cash, SmallBank.checking(subject), amount) : nil
        case .transactSavings:
            guard number == 0 else { return nil }
            let savings = SmallBank.savings(subject)
            return amount > 0
                ? move(SmallBank.cash, savings, amount) : move(savings, SmallBank.cash, -amount)
        case .amalgamate:
            if let look = look(number) { return look }
            let target = SmallBank.checking(other)
            if number == 2 { return move(SmallBank.checking(subject), target, firstBalance) }
            return number == 3 ? move(SmallBank.savings(subject), target, secondBalance) : nil
        case .writeCheck:
            if let look = look(number) { return look }
            // An overdraft costs one more.
            let isOverdrawn = firstBalance + secondBalance < amount
            let check = isOverdrawn ? amount + 1 : amount
            return number == 2 ? move(SmallBank.checking(subject), SmallBank.cash, check) : nil
        case .sendPayment:
            guard number == 0 else { return nil }
            return move(SmallBank.checking(subject), SmallBank.checking(other), amount)
        }
    }

    /// The first two steps of who looks at both balances of the customer.
    private func look(_ number: Int) -> BenchStep? {
        switch number {
        case 0: .read(SmallBank.checking(Int(subject)))
        case 1: .read(SmallBank.savings(Int(subject)))
        default: nil
        }
    }

    private func move(_ from: Int, _ to: Int, _ amount: Int64) -> BenchStep {
        .transfer(from: from, to: to, amount: amount)
    }
}

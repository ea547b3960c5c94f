package import Bank
import Paxos

/// Random transactions on the accounts of a bank: the same ones for the same seed.
package struct BenchWorkload: Hashable, Sendable {
    /// What is asked for.
    package enum Mix: Hashable, Sendable {
        /// Transfers, and so many reads in a hundred.
        case transfers(readsPercent: UInt64)
        /// The six transactions of SmallBank.
        case smallBank
    }

    /// What is asked for.
    private let mix: Mix
    /// The accounts.
    package let accounts: [AccountID]
    /// Draws accounts, or customers.
    private let skew: BenchSkew
    /// What everything is drawn from.
    private var generator: SeededGenerator
    /// The greatest amount of a transfer, in minor units; the least is 1.
    private static let amountMax: UInt64 = 10
    /// What each account of a new bank holds, in minor units.
    private static let balance = Amount(minorUnits: 1_000_000)

    /// Creates the transactions on `accounts`, of which there MUST be two at least, or those of two
    /// customers with the mix of SmallBank.
    ///
    /// - Parameters:
    ///   - accounts: The accounts.
    ///   - mix: What is asked for.
    ///   - skewThousandths: How unequally accounts or customers are drawn, as ``BenchSkew`` has it.
    ///   - seed: What everything is drawn from.
    package init(
        accounts: [AccountID],
        mix: Mix = .transfers(readsPercent: 0),
        skewThousandths: Int = 0,
        seed: UInt64
    ) {
        let count = mix == .smallBank ? (accounts.count - 1) / 2 : accounts.count
        precondition(count >= 2, "no transactions between \(accounts.count) accounts")
        self.accounts = accounts
        self.mix = mix
        skew = BenchSkew(count: count, thetaThousandths: skewThousandths)
        generator = SeededGenerator(seed: seed)
    }

    /// Returns the next transaction.
    package mutating func next() -> BenchTransaction {
        guard case .transfers(let readsPercent) = mix else {
            return SmallBank.draw(skew, using: &generator)
        }
        if readsPercent > 0, below(100) < readsPercent {
            return BenchTransaction(.read, subject: skew.draw(using: &generator))
        }
        let from = skew.draw(using: &generator)
        let to = skew.draw(otherThan: from, using: &generator)
        let amount = Int64(1 + below(Self.amountMax))
        return BenchTransaction(.transfer, subject: from, other: to, amount: amount)
    }

    /// Returns a number below `bound`; what is left of a word is uneven by less than one in 2^32.
    private mutating func below(_ bound: UInt64) -> UInt64 {
        generator.next().multipliedFullWidth(by: bound).high
    }
}

// MARK: - Names

extension BenchWorkload {
    /// Returns the accounts of a new bank: A, B, C as far as letters go, else a1, a2, a3.
    package static func accounts(count: Int) -> [Account] {
        (0..<count)
            .map { index in
                let letter = UnicodeScalar(UInt8(ascii: "A") + UInt8(index % lettersMax))
                let name = count <= lettersMax ? "\(letter)" : "a\(index + 1)"
                return Account(id: account(name), balance: balance)
            }
    }

    /// Returns the accounts of a new bank of SmallBank, in the order of their places.
    package static func accounts(customers: Int) -> [Account] {
        SmallBank.names(customers: customers).enumerated()
            .map { place, name in
                let balance = place == SmallBank.cash ? SmallBank.cashBalance : SmallBank.balance
                return Account(id: account(name), balance: Amount(minorUnits: balance))
            }
    }

    private static func account(_ name: String) -> AccountID {
        guard let id = AccountID(name) else { preconditionFailure("no account \(name)") }
        return id
    }

    /// The most accounts that are named by letters.
    private static let lettersMax = 26

    /// Returns the clients that everything is asked for by.
    ///
    /// Their names stay the same from one call to the next, since a bank never forgets a client;
    /// two benches at a time on one cluster make each other's requests stale.
    package static func clients(count: Int) -> [ClientID] {
        (1...count)
            .map { number in
                guard let client = ClientID("bench-\(number)") else {
                    preconditionFailure("no client \(number)")
                }
                return client
            }
    }
}

package import Bank
import Paxos

/// Random transfers between the accounts of a bank: the same ones for the same seed.
package struct BenchWorkload: Hashable, Sendable {
    /// The accounts.
    private let accounts: [AccountID]
    /// What everything is drawn from.
    private var generator: SeededGenerator
    /// The greatest amount of a transfer, in minor units; the least is 1.
    private static let amountMax: UInt64 = 10
    /// What each account of a new bank holds, in minor units.
    private static let balance = Amount(minorUnits: 1_000_000)

    /// Creates the transfers between `accounts`, of which there MUST be two at least.
    package init(accounts: [AccountID], seed: UInt64) {
        precondition(accounts.count >= 2, "no transfer between \(accounts.count) accounts")
        self.accounts = accounts
        generator = SeededGenerator(seed: seed)
    }

    /// Returns the next transfer.
    package mutating func next() -> Transfer {
        let count = UInt64(accounts.count)
        let from = below(count)
        let to = (from + 1 + below(count - 1)) % count
        return Transfer(
            from: accounts[Int(from)],
            to: accounts[Int(to)],
            amount: Amount(minorUnits: Int64(1 + below(Self.amountMax)))
        )
    }

    /// Returns a number below `bound`; what is left of a word is uneven by less than one in 2^32.
    private mutating func below(_ bound: UInt64) -> UInt64 {
        generator.next().multipliedFullWidth(by: bound).high
    }

    /// Returns the accounts of a new bank: A, B, C as far as letters go, else a1, a2, a3.
    package static func accounts(count: Int) -> [Account] {
        (0..<count)
            .map { index in
                let letter = UnicodeScalar(UInt8(ascii: "A") + UInt8(index % lettersMax))
                let name = count <= lettersMax ? "\(letter)" : "a\(index + 1)"
                guard let id = AccountID(name) else { preconditionFailure("no account \(name)") }
                return Account(id: id, balance: balance)
            }
    }

    /// The most accounts that are named by letters.
    private static let lettersMax = 26

    /// Returns the clients that transfers are asked for by.
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

import Bank
import Testing

@Suite("Bank against its oracle")
struct BankFuzzTests {
    /// Arbitrary requests over few names, so that they meet.
    private struct Workload {
        /// Where chance comes from.
        var generator: SplitMix
        /// Account names, of which some do not exist.
        let accounts: [AccountID]
        /// Client names.
        let clients: [ClientID]
        /// Amounts that are likely to meet a limit.
        let amounts: [Int64]
        /// The requests so far that may come again.
        var past: [Request] = []

        mutating func next() -> Request {
            if !past.isEmpty, generator.below(8) == 0 { return generator.pick(past) }
            let amount =
                generator.below(4) == 0
                ? generator.pick(amounts) : Int64(generator.below(40)) - 4
            let request = Request(
                client: generator.pick(clients),
                timestamp: timestamp(UInt64(1 + past.count / 4 + generator.below(3))),
                command: command(amount)
            )
            past.append(request)
            return request
        }

        /// A transfer, in every second case under a key: a new one, one that stands for another
        /// transfer, or that of an earlier request that is asked for by somebody else.
        private mutating func command(_ amount: Int64) -> Command {
            let transfer = Transfer(
                from: generator.pick(accounts),
                to: generator.pick(accounts),
                amount: Amount(minorUnits: amount)
            )
            if generator.below(2) == 0 { return .transfer(transfer) }
            if !past.isEmpty, generator.below(2) == 0 { return generator.pick(past).command }
            let number = UInt64(past.count + generator.below(20))
            return .keyedTransfer(transfer, key: IdempotencyKey(high: number, low: 7))
        }
    }

    private let extremes: [Int64] = [
        .min, .min + 1, -1, 0, 1, .max - 1, .max, BankLimits.exactIntegerMax,
        BankLimits.exactIntegerMax + 1, 1_000_000_000_000_000, 1_000_000_000_000_001,
    ]

    /// Runs `count` requests through both banks; every step must agree and conserve the money.
    private func compare(
        seed: UInt64,
        count: Int,
        accounts: [Account],
        limits: BankLimits
    ) throws -> Set<RequestResult> {
        var bank = try Bank(accounts: accounts, limits: limits)
        var oracle = OracleBank(accounts: accounts, limits: limits)
        let total = bank.ledger.total
        let strangers: [StaticString] = ["Z", "A-", "a", "the-name_of_a_longer_account-0123456789"]
        let clients = try (0..<12).map { try #require(ClientID("client-\($0)")) }
        var workload = Workload(
            generator: SplitMix(seed: seed),
            accounts: accounts.map(\.id) + strangers.map { AccountID(validated: $0) },
            clients: clients,
            amounts: extremes
        )
        var seen: Set<RequestResult> = []
        for step in 1...count {
            let request = workload.next()
            let position = bank.position + 1
            let reply = bank.execute(request, position: position, stamp: position)
            let expected = oracle.execute(request, position: position)

            if reply != expected || bank.ledger.total != total {
                Issue.record("seed \(seed), step \(step): \(request): \(reply), not \(expected)")
                return seen
            }
            seen.insert(reply.result)
            if step % 1_000 == 0 { bank.checkInvariants() }
        }
        for account in bank.ledger.accounts {
            #expect(account.balance.minorUnits == oracle.balance(of: "\(account.id)"))
        }
        #expect(oracle.total == total.minorUnits, "seed \(seed)")
        bank.checkInvariants()
        return seen
    }

    @Test("B27: any request gets the reply of the slow bank", arguments: UInt64(1)...10)
    func standard(seed: UInt64) throws {
        let seen = try compare(
            seed: seed,
            count: 10_000,
            accounts: Accounts.standard,
            limits: BankLimits(
                clientsMax: 10,
                keysMax: 40,
                expiredKeysMax: 600,
                keyLife: 300,
                journalEntriesMax: 500,
                balanceMax: 30
            )
        )

        #expect(seen.count == 3 + FailureReason.allCases.count, "every result occurs: \(seen)")
    }

    @Test("B27: the same at the edge of 64 bits", arguments: UInt64(11)...20)
    func extreme(seed: UInt64) throws {
        let accounts = [
            account("A", .max - 1_000), account("B", 500), account("C", 0), account("D", 499),
        ]
        let seen = try compare(
            seed: seed,
            count: 10_000,
            accounts: accounts,
            limits: BankLimits(amountMax: .max, balanceMax: .max - 1, totalMax: .max)
        )

        #expect(seen.contains(.success))
    }
}

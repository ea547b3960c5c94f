import Bank
import Testing

@Suite("Idempotency keys")
struct KeyTableTests {
    private static let key = IdempotencyKey(high: 1, low: 2)
    private static let six = transfer("G", "B", 6)

    private func keyed(
        _ client: StaticString,
        _ raw: UInt64,
        _ transfer: Transfer = Self.six,
        key: IdempotencyKey = Self.key
    ) -> Request {
        Request(
            client: ClientID(validated: client),
            timestamp: timestamp(raw),
            command: .keyedTransfer(transfer, key: key)
        )
    }

    private func number(_ low: UInt64) -> IdempotencyKey { IdempotencyKey(high: 0, low: low) }

    @Test("B39 I15: whoever asks, a key pays once; all others are told what became of it")
    func paysOnce() throws {
        var bank = try Bank(accounts: Accounts.standard)
        let first = bank.execute(keyed("x", 1))
        let second = bank.execute(keyed("y", 1))
        let again = bank.execute(keyed("y", 1))

        #expect(first.result == .success && first.position == 1 && !first.isReplayed)
        #expect(second.result == .success && second.position == 1 && second.isReplayed)
        #expect(second.balances == first.balances && second.balances == balances(4, 16))
        #expect(again == second)
        #expect(text(of: bank).contains("G:4"))
        #expect(bank.journalPage(limit: 10).count == 1)
        bank.checkInvariants()
    }

    @Test("A refusal by the bank is recorded too, though the transfer would succeed now")
    func refusal() throws {
        var bank = try Bank(accounts: Accounts.standard)
        let first = bank.execute(keyed("x", 1, transfer("B", "E", 20)))
        _ = bank.execute(request("C", 1, transfer("C", "B", 10)))
        let second = bank.execute(keyed("y", 1, transfer("B", "E", 20)))

        #expect(first.result == .failed(.insufficientFunds) && first.balances == balances(10, 10))
        #expect(second.result == first.result && second.balances == first.balances)
        #expect(second.isReplayed && second.position == 1)
    }

    @Test("Another transfer under a key is refused, moves nothing, and leaves the key as it is")
    func reused() throws {
        var bank = try Bank(accounts: Accounts.standard)
        _ = bank.execute(keyed("x", 1))
        let other = bank.execute(keyed("y", 1, transfer("G", "B", 1)))

        #expect(other.result == .failed(.keyReused) && other.position == 2)
        #expect(other.balances == nil)
        #expect(text(of: bank).contains("G:4"))
        #expect(bank.execute(keyed("z", 1)).position == 1)
        #expect(bank.journalPage(limit: 10).map(\.result) == [.failed(.keyReused), .success])
    }

    @Test("An outcome lives as long as the log's time says, and an expired key never pays again")
    func expiry() throws {
        let limits = BankLimits(keyLife: 100)
        var bank = try Bank(accounts: Accounts.standard, limits: limits)
        _ = bank.execute(keyed("x", 1), position: 1, stamp: 1_000)
        let late = bank.execute(keyed("y", 1), position: 2, stamp: 1_099)
        let tooLate = bank.execute(keyed("y", 2), position: 3, stamp: 1_100)
        let muchTooLate = bank.execute(keyed("z", 1), position: 4, stamp: 1_000_000)

        #expect(late.isReplayed)
        #expect(tooLate.result == .failed(.keyExpired) && tooLate.position == 3)
        #expect(muchTooLate.result == .failed(.keyExpired))
        #expect(bank.keys[Self.key] == KeyRecord(key: Self.key, position: 1, outcome: nil))
        #expect(bank.keys.count == 0 && bank.keys.expiredCount == 1)
        #expect(text(of: bank).contains("G:4"))
        bank.checkInvariants()
    }

    @Test("Where there is no room a key is refused; none is dropped before its time")
    func bounds() throws {
        let limits = BankLimits(keysMax: 2, expiredKeysMax: 1, keyLife: 100)
        var bank = try Bank(accounts: Accounts.standard, limits: limits)
        for raw: UInt64 in 1...2 {
            let one = keyed("x", raw, transfer("A", "B", 1), key: number(raw))
            #expect(bank.execute(one, position: raw, stamp: raw).result == .success)
        }
        let full = bank.execute(keyed("x", 3, key: number(3)), position: 3, stamp: 50)
        let known = bank.execute(
            keyed("x", 4, transfer("A", "B", 1), key: number(1)),
            position: 4,
            stamp: 51
        )
        // One of two may expire: there is no room for the trace of another.
        let next = bank.execute(keyed("x", 5, key: number(5)), position: 5, stamp: 200)
        let fullAgain = bank.execute(keyed("x", 6, key: number(6)), position: 6, stamp: 900)

        #expect(full.result == .failed(.tooManyKeys))
        #expect(known.isReplayed)
        #expect(next.result == .success)
        #expect(fullAgain.result == .failed(.tooManyKeys))
        #expect(bank.keys.count == 2 && bank.keys.expiredCount == 1)
        bank.checkInvariants()
    }

    @Test("Ten thousand keys that come and go are found, each with what became of it")
    func many() throws {
        let limits = BankLimits(keyLife: 1_000)
        var bank = try Bank(accounts: [account("A", 100_000), account("B", 0)], limits: limits)
        for raw: UInt64 in 1...10_000 {
            let one = keyed("x", raw, transfer("A", "B", 1), key: number(raw))
            _ = bank.execute(one, position: raw, stamp: raw)
        }

        bank.checkInvariants()
        #expect(bank.keys.expiredCount == 9_000)
        for raw: UInt64 in 1...10_000 {
            let record = try #require(bank.keys[number(raw)])
            #expect(record.position == raw && (record.outcome == nil) == (raw <= 9_000))
        }
        #expect(bank.keys[number(10_001)] == nil)
    }

    @Test("B15: keys are part of a snapshot, and refused if they are none that executions leave")
    func snapshots() throws {
        let limits = BankLimits(keyLife: 10)
        var bank = try Bank(accounts: Accounts.standard, limits: limits)
        for raw: UInt64 in 1...12 {
            let one = keyed("x", raw, transfer("A", "B", 1), key: number(raw))
            _ = bank.execute(one, position: raw, stamp: raw * 2)
        }
        let records = bank.keys.records(from: 0, count: .max)
        func restored(_ keys: [KeyRecord]) throws(BankError) -> Bank {
            try Bank(
                accounts: bank.ledger.accounts,
                clients: bank.clients.records(from: 0, count: .max),
                keys: keys,
                journal: bank.journal.entries(from: 0, count: .max),
                position: bank.position,
                limits: limits
            )
        }

        #expect(records.count == 12 && records.contains { $0.outcome == nil })
        #expect(try restored(records).stateDigest == bank.stateDigest)
        #expect(throws: BankError.self) { try restored(records.reversed()) }
        #expect(throws: BankError.self) { try restored(records + [records[11]]) }
        var copy = try restored(records)
        let again = keyed("y", 1, transfer("A", "B", 1), key: number(12))
        #expect(
            copy.execute(again, position: 13, stamp: 25)
                == bank.execute(
                    again,
                    position: 13,
                    stamp: 25
                )
        )
    }

    @Test("A request with a key is another one than without, and than with another key")
    func requests() {
        let plain = request("x", 1, Self.six)
        let requests = [plain, keyed("x", 1), keyed("x", 1, key: number(3))]

        #expect(Set(requests.map(\.fingerprint)).count == 3)
        for (index, one) in requests.enumerated() {
            #expect(one.command.transfer == Self.six)
            for (other, two) in requests.enumerated() {
                #expect(one.hasName(of: two))
                #expect(one.hasCommand(of: two) == (index == other))
            }
        }
        #expect("\(keyed("x", 1))" == "(G, B, 6) under a key by x")
    }
}

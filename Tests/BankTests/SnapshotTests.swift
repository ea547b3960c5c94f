import Bank
import Testing

@Suite("Snapshot of a bank")
struct SnapshotTests {
    private let limits = BankLimits(clientsMax: 50, journalEntriesMax: 64)

    /// A bank after a seeded run.
    private func bank(seed: UInt64) throws -> Bank {
        var generator = SplitMix(seed: seed)
        var bank = try Bank(accounts: Accounts.standard, limits: limits)
        for step: UInt64 in 1...500 {
            _ = bank.execute(try randomRequest(step, using: &generator))
        }
        return bank
    }

    private func randomRequest(
        _ step: UInt64,
        using generator: inout SplitMix
    ) throws -> Request {
        let names: [StaticString] = ["A", "B", "C", "D", "E", "Z"]
        return Request(
            client: try #require(ClientID("client-\(generator.below(60))")),
            timestamp: timestamp(1 + step / 3 + UInt64(generator.below(20))),
            command: .transfer(
                transfer(
                    generator.pick(names),
                    generator.pick(names),
                    Int64(generator.below(12))
                )
            )
        )
    }

    /// The bank that a snapshot of another gives.
    private func restored(
        _ bank: Bank,
        clients: [ClientRecord]? = nil,
        keys: [KeyRecord]? = nil,
        journal: [JournalEntry]? = nil,
        position: UInt64? = nil
    ) throws(BankError) -> Bank {
        try Bank(
            accounts: bank.ledger.accounts,
            clients: clients ?? bank.clients.records(from: 0, count: .max),
            keys: keys ?? bank.keys.records(from: 0, count: .max),
            journal: journal ?? bank.journal.entries(from: 0, count: .max),
            position: position ?? bank.position,
            limits: limits
        )
    }

    @Test(
        "B15: a restored bank is the same, and goes on the same, duplicates too",
        arguments: 1...5
    )
    func roundTrip(seed: UInt64) throws {
        var bank = try bank(seed: seed)
        var restored = try restored(bank)
        #expect(restored.stateDigest == bank.stateDigest)
        #expect(restored.position == bank.position)
        #expect(restored.ledger.total == bank.ledger.total)

        var generator = SplitMix(seed: 100 + seed)
        for step: UInt64 in 400...900 {
            let request = try randomRequest(step, using: &generator)
            #expect(restored.execute(request) == bank.execute(request))
        }
        #expect(restored.stateDigest == bank.stateDigest)
        #expect(
            restored.journalPage(of: AccountID(validated: "A"), limit: 64)
                == bank.journalPage(of: AccountID(validated: "A"), limit: 64)
        )
        restored.checkInvariants()
    }

    @Test("Pages of client records put together are all records")
    func pages() throws {
        let bank = try bank(seed: 1)
        let all = bank.clients.records(from: 0, count: .max)

        #expect(all.count == bank.clients.count)
        #expect((0..<10).flatMap { bank.clients.records(from: 7 * $0, count: 7) } == all)
        #expect(bank.clients.records(from: -1, count: 7) == [])
    }

    @Test("A snapshot that no bank can have given is refused")
    func refusals() throws {
        let bank = try bank(seed: 1)
        let clients = bank.clients.records(from: 0, count: .max)
        let journal = bank.journal.entries(from: 0, count: .max)

        #expect(throws: BankError.duplicateClient(clients[0].reply.client)) {
            try restored(bank, clients: [clients[0], clients[1], clients[0]])
        }
        #expect(throws: BankError.tooManyClients(count: 51)) {
            try restored(bank, clients: Array(repeating: clients[0], count: 51))
        }
        #expect(throws: BankError.journalOutOfOrder(position: journal[0].position)) {
            try restored(bank, journal: [journal[1], journal[0]])
        }
        let last = journal[journal.count - 1].position
        #expect(throws: BankError.journalOutOfOrder(position: last)) {
            try restored(bank, clients: [], position: last - 1)
        }
    }

    @Test("A reply that no execution gives is refused in a snapshot")
    func impossibleReplies() throws {
        let bank = try bank(seed: 1)
        let cases: [(RequestResult, UInt64, TransferBalances?)] = [
            (.stale, 1, nil), (.conflict, 1, nil), (.failed(.tooManyClients), 1, nil),
            (.success, 0, balances(1, 1)), (.success, 501, balances(1, 1)), (.success, 1, nil),
        ]
        for (result, position, balances) in cases {
            let reply = Reply(
                client: ClientID(validated: "G"),
                timestamp: timestamp(1),
                result: result,
                position: position,
                balances: balances
            )
            #expect(throws: BankError.impossibleReply(reply)) {
                try restored(bank, clients: [ClientRecord(reply: reply, fingerprint: 1)])
            }
        }
    }

    @Test("Of a longer journal the newest entries are kept")
    func longJournal() throws {
        let bank = try bank(seed: 1)
        let entries = bank.journal.entries(from: 0, count: .max)
        let short = try Bank(
            accounts: bank.ledger.accounts,
            clients: [],
            keys: [],
            journal: entries,
            position: bank.position,
            limits: BankLimits(journalEntriesMax: 10)
        )

        #expect(short.journal.entries(from: 0, count: .max) == Array(entries.suffix(10)))
    }
}

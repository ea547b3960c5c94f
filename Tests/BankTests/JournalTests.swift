import Bank
import Testing

@Suite("Journal")
struct JournalTests {
    /// A bank after `count` transfers by client G at positions 2, 4, 6, …: A to B, C to D, in turn.
    private func bank(count: UInt64, keeping limit: Int = 100, page: Int = 100) throws -> Bank {
        let limits = BankLimits(journalEntriesMax: limit, journalPageEntriesMax: page)
        var bank = try Bank(accounts: Accounts.standard, limits: limits)
        for number in 1...count {
            let pay = number % 2 == 1 ? transfer("A", "B", 1) : transfer("C", "D", 1)
            let position = 2 * number
            _ = bank.execute(request("G", number, pay), position: position, stamp: 100 + number)
        }
        return bank
    }

    @Test("An entry says when, what, with which result, and both balances after")
    func entry() throws {
        var bank = try bank(count: 1)
        _ = bank.execute(request("G", 2, transfer("A", "Z", 1)), position: 3, stamp: 104)

        let page = bank.journalPage(limit: 10)
        #expect(
            page == [
                JournalEntry(
                    position: 3,
                    stamp: 104,
                    transfer: transfer("A", "Z", 1),
                    result: .failed(.unknownAccount),
                    balances: nil
                ),
                JournalEntry(
                    position: 2,
                    stamp: 101,
                    transfer: transfer("A", "B", 1),
                    result: .success,
                    balances: balances(9, 11)
                ),
            ]
        )
    }

    @Test("Pages of all entries go from the newest to the oldest, before any position")
    func paging() throws {
        let bank = try bank(count: 10)

        #expect(bank.journalPage(limit: 3).map(\.position) == [20, 18, 16])
        #expect(bank.journalPage(before: 16, limit: 3).map(\.position) == [14, 12, 10])
        #expect(bank.journalPage(before: 17, limit: 2).map(\.position) == [16, 14])
        #expect(bank.journalPage(before: 3, limit: 3).map(\.position) == [2])
        #expect(bank.journalPage(before: 2, limit: 3) == [])
        #expect(bank.journalPage(before: 0, limit: 3) == [])
        #expect(bank.journalPage(limit: 0) == [])
        #expect(bank.journalPage(limit: -1) == [])
        #expect(bank.journalPage(limit: .max).count == 10)
    }

    @Test("Pages also go from the oldest to the newest, after any position")
    func pagingUpwards() throws {
        let bank = try bank(count: 10)

        #expect(bank.journalPage(after: 0, limit: 3).map(\.position) == [2, 4, 6])
        #expect(bank.journalPage(after: 6, limit: 3).map(\.position) == [8, 10, 12])
        #expect(bank.journalPage(after: 7, limit: 2).map(\.position) == [8, 10])
        #expect(bank.journalPage(after: 18, limit: 3).map(\.position) == [20])
        #expect(bank.journalPage(after: 20, limit: 3) == [])
        #expect(bank.journalPage(after: .max, limit: 3) == [])
        #expect(bank.journalPage(after: 0, limit: 0) == [])
        #expect(bank.journalPage(after: 0, limit: -1) == [])
        let ofC = bank.journalPage(of: AccountID(validated: "C"), after: 4, limit: 2)
        #expect(ofC.map(\.position) == [8, 12])
        #expect(bank.journalPage(of: AccountID(validated: "Z"), after: 0, limit: 2) == [])
    }

    @Test("Both directions give the same entries of a full journal, for every account")
    func directions() throws {
        let bank = try bank(count: 25, keeping: 7, page: 100)

        let owners: [AccountID?] = [
            nil, AccountID(validated: "A"), AccountID(validated: "D"), AccountID(validated: "J"),
        ]
        for owner in owners {
            let down = bank.journalPage(of: owner, limit: 100)
            #expect(bank.journalPage(of: owner, after: 0, limit: 100) == down.reversed())
        }
    }

    @Test("Pages of an account hold what it paid and was paid, also what failed")
    func accounts() throws {
        var bank = try bank(count: 10)
        _ = bank.execute(request("G", 11, transfer("B", "B", 1)), position: 30, stamp: 1)
        _ = bank.execute(request("G", 12, transfer("Z", "B", 1)), position: 31, stamp: 1)

        func positions(_ name: StaticString, before: UInt64, limit: Int) -> [UInt64] {
            bank.journalPage(of: AccountID(validated: name), before: before, limit: limit)
                .map(\.position)
        }
        #expect(positions("A", before: .max, limit: 3) == [18, 14, 10])
        #expect(positions("A", before: 10, limit: 3) == [6, 2])
        #expect(positions("B", before: .max, limit: 3) == [31, 30, 18])
        #expect(positions("D", before: .max, limit: 2) == [20, 16])
        #expect(positions("J", before: .max, limit: 9) == [])
        #expect(positions("Z", before: .max, limit: 9) == [], "there is no such account")
    }

    @Test("The journal keeps the newest entries up to its limit", arguments: 1...12)
    func ring(limit: Int) throws {
        for count: UInt64 in 1...30 {
            let bank = try bank(count: count, keeping: limit)
            let kept = (1...count).suffix(limit).map { 2 * $0 }

            #expect(bank.journal.count == kept.count)
            #expect(bank.journalPage(limit: 99).map(\.position) == kept.reversed())
            let entries = bank.journal.entries(from: 0, count: 99)
            #expect(entries.map(\.position) == kept)
            #expect(bank.journal.entries(from: 1, count: 2) == Array(entries.dropFirst().prefix(2)))
            let ofA = bank.journalPage(of: AccountID(validated: "A"), limit: 99)
            #expect(ofA.map(\.position) == kept.reversed().filter { $0 % 4 == 2 })
            bank.checkInvariants()
        }
    }

    @Test("A journal with limit 0 keeps nothing")
    func off() throws {
        let bank = try bank(count: 5, keeping: 0)

        #expect(bank.journal.count == 0)
        #expect(bank.journalPage(limit: 9) == [])
        bank.checkInvariants()
    }

    @Test("No page is longer than the limit for pages")
    func pageLimit() throws {
        #expect(try bank(count: 10, page: 4).journalPage(limit: 9).count == 4)
    }

    @Test("I19: the journal replayed over the opening balances gives the balances")
    func replay() throws {
        var bank = try Bank(accounts: Accounts.standard)
        var generator = SplitMix(seed: 19)
        let names: [StaticString] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "Z"]
        for number: UInt64 in 1...2_000 {
            let amount = Int64(generator.below(12)) - 1
            let pay = transfer(generator.pick(names), generator.pick(names), amount)
            _ = bank.execute(request("G", number, pay))
        }

        var held = Dictionary(
            uniqueKeysWithValues: Accounts.standard.map { ($0.id, $0.balance.minorUnits) }
        )
        for entry in bank.journal.entries(from: 0, count: .max) where entry.result == .success {
            held[entry.transfer.from, default: 0] -= entry.transfer.amount.minorUnits
            held[entry.transfer.to, default: 0] += entry.transfer.amount.minorUnits
            #expect(entry.balances?.from.minorUnits == held[entry.transfer.from])
            #expect(entry.balances?.to.minorUnits == held[entry.transfer.to])
        }
        #expect(bank.journal.count == 2_000)
        for account in bank.ledger.accounts {
            #expect(held[account.id] == account.balance.minorUnits)
        }
    }
}

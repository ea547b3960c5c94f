import Bank
import Testing

@Suite("Exactly once")
struct ExactlyOnceTests {
    private let first = request("G", 7, transfer("G", "B", 6))

    @Test("B13 I15: a request in two positions is executed once, with one reply, byte for byte")
    func duplicate() throws {
        var bank = try Bank(accounts: Accounts.standard)
        let reply = bank.execute(first, position: 5, stamp: 1)
        let (accounts, journal) = (bank.ledger.accounts, bank.journalPage(limit: 10))

        for position: UInt64 in 6...9 {
            #expect(bank.execute(first, position: position, stamp: position) == reply)
        }

        #expect(reply.position == 5)
        #expect(bank.ledger.accounts == accounts)
        #expect(bank.journalPage(limit: 10) == journal)
        #expect(bank.position == 9)
        bank.checkInvariants()
    }

    @Test("The reply to a failed request is kept as well, though it would succeed now")
    func duplicateOfFailure() throws {
        var bank = try Bank(accounts: Accounts.standard)
        let poor = request("B", 1, transfer("B", "E", 20))
        let reply = bank.execute(poor)
        _ = bank.execute(request("C", 1, transfer("C", "B", 10)))

        #expect(reply.result == .failed(.insufficientFunds))
        #expect(bank.execute(poor) == reply)
        #expect(bank.execute(request("B", 2, transfer("B", "E", 20))).result == .success)
    }

    @Test("B14 I16: an older timestamp is stale, and never gets another request's reply")
    func stale() throws {
        var bank = try Bank(accounts: Accounts.standard)
        _ = bank.execute(first)
        _ = bank.execute(request("G", 8, transfer("G", "C", 1)))
        let accounts = bank.ledger.accounts

        for old in [first, request("G", 1, transfer("G", "B", 1))] {
            let reply = bank.execute(old)
            #expect(reply.result == .stale)
            #expect(reply.timestamp == old.timestamp)
            #expect(reply.position == 0)
            #expect(reply.balances == nil)
        }
        #expect(bank.ledger.accounts == accounts)
        #expect(bank.journal.count == 2)
    }

    @Test("C6: a timestamp used again for another transfer is a conflict, and is not executed")
    func conflict() throws {
        var bank = try Bank(accounts: Accounts.standard)
        let reply = bank.execute(first)
        let accounts = bank.ledger.accounts
        let others = [transfer("G", "B", 5), transfer("G", "C", 6), transfer("B", "G", 6)]

        for other in others {
            let conflict = bank.execute(request("G", 7, other))
            #expect(conflict.result == .conflict)
            #expect(conflict.position == 0)
            #expect(conflict.balances == nil)
        }
        #expect(bank.ledger.accounts == accounts)
        #expect(bank.execute(first) == reply, "a conflict leaves the stored reply")
    }

    @Test("Clients do not share timestamps")
    func clients() throws {
        var bank = try Bank(accounts: Accounts.standard)

        for name: StaticString in ["G", "H", "g", "G-", "GG"] {
            let reply = bank.execute(request(name, 7, transfer("A", "B", 1)))
            #expect(reply.result == .success)
        }
        #expect(bank.clients.count == 5)
    }

    @Test("A look-up says what execution would, and changes nothing")
    func lookup() throws {
        var bank = try Bank(accounts: Accounts.standard, limits: BankLimits(clientsMax: 1))
        #expect(bank.clients.lookup(first) == .new)
        #expect(Lookup.new.reply(to: first) == nil)
        let reply = bank.execute(first)
        let before = bank.stateDigest
        let cases: [(Request, Lookup)] = [
            (first, .replay(reply)),
            (request("G", 8, transfer("G", "B", 6)), .new),
            (request("G", 7, transfer("G", "B", 5)), .conflict),
            (request("G", 6, transfer("G", "B", 6)), .stale),
            (request("H", 1, transfer("G", "B", 6)), .tooManyClients),
        ]

        for (request, expected) in cases {
            let found = bank.clients.lookup(request)
            #expect(found == expected)
            var copy = bank
            if let answer = found.reply(to: request) { #expect(copy.execute(request) == answer) }
        }
        #expect(bank.stateDigest == before)
    }

    @Test("Beyond the limit a new client is refused and leaves no trace; known ones go on")
    func full() throws {
        var bank = try Bank(accounts: Accounts.standard, limits: BankLimits(clientsMax: 2))
        _ = bank.execute(request("A", 1, transfer("A", "B", 1)))
        _ = bank.execute(request("B", 1, transfer("A", "B", 1)))
        let (accounts, records) = (bank.ledger.accounts, bank.clients.records(from: 0, count: 9))

        for _ in 1...2 {
            let reply = bank.execute(request("C", 1, transfer("A", "B", 1)))
            #expect(reply.result == .failed(.tooManyClients))
            #expect(reply.position == 0)
            #expect(reply.balances == nil)
        }

        #expect(bank.ledger.accounts == accounts)
        #expect(bank.clients.records(from: 0, count: 9) == records)
        #expect(bank.journal.count == 2)
        #expect(bank.execute(request("A", 2, transfer("A", "B", 1))).result == .success)
        bank.checkInvariants()
    }

    @Test("Many clients are all remembered, in the order of their first request")
    func many() throws {
        var bank = try Bank(accounts: [account("A", 10_000), account("B", 0)])
        let clients = try (0..<5_000).map { try #require(ClientID("client-\($0)")) }
        for round: UInt64 in 1...2 {
            for client in clients {
                let pay = Command.transfer(transfer("A", "B", 1))
                let request = Request(client: client, timestamp: timestamp(round), command: pay)
                #expect(bank.execute(request).result == .success)
                #expect(bank.execute(request).position == bank.position - 1)
            }
        }

        let records = bank.clients.records(from: 0, count: .max)
        #expect(records.map(\.reply.client) == clients)
        #expect(text(of: bank) == "A:0 B:10000")
        bank.checkInvariants()
    }
}

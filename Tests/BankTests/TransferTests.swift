import Bank
import Testing

@Suite("Transfers")
struct TransferTests {
    /// Executes one transfer of client G in the standard bank, or another one.
    private func reply(
        _ transfer: Transfer,
        accounts: [Account] = Accounts.standard,
        limits: BankLimits = .standard
    ) throws -> Reply {
        var bank = try Bank(accounts: accounts, limits: limits)
        let before = bank.ledger.accounts
        let reply = bank.execute(request("G", 1, transfer), position: 5, stamp: 1)
        bank.checkInvariants()
        if reply.result != .success { #expect(bank.ledger.accounts == before, "I20") }
        return reply
    }

    @Test("A transfer moves the money, and the reply shows both balances and the position")
    func success() throws {
        var bank = try Bank(accounts: Accounts.standard)

        let reply = bank.execute(request("G", 9, transfer("G", "B", 6)), position: 5, stamp: 1)

        #expect(reply.client == ClientID(validated: "G"))
        #expect(reply.timestamp == timestamp(9))
        #expect(reply.result == .success)
        #expect(reply.position == 5)
        #expect(reply.balances == balances(4, 16))
        #expect(text(of: bank) == "A:10 B:16 C:10 D:10 E:10 F:10 G:4 H:10 I:10 J:10")
    }

    @Test("All of a balance can be paid, and one unit more cannot")
    func funds() throws {
        #expect(try reply(transfer("A", "B", 10)).balances == balances(0, 20))
        let refused = try reply(transfer("A", "B", 11))
        #expect(refused.result == .failed(.insufficientFunds))
        #expect(refused.balances == balances(10, 10))
        #expect(refused.position == 5, "S10: a failed transfer takes its position")
    }

    @Test("S10: amounts below 1 or above the limit are invalid, down to the extremes")
    func amounts() throws {
        for amount: Int64 in [0, -1, .min, .max, 1_000_000_000_000_001] {
            let reply = try reply(transfer("A", "B", amount))
            #expect(reply.result == .failed(.invalidAmount), "\(amount)")
            #expect(reply.balances == balances(10, 10))
        }
        let result = try reply(transfer("A", "B", 1_000_000_000_000_000)).result
        #expect(result == .failed(.insufficientFunds))
    }

    @Test("S10: paying oneself fails, and so does an account that does not exist")
    func accounts() throws {
        #expect(try reply(transfer("A", "A", 1)).result == .failed(.sameAccount))
        #expect(try reply(transfer("A", "A", 1)).balances == balances(10, 10))
        for pair in [transfer("A", "Z", 1), transfer("Z", "A", 1), transfer("Y", "Z", 1)] {
            let reply = try reply(pair)
            #expect(reply.result == .failed(.unknownAccount))
            #expect(reply.balances == nil)
        }
    }

    @Test("The reasons are tried in one order: amount, same, unknown, funds, overflow")
    func precedence() throws {
        #expect(try reply(transfer("Z", "Z", 0)).result == .failed(.invalidAmount))
        #expect(try reply(transfer("A", "Z", -1)).result == .failed(.invalidAmount))
        #expect(try reply(transfer("A", "A", 11)).result == .failed(.sameAccount))
        #expect(try reply(transfer("Z", "Z", 1)).result == .failed(.sameAccount))
        #expect(try reply(transfer("A", "Z", 11)).result == .failed(.unknownAccount))
        let limits = BankLimits(balanceMax: 12)
        #expect(
            try reply(transfer("A", "B", 11), limits: limits).result == .failed(.insufficientFunds)
        )
        #expect(
            try reply(transfer("A", "B", 3), limits: limits).result == .failed(.balanceOverflow)
        )
        #expect(try reply(transfer("A", "B", 2), limits: limits).result == .success)
    }

    @Test("B27: a credit at the edge of 64 bits is a result, never a trap")
    func edge() throws {
        let limits = BankLimits(amountMax: .max, balanceMax: .max, totalMax: .max)
        let accounts = [account("A", .max - 5), account("B", 5)]

        let full = try reply(transfer("B", "A", 5), accounts: accounts, limits: limits)
        #expect(full.balances == balances(0, .max))
        let most = try reply(transfer("A", "B", .max), accounts: accounts, limits: limits)
        #expect(most.result == .failed(.insufficientFunds))
        let tight = BankLimits(amountMax: .max, balanceMax: .max - 5, totalMax: .max)
        let over = try reply(transfer("B", "A", 1), accounts: accounts, limits: tight)
        #expect(over.result == .failed(.balanceOverflow))
        #expect(over.balances == balances(5, .max - 5))
    }

    @Test("A position that does not rise is a broken program, and stops it")
    func positions() async throws {
        let exit = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            var bank = try Bank(accounts: Accounts.standard)
            _ = bank.execute(request("G", 1, transfer("G", "B", 1)), position: 7, stamp: 1)
            _ = bank.execute(request("G", 2, transfer("G", "B", 1)), position: 7, stamp: 2)
        }

        let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
        #expect(message.contains("position 7 after 7"))
    }
}

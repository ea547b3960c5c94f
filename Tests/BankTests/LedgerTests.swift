import Bank
import Testing

@Suite("Ledger")
struct LedgerTests {
    private let most = BankLimits.exactIntegerMax

    private func failure(_ accounts: [Account], _ limits: BankLimits = .standard) -> BankError? {
        do throws(BankError) {
            _ = try Ledger(accounts: accounts, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test("S2: the standard accounts are A to J with 10 units each")
    func standard() throws {
        let ledger = try Ledger(accounts: Accounts.standard, limits: .standard)

        #expect(ledger.accounts.map { "\($0.id)" }.joined() == "ABCDEFGHIJ")
        #expect(ledger.accounts.allSatisfy { $0.balance == Amount(minorUnits: 10) })
        #expect(ledger.total == Amount(minorUnits: 100))
        #expect(ledger.count == 10)
        ledger.checkInvariants()
    }

    @Test("Accounts keep the order they were created with, whatever their names are")
    func order() throws {
        let accounts = [account("z", 1), account("-", 2), account("A", 3), account("a", 4)]
        let ledger = try Ledger(accounts: accounts, limits: .standard)

        #expect(ledger.accounts == accounts)
        #expect(ledger.balance(of: AccountID(validated: "A")) == Amount(minorUnits: 3))
        #expect(ledger.balance(of: AccountID(validated: "B")) == nil)
    }

    @Test("Pages put together are all accounts, and no page is out of range")
    func pages() throws {
        let ledger = try Ledger(accounts: Accounts.standard, limits: .standard)

        for size in 1...11 {
            let pages = stride(from: 0, to: 20, by: size)
                .map {
                    ledger.accounts(from: $0, count: size)
                }
            #expect(pages.flatMap { $0 } == Accounts.standard, "size \(size)")
        }
        for (index, count) in [(10, 1), (-1, 5), (0, 0), (0, -1), (.max, .max), (.min, .max)] {
            #expect(ledger.accounts(from: index, count: count) == [], "\(index), \(count)")
        }
        #expect(ledger.accounts(from: 9, count: .max).count == 1)
    }

    @Test("Accounts that make no ledger are refused, and the error names the first")
    func refusals() {
        #expect(failure([]) == .noAccounts)
        #expect(
            failure([account("A", 1), account("B", 1), account("A", 2)])
                == .duplicateAccount(AccountID(validated: "A"))
        )
        #expect(failure([account("A", -1)]) == .balanceOutOfRange(account("A", -1)))
        #expect(failure([account("A", .min)]) == .balanceOutOfRange(account("A", .min)))
        #expect(failure([account("A", .max)]) == .balanceOutOfRange(account("A", .max)))
        #expect(
            failure([account("A", most), account("B", 1)])
                == .totalTooLarge(at: AccountID(validated: "B"))
        )
        #expect(failure([account("A", most - 1), account("B", 1)]) == nil)
        #expect(
            failure(Accounts.standard, BankLimits(accountsMax: 9)) == .tooManyAccounts(count: 10)
        )
        #expect(failure([account("A", 6)], BankLimits(balanceMax: 5)) != nil)
        #expect(failure([account("A", 0)]) == nil)
    }

    @Test("Many accounts are all found, and names alike are not")
    func many() throws {
        let accounts = try (0..<20_000)
            .map { number in
                Account(
                    id: try #require(AccountID("account-\(number)")),
                    balance: Amount(minorUnits: Int64(number))
                )
            }
        let ledger = try Ledger(accounts: accounts, limits: .standard)

        for account in accounts {
            #expect(ledger.balance(of: account.id) == account.balance)
        }
        #expect(ledger.balance(of: AccountID(validated: "account-20000")) == nil)
        #expect(ledger.balance(of: AccountID(validated: "account-")) == nil)
        ledger.checkInvariants()
    }

    @Test("Limits that contradict each other stop the process and say which")
    func limits() async throws {
        let exit = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            _ = BankLimits(amountMax: 11, totalMax: 10)
        }

        let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
        #expect(message.contains("amountMax: 11 of 10"))
    }
}

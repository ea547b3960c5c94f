import Bank
import Runner
import Testing

@Suite("Bench: workload")
struct BenchWorkloadTests {
    @Test("Accounts are letters as far as these go, else numbered, with a million each")
    func accounts() {
        let letters = BenchWorkload.accounts(count: 26)
        let numbers = BenchWorkload.accounts(count: 27)

        #expect(letters.map { "\($0.id)" }.joined() == "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        #expect("\(numbers[0].id) \(numbers[26].id)" == "a1 a27")
        #expect((letters + numbers).allSatisfy { $0.balance.minorUnits == 1_000_000 })
    }

    /// Draws transfers, as accounts and amount.
    private static func transfers(
        _ workload: inout BenchWorkload,
        count: Int
    ) -> [(from: Int, to: Int, amount: Int64)] {
        (0..<count)
            .compactMap { _ in
                var transaction = workload.next()
                guard case .transfer(let from, let to, let amount) = transaction.nextStep() else {
                    return nil
                }
                return (from, to, amount)
            }
    }

    @Test("Transfers lead from any account to any other one, with amounts from 1 to 10")
    func transfers() {
        let accounts = BenchWorkload.accounts(count: 4).map(\.id)
        var workload = BenchWorkload(accounts: accounts, seed: 7)
        let transfers = Self.transfers(&workload, count: 2_000)

        #expect(transfers.count == 2_000)
        #expect(Set(transfers.map { [$0.from, $0.to] }).count == 12)
        #expect(transfers.allSatisfy { $0.from != $0.to })
        #expect(Set(transfers.map(\.amount)) == Set(1...10))
    }

    @Test("The same seed gives the same transactions, another one others")
    func seeded() {
        let accounts = BenchWorkload.accounts(count: 100).map(\.id)
        func some(_ seed: UInt64) -> [BenchTransaction] {
            var workload = BenchWorkload(accounts: accounts, seed: seed)
            return (0..<50).map { _ in workload.next() }
        }

        #expect(some(1) == some(1))
        #expect(some(1) != some(2))
    }

    @Test("So many transactions in a hundred read, and the others move money")
    func reads() {
        let accounts = BenchWorkload.accounts(count: 10).map(\.id)
        func reads(_ percent: UInt64) -> Int {
            let mix = BenchWorkload.Mix.transfers(readsPercent: percent)
            var workload = BenchWorkload(accounts: accounts, mix: mix, seed: 3)
            return (0..<10_000).count { _ in workload.next().kind == .read }
        }

        #expect(reads(0) == 0 && reads(100) == 10_000)
        #expect((1_850...2_150).contains(reads(20)))
    }

    @Test("With skew, the first accounts are met most, also as the receivers")
    func skewed() {
        let accounts = BenchWorkload.accounts(count: 100).map(\.id)
        var workload = BenchWorkload(accounts: accounts, skewThousandths: 990, seed: 1)
        let transfers = Self.transfers(&workload, count: 10_000)

        #expect(transfers.allSatisfy { $0.from != $0.to })
        #expect(transfers.count { $0.from == 0 } > 1_500)
        #expect(transfers.count { $0.to == 0 } > 1_200)
    }
}

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

    @Test("Transfers lead from any account to any other one, with amounts from 1 to 10")
    func transfers() {
        let accounts = BenchWorkload.accounts(count: 4).map(\.id)
        var workload = BenchWorkload(accounts: accounts, seed: 7)
        var pairs: Set<[AccountID]> = []
        var amounts: Set<Int64> = []
        for _ in 0..<2_000 {
            let transfer = workload.next()
            pairs.insert([transfer.from, transfer.to])
            amounts.insert(transfer.amount.minorUnits)
            #expect(transfer.from != transfer.to)
        }

        #expect(pairs.count == 12)
        #expect(amounts == Set(1...10))
    }

    @Test("The same seed gives the same transfers, another one others")
    func seeded() {
        let accounts = BenchWorkload.accounts(count: 100).map(\.id)
        func some(_ seed: UInt64) -> [Transfer] {
            var workload = BenchWorkload(accounts: accounts, seed: seed)
            return (0..<50).map { _ in workload.next() }
        }

        #expect(some(1) == some(1))
        #expect(some(1) != some(2))
    }
}

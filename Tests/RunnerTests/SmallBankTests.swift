import Bank
import Paxos
import Runner
import Testing

@Suite("Bench: SmallBank")
struct SmallBankTests {
    /// Runs a transaction whose reads find these balances, and returns its steps.
    private static func steps(_ transaction: BenchTransaction, finding: [Int64]) -> [BenchStep] {
        var (transaction, balances) = (transaction, finding[...])
        var steps: [BenchStep] = []
        while let step = transaction.nextStep() {
            steps.append(step)
            if case .read = step { transaction.didRead(balances.removeFirst()) }
        }
        return steps
    }

    @Test("A new bank has cash, and two accounts for each customer")
    func accounts() {
        let accounts = BenchWorkload.accounts(customers: 2)

        #expect(
            accounts.map { "\($0.id)" }
                == ["cash", "checking-1", "savings-1", "checking-2", "savings-2"]
        )
        #expect(SmallBank.accounts(among: accounts.map(\.id)) == accounts.map(\.id))
        let largest = BenchWorkload.accounts(customers: SmallBank.customersMax)
        #expect(largest.count <= BankLimits.standard.accountsMax)
        let total = largest.reduce(0) { $0 + $1.balance.minorUnits }
        #expect(total <= BankLimits.standard.totalMax)
    }

    @Test("In a bank of others its accounts are found, in their order, whole customers only")
    func foreign() {
        let names = [
            "savings-2", "A", "checking-2", "cash", "savings-1", "checking-1", "checking-3",
        ]
        let all = names.compactMap { AccountID($0) }

        #expect(
            SmallBank.accounts(among: all).map { "\($0)" }
                == ["cash", "checking-1", "savings-1", "checking-2", "savings-2"]
        )
        #expect(SmallBank.accounts(among: [all[1]]) == [])
    }

    @Test("Balance reads checking and savings")
    func balance() {
        let steps = Self.steps(BenchTransaction(.balance, subject: 1), finding: [5, 6])

        #expect(steps == [.read(3), .read(4)])
    }

    @Test("Cash is paid in and out, so that no money appears or vanishes")
    func cash() {
        let deposit = BenchTransaction(.depositChecking, subject: 0, amount: 130)
        let saving = BenchTransaction(.transactSavings, subject: 0, amount: 2_020)
        let withdrawal = BenchTransaction(.transactSavings, subject: 0, amount: -2_020)

        #expect(Self.steps(deposit, finding: []) == [.transfer(from: 0, to: 1, amount: 130)])
        #expect(Self.steps(saving, finding: []) == [.transfer(from: 0, to: 2, amount: 2_020)])
        #expect(Self.steps(withdrawal, finding: []) == [.transfer(from: 2, to: 0, amount: 2_020)])
    }

    @Test("Amalgamate moves what it read, and nothing where there is nothing")
    func amalgamate() {
        let transaction = BenchTransaction(.amalgamate, subject: 0, other: 1)

        #expect(
            Self.steps(transaction, finding: [7, 9]) == [
                .read(1), .read(2), .transfer(from: 1, to: 3, amount: 7),
                .transfer(from: 2, to: 3, amount: 9),
            ]
        )
        #expect(
            Self.steps(transaction, finding: [0, 9])
                == [.read(1), .read(2), .transfer(from: 2, to: 3, amount: 9)]
        )
        #expect(Self.steps(transaction, finding: [0, 0]) == [.read(1), .read(2)])
    }

    @Test("A check is paid in cash, and costs one more if both accounts do not cover it")
    func check() {
        let transaction = BenchTransaction(.writeCheck, subject: 0, amount: 500)

        #expect(
            Self.steps(transaction, finding: [100, 400])
                == [.read(1), .read(2), .transfer(from: 1, to: 0, amount: 500)]
        )
        #expect(
            Self.steps(transaction, finding: [100, 399])
                == [.read(1), .read(2), .transfer(from: 1, to: 0, amount: 501)]
        )
    }

    @Test("The mix is the standard one: 15, 15, 15, 15, 15 and 25 in a hundred")
    func mix() {
        let accounts = BenchWorkload.accounts(customers: 100).map(\.id)
        var workload = BenchWorkload(accounts: accounts, mix: .smallBank, seed: 5)
        var counts: [BenchKind: Int] = [:]
        for _ in 0..<40_000 { counts[workload.next().kind, default: 0] += 1 }

        #expect(Set(counts.keys) == Set(BenchKind.allCases).subtracting([.transfer, .read]))
        for (kind, count) in counts {
            let expected = kind == .sendPayment ? 10_000 : 6_000
            #expect((expected - 400...expected + 400).contains(count), "\(kind): \(count)")
        }
    }

    @Test("Whoever gets money is another customer")
    func others() {
        let accounts = BenchWorkload.accounts(customers: 2).map(\.id)
        var workload = BenchWorkload(
            accounts: accounts,
            mix: .smallBank,
            skewThousandths: 3_000,
            seed: 5
        )
        for _ in 0..<1_000 {
            let steps = Self.steps(workload.next(), finding: [10, 10])
            for case .transfer(let from, let to, _) in steps { #expect(from != to) }
        }
    }
}

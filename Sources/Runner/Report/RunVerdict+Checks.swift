import Bank
import Paxos
import Wire

/// The judgement on facts: what is broken, and what the slots held besides transfers.
public struct RunVerdict: Hashable, Sendable {
    /// What is broken, in a fixed order; empty if all invariants hold.
    public let violations: [Violation]
    /// Slots that hold no first execution of a request, as the node furthest on has them.
    public let extraSlots: RunSummary.ExtraSlots
    /// How many slots of the node furthest on could be looked at.
    public let coverage: RunSummary.Coverage

    /// Whether all invariants hold.
    public var isOK: Bool { violations.isEmpty }

    /// Judges facts; costs O(nodes × slots).
    public init(_ facts: RunFacts) {
        var judge = Judge(facts)
        judge.compareNodes()
        judge.checkMoney()
        for node in facts.nodes { judge.checkLog(of: node) }
        violations = judge.violations
        extraSlots = judge.extraSlots
        coverage = judge.coverage
    }
}

/// The checks, one after the other.
struct Judge {
    /// What was gathered.
    let facts: RunFacts
    /// The sum of all accounts before slot 1; nil if it does not fit.
    let initialTotal: Amount?
    /// The answers by slot and request.
    private let answers: [Request: AnsweredRequest]
    /// What is broken so far.
    private(set) var violations: [Violation] = []
    /// What the node furthest on holds besides first executions.
    private(set) var extraSlots = RunSummary.ExtraSlots()
    /// How far the node furthest on is, and how many of its slots are known.
    private(set) var coverage = RunSummary.Coverage()

    init(_ facts: RunFacts) {
        self.facts = facts
        initialTotal = Self.sum(facts.initial)
        answers = Dictionary(
            facts.answered.map { ($0.request, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func sum(_ accounts: [Account]) -> Amount? {
        var sum = Amount.zero
        for account in accounts {
            guard let next = try? sum.adding(account.balance) else { return nil }
            sum = next
        }
        return sum
    }
}

// MARK: - Nodes against each other

extension Judge {
    /// Equal slots, equal state; of any two nodes the shorter log is the beginning of the other.
    mutating func compareNodes() {
        for (index, first) in facts.nodes.enumerated() {
            for second in facts.nodes.dropFirst(index + 1) {
                comparePrefix(first, second)
                if first.executed == second.executed { compareState(first, second) }
            }
        }
    }

    private mutating func compareState(_ first: NodeFacts, _ second: NodeFacts) {
        if first.digest != second.digest {
            violations.append(
                .digestsDiffer(
                    first.node,
                    second.node,
                    at: first.executed,
                    first.digest,
                    second.digest
                )
            )
        }
        guard first.accounts != second.accounts else { return }
        let others = Self.balances(second.accounts)
        let own = Self.balances(first.accounts)
        for id in Set(own.keys).union(others.keys).sorted() where own[id] != others[id] {
            violations.append(
                .balancesDiffer(
                    first.node,
                    second.node,
                    at: first.executed,
                    id,
                    Self.text(own[id]),
                    Self.text(others[id])
                )
            )
        }
    }

    /// Names the first slot in which two nodes differ; what follows it follows from it.
    private mutating func comparePrefix(_ first: NodeFacts, _ second: NodeFacts) {
        let through = min(first.executed, second.executed)
        var others: [Slot: BankEntry] = [:]
        for record in second.slots where record.slot <= through {
            others[record.slot] = record.entry
        }
        for record in first.slots where record.slot <= through {
            guard let entry = record.entry, let other = others[record.slot], entry != other else {
                continue
            }
            violations.append(
                .entriesDiffer(first.node, second.node, slot: record.slot, entry, other)
            )
            return
        }
    }

    static func balances(_ accounts: [Account]) -> [AccountID: Amount] {
        Dictionary(accounts.map { ($0.id, $0.balance) }, uniquingKeysWith: { first, _ in first })
    }

    static func text(_ amount: Amount?) -> String { amount.map { "\($0)" } ?? "nothing" }
}

// MARK: - Money

extension Judge {
    /// No account is below zero, and all together hold what they held at the start.
    mutating func checkMoney() {
        for node in facts.nodes {
            for account in node.accounts where account.balance < .zero {
                violations.append(.negativeBalance(node.node, at: node.executed, account))
            }
            let held = Self.sum(node.accounts)
            guard held != initialTotal || held == nil else { continue }
            violations.append(
                .moneyNotConserved(
                    node.node,
                    at: node.executed,
                    held: held.map { "\($0)" } ?? "more than fits",
                    initial: initialTotal ?? .zero
                )
            )
        }
    }
}

// MARK: - The log of one node

extension Judge {
    /// Replays a node's log: each executed slot is accounted for, each answer is in its slot, and
    /// the balances are what the log comes to.
    mutating func checkLog(of node: NodeFacts) {
        var replay = Replay(facts.initial)
        var held: [Slot: BankEntry] = [:]
        var next = Slot(1)
        for record in node.slots where record.slot <= node.executed && record.slot >= next {
            if record.slot > next {
                violations.append(.slotMissing(node.node, slot: next))
                replay.isWhole = false
            }
            next = record.slot.next
            held[record.slot] = record.entry
            check(record, of: node, &replay)
        }
        if next <= node.executed { violations.append(.slotMissing(node.node, slot: next)) }
        for answer in facts.answered where answer.slot <= node.executed {
            guard let found = held[answer.slot], found.request != answer.request else { continue }
            violations.append(
                .answerNotInSlot(answer.request, slot: answer.slot, node.node, found: found)
            )
        }
        let executed = Int(clamping: node.executed.rawValue)
        if (executed, held.count) > (coverage.executedCount, coverage.knownCount) {
            coverage = RunSummary.Coverage(knownCount: held.count, executedCount: executed)
            extraSlots = replay.extraSlots
        }
        guard next > node.executed else { return }
        if replay.isWhole {
            compareBalances(of: node, with: replay)
        } else {
            compareBalancesWithAnswers(of: node)
        }
    }

    /// Compares balances with the answers that clients got, where the log is no longer whole.
    ///
    /// Nothing is known of a request without an answer, so the accounts that it names are left out.
    private mutating func compareBalancesWithAnswers(of node: NodeFacts) {
        guard let sent = facts.sent else { return }
        var open: Set<AccountID> = []
        for request in sent where answers[request] == nil {
            open.formUnion([request.command.transfer.from, request.command.transfer.to])
        }
        var balances = Self.balances(facts.initial).mapValues(\.minorUnits)
        for answer in facts.answered where answer.isSuccess && answer.slot <= node.executed {
            let transfer = answer.request.command.transfer
            balances[transfer.from, default: 0] -= transfer.amount.minorUnits
            balances[transfer.to, default: 0] += transfer.amount.minorUnits
        }
        let held = Self.balances(node.accounts)
        for account in facts.initial where !open.contains(account.id) {
            let byAnswers = Amount(minorUnits: balances[account.id] ?? 0)
            guard held[account.id] != byAnswers else { continue }
            violations.append(
                .balanceNotOfAnswers(
                    node.node,
                    at: node.executed,
                    account.id,
                    held: Self.text(held[account.id]),
                    byAnswers: byAnswers
                )
            )
        }
    }

    private mutating func compareBalances(of node: NodeFacts, with replay: Replay) {
        let held = Self.balances(node.accounts)
        for account in facts.initial {
            let byLog = replay.balances[account.id] ?? .zero
            guard held[account.id] != byLog else { continue }
            violations.append(
                .balanceNotOfLog(
                    node.node,
                    at: node.executed,
                    account.id,
                    held: Self.text(held[account.id]),
                    byLog: byLog
                )
            )
        }
    }

    private mutating func check(_ record: SlotRecord, of node: NodeFacts, _ replay: inout Replay) {
        guard let entry = record.entry else {
            // What is in a checkpoint cannot be replayed; its effect is in the balances.
            replay.isWhole = false
            return
        }
        let effect = replay.execute(entry)
        guard let request = entry.request else { return }
        if let sent = facts.sent, !sent.contains(request) {
            violations.append(.unknownRequest(node.node, slot: record.slot, entry))
        }
        // After a checkpoint nobody can say which execution of a request was the first.
        guard replay.isWhole, case .first(let isSuccess) = effect, let answer = answers[request]
        else { return }
        if answer.slot != record.slot {
            violations.append(
                .executedElsewhere(
                    request,
                    answered: answer.slot,
                    node.node,
                    executed: record.slot
                )
            )
        } else if isSuccess != answer.isSuccess {
            violations.append(
                .wrongResult(
                    request,
                    slot: record.slot,
                    node.node,
                    answeredSuccess: answer.isSuccess
                )
            )
        }
    }
}

import Bank
import Paxos
import Runner
import Testing
import Wire

@Suite("RunVerdict")
struct RunVerdictTests {
    /// The facts of the running example, all of them true.
    private static var facts: RunFacts {
        RunFacts(
            initial: Accounts.standard,
            nodes: RunningExample.nodes.map {
                NodeFacts(
                    RunningExample.database($0.rawValue),
                    slots: RunningExample.records($0.rawValue)
                )
            },
            answered: zip(UInt64(1)..., RunningExample.requests)
                .map { AnsweredRequest(request: $1, slot: slot($0), isSuccess: $0 != 3) },
            sent: Set(RunningExample.requests)
        )
    }

    /// Facts of which one node is another.
    private static func facts(
        node number: UInt8,
        executed: UInt64? = nil,
        digest: UInt64? = nil,
        accounts: [Account]? = nil,
        slots: [SlotRecord]? = nil
    ) -> RunFacts {
        var facts = facts
        let index = Int(number) - 1
        let old = facts.nodes[index]
        facts.nodes[index] = NodeFacts(
            node: old.node,
            executed: executed.map { Slot($0) } ?? old.executed,
            digest: digest ?? old.digest,
            accounts: accounts ?? old.accounts,
            slots: slots ?? old.slots
        )
        return facts
    }

    private static func words(_ facts: RunFacts) -> [String] {
        RunVerdict(facts).violations.map(\.description)
    }

    @Test("The running example breaks nothing")
    func allHolds() {
        let verdict = RunVerdict(Self.facts)

        #expect(verdict.violations == [])
        #expect(verdict.isOK)
        #expect(verdict.extraSlots == RunSummary.ExtraSlots())
        #expect(RunVerdict(RunFacts(initial: [], nodes: [])).isOK)
    }

    @Test("Different digests at one slot are found")
    func digests() {
        #expect(
            Self.words(Self.facts(node: 5, digest: 0xAB)) == [
                "n2 and n5 executed slots up to 6 and differ: digest 0000000000000006 and "
                    + "00000000000000ab",
                "n3 and n5 executed slots up to 6 and differ: digest 0000000000000006 and "
                    + "00000000000000ab",
            ]
        )
    }

    @Test("Different balances, lost money and a balance that is not of the log are found")
    func balances() {
        var accounts = RunningExample.accounts(executed: 6)
        accounts[1] = Account(id: account("B"), balance: Amount(minorUnits: -1))

        #expect(
            Self.words(Self.facts(node: 3, accounts: accounts)) == [
                "n2 and n3 executed slots up to 6 and differ: B holds 16 and -1",
                "n3 and n5 executed slots up to 6 and differ: B holds -1 and 16",
                "B holds -1 on n3 at slot 6", "money is not conserved on n3 at slot 6: 83 of 100",
                "B holds -1 on n3 at slot 6, and by its log 16",
            ]
        )
    }

    @Test("The first slot in which two logs differ is named")
    func prefixes() {
        var slots = RunningExample.records(4)
        slots[1] = SlotRecord(slot: slot(2), status: .executed, ballot: nil, entry: .noop)
        let words = Self.words(Self.facts(node: 4, slots: slots))

        #expect(words.contains("slot 2 differs: (H, G, 5) by H on n1, no-op on n4"))
        #expect(words.contains("(H, G, 5) by H was answered with slot 2, which holds no-op on n4"))
        #expect(words.contains("H holds 5 on n4 at slot 3, and by its log 10"))
    }

    @Test("A request executed before the slot it was answered with is found")
    func executedTwice() {
        let again = SlotRecord(
            slot: slot(4),
            status: .executed,
            ballot: ballot(3, 1),
            entry: RunningExample.entry(1)
        )
        var facts = Self.facts(node: 4, executed: 4, slots: RunningExample.records(4) + [again])
        facts.nodes = [facts.nodes[3]]
        #expect(RunVerdict(facts).violations.count == 1, "E's answer names slot 4")
        facts.answered = Array(facts.answered.prefix(3))

        #expect(RunVerdict(facts).isOK, "a duplicate later on has no effect and is none")
        #expect(RunVerdict(facts).extraSlots.duplicateCount == 1)
        facts.answered[0] = AnsweredRequest(
            request: RunningExample.requests[0],
            slot: slot(4),
            isSuccess: true
        )

        #expect(
            Self.words(facts) == [
                "(G, B, 6) by G was answered with slot 4 and executed first in slot 1 on n4"
            ]
        )
    }

    @Test("An answer that the log contradicts is found")
    func wrongResult() {
        var facts = Self.facts
        facts.answered[2] = AnsweredRequest(
            request: RunningExample.requests[2],
            slot: slot(3),
            isSuccess: true
        )

        #expect(
            Self.words(facts).first
                == "(B, E, 20) by B in slot 3 was answered success, and by the log of n1 it is failed"
        )
        #expect(Self.words(facts).count == 5)
    }

    @Test("A request that nobody sent is found, unless others send requests too")
    func unknownRequest() {
        var facts = Self.facts
        facts.sent?.remove(RunningExample.requests[5])
        #expect(
            Self.words(facts).first == "slot 6 holds (C, D, 8) by C on n2, which nobody sent"
        )
        facts.sent = nil

        #expect(RunVerdict(facts).isOK)
    }

    @Test("An executed slot that a node does not tell of is found")
    func missingSlot() {
        var slots = RunningExample.records(2)
        slots.remove(at: 1)
        #expect(
            Self.words(Self.facts(node: 2, slots: slots)) == [
                "n2 executed slot 2 and does not say what it holds"
            ]
        )

        #expect(
            Self.words(Self.facts(node: 2, slots: Array(RunningExample.records(2).prefix(5)))) == [
                "n2 executed slot 6 and does not say what it holds"
            ]
        )
    }

    @Test("Slots in a checkpoint cannot be judged, and are not accused")
    func checkpoint() {
        var slots = RunningExample.records(2)
        slots[0] = SlotRecord(slot: slot(1), status: .executed, ballot: nil, entry: nil)

        let verdict = RunVerdict(Self.facts(node: 2, slots: slots))
        #expect(verdict.isOK)
        #expect(verdict.coverage == RunSummary.Coverage(knownCount: 6, executedCount: 6))

        // With every node's log cut, five of six slots are left to look at.
        var facts = Self.facts
        facts.nodes = facts.nodes.map { Self.cut($0, through: 1) }
        #expect(RunVerdict(facts).isOK)
        let coverage = RunSummary.Coverage(knownCount: 5, executedCount: 6)
        #expect(RunVerdict(facts).coverage == coverage)
    }

    @Test("Where the log is not whole, the clients' answers tell what accounts hold")
    func answersInsteadOfLog() {
        var facts = Self.facts
        facts.nodes = facts.nodes.map { Self.cut($0, through: 6) }
        #expect(RunVerdict(facts).isOK)

        // G paid 6 by its answer; without that answer nobody can say what G and B hold.
        facts.answered[0] = AnsweredRequest(
            request: RunningExample.requests[0],
            slot: slot(1),
            isSuccess: false
        )
        #expect(
            Self.words(facts).first == "B holds 16 on n1 at slot 5, and by the clients' answers 10"
        )
        facts.answered.remove(at: 0)
        #expect(RunVerdict(facts).isOK)
    }

    /// Takes the entries of a node's first slots away, as a snapshot does.
    private static func cut(_ node: NodeFacts, through last: UInt64) -> NodeFacts {
        NodeFacts(
            node: node.node,
            executed: node.executed,
            digest: node.digest,
            accounts: node.accounts,
            slots: node.slots.map {
                $0.slot <= slot(last)
                    ? SlotRecord(slot: $0.slot, status: .executed, ballot: nil, entry: nil) : $0
            }
        )
    }

    @Test("No-ops count once, on the node that is furthest")
    func noops() {
        let noop = SlotRecord(slot: slot(7), status: .executed, ballot: ballot(4, 5), entry: .noop)
        let facts = Self.facts(node: 3, executed: 7, slots: RunningExample.records(3) + [noop])

        #expect(RunVerdict(facts).isOK)
        #expect(RunVerdict(facts).extraSlots == RunSummary.ExtraSlots(noopCount: 1))
    }
}

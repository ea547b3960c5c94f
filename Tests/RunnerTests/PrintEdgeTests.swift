import Bank
import HybridClock
import JSON
import Paxos
import Runner
import Testing
import Wire

@Suite("Prints at their edges")
struct PrintEdgeTests {
    @Test("Nothing to show is said in a sentence")
    func empty() {
        #expect(ViewsPrint([], scope: .set(3)).human == "No NEW-VIEW messages in this set.\n")
        #expect(ViewsPrint([], scope: .wholeRun).human == "No NEW-VIEW messages since the start.\n")
        #expect(StatusPrint([], slots: nil, scope: .set(1)).human == "No slots in this set.\n")
        #expect(DatabasePrint([]).human == "node    total  executed\n")
        #expect(ViewsPrint([], scope: .set(3)).plain == "ballot\tleader\tfirst\tslot\tentry\n")
    }

    @Test("A node that does not answer has a row with the reason, in every form")
    func silence() {
        let silent = NodeAnswer<NodeStatus>(node(2), silent: "connection refused")
        let nodes = NodesPrint([NodeAnswer(node(1), NodeStatus(node: node(1))), silent])
        let database = DatabasePrint([
            NodeAnswer(node(1), RunningExample.database(2)),
            NodeAnswer(node(2), silent: "connection refused"),
        ])
        let status = StatusPrint(
            [
                NodeAnswer(node(1), RunningExample.records(2, from: 6)),
                NodeAnswer(node(2), silent: "connection refused"),
            ],
            slots: slot(6)...slot(6)
        )

        #expect(
            nodes.human == """
                node  role       ballot  accepted  committed  executed  lag  heard   state
                n1    follower   -              0          0         0    0  -       connected
                n2    -          -              -          -         -    -  -       unreachable: connection refused

                """
        )
        #expect(nodes.plain.hasSuffix("n2\t-\t-\t-\t-\t-\t-\t-\tunreachable\t-\n"))
        #expect(nodes.json["nodes"]?.asArray?[1]["reason"] == "connection refused")
        #expect(database.human.hasSuffix("-   unreachable: connection refused\n"))
        #expect(status.human == "slot   n1  n2\n   6    E   ?    (C, D, 8) by C\n")
        #expect(status.json["slots"]?.asArray?[0]["status"]?["n2"] == .null)
    }

    @Test("A node that was killed is said to be, in every form")
    func killed() {
        let killed = NoAnswer(reason: "LF", isKilled: true)
        let nodes = NodesPrint([
            NodeAnswer(node(1), NodeStatus(node: node(1))), NodeAnswer(node(2), killed),
        ])
        let database = DatabasePrint([
            NodeAnswer(node(1), RunningExample.database(2)), NodeAnswer(node(2), killed),
        ])

        #expect(nodes.human.hasSuffix("-         -    -  -       killed (LF)\n"))
        #expect(nodes.plain.hasSuffix("\tkilled\t-\n"))
        #expect(nodes.json["nodes"]?.asArray?[1]["state"] == "killed")
        #expect(database.human.hasSuffix("-   killed (LF)\n"))
        #expect(database.plain.hasSuffix("\tkilled (LF)\n"))
        #expect(database.json["nodes"]?.asArray?[1]["reason"] == "LF")
    }

    @Test("Long names and great balances widen their columns")
    func longNames() {
        let accounts = [
            Account(id: account("savings-of-Grace"), balance: Amount(minorUnits: 7)),
            Account(id: account("B"), balance: Amount(minorUnits: 9_007_199_254_740_984)),
        ]
        let database = NodeDatabase(
            status: NodeStatus(node: node(10)),
            accounts: accounts,
            total: Amount(minorUnits: 9_007_199_254_740_991),
            executed: slot(123_456_789)
        )

        #expect(
            DatabasePrint([NodeAnswer(node(10), database)]).human == """
                node   savings-of-Grace                 B              total   executed
                n10                   7  9007199254740984   9007199254740991  123456789

                """
        )
    }

    @Test("A table too wide for the line has a row an account instead")
    func turned() {
        let print = DatabasePrint(
            [1, 2, 4].map { NodeAnswer(node($0), RunningExample.database($0)) },
            columnsMax: 60
        )

        #expect(
            print.human == """
                account    n1   n2   n4
                A          10   10   10
                B          16   16   16
                C          19   11   10
                D          10   18   10
                E           6    6   10
                F          10   10   10
                G           9    9    9
                H           5    5    5
                I           5    5   10
                J          10   10   10
                total     100  100  100
                executed    5    6    3
                n1: disconnected (LF)
                n4: disconnected

                """
        )
    }

    @Test("Eleven nodes stand in columns of their names' width")
    func manyNodes() {
        let answers = (1...11)
            .map {
                NodeAnswer(
                    NodeID(UInt8($0)),
                    [SlotRecord(slot: slot(1), status: .committed, ballot: nil, entry: .noop)]
                )
            }
        let print = StatusPrint(answers, slots: slot(1)...slot(1))

        #expect(
            print.human == """
                slot   n1  n2  n3  n4  n5  n6  n7  n8  n9  n10  n11
                   1    C   C   C   C   C   C   C   C   C    C    C    no-op

                """
        )
    }

    @Test("A status shows the entry of the node that is furthest, then of the highest ballot")
    func furthestEntry() {
        let old = SlotRecord(
            slot: slot(1),
            status: .accepted,
            ballot: ballot(1, 1),
            entry: RunningExample.entry(1)
        )
        let new = SlotRecord(
            slot: slot(1),
            status: .accepted,
            ballot: ballot(2, 2),
            entry: RunningExample.entry(2)
        )
        let answers = [NodeAnswer(node(1), [new]), NodeAnswer(node(2), [old])]

        #expect(
            StatusPrint(answers, slots: slot(1)...slot(1)).rows[0].entry == RunningExample.entry(2)
        )
    }

    @Test("Pages of a view are put together, repeated ones once, and gaps are told")
    func pages() {
        let first = RunningExample.view(
            ballot(2, 2),
            first: 3,
            entries: [.noop, RunningExample.entry(2)],
            isLast: false
        )
        let second = RunningExample.view(
            ballot(2, 2),
            first: 3,
            entries: [RunningExample.entry(3)],
            page: 5
        )
        let whole = NewView.merged([second, first, first])
        let torn = NewView.merged([second])

        #expect(whole.map(\.isWhole) == [true])
        #expect(whole[0].entries.map(\.slot) == [slot(3), slot(4), slot(5)])
        #expect(torn.map(\.isWhole) == [false])
        #expect(
            ViewsPrint(torn, scope: .wholeRun, node: node(4), dropped: 3).human == """
                NEW-VIEW MESSAGES OF NODE 4 (since the start): 1
                1. Ballot=(2,2) Leader=n2 First=3 Entries=1 (pages are missing)
                     Seq=5 (B, E, 20) by B
                (3 more are not kept)

                """
        )
    }

    @Test("Pages of accounts count only if the node stood still between them")
    func accountPages() {
        let accounts = RunningExample.accounts(executed: 6)
        func page(_ range: Range<Int>, executed: UInt64 = 6) -> AccountsPage {
            AccountsPage(
                accounts: Array(accounts[range]),
                count: 10,
                total: Amount(minorUnits: 100),
                executed: slot(executed)
            )
        }
        let status = RunningExample.status(2)

        #expect(
            NodeDatabase(status: status, pages: [page(0..<6), page(6..<10)])?.accounts == accounts
        )
        #expect(
            NodeDatabase(status: status, pages: [page(0..<6), page(6..<10, executed: 7)]) == nil
        )
        #expect(NodeDatabase(status: status, pages: [page(0..<6)]) == nil)
        #expect(NodeDatabase(status: status, pages: []) == nil)
    }

    @Test("Each form of every refusal explains itself with the numbers at hand")
    func refusals() {
        let reasons: [(FailureReason, String)] = [
            (.insufficientFunds, "G has less than 6"), (.invalidAmount, "6 is no amount to pay"),
            (.sameAccount, "G pays itself"), (.unknownAccount, "G or B does not exist"),
            (.balanceOverflow, "B would hold more than a balance can be"),
            (.tooManyClients, "no further client is remembered"),
        ]

        for (reason, text) in reasons {
            let outcome = TransferOutcome.failed(slot: slot(1), reason)
            let print = TransferPrint(RunningExample.requests[0], outcome: outcome)
            #expect(print.human == "failed  slot 1  \(reason.rawValue): \(text)\n")
        }
        #expect(
            TransferPrint(RunningExample.requests[0], outcome: .unknown).human
                == "unknown  ask again with --client G  --timestamp 1795225798670001\n"
        )
        let request = RunningExample.requests[0]
        let keyed = Request(
            client: request.client,
            timestamp: request.timestamp,
            command: .keyedTransfer(
                request.command.transfer,
                key: IdempotencyKey(high: 1, low: 7)
            )
        )
        #expect(
            TransferPrint(keyed, outcome: .unknown).human
                == "unknown  ask again with the same --key\n"
        )
        #expect(
            TransferPrint(RunningExample.requests[0], outcome: .notExecuted).human
                == "not_executed\n"
        )
    }

    @Test("Durations keep two digits that mean something")
    func durations() {
        let microseconds: [(UInt64, String)] = [
            (0, "0.0 ms"), (2_149, "2.1 ms"), (9_949, "9.9 ms"), (9_950, "10 ms"),
            (430_000, "430 ms"), (999_400, "999 ms"), (999_600, "1.0 s"), (3_000_000, "3.0 s"),
            (12_400_000, "12 s"),
        ]
        for (value, text) in microseconds {
            #expect(TimeText.duration(microseconds: value) == text)
        }
        #expect(TimeText.duration(milliseconds: 38) == "38 ms")
        #expect(TimeText.duration(milliseconds: 3_000) == "3.0 s")
        #expect(TimeText.age(milliseconds: 0) == "0.0 s")
    }

    @Test("Dates follow the calendar, leap years and all")
    func dates() {
        let days: [(UInt64, String)] = [
            (0, "1970-01-01"), (58, "1970-02-28"), (59, "1970-03-01"), (364, "1970-12-31"),
            (11_016, "2000-02-29"), (11_017, "2000-03-01"), (47_540, "2100-02-28"),
            (47_541, "2100-03-01"), (2_932_896, "9999-12-31"),
        ]
        for (day, text) in days {
            #expect(UTCText.text(microseconds: day * 86_400_000_000) == "\(text)T00:00:00.000000Z")
        }
        #expect(UTCText.text(microseconds: .max) == "9999-12-31T23:59:59.999999Z")
        #expect(TimeText.timeOfDay(microseconds: 0, offset: -1) == "23:59:59.000")
    }
}

import Bank
import JSON
import Paxos
import Runner
import Testing
import Wire

/// The report of the running example.
enum ExampleReport {
    static var report: RunReport {
        RunReport(file: "example.csv", sets: [first, second, third])
    }

    static func row(_ row: Int, _ index: Int, _ outcome: TransferOutcome) -> SetReport.Row {
        .transfer(transferRow(row, index, outcome))
    }

    static func transferRow(
        _ row: Int,
        _ index: Int,
        _ outcome: TransferOutcome,
        isCarried: Bool = false
    ) -> TransferRow {
        let request = RunningExample.requests[index - 1]
        guard case .transfer(let transfer) = request.command else { preconditionFailure("none") }
        return TransferRow(
            row: row,
            client: request.client,
            transfer: transfer,
            timestamp: request.timestamp,
            outcome: outcome,
            isCarried: isCarried
        )
    }

    private static var first: SetReport {
        var set = SetReport(number: 1, live: RunningExample.nodes)
        set.ballot = ballot(1, 1)
        set.electionCount = 1
        set.durationMilliseconds = 38
        set.rows = [
            row(2, 1, .success(slot: slot(1))), row(3, 2, .success(slot: slot(2))),
            row(4, 3, .failed(slot: slot(3), .insufficientFunds)),
        ]
        set.balances = [
            NodeBalances(node: node(1), accounts: RunningExample.accounts(executed: 3))
        ]
        set.slots = [
            SlotReport(
                slot: slot(1),
                statuses: [
                    NodeSlotStatus(node: node(1), status: .executed),
                    NodeSlotStatus(node: node(2), status: .nothing),
                ]
            )
        ]
        set.views = [
            NewView(
                ballot: ballot(1, 1),
                first: slot(1),
                entries: [NewView.SlotEntry(slot: slot(1), entry: .noop)],
                isWhole: true
            )
        ]
        return set
    }

    private static var second: SetReport {
        var set = SetReport(number: 2, live: [node(2), node(5)])
        set.durationMilliseconds = 3_000
        set.rows = [row(5, 4, .pending)]
        return set
    }

    private static var third: SetReport {
        var set = SetReport(number: 3, live: [node(1), node(2), node(3), node(5)])
        set.failed = [node(1)]
        set.ballot = ballot(4, 5)
        set.electionCount = 2
        set.durationMilliseconds = 871
        set.rows = [
            .transfer(transferRow(5, 4, .success(slot: slot(4)), isCarried: true)),
            row(6, 5, .success(slot: slot(5))), .leaderFailure(row: 7, node: node(1)),
            row(8, 6, .success(slot: slot(6))),
        ]
        return set
    }
}

@Suite("RunReport")
struct RunReportTests {
    @Test("The report has the keys and the order of its schema")
    func schema() {
        var report = ExampleReport.report
        report.sets.remove(at: 1)

        #expect(
            report.json.description == """
                {"schema":"paxosbank.run/1","file":"example.csv","ok":true,"sets":[\
                {"set":1,"live":["n1","n2","n3","n4","n5"],"failed":[],"leader":"n1",\
                "ballot":[1,1],"elections":1,"duration_ms":38,"transactions":[\
                {"row":2,"client":"G","from":"G","to":"B","amount":6,\
                "timestamp":"1795225798670001","outcome":"success","slot":1,"carried":false},\
                {"row":3,"client":"H","from":"H","to":"G","amount":5,\
                "timestamp":"1795225798670008","outcome":"success","slot":2,"carried":false},\
                {"row":4,"client":"B","from":"B","to":"E","amount":20,\
                "timestamp":"1795225798670015","outcome":"failed","slot":3,"carried":false,\
                "reason":"insufficient_funds"}],"balances":{"n1":{"A":10,"B":16,"C":10,"D":10,\
                "E":10,"F":10,"G":9,"H":5,"I":10,"J":10}},"status":{"1":{"n1":"E","n2":"X"}},\
                "views":[{"ballot":[1,1],"leader":"n1","first":1,"whole":true,"entries":[\
                {"slot":1,"request":"no-op"}]}]},\
                {"set":3,"live":["n1","n2","n3","n5"],"failed":["n1"],"leader":"n5",\
                "ballot":[4,5],"elections":2,"duration_ms":871,"transactions":[\
                {"row":5,"client":"E","from":"E","to":"I","amount":4,\
                "timestamp":"1795225798670104","outcome":"success","slot":4,"carried":true},\
                {"row":6,"client":"I","from":"I","to":"C","amount":9,\
                "timestamp":"1795225798670207","outcome":"success","slot":5,"carried":false},\
                {"row":7,"event":"LF","node":"n1"},\
                {"row":8,"client":"C","from":"C","to":"D","amount":8,\
                "timestamp":"1795225798670388","outcome":"success","slot":6,"carried":false}],\
                "balances":{},"status":{},"views":[]}],\
                "totals":{"transactions":6,"success":5,"failed":1,"pending":0,"lf":1}}
                """
        )
    }

    @Test("A set without a leader has null for it, and a pending row null for its slot")
    func nulls() throws {
        var report = ExampleReport.report
        var held = ExampleReport.transferRow(9, 4, .pending)
        held.timestamp = nil
        report.sets[1].rows += [.transfer(held), .leaderFailure(row: 10, node: nil)]
        let set = try #require(report.json["sets"]?.asArray?[1])

        #expect(set["leader"] == .null)
        #expect(set["ballot"] == .null)
        #expect(
            set["transactions"]?.description == """
                [{"row":5,"client":"E","from":"E","to":"I","amount":4,\
                "timestamp":"1795225798670104","outcome":"pending","slot":null,"carried":false},\
                {"row":9,"client":"E","from":"E","to":"I","amount":4,"timestamp":null,\
                "outcome":"pending","slot":null,"carried":false},\
                {"row":10,"event":"LF","node":null}]
                """
        )
    }

    @Test("Totals count each transfer once, by its last outcome")
    func totals() {
        let report = ExampleReport.report

        #expect(report.totals.transfers == 6)
        #expect(report.totals.success == 5)
        #expect(report.totals.pending == 0)
        #expect(report.lastOutcomes.map(\.row) == [2, 3, 4, 5, 6, 8])
        #expect(report.sets[1].totals.pending == 1)
        #expect(report.sets[2].totals.success == 3)
    }
}

import Bank
import Paxos
import Runner
import Testing
import Wire

@Suite("RunSummary")
struct RunSummaryTests {
    private static var summary: RunSummary {
        RunSummary(
            report: ExampleReport.report,
            electionMilliseconds: [38, 405, 412],
            latencyMicroseconds: [2_100, 1_900, 2_050, 430_000, 2_300],
            nodes: (1...5)
                .map { number in
                    let status = RunningExample.status(UInt8(number))
                    return RunSummary.NodeEnd(
                        node: status.node,
                        executed: status.executed,
                        isConnected: status.isConnected,
                        total: status.total
                    )
                },
            initialTotal: Amount(minorUnits: 100)
        )
    }

    @Test("The summary of the running example")
    func example() {
        #expect(
            Self.summary.text == """
                set  live      LF  leader  ballot  elections  success  failed  pending     time
                  1     5       0      n1   (1,1)          1        2       1        0    38 ms
                  2     2       0       -       -          0        0       0        1    3.0 s
                  3     4       1      n5   (4,5)          2        3       0        0   871 ms
                total: 6 transfers: 5 success, 1 failed, 0 pending; 1 LF; 3 elections (median 405 ms); p50 2.1 ms, p99 430 ms
                agree: n2 n3 n5 at slot 6; n1 at 5 and n4 at 3, not connected (prefixes equal)     money: 100 of 100     OK

                """
        )
    }

    @Test("A log that is not whole is told, with how much of it was compared")
    func coverage() {
        var summary = Self.summary
        summary.coverage = RunSummary.Coverage(knownCount: 6, executedCount: 6)
        #expect(summary.text == Self.summary.text)
        summary.coverage.knownCount = 2
        #expect(
            summary.text.contains(
                "\ncompared: 2 of 6 slots; for older ones speak digests, balances and answers\nagree: "
            )
        )
    }

    @Test("More slots than transfers are explained, and not while something is pending")
    func extraSlots() {
        var summary = Self.summary
        summary.nodes = [
            .init(
                node: node(2),
                executed: slot(9),
                isConnected: true,
                total: Amount(minorUnits: 100)
            )
        ]
        summary.extraSlots = .init(noopCount: 1, duplicateCount: 2)
        #expect(
            summary.text.contains(
                "\nslots: 3 slots more than transfers: 1 no-op filled a gap after a leader failed, "
                    + "2 requests ordered twice and executed once\n"
            )
        )
        summary.extraSlots = .init()
        #expect(summary.text.contains("\nslots: 3 slots more than transfers: not explained\n"))
        summary.report.sets.removeLast()

        #expect(!summary.text.contains("slots: "))
    }

    @Test("Nodes apart, money lost and violations are named, with the files to keep")
    func broken() {
        var summary = Self.summary
        summary.nodes[1] = .init(
            node: node(2),
            executed: slot(4),
            isConnected: true,
            total: Amount(minorUnits: 90)
        )
        summary.violations = (1...22).map { "violation \($0)" }
        summary.logFiles = ["/tmp/n1.log", "/tmp/n2.log"]
        let lines = summary.text.split(separator: "\n")

        #expect(
            lines[5] == "nodes: n3 n5 at slot 6, n2 at slot 4; n1 at 5 and n4 at 3, not connected"
                + "     money: 90 of 100 on n2     FAILED"
        )
        #expect(lines[6] == "BROKEN: violation 1")
        #expect(
            lines[25...] == [
                "BROKEN: violation 20", "BROKEN: 2 more", "keep: /tmp/n1.log /tmp/n2.log",
            ]
        )
    }

    @Test("A run of nothing has a summary, too")
    func empty() {
        let summary = RunSummary(
            report: RunReport(file: "empty.csv"),
            nodes: [],
            initialTotal: .zero
        )

        #expect(
            summary.text == """
                set  live      LF  leader  ballot  elections  success  failed  pending     time
                total: 0 transfers: 0 success, 0 failed, 0 pending; 0 LF; 0 elections
                agree: no node connected     money: 0 of 0     OK

                """
        )
    }
}

@Suite("RunLines")
struct RunLinesTests {
    @Test("The lines of the running example")
    func example() {
        let origin = RunLines.Origin(set: 2, position: 1)
        let lines = [
            RunLines.result(position: 1, transfer("G", "B", 6), .success(slot: slot(1))),
            RunLines.result(
                position: 3,
                transfer("B", "E", 20),
                .failed(slot: slot(3), .insufficientFunds)
            ),
            RunLines.pending(
                position: 1,
                transfer("E", "I", 4),
                .noQuorum(connected: 2, nodes: 5)
            ),
            RunLines.result(
                position: 1,
                transfer("E", "I", 4),
                .success(slot: slot(4)),
                origin: origin
            ),
            RunLines.leaderFailure(node(1)),
            RunLines.newLeader(ballot(4, 5), milliseconds: 412),
        ]

        #expect(
            lines.joined() == """
                  [1] G -> B $6: SUCCESS                          (slot 1)
                  [3] B -> E $20: FAILED                          (slot 3, insufficient_funds)
                  [1] E -> I $4: PENDING                          (no quorum: 2 of 5 nodes; carried to the next set)
                  [carried] E -> I $4: SUCCESS                    (slot 4, from set 2 row 1)
                  [LF] Failing leader Node 1
                  [LF] New leader elected: Node 5                 (ballot (4,5), 412 ms)

                """
        )
    }

    @Test("The other lines of a run")
    func others() {
        let long = transfer("savings-of-Grace-and-Barbara", "checking-of-Edsger", 1_000_000)
        let last = RunLines.pending(
            position: 2,
            transfer("A", "B", 1),
            .heldBack,
            origin: .init(set: 1, position: 2),
            isLastSet: true
        )

        #expect(RunLines.leaderFailure(nil) == "  [LF] There is no leader to fail\n")
        #expect(
            RunLines.noNewLeader(connected: 2, nodes: 5)
                == "  [LF] No new leader                              (no quorum: 2 of 5 nodes)\n"
        )
        #expect(
            RunLines.result(position: 10, long, .success(slot: slot(7)))
                == "  [10] savings-of-Grace-and-Barbara -> checking-of-Edsger $1000000: SUCCESS"
                + "  (slot 7)\n"
        )
        #expect(
            last == "  [carried] A -> B $1: PENDING                    "
                + "(waits for the client's earlier request; the file ends)\n"
        )
        #expect(
            RunLines.setHead(3, live: NodeSet([node(1), node(5)]), of: RunningExample.nodes)
                == "Set 3  live n1 . . . n5\n"
        )
        #expect(RunLines.setComplete(1) == "[Set 1] Complete\n")
    }

    @Test("The head of a running set shows bar, strip, ballot and slot")
    func progress() {
        let marks: [SetProgress.Mark] = [.failed, .follows, .follows, .notLive, .leads]
        var progress = SetProgress(
            set: 3,
            nodes: zip(RunningExample.nodes, marks).map { SetProgress.Member($0, $1) },
            doneCount: 2,
            rowCount: 3,
            ballot: ballot(4, 5),
            executed: slot(5)
        )

        #expect(
            progress.text()
                == "Set 3  live n1 n2 n3 . n5   █████████████░░░░░░░  2/3   "
                + "n1 -  n2 F  n3 F  n4 x  n5 L   ballot (4,5)   #5"
        )
        progress.ballot = nil
        progress.rowCount = 0
        #expect(progress.text(isASCII: true).contains("####################  2/0"))
        #expect(progress.text(isASCII: true).contains("no leader   #5"))
    }
}

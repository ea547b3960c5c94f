import Bank
import BankClient
import Paxos
import Testing
import Wire

@Suite("OutgoingLines")
struct OutgoingLinesTests {
    @Test("Requests in a row that go to the same nodes leave together, in their order")
    func runs() throws {
        var lines = OutgoingLines()
        let first = NodeSet([node(1)])
        for (timestamp, targets) in [(1, first), (2, first), (3, members()), (4, first)] {
            lines.append(try request(UInt64(timestamp)), to: targets)
        }

        let runs = taken(from: &lines)

        #expect(runs.map(\.targets) == [first, members(), first])
        #expect(runs.map(\.timestamps) == [[1, 2], [3], [4]])
        #expect(taken(from: &lines).isEmpty, "what was taken is forgotten")
    }

    @Test("A run ends before it is too long to find room")
    func longRuns() throws {
        var lines = OutgoingLines()
        for timestamp in 1...2_000 as ClosedRange<UInt64> {
            lines.append(try request(timestamp), to: members())
        }

        let runs = taken(from: &lines)

        #expect(runs.count > 1)
        #expect(runs.allSatisfy { $0.byteCount <= ClientLimits.runBytesMax })
        #expect(runs.flatMap(\.timestamps) == Array(1...2_000))
    }

    /// What was handed out at once.
    private struct Run {
        let targets: NodeSet
        let byteCount: Int
        let timestamps: [UInt64]
    }

    private func taken(from lines: inout OutgoingLines) -> [Run] {
        var runs: [Run] = []
        lines.take { bytes, targets in
            let timestamps = requests(in: bytes).map(\.timestamp.raw)
            runs.append(Run(targets: targets, byteCount: bytes.count, timestamps: timestamps))
        }
        return runs
    }

    private func request(_ timestamp: UInt64) throws -> Request {
        Request(
            client: ClientID(validated: "A"),
            timestamp: try #require(RequestTimestamp(timestamp)),
            command: transfer()
        )
    }
}

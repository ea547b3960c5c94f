import Foundation
import Scenario
import Testing

@Suite("Testcases.csv")
struct TestcasesTests {
    /// The file at the top level.
    private static func text() throws -> String {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Testcases.csv")
        return try String(contentsOf: file, encoding: .utf8)
    }

    private static func sets() throws -> [TestSet] { try parse(text()).sets }

    private static func failures(_ set: TestSet) -> Int {
        set.steps.count { $0.kind == .leaderFailure }
    }

    @Test("The file is in the normal form, apart from its comments")
    func normalForm() throws {
        let text = try Self.text()

        let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("#") }
        #expect(try parse(text).normalForm() == rows.joined(separator: "\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("The sets are numbered without a gap, and a comment says what each is for")
    func comments() throws {
        let lines = try Self.text().split(separator: "\n", omittingEmptySubsequences: false)

        let sets = try Self.sets()
        #expect(sets.count >= 14)
        #expect(sets.map(\.number) == Array(1...sets.count))
        for set in sets {
            #expect(lines[set.row - 2].hasPrefix("# Set \(set.number): "), "set \(set.number)")
        }
    }

    @Test("The file shows every situation that a release is tried on")
    func situations() throws {
        let sets = try Self.sets()
        let liveCounts = Set(sets.map(\.live.count))
        let losses = sets.map { [$0.live.count, Self.failures($0)] }
        let kinds = sets.flatMap(\.steps).map(\.kind)

        #expect(liveCounts == [0, 2, 3, 4, 5])
        for loss in [[5, 1], [5, 2], [4, 2], [3, 1]] {
            #expect(losses.contains(loss), "\(loss[0]) live, \(loss[1]) leader failures")
        }
        #expect(sets.contains { $0.live.count >= 3 && !$0.live.contains(NodeNumber(1)) })
        #expect(sets.contains { $0.steps.count >= 60 })
        #expect(kinds.contains(transfer("C", "C", 1)) && kinds.contains(transfer("D", "E", 0)))
        let absences = (1...5)
            .map { node in
                sets.map(\.live).split { $0.contains(NodeNumber(node)) }.map(\.count).max() ?? 0
            }
        #expect(absences.contains { $0 >= 3 }, "longest absences: \(absences)")
    }

    @Test("Every order of arrival gives the same outcomes and balances", arguments: 0..<500)
    func arrivalOrder(seed: UInt64) throws {
        var first = ArrivalOrder(seed: 0)
        var other = ArrivalOrder(seed: seed)
        for set in try Self.sets() {
            let isStruck = first.run(set) && other.run(set)

            #expect(isStruck, "set \(set.number): a leader failure without a leader")
            #expect(first.outcomes == other.outcomes, "seed \(seed), set \(set.number)")
            #expect(first.balances == other.balances, "seed \(seed), set \(set.number)")
            #expect(other.total == 100)
        }
        #expect(other.pending == 0)
    }

    @Test("The sets end with known balances, and pending requests wait up to two sets")
    func balances() throws {
        var order = ArrivalOrder(seed: 0)
        for set in try Self.sets() { _ = order.run(set) }

        let expected: [String: Int64] = [
            "A": 10, "B": 12, "C": 10, "D": 10, "E": 12, "F": 8, "G": 9, "H": 11, "I": 10, "J": 8,
        ]
        #expect(order.balances == expected)
        #expect(order.setsWithoutQuorum == [10, 11, 13, 14])
        let waits = order.answeredIn.map { $1 - $0.set }
        #expect(waits.count { $0 == 2 } == 2)
        #expect(waits.count { $0 == 1 } == 4)
        let failed = order.outcomes.filter { !$1 }.keys.map(\.set).sorted()
        #expect(failed == [4, 4, 4, 4, 6, 6, 6])
    }

    @Test("The long set nets to zero")
    func netsToZero() throws {
        let sets = try Self.sets()
        let long = try #require(sets.first { $0.steps.count >= 60 })
        var order = ArrivalOrder(seed: 0)
        for set in sets where set.number < long.number { _ = order.run(set) }
        let before = order.balances

        _ = order.run(long)

        #expect(order.balances == before)
    }

    @Test("The check of arrival orders notices a file that depends on them")
    func dependence() throws {
        let sets = try parse("1,(A, B, 12);(B, A, 5)\n").sets
        let balances = (0..<20)
            .map { (seed: UInt64) in
                var order = ArrivalOrder(seed: seed)
                for set in sets { _ = order.run(set) }
                return order.balances["A"]
            }

        #expect(Set(balances) == [3, 15])
    }
}

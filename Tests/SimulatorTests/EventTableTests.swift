import Simulator
import Testing

/// The table of what happens in a run.
@Suite("Event table") struct EventTableTests {
    private func table(_ only: String) throws -> (table: EventTable, counts: SimulationCounts) {
        var options = SwarmOptions(seed: 3)
        options.faults = [.isolate, .kill]
        options.faultMicroseconds = 60_000
        options.reduce(by: try SwarmReduction(only))
        var simulation = Simulation(options: options)
        simulation.keepTrace()
        #expect(simulation.run() == nil)
        return (try #require(simulation.table), simulation.counts)
    }

    @Test("It has a column for each node, and fits into 160 columns or fewer", arguments: [3, 5])
    func columns(nodes: Int) throws {
        let lines = try table("ticks=100,nodes=\(nodes)").table.text.split(separator: "\n")

        #expect(lines[0].split(separator: " ") == ["ms"] + (1...nodes).map { "n\($0)" })
        let most = lines.map(\.count).max() ?? 0
        #expect(most <= 10 + 30 * nodes && most > 10 + 30 * (nodes - 1), "\(most)")
    }

    @Test("Messages, flushes, faults and mends have rows; ticks have none")
    func words() throws {
        let (table, counts) = try table("ticks=200")
        let text = table.text

        for words in [
            " PREPARE (1,", "-> PROMISE (1,", "-> NEW_VIEW (1,", "-> ACCEPT (1,", " flush",
            "-> ACCEPTED (1,", "-> COMMIT (1,", "= leader (1,", "= executed 1", "=> c0 @",
            ": isolate ---", ": kill ---", "all cuts end ---", "start n",
        ] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(!text.contains("tick"))
        #expect(table.count < counts.events / 2)
        let times = text.split(separator: "\n")
            .compactMap { Double($0.prefix(9).drop { $0 == " " }) }
        #expect(times.count == table.count)
        #expect(times == times.sorted())
    }
}

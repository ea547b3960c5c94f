import Scenario
import Testing

@Suite("Normal form")
struct NormalFormTests {
    @Test("The running example is in the normal form, up to two blanks")
    func runningExample() throws {
        let text = try parse(example).normalForm()

        let expected = example.replacing("[n2,n5]", with: "[n2, n5]").replacing("C ,", with: "C,")
        #expect(text == expected)
    }

    @Test("A set without a step has a row of its own")
    func emptySet() throws {
        let text = try parse("4,,[]\n5").normalForm()

        let expected =
            "Set Number,Transactions,Live Nodes\n4,,\"[]\"\n"
            + "5,,\"[n1, n2, n3, n4, n5]\"\n"
        #expect(text == expected)
    }

    @Test("Parsing the normal form gives the scenario back", arguments: 0..<300 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = ScenarioGenerator(seed: seed)
        let scenario = generator.scenario()

        #expect(try parse(scenario.normalForm()) == scenario, "seed \(seed)")
        #expect(scenario.normalized == scenario, "seed \(seed)")
    }
}

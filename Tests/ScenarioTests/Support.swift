import Bank
import Scenario

/// The running example of the project, in the normal form.
let example = """
    Set Number,Transactions,Live Nodes
    1,"(G, B, 6)","[n1, n2, n3, n4, n5]"
    ,"(H, G, 5)",
    ,"(B, E, 20)",
    2,"(E, I, 4)","[n2,n5]"
    3,"(I, C, 9)","[n1, n2, n3, n5]"
    ,LF,
    ,"(C , D, 8)",

    """

/// Parses a text with the usual names.
func parse(_ text: String) throws(ScenarioErrors) -> ScenarioFile {
    try ScenarioParser.parse(Array(text.utf8))
}

/// Returns a transfer without its place.
func transfer(_ from: String, _ to: String, _ units: Int64) -> Step.Kind {
    .transfer(from: from, to: to, amount: Amount(minorUnits: units))
}

/// Returns the nodes with these numbers.
func nodes(_ numbers: Int...) -> [NodeNumber] { numbers.map { NodeNumber($0) } }

/// Returns what is wrong with a file, or nil if nothing is.
func mistakes(in bytes: [UInt8]) -> ScenarioErrors? {
    do throws(ScenarioErrors) {
        _ = try ScenarioParser.parse(bytes)
        return nil
    } catch {
        return error
    }
}

/// Random choices that are the same for the same seed.
struct TestRandom: RandomNumberGenerator {
    /// What the next number is computed from.
    private var state: UInt64

    init(seed: UInt64) { state = seed &+ 1 }

    /// Returns the next number: a xorshift with a multiplication.
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state
        mixed ^= mixed >> 33
        mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
        return mixed ^ (mixed >> 29)
    }

    /// Returns true about once in `count` times.
    mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    /// Returns one of `choices`.
    mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
        choices[Int.random(in: 0..<choices.count, using: &self)]
    }
}

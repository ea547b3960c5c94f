import Runner
import Testing
import paxosbank

@Suite("Arguments: bench")
struct BenchArgumentsTests {
    private static func options(_ call: String) throws -> BenchOptions? {
        let words = call.split(separator: " ").map(String.init)
        guard case .bench(let options) = try Arguments(words).command else { return nil }
        return options
    }

    @Test("Without flags: 100 transfers at any time for ten seconds, ten accounts, durable")
    func defaults() throws {
        let options = try #require(try Self.options("bench"))

        #expect(options == BenchOptions())
        #expect(options.inFlight == 100 && options.accountCount == 10)
        #expect(options.extent == .milliseconds(10_000))
        #expect(options.storage == LocalStorage())
    }

    @Test("Every flag changes its option")
    func flags() throws {
        let options = try #require(
            try Self.options(
                "bench --in-flight 1000 --transfers 5000 --accounts 1000000 --data d"
                    + " --checkpoint-interval 4096 --report out.json"
            )
        )

        #expect(options.inFlight == 1_000 && options.accountCount == 1_000_000)
        #expect(options.extent == .transfers(5_000))
        #expect(options.storage.place == .directory("d"))
        #expect(options.storage.checkpointInterval == 4_096)
        #expect(options.report == "out.json")
        let timed = try Self.options("bench --duration 250ms --memory")
        #expect(timed?.extent == .milliseconds(250))
        #expect(timed?.storage.place == .memory)
    }

    @Test(
        "What makes no sense is a usage error",
        arguments: [
            ("bench --in-flight 0", "bad_value"),
            ("bench --in-flight 10001", "bad_value"),
            ("bench --transfers 0", "bad_value"),
            ("bench --duration 0s", "bad_value"),
            ("bench --accounts 1", "bad_value"),
            ("bench --accounts 1048577", "bad_value"),
            ("bench --duration 5s --transfers 10", "conflicting_flags"),
            ("bench --memory --data d", "conflicting_flags"),
            ("bench --cluster c.json --memory", "conflicting_flags"),
            ("bench --cluster c.json --accounts 5", "conflicting_flags"),
            ("bench file.csv", "too_many_arguments"),
        ]
    )
    func refused(call: String, code: String) {
        let error = #expect(throws: UserError.self) { try Self.options(call) }

        #expect(error?.code == code)
        #expect(error.map { ExitCode($0.kind) } == .usage)
    }
}

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
        #expect(options.inFlight == [100] && options.accountCount == nil)
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

        #expect(options.inFlight == [1_000] && options.accountCount == 1_000_000)
        #expect(options.extent == .transactions(5_000))
        #expect(options.storage.place == .directory("d"))
        #expect(options.storage.checkpointInterval == 4_096)
        #expect(options.report == "out.json")
        let timed = try Self.options("bench --duration 250ms --memory")
        #expect(timed?.extent == .milliseconds(250))
        #expect(timed?.storage.place == .memory)
    }

    @Test("An open loop, a skew, reads, clients, failures, a check and a picture are options too")
    func further() throws {
        let options = try #require(
            try Self.options(
                "bench --rate 5000 --duration 20s --skew 0.99 --reads 25 --clients 300"
                    + " --fail-leader-at 5,10,15 --check --plot out.svg"
            )
        )

        #expect(options.ratePerSecond == 5_000 && options.inFlight == [1])
        #expect(options.skewThousandths == 990 && options.readsPercent == 25)
        #expect(options.clientCount == 300)
        #expect(options.leaderFailures == [5_000, 10_000, 15_000])
        #expect(options.checksHistory && options.plot == "out.svg")
        #expect(try Self.options("bench --skew 1")?.skewThousandths == 1_000)
        #expect(try Self.options("bench --skew 0.5")?.skewThousandths == 500)
    }

    @Test("Several numbers in flight are several loads, in the order given")
    func sweep() throws {
        let options = try Self.options("bench --in-flight 1,10,100,1000,8192 --clients 8192")

        #expect(options?.inFlight == [1, 10, 100, 1_000, 8_192])
    }

    @Test("SmallBank counts customers where transfers count accounts")
    func smallBank() throws {
        let options = try Self.options("bench --workload smallbank --accounts 524287")

        #expect(options?.workload == .smallbank && options?.accountCount == 524_287)
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
            ("bench --in-flight 1,,2", "bad_value"),
            ("bench --in-flight 1,x", "bad_value"),
            ("bench --in-flight 1,10001", "bad_value"),
            ("bench --in-flight 10 --clients 9", "bad_value"),
            ("bench --in-flight 1,10 --clients 9", "bad_value"),
            ("bench --clients 65536 --rate 5", "bad_value"),
            ("bench --rate 0", "bad_value"),
            ("bench --rate 5 --in-flight 1", "conflicting_flags"),
            ("bench --rate 5 --in-flight 1,10", "conflicting_flags"),
            ("bench --workload tpcc", "bad_value"),
            ("bench --workload smallbank --reads 5", "conflicting_flags"),
            ("bench --workload smallbank --accounts 524288", "bad_value"),
            ("bench --reads 101", "bad_value"),
            ("bench --skew -1", "bad_value"),
            ("bench --skew 0.9999", "bad_value"),
            ("bench --skew 5.001", "bad_value"),
            ("bench --skew .5", "bad_value"),
            ("bench --skew 1.", "bad_value"),
            ("bench --fail-leader-at 0", "bad_value"),
            ("bench --fail-leader-at 5,5", "bad_value"),
            ("bench --fail-leader-at 5,3", "bad_value"),
            ("bench --fail-leader-at 10", "bad_value"),
            ("bench --fail-leader-at x", "bad_value"),
            ("bench --fail-leader-at 5 --transfers 10", "conflicting_flags"),
            ("bench --fail-leader-at 5 --memory", "conflicting_flags"),
            ("bench --fail-leader-at 5 --in-flight 1,10", "conflicting_flags"),
            ("bench --cluster c.json --fail-leader-at 5", "conflicting_flags"),
            ("bench --cluster c.json --check", "conflicting_flags"),
        ]
    )
    func refused(call: String, code: String) {
        let error = #expect(throws: UserError.self) { try Self.options(call) }

        #expect(error?.code == code)
        #expect(error.map { ExitCode($0.kind) } == .usage)
    }
}

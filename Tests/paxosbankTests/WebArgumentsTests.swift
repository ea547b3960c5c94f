import Runner
import Testing
import paxosbank

@Suite("Arguments: demo, stress and chaos over HTTP")
struct WebArgumentsTests {
    private static func read(_ call: String) throws -> ProgramCommand {
        try Arguments(call.split(separator: " ").map(String.init)).command
    }

    @Test("demo has its ports and keeps nothing unless told otherwise")
    func demo() throws {
        var demo = DemoOptions()

        #expect(try Self.read("demo") == .demo(demo))
        #expect(demo.basePort == 5_001)
        #expect(demo.listen.numbers == "127.0.0.1:8080")
        demo.basePort = 6_001
        demo.listen = try #require(LocalAddress("0.0.0.0:9090"))
        demo.storage = LocalStorage(place: .directory("d"))
        #expect(
            try Self.read("demo --base-port 6001 --listen 0.0.0.0:9090 --data d") == .demo(demo)
        )
    }

    @Test("stress asks for a thousand equal requests unless told otherwise")
    func stress() throws {
        var stress = StressOptions()
        stress.servers = [try #require(WebServer("http://127.0.0.1:8080"))]

        #expect(try Self.read("stress --url http://127.0.0.1:8080") == .stress(stress))
        #expect(stress.requests == 1_000 && stress.keys == 1 && stress.rounds == 1)
        stress.servers.append(try #require(WebServer("http://localhost:8081")))
        stress.requests = 12
        stress.keys = 3
        stress.rounds = 7
        stress.connections = 5
        stress.failsLeader = true
        stress.seed = 9
        stress.report = "r.json"
        #expect(
            try Self.read(
                "stress --url http://127.0.0.1:8080,http://localhost:8081/ --requests 12 --keys 3"
                    + " --rounds 7 --connections 5 --fail-leader --seed 9 --report r.json"
            ) == .stress(stress)
        )
    }

    @Test("chaos asks nodes unless told otherwise")
    func chaos() throws {
        var chaos = ChaosOptions()

        #expect(try Self.read("chaos") == .chaos(chaos))
        chaos.usesHTTP = true
        #expect(try Self.read("chaos --http") == .chaos(chaos))
    }

    @Test(
        "Wrong calls are refused",
        arguments: [
            ("demo --listen 8080", "bad_value"), ("demo --listen [::1]:80", "bad_value"),
            ("demo --base-port 0", "bad_value"), ("demo --cluster c.json", "conflicting_flags"),
            ("demo --data d --memory", "conflicting_flags"), ("stress", "missing_flag"),
            ("stress --url https://a", "bad_value"), ("stress --url http://a,", "bad_value"),
            ("stress --url http://a --requests 0", "bad_value"),
            ("stress --url http://a --requests 1000 --keys 1000", "bad_value"),
            ("stress --url http://a --rounds 100000 --keys 11", "bad_value"),
        ]
    )
    func refusals(call: String, code: String) {
        let error = #expect(throws: UserError.self) { try Self.read(call) }

        #expect(error?.code == code)
        #expect(error?.kind == .usage)
    }
}

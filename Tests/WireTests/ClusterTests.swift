import Bank
import Paxos
import Testing
import Wire

@Suite("Cluster files")
struct ClusterTests {
    private static func file(
        schema: String = "paxosbank.cluster/1",
        cluster: String = "c",
        nodes: String = #"{"n1":"a:1"}"#,
        more: String = ""
    ) -> String {
        #"{"schema":"\#(schema)","cluster":"\#(cluster)","nodes":\#(nodes)\#(more)}"#
    }

    /// Reads a file; nil if it can be read.
    private static func problem(_ text: String) -> String? {
        do {
            _ = try Cluster(reading: Array(text.utf8).span)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test("A file needs no more than its schema, an id and nodes")
    func smallest() throws {
        let cluster = try Cluster(reading: Array(Self.file().utf8).span)

        #expect(cluster == Cluster(id: Identifier(validated: "c"), addresses: ["a:1"]))
        #expect(cluster.accounts == Accounts.standard)
        #expect(cluster.members == NodeSet([NodeID(1)]))
        #expect(cluster.address(of: NodeID(1)) == "a:1")
        #expect(cluster.address(of: NodeID(2)) == nil)
    }

    @Test("The number of nodes is odd, at most 9, and they are in order without a gap")
    func nodes() {
        func nodes(_ numbers: [Int]) -> String {
            "{" + numbers.map { "\"n\($0)\":\"a:\($0 + 1)\"" }.joined(separator: ",") + "}"
        }
        for count in 0...20 {
            let isGood = count % 2 == 1 && count <= 9
            let problem = Self.problem(Self.file(nodes: nodes(Array(1..<(count + 1)))))
            #expect((problem == nil) == isGood, "\(count)")
        }
        for numbers in [[2], [1, 3, 2], [0, 1, 2], [1, 2, 4]] {
            #expect(Self.problem(Self.file(nodes: nodes(numbers))) != nil, "\(numbers)")
        }
        let twice = Self.file(nodes: #"{"n1":"a:1","n2":"a:2","n3":"a:1"}"#)
        #expect(Self.problem(twice)?.contains("nodes.n3") == true)
    }

    @Test("An address is a host and a port, written in one way")
    func addresses() {
        func file(_ address: String) -> String { Self.file(nodes: #"{"n1":"\#(address)"}"#) }
        for address in ["a:1", "127.0.0.1:65535", "[::1]:80", "n5.example.org:7000"] {
            #expect(Self.problem(file(address)) == nil, "\(address)")
        }
        let refused = [
            "", ":", "a", "a:", ":1", "a:0", "a:65536", "a:-1", "a:+1", "a:01", "a: 1", "a b:1",
            "::1:80", "[]:80", "a:1:2", "é:1", String(repeating: "a", count: 254) + ":1",
        ]
        for address in refused { #expect(Self.problem(file(address)) != nil, "\(address)") }
    }

    @Test("A mistake is named with its place")
    func mistakes() {
        let mistakes = [
            (Self.file(schema: "paxosbank.cluster/2"), "schema"),
            (Self.file(cluster: "a b"), "cluster"),
            (Self.file(nodes: "[]"), "nodes"),
            (Self.file(more: #","acounts":{}"#), #"did you mean "accounts"?"#),
            (Self.file(more: #","accounts":{"A":-1}"#), "accounts.A"),
            (Self.file(more: #","accounts":{"A B":1}"#), #"accounts."A B""#),
            (Self.file(more: #","accounts":{"A":9007199254740991,"B":1}"#), "accounts"),
            (Self.file(more: #","timers":{"tock":"1s"}"#), "timers.tock"),
            (Self.file(more: #","timers":{"tick":10}"#), "timers.tick"),
            (Self.file(more: #","timers":{"tick":"10m"}"#), "timers.tick"),
            (Self.file(more: #","cluster":"d""#), "byte"),
            (Self.file() + "x", "byte"),
        ]
        for (text, place) in mistakes {
            #expect(Self.problem(text)?.contains(place) == true, "\(text): \(place)")
        }
    }

    @Test("Timers that a file may name always give a timing that holds together")
    func timing() {
        var random = RandomValues(seed: 1)
        var accepted = 0

        for _ in 0..<20_000 {
            var timers = Cluster.Timers()
            timers.tick = random.number(0, 30)
            timers.heartbeat = random.number(0, 200)
            timers.leaderMin = random.number(0, 700)
            timers.leaderMax = random.number(0, DurationText.millisecondsMax)
            timers.quiet = random.number(0, 700)
            guard timers.problem == nil else { continue }
            accepted += 1
            // A timing that does not hold together stops the process.
            let cluster = Cluster(
                id: Identifier(validated: "c"),
                addresses: ["a:1"],
                timers: timers
            )
            #expect(cluster.timing.quietTicks < cluster.timing.leaderTicks.lowerBound)
        }
        #expect(accepted > 100)
    }

    @Test("A quiet period that is shorter by less than a tick is refused")
    func quietTicks() {
        let timers = #","timers":{"quiet":"300ms","leader_min":"305ms"}"#
        #expect(Self.problem(Self.file(more: timers))?.contains("quiet") == true)
    }
}

@Suite("Durations")
struct DurationTextTests {
    @Test("A duration is milliseconds, seconds, or a plain number of seconds")
    func reading() {
        let durations: [(String, UInt64?)] = [
            ("250ms", 250), ("5s", 5_000), ("5", 5_000), ("0ms", 0), ("86400s", 86_400_000),
            ("86401s", nil), ("86400001ms", nil), ("", nil), ("ms", nil), ("5m", nil), ("-5s", nil),
            ("5 s", nil), ("5sec", nil), ("1.5s", nil), ("99999999999999999999s", nil),
            ("\u{0665}s", nil),
        ]
        for (text, milliseconds) in durations {
            #expect(DurationText.milliseconds(text) == milliseconds, "\(text)")
        }
    }

    @Test("A duration that is written is read as the same")
    func writing() {
        for milliseconds: UInt64 in [0, 1, 999, 1_000, 1_001, 86_400_000] {
            let text = DurationText.text(milliseconds: milliseconds)
            #expect(DurationText.milliseconds(text) == milliseconds, "\(text)")
        }
    }
}

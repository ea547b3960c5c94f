import JSON
import Testing

@Suite("JSONObjectReader and JSONField")
struct JSONObjectReaderTests {
    /// A cluster file as the program would read it.
    private struct Cluster: Equatable {
        var name = ""
        var ports: [Int64] = []
        var isTest = false

        init(_ text: String) throws {
            let array = Array(text.utf8)
            var file = try JSONField(JSONValue(parsing: array.span)).object()
            name = try file.take("cluster").string()
            for field in try file.take("nodes").array() {
                var node = try field.object()
                ports.append(try node.take("port").integer(in: 1...65_535))
                try node.finish()
            }
            isTest = try file.takeIfPresent("test")?.bool() ?? false
            try file.finish()
        }
    }

    @Test("Members are taken by name, in any order, some of them optional")
    func taken() throws {
        let file = try Cluster(#"{"test":true,"nodes":[{"port":1},{"port":65535}],"cluster":"c"}"#)

        #expect(file.name == "c")
        #expect(file.ports == [1, 65_535])
        #expect(file.isTest)
        #expect(try !Cluster(#"{"cluster":"c","nodes":[]}"#).isTest)
    }

    @Test(
        "What is wrong is told with its place",
        arguments: [
            ("[]", "the text: an object expected, not an array"),
            ("{}", "cluster: missing"),
            (#"{"cluster":7}"#, "cluster: a string expected, not an integer"),
            (#"{"cluster":"c","nodes":null}"#, "nodes: an array expected, not null"),
            (#"{"cluster":"c","nodes":[{"port":1},{}]}"#, "nodes[1].port: missing"),
            (#"{"cluster":"c","nodes":[{"port":0}]}"#, "nodes[0].port: 0 is outside 1...65535"),
            (
                #"{"cluster":"c","nodes":[{"port":1,"prot":1}]}"#,
                #"nodes[0].prot: unknown key, did you mean "port"?"#
            ),
            (#"{"cluster":"c","nodes":[],"tst":1}"#, #"tst: unknown key, did you mean "test"?"#),
            (#"{"cluster":"c","nodes":[],"leader":1}"#, "leader: unknown key"),
            (#"{"cluster":"c","nodes":[],"":1}"#, #""": unknown key"#),
            (#"{"cluster":"c","nodes":[],"\u001b[2J":1}"#, #""\u001b[2J": unknown key"#),
            (#"{"cluster":"c","nodes":[],"test":1}"#, "test: a boolean expected, not an integer"),
        ]
    )
    func refused(text: String, description: String) {
        let error = #expect(throws: JSONFieldError.self) { try Cluster(text) }

        #expect(error?.description == description)
    }

    @Test("A long unknown key gets no suggestion, and costs no long search")
    func longUnknownKey() {
        let key = String(repeating: "a", count: 100_000)

        let error = #expect(throws: JSONFieldError.self) {
            try Cluster(#"{"cluster":"c","nodes":[],"\#(key)":1}"#)
        }

        #expect(error?.problem == .unknown(suggestion: nil))
        #expect(error?.path.utf8.count == 66)
    }

    @Test("A member is taken once")
    func takenTwice() throws {
        var object = try JSONField(["a": 1]).object()
        #expect(try object.take("a").integer() == 1)

        #expect(throws: JSONFieldError(path: "a", problem: .missing)) { try object.take("a") }
    }

    @Test("An object keyed by data is taken whole, in the order of the text")
    func rest() throws {
        var object = try JSONField(["B": 2, "total": 3, "A": 1], path: "balances").object()
        #expect(try object.take("total").integer() == 3)

        let rest = object.takeRest()

        #expect(rest.map(\.key) == ["B", "A"])
        #expect(rest.map(\.field.path) == ["balances.B", "balances.A"])
        try object.finish()
    }

    @Test("A rule of the caller is told with the place of the value")
    func ownRule() {
        let error = JSONField("n9", path: "nodes[0].id").error(.invalid("id out of order"))

        #expect(error.description == "nodes[0].id: id out of order")
    }
}

import Testing
import Wire

/// What each number of a line may be.
@Suite("Numbers and words")
struct NumberTests {
    /// A place in a golden line, and what may stand there.
    struct Place: CustomTestStringConvertible, Sendable {
        let golden: String
        /// The text to be replaced.
        let text: String
        let accepted: [String]
        let refused: [String]

        var testDescription: String { "\(golden): \(text)" }
    }

    /// Texts that are no integer of 64 bits, or not the only way to write it.
    private static let malformed = [
        "-0", "00", "01", "+1", "1.", "1.0", ".5", "1e0", "1e2", "1E2", "-", "0x1", "1_0", "NaN",
        "9223372036854775808", "-9223372036854775809", "18446744073709551616",
        String(repeating: "9", count: 400), "\"1\"", "null", "true", "[1]", "",
    ]

    private static let slots = ["0", "1", "9007199254740992"]
    private static let noSlots = ["-1", "9007199254740993", "9223372036854775807"]

    static let places: [Place] = [
        Place("prepare", #""first":5"#, slots.dropFirst(), noSlots + ["0"]),
        Place("fetch", #""first":4"#, slots.dropFirst(), noSlots + ["0"]),
        Place("accepted", #""through":6"#, slots, noSlots),
        Place("commit", #""through":6"#, slots, noSlots),
        Place("accept", #""committed":5"#, slots, noSlots),
        Place("accept", #""first":6"#, ["1", "9007199254740991"], noSlots + ["0", slots[2]]),
        Place("new-view-empty", #""first":7"#, ["7", "9007199254740992"], noSlots + ["0", "6"]),
        Place("new-view-empty", #""view":7"#, ["1", "7"], noSlots + ["0", "8"]),
        Place("promise-page", #""checkpoint":4"#, ["0", "4"], noSlots + ["5"]),
        Place("promise-page", #""committed":4"#, ["4", slots[2]], noSlots + ["3"]),
        Place("promise-page", #""life":0"#, ["0", "2097151"], ["-1", "2097152"]),
        Place("recall", #""life":0"#, ["0", "2097151"], ["-1", "2097152"]),
        Place("noted", #""life":1"#, ["0", "2097151"], ["-1", "2097152"]),
        Place("hello-replica", #""incarnation":3"#, ["0", "9007199254740991"], ["-1", slots[2]]),
        Place("hello-replica", #""accepted":8"#, slots, noSlots),
        Place(
            "hello-replica",
            #""started":1795225798000000"#,
            ["0", "9223372036854775807"],
            ["-1"]
        ),
        Place("promise-page", #""first":5"#, ["1", "5"], noSlots + ["0", "6"]),
        Place("heartbeat", #""executed":6"#, ["0", "6"], noSlots + ["7"]),
        Place("heartbeat", #""beat":17"#, ["0", "9223372036854775807"], ["-1"]),
        Place("fetch-snapshot", #""slot":8"#, slots.dropFirst(), noSlots + ["0"]),
        Place("fetch-snapshot", #""index":1"#, ["0", "1048575"], ["-1", "1048576"]),
        Place("snapshot", #""slot":8"#, slots.dropFirst(), noSlots + ["0"]),
        Place("snapshot", #""index":4"#, ["0", "4"], ["-1", "5"]),
        Place("snapshot", #""count":5"#, ["5", "1048576"], ["-1", "0", "4", "1048577"]),
        Place("read", #""id":12"#, ["0", "9223372036854775807"], ["-1"]),
        Place("balance", #""slot":3"#, slots, noSlots),
        Place("balance", #""balance":16"#, ["0", "-1", "9223372036854775807"], []),
        Place("reply-success", #""slot":6"#, slots.dropFirst(), noSlots + ["0"]),
        Place("error", #""offset":7"#, ["0", "1048576"], ["-1"]),
        Place("admin-status", #""id":3"#, ["0", "9223372036854775807"], ["-1"]),
        Place("admin-accounts", #""first":0"#, ["0", "2147483647"], ["-1", "2147483648"]),
        Place("admin-accounts", #""count":1000"#, ["1", "1000"], ["0", "1001", "-1"]),
        Place("admin-slots", #""last":6"#, slots, noSlots),
        Place("admin-mark", #""set":2"#, ["0", "2147483647"], ["-1", "2147483648"]),
        Place("answer-status", #""open_requests":1"#, ["0", "2147483647"], ["-1", "2147483648"]),
        Place("answer-status", #""accepted":8"#, slots, noSlots),
        Place("hello-client", #""version":1"#, ["0", "9223372036854775807"], ["-1"]),
    ]

    @Test(
        "A number at its limits is read, beyond them and misspelt it is refused",
        arguments: places
    )
    func numbers(place: Place) throws {
        for text in place.accepted { #expect(place.refusal(with: text) == nil, "\(text)") }
        for text in place.refused { #expect(place.refusal(with: text) != nil, "\(text)") }
        for text in Self.malformed { #expect(place.refusal(with: text) != nil, "\(text)") }
    }

    @Test("An amount is any 64-bit integer: what it is worth is the bank's business")
    func amounts() {
        for text in ["0", "-1", "9223372036854775807", "-9223372036854775808"] {
            let line = Place("request", #""B",6"#).replaced(by: #""B","# + text)
            #expect(refusal(of: line, as: .client) == nil, "\(text)")
        }
        for text in Self.malformed {
            let line = Place("request", #""B",6"#).replaced(by: #""B","# + text)
            #expect(refusal(of: line, as: .client) != nil, "\(text)")
        }
    }

    @Test("A ballot is a round up to 2^53 and a node up to 64, or [0,0] where nobody leads")
    func ballots() {
        let accepted = ["[1,1]", "[9007199254740992,64]", "[ 4 , 5 ]"]
        let refused = [
            "[0,1]", "[1,0]", "[1,65]", "[1,256]", "[1,257]", "[-1,1]", "[1,-1]", "[]", "[1]",
            "[9007199254740993,1]", "[9223372036854775807,1]", "[1,1,1]", "[[1,1]]", "\"1,1\"",
            "[1,1.0]", "[01,1]", "[1,]", "[,1]", "[1 1]", "null", "4",
        ]
        for name in ["prepare", "commit", "heartbeat", "accept", "new-view", "promise-empty"] {
            let place = Place(name, #""ballot":[4,5]"#)
            for text in accepted { #expect(place.refusal(with: text) == nil, "\(name) \(text)") }
            for text in refused + ["[0,0]"] {
                #expect(place.refusal(with: text) != nil, "\(name) \(text)")
            }
        }
        #expect(Place("reject", #""promised":[4,5]"#).refusal(with: "[0,0]") != nil)
        #expect(Place("entries", "[5,[3,1]").refusal(of: "[5,[0,0]") != nil)
        #expect(Place("reply-stale", #""ballot":[4,5]"#).refusal(with: "[0,0]") == nil)
        for name in ["recall-floor", "noted", "hello-replica"] {
            let key = name == "recall-floor" ? "floor" : "promised"
            let value = name == "hello-replica" ? "[4,5]" : "[3,1]"
            let place = Place(name, "\"\(key)\":\(value)")
            for text in accepted + ["[0,0]"] {
                #expect(place.refusal(with: text) == nil, "\(name) \(text)")
            }
            for text in refused { #expect(place.refusal(with: text) != nil, "\(name) \(text)") }
        }
        #expect(Place("balance", #""ballot":[4,5]"#).refusal(with: "[0,0]") == nil)
        for text in refused {
            #expect(Place("answer-status", #""ballot":[4,5]"#).refusal(with: text) != nil)
        }
        #expect(Place("answer-status", #""ballot":[4,5]"#).refusal(with: "[0,0]") == nil)
    }

    @Test("A request's timestamp is a decimal string from 1 to 2^63 - 1")
    func timestamps() {
        let place = Place("request", #""timestamp":"1795225798670001""#)
        for text in ["\"1\"", "\"9223372036854775807\""] {
            #expect(place.refusal(with: text) == nil, "\(text)")
        }
        let refused = [
            "\"0\"", "\"9223372036854775808\"", "\"18446744073709551615\"", "\"-1\"", "\"+1\"",
            "\"01\"", "\"1.0\"", "\"1e2\"", "\" 1\"", "\"1 \"", "\"\"", "\"\\u0031\"", "1", "null",
            "\"18446744073709551616\"", "\"" + String(repeating: "9", count: 400) + "\"",
        ]
        for text in refused { #expect(place.refusal(with: text) != nil, "\(text)") }
    }

    @Test("A stamp is microseconds below 2^52 and a counter below 2^12")
    func stamps() {
        let place = Place("fetch", #""clock":[1795225798670412,0]"#)
        for text in ["[0,0]", "[4503599627370495,4095]"] {
            #expect(place.refusal(with: text) == nil, "\(text)")
        }
        let refused = [
            "[4503599627370496,0]", "[0,4096]", "[-1,0]", "[0,-1]", "[0]", "[0,0,0]", "[]", "0",
            "[9223372036854775807,0]", "[0,9223372036854775807]", "\"0\"",
        ]
        for text in refused { #expect(place.refusal(with: text) != nil, "\(text)") }
    }

    @Test("Names are 1 to 64 letters, digits, _ and -, without escapes")
    func names() {
        let longest = String(repeating: "x", count: 64)
        let names = ["A", "a", "0", "_", "-", "A-b_9", longest]
        let others = [
            "", longest + "x", "A B", "A.B", "é", "A\\u0042", "\\u0041", "A\u{0}", "A\\n", "#", "/",
        ]
        for place in [Place("request", #""client":"G""#), Place("read", #""account":"B""#)] {
            for name in names { #expect(place.refusal(with: "\"\(name)\"") == nil, "\(name)") }
            for name in others { #expect(place.refusal(with: "\"\(name)\"") != nil, "\(name)") }
        }
    }

    @Test("A node is n1 to n64, written in one way")
    func nodes() {
        let others = ["n0", "n65", "n01", "n", "N1", "n1 ", "1", "n-1", "n100", "", "n1x", "n+1"]
        for place in [Place("fetch", #""node":"n2""#), Place("hello-replica", #""node":"n5""#)] {
            for node in ["n1", "n9", "n10", "n64"] {
                #expect(place.refusal(with: "\"\(node)\"") == nil, "\(node)")
            }
            for node in others { #expect(place.refusal(with: "\"\(node)\"") != nil, "\(node)") }
        }
        let block = Place("admin-block", #"["n1","n4"]"#)
        #expect(block.refusal(of: #"["n4","n1"]"#) == nil)
        #expect(block.refusal(of: #"["n1","n1"]"#) != nil)
        #expect(block.refusal(of: #"["n0"]"#) != nil)
    }

    @Test("A digest is 16 lower-case hexadecimal digits")
    func digests() {
        let place = Place("heartbeat", #""digest":"9f2c41d07a3be518""#)
        for text in ["0000000000000000", "ffffffffffffffff"] {
            #expect(place.refusal(with: "\"\(text)\"") == nil)
        }
        let refused = ["", "0", "F000000000000000", "00000000000000000", "000000000000000g"]
        for text in refused { #expect(place.refusal(with: "\"\(text)\"") != nil, "\(text)") }
    }

    @Test("A result stands with what belongs to it, and in plain letters")
    func results() {
        let success = #""result":"success","slot":6,"balances":[2,18]"#
        let place = Place("reply-success", success)
        let accepted = [
            #""result":"failed","reason":"unknown_account","slot":6"#,
            #""result":"failed","reason":"too_many_clients""#,
            #""result":"stale""#, #""result":"conflict""#, #""result":"not_leader""#,
            #""result":"unavailable""#,
        ]
        let refused = [
            #""result":"success""#, #""result":"success","slot":6"#,
            #""result":"success","balances":[2,18]"#, #""result":"failed","slot":6"#,
            #""result":"failed","reason":"unknown_account""#,
            #""result":"failed","reason":"unknown","slot":6"#,
            #""result":"failed","reason":"too_many_clients","slot":6"#,
            #""result":"stale","slot":6"#, #""result":"conflict","balances":[2,18]"#,
            #""result":"not_leader","slot":6"#, #""result":"unavailable","reason":"full""#,
            #""result":"committed""#, #""result":"Success","slot":6,"balances":[2,18]"#,
            #""result":"s\u0075ccess","slot":6,"balances":[2,18]"#,
            #""result":"success","slot":6,"balances":[2]"#,
            #""result":"success","slot":6,"balances":[2,18,0]"#,
        ]
        for text in accepted { #expect(place.refusal(of: text) == nil, "\(text)") }
        for text in refused { #expect(place.refusal(of: text) != nil, "\(text)") }
    }
}

extension NumberTests.Place {
    fileprivate init(
        _ golden: String,
        _ text: String,
        _ accepted: some Sequence<String> = [],
        _ refused: [String] = []
    ) {
        self.init(golden: golden, text: text, accepted: Array(accepted), refused: refused)
    }

    /// The golden line with `text` in place of the part this place names.
    fileprivate func replaced(by text: String) -> String {
        let line = String(decoding: object(of: WireTests.golden(golden).line), as: UTF8.self)
        let parts = line.split(separator: self.text, maxSplits: 1, omittingEmptySubsequences: false)
        precondition(parts.count == 2, "\(golden) holds no \(self.text)")
        return parts[0] + text + parts[1]
    }

    /// Reads the line with another value behind the key of the part this place names.
    fileprivate func refusal(with value: String) -> WireError? {
        let key = text.prefix { $0 != ":" }
        return refusal(of: "\(key):\(value)")
    }

    /// Reads the line with `text` in place of the part this place names.
    fileprivate func refusal(of text: String) -> WireError? {
        let sample = WireTests.golden(golden)
        let object = replaced(by: text)
        guard sample.isSealed, sample.kind != .peer else {
            return WireTests.refusal(of: object, as: sample.kind)
        }
        let line = String(decoding: sealed(Array(object.utf8)), as: UTF8.self)
        return WireTests.refusal(of: line, as: sample.kind)
    }
}

import Gateway
import Testing
import Wire

@Suite("Parameters")
struct ParameterTests {
    private static func parameters(
        _ items: (name: String, value: String)...
    ) throws(APIError) -> QueryParameters {
        try QueryParameters(items, allowed: ["limit", "cursor", "consistency", "min_slot"])
    }

    @Test("A parameter is read once and by its name; one that is not given is nil")
    func values() throws {
        let parameters = try Self.parameters(("limit", "7"), ("cursor", ""))

        #expect(parameters["limit"] == "7" && parameters["cursor"] == "")
        #expect(parameters["min_slot"] == nil)
    }

    @Test("A parameter that the route does not have is refused and named; others are offered")
    func unknown() throws {
        let error = try #require(
            refusal { () throws(APIError) in
                try Self.parameters(("limit", "7"), ("limits", "7"))
            }
        )

        #expect(error.code == .badParameter && error.param == "limits")
        #expect(error.message.contains("limit, cursor, consistency, min_slot"))
    }

    @Test("Of a name that makes no sense only the beginning is told back")
    func longName() throws {
        let name = String(repeating: "é", count: 1_000)
        let error = try #require(
            refusal { () throws(APIError) in
                try QueryParameters([(name, "")], allowed: [])
            }
        )

        #expect(error.param?.count == 64)
        #expect(error.message.contains("none") && error.message.count < 100)
    }

    @Test("A parameter that comes twice is refused, also with the same value")
    func twice() throws {
        let error = try #require(
            refusal { () throws(APIError) in
                try Self.parameters(("limit", "7"), ("limit", "7"))
            }
        )

        #expect(error.code == .badParameter && error.param == "limit")
    }

    @Test("Names are compared byte by byte: case and composition matter")
    func spelling() {
        for name in ["Limit", "LIMIT", "limit ", ""] {
            let error = refusal { () throws(APIError) in try Self.parameters((name, "1")) }
            #expect(error?.code == .badParameter, "\(name)")
        }
    }

    @Test("A list has 50 elements unless told otherwise, and at most 500")
    func limit() throws {
        #expect(try Self.parameters().limit() == 50)
        #expect(try Self.parameters(("limit", "1")).limit() == 1)
        #expect(try Self.parameters(("limit", "500")).limit() == 500)
        let bad = [
            "0", "501", "-1", "+1", "01", "1.0", "1e2", "", " 1", "1 ", "٣", "0x1", "1_0",
            "18446744073709551616", "99999999999999999999999999",
        ]
        for text in bad {
            let error = refusal { () throws(APIError) in
                try Self.parameters(("limit", text)).limit()
            }
            #expect(error?.code == .badParameter && error?.param == "limit", "\(text)")
        }
    }

    @Test("A slot is 0 to 2^53")
    func slot() throws {
        #expect(try Self.parameters().slot("min_slot") == nil)
        #expect(try Self.parameters(("min_slot", "0")).slot("min_slot") == 0)
        let most = "\(WireLimits.slotMax)"
        #expect(try Self.parameters(("min_slot", most)).slot("min_slot") == WireLimits.slotMax)
        let error = refusal { () throws(APIError) in
            try Self.parameters(("min_slot", "\(WireLimits.slotMax + 1)")).slot("min_slot")
        }
        #expect(error?.code == .badParameter)
        #expect(error?.message.contains(most) == true)
        #expect(OpenAPI.document.contains(most), "the description knows the same bound")
    }

    @Test("A word is one of a few, the first if none is given")
    func word() throws {
        let name = "consistency"
        #expect(try Self.parameters().word(name, of: "linearizable", "local") == "linearizable")
        #expect(try Self.parameters((name, "local")).word(name, of: "a", "local") == "local")
        for text in ["", "Local", "local ", "eventual"] {
            let error = try #require(
                refusal { () throws(APIError) in
                    try Self.parameters((name, text)).word(name, of: "linearizable", "local")
                }
            )
            #expect(error.code == .badParameter && error.param == name)
            #expect(error.message == "consistency is linearizable or local")
        }
    }

    @Test("Numbers have one spelling each")
    func number() {
        for text in ["0", "7", "18446744073709551615"] {
            #expect(QueryParameters.number(text).map { "\($0)" } == text)
        }
        for text in ["", "-0", "+7", "007", "7a", "18446744073709551616", "\u{0}7", "７"] {
            #expect(QueryParameters.number(text) == nil, "\(text)")
        }
    }
}

@Suite("Cursors")
struct CursorTests {
    @Test(
        "A cursor survives the way there and back",
        arguments: [
            ("transfers?", 0), ("transfers?account=G&from_slot=1", 7), ("a|b||c", 1),
            ("", 1), ("accounts?node=é|😀", 1 << 53),
        ] as [(String, UInt64)]
    )
    func roundTrip(filter: String, position: UInt64) throws {
        let cursor = Cursor(filter: filter, position: position)

        #expect(Cursor(cursor.text) == cursor)
        #expect(cursor.text.utf8.allSatisfy(Self.needsNoEscape))
    }

    private static func needsNoEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    @Test(
        "What no gateway gave is no cursor",
        arguments: [
            "2|7|x", "1|7", "1||x", "1|07|x", "1|-7|x", "1|18446744073709551616|x",
            "1|18446744073709551615|x",
            "1|9007199254740993|x", "x", "",
        ]
    )
    func foreign(plain: String) {
        #expect(Cursor(Base64.url.encode(Array(plain.utf8))) == nil)
    }

    @Test("Bytes that are no text are no cursor")
    func invalidText() {
        #expect(Cursor(Base64.url.encode(Array("1|7|".utf8) + [0xFF])) == nil)
    }

    @Test("A cursor has one spelling", arguments: ["=", "==", " ", "\n", "+", "/", "é"])
    func spelling(suffix: String) {
        let text = Cursor(filter: "transfers?", position: 7).text

        #expect(Cursor(text) != nil)
        #expect(Cursor(text + suffix) == nil)
        #expect(Cursor(suffix + text) == nil)
    }

    @Test("Every damaged cursor is refused, or says something else than before")
    func damaged() {
        let cursor = Cursor(filter: "transfers?account=G", position: 7)
        let bytes = Array(cursor.text.utf8)
        for index in bytes.indices {
            for byte in 0...127 as ClosedRange<UInt8> where byte != bytes[index] {
                var other = bytes
                other[index] = byte
                #expect(Cursor(String(decoding: other, as: UTF8.self)) != cursor)
            }
            let cut = String(decoding: bytes[..<index], as: UTF8.self)
            #expect(Cursor(cut) != cursor)
        }
    }

    @Test("A text that is too long is refused without being read")
    func long() {
        #expect(Cursor(String(repeating: "A", count: 1 << 20)) == nil)
    }

    @Test("Base64 for URLs is that of RFC 4648")
    func base64() {
        let vectors = [
            "": "", "f": "Zg", "fo": "Zm8", "foo": "Zm9v", "foob": "Zm9vYg", "fooba": "Zm9vYmE",
            "foobar": "Zm9vYmFy",
        ]
        for (plain, text) in vectors {
            #expect(Base64.url.encode(Array(plain.utf8)) == text)
            #expect(Base64.url.decode(text) == Array(plain.utf8))
        }
        #expect(Base64.url.encode([0xFB, 0xFF, 0xFE]) == "-__-")
        // The last character has bits to spare, which must be zero.
        for text in ["Zh", "Zm9", "Z", "Zm9v=", "+__-", "Zg\n"] {
            #expect(Base64.url.decode(text) == nil, "\(text)")
        }
        let every = (0...255).map { UInt8($0) }
        #expect(Base64.url.decode(Base64.url.encode(every)) == every)
    }

    @Test("A filter of transfers survives the way there and back")
    func filters() {
        for filter in [
            JournalFilter(account: nil, fromSlot: 0), JournalFilter(account: .g, fromSlot: 7),
        ] {
            #expect(JournalFilter(filter.text) == filter)
        }
        let foreign = [
            "", "&", "account=", "account=&from_slot=", "account=&from_slot=07",
            "account=é&from_slot=1", "from_slot=1&account=", "account=G&from_slot=1&",
            "account=G&account=G", "account=G&from_slot=18446744073709551616",
        ]
        for text in foreign { #expect(JournalFilter(text) == nil, "\(text)") }
    }

    private static func take(_ cursor: Cursor?, filter: String?) throws(APIError) -> Cursor? {
        let items = cursor.map { [("cursor", $0.text)] } ?? []
        return try QueryParameters(items, allowed: ["cursor"])
            .cursor(list: "transfers", filter: filter)
    }

    @Test("A list takes its own cursors, with its filter or without one")
    func own() throws {
        let cursor = Cursor(filter: "transfers?account=G", position: 7)

        #expect(try Self.take(nil, filter: "account=G") == nil)
        #expect(try Self.take(cursor, filter: "account=G") == cursor)
        #expect(try Self.take(cursor, filter: nil) == cursor)
    }

    @Test("A cursor of another list, or beside another filter, is refused")
    func others() {
        let cursors = [
            Cursor(filter: "accounts?account=G", position: 7),
            Cursor(filter: "transfers", position: 7), Cursor(filter: "", position: 7),
            Cursor(filter: "transfers?account=A", position: 7),
            Cursor(filter: "transfersx?account=G", position: 7),
            Cursor(filter: "transfers?", position: 7),
        ]
        for cursor in cursors {
            let error = refusal { () throws(APIError) in
                try Self.take(cursor, filter: "account=G")
            }
            #expect(error?.code == .badCursor && error?.param == "cursor", "\(cursor)")
        }
        let garbage = refusal { () throws(APIError) in
            try QueryParameters([("cursor", "!")], allowed: ["cursor"])
                .cursor(list: "transfers", filter: nil)
        }
        #expect(garbage?.code == .badCursor)
    }
}

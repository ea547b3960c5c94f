import HTTP
import Testing

@Suite("Header values")
struct HeaderValueTests {
    @Test(
        "Loopback is localhost, 127.0.0.0/8 and [::1], and nothing that looks like it",
        arguments: [
            ("localhost", true), ("LOCALHOST:80", true), ("127.0.0.1", true), ("127.255.1.2", true),
            ("[::1]:8080", true), ("[0:0:0:0:0:0:0:1]", true), ("[0::0.0.0.1]", true),
            ("a.localhost", false), ("localhost.", false), ("localhost.a", false),
            ("128.0.0.1", false), ("0.0.0.0", false), ("[::]", false), ("[::2]", false),
            ("[::ffff:127.0.0.1]", false), ("[1::1]", false), ("127.0.0.1.a", false),
        ]
    )
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(HTTPAuthority(parsing: text)).isLoopback == isLoopback)
    }

    @Test("An authority has host and port")
    func authority() throws {
        let authority = try #require(HTTPAuthority(parsing: "[2001:DB8::1]:8080"))

        #expect(authority.host == "[2001:db8::1]" && authority.port == 8_080)
        #expect(authority.description == "[2001:db8::1]:8080")
        #expect(HTTPAuthority(parsing: "a")?.port == nil)
        #expect(HTTPAuthority(parsing: "a")?.port(for: "http") == 80)
        #expect(HTTPAuthority(parsing: "a:1")?.port(for: "http") == 1)
    }

    @Test(
        "An origin is null or scheme and authority",
        arguments: [
            ("null", "null"), ("http://A:80", "http://a:80"), ("HTTPS://[::1]", "https://[::1]"),
            ("a+b-c.1://n1", "a+b-c.1://n1"),
        ]
    )
    func origin(text: String, expected: String) {
        #expect(HTTPOrigin(parsing: text)?.description == expected)
    }

    @Test(
        "A malformed origin is none",
        arguments: [
            "", "Null", "n1", "http:", "http:/n1", "http://", "http://n1/", "http://n1 http://n2",
            "http://u@n1", "1http://n1", "://n1", "http://n1:", " http://n1", "http://n1:0",
            "h\u{E9}://n1",
        ]
    )
    func noOrigin(text: String) {
        #expect(HTTPOrigin(parsing: text) == nil)
    }

    @Test(
        "A page is of the same origin if scheme, host and port are those of the request",
        arguments: [
            ("http://n1:8080", "n1:8080", true), ("http://n1", "n1:80", true),
            ("http://n1:80", "N1", true), ("https://n1", "n1", false), ("http://n1", "n2", false),
            ("http://n1:81", "n1", false), ("null", "n1", false), ("file://n1", "n1", false),
        ]
    )
    func sameOrigin(origin: String, host: String, isSame: Bool) throws {
        let host = try #require(HTTPAuthority(parsing: host))

        #expect(try #require(HTTPOrigin(parsing: origin)).isSame(as: host) == isSame)
    }

    @Test(
        "A media type is JSON in UTF-8, whatever its case and other parameters",
        arguments: [
            ("application/json", true), ("Application/JSON ; Charset=\"UTF-8\"", true),
            ("application/json;a=b;charset=utf-8;", true),
            ("application/json;charset=latin1", false),
            ("text/json", false), ("application/jsonp", false), ("application/xml", false),
        ]
    )
    func mediaType(text: String, isJSON: Bool) throws {
        let type = try #require(HTTPMediaType(contentType: [text]))

        #expect(type.isAcceptable(as: .json) == isJSON)
    }

    @Test(
        "What is no media type is refused",
        arguments: [
            [], ["application/json", "application/json"], [""], ["json"], ["a/"], ["/b"], ["a/b c"],
            ["a/b, c/d"], ["a/*"], ["*/*"], ["a /b"], ["a/b;c"], ["a/b;c="], ["a/b;c=\"d"],
            ["a/b;charset=utf-8;charset=x"], ["a/b;c=\"\u{E9}\""], ["a/b;c = d"],
        ]
    )
    func noMediaType(values: [String]) {
        #expect(HTTPMediaType(contentType: values) == nil)
    }

    @Test(
        "The closest range decides what a client takes",
        arguments: [
            ([], 1_000, 1_000), ([""], 1_000, 1_000), (["*/*"], 1_000, 1_000),
            (["application/json"], 1_000, 0), (["application/*;q=0.5"], 500, 0),
            (["text/html, */*;q=0.1"], 100, 1_000), (["*/*", "application/json;q=0"], 0, 1_000),
            (["text/*;q=0.001,text/html;q=0.250"], 0, 250), (["text/html;q=1.000"], 0, 1_000),
            (["text/html;level=1 , , application/json ; q=0"], 0, 1_000), (["image/png"], 0, 0),
        ] as [([String], Int, Int)]
    )
    func accept(values: [String], json: Int, html: Int) throws {
        let accept = try #require(HTTPAccept(parsing: values))

        #expect(accept.quality(of: .json) == json && accept.allows(.json) == (json > 0))
        #expect(accept.quality(of: .html) == html)
        let expected: HTTPMediaType? = html > json ? .html : json > 0 ? .json : nil
        #expect(accept.preferred(among: [.json, .html]) == expected)
    }

    @Test(
        "A malformed Accept is refused",
        arguments: [
            "json", "*/json", "a/b c/d", "a/b;q=2", "a/b;q=1.001", "a/b;q=0.1234", "a/b;q=x",
            "a/b;q=-1", "a/b;q=", "a/b;q=.5", "a/b;q=0.5;q=0.6", "a/b;;;q", "a/b,;",
            Array(repeating: "a/b", count: 33).joined(separator: ","),
        ]
    )
    func noAccept(value: String) {
        #expect(HTTPAccept(parsing: [value]) == nil)
    }

    @Test(
        "An idempotency key is the same bare and in quotes",
        arguments: [
            ("abc", "abc"), ("\"abc\"", "abc"), ("\"a b\"", "a b"), (#""a\"b\\c""#, #"a"b\c"#),
            ("a\"b", "a\"b"), ("~!", "~!"), ("a,b;c=d", "a,b;c=d"), (#"a\b"#, #"a\b"#),
            ("\" \"", " "),
        ]
    )
    func key(value: String, key: String) throws {
        #expect(try HTTPIdempotencyKey.parse([value]) == key)
    }

    @Test(
        "What is no idempotency key says why",
        arguments: [
            ([], .missing), (["a", "a"], .several), ([""], .empty), (["\"\""], .empty),
            (["a b"], .badCharacter), (["\u{E9}"], .badCharacter), (["\"\u{E9}\""], .badCharacter),
            (["a\tb"], .badCharacter), (["\"a\tb\""], .badCharacter), (["\"a"], .badQuoting),
            (["\""], .badQuoting), ([#""a\""#], .badQuoting), ([#""\a""#], .badQuoting),
            (["\"a\"b"], .badQuoting), (["\"a\";x=1"], .badQuoting),
            (["\"a\", \"a\""], .badQuoting),
        ] as [([String], HTTPIdempotencyKeyError)]
    )
    func noKey(values: [String], error: HTTPIdempotencyKeyError) {
        #expect(throws: error) { try HTTPIdempotencyKey.parse(values) }
    }

    @Test("An idempotency key may have exactly 255 characters")
    func keyLimit() throws {
        let most = String(repeating: "k", count: 255)

        #expect(try HTTPIdempotencyKey.parse([most]) == most)
        #expect(try HTTPIdempotencyKey.parse(["\"\(most)\""]) == most)
        #expect(throws: HTTPIdempotencyKeyError.tooLong) {
            try HTTPIdempotencyKey.parse([most + "k"])
        }
        #expect(throws: HTTPIdempotencyKeyError.tooLong) {
            try HTTPIdempotencyKey.parse(["\"\(most)k\""])
        }
    }

    @Test(
        "Dates are in the one form that is written",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (1_795_225_798, "Sat, 21 Nov 2026 01:49:58 GMT"), (-5, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)]
    )
    func dates(seconds: Int64, text: String) {
        #expect(HTTPDate.text(secondsSince1970: seconds) == text)
    }
}

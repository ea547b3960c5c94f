import HTTP
import Testing

@Suite("Targets")
struct TargetTests {
    private static func request(_ target: String) throws -> HTTPRequest {
        try #require(exchange(wire("GET \(target) HTTP/1.1\nHost: n1\n\n")).requests.first)
    }

    @Test(
        "A path is cut at its slashes, then each part is decoded",
        arguments: [
            ("/", []), ("/a", ["a"]), ("/a/b?c/d", ["a", "b"]), ("/a/", ["a", ""]),
            ("//a", ["", "a"]), ("/a%20b/%C3%A9", ["a b", "é"]), ("/%61%2e", ["a."]),
            ("/a+b", ["a+b"]), ("/...", ["..."]), ("/%252f", ["%2f"]), ("/?/", []),
        ] as [(String, [String])]
    )
    func segments(target: String, segments: [String]) throws {
        #expect(try Self.request(target).pathSegments == segments)
    }

    @Test(
        "A part that would change the path's structure, or is no text, finds nothing",
        arguments: [
            "/.", "/..", "/a/../b", "/%2e", "/%2E%2e", "/.%2e/b", "/a%2fb", "/%2F", "/%00", "/a%0a",
            "/%7f", "/%c2%80", "/%ff", "/%c0%ae", "/%c0%af", "/%ed%a0%80", "/%f4%90%80%80", "/%c3",
        ]
    )
    func noSegments(target: String) throws {
        #expect(try Self.request(target).pathSegments == nil)
    }

    @Test(
        "A query is cut at &, then at the first =",
        arguments: [
            ("/", []), ("/?", []), ("/?a=b", ["a", "b"]), ("/?a", ["a", ""]), ("/?a=", ["a", ""]),
            ("/?a=b=c", ["a", "b=c"]), ("/?a=1&a=2", ["a", "1", "a", "2"]),
            ("/?a+b=c+d", ["a b", "c d"]), ("/?%61%26=%3d%2B", ["a&", "=+"]),
            ("/?a=%C3%A9", ["a", "é"]), ("/?a=b?c", ["a", "b?c"]), ("/?a=/", ["a", "/"]),
        ] as [(String, [String])]
    )
    func items(target: String, texts: [String]) throws {
        let items = try #require(try Self.request(target).queryItems)

        #expect(items.flatMap { [$0.name, $0.value] } == texts)
    }

    @Test(
        "A malformed query has no items",
        arguments: ["/?&", "/?a=1&", "/?&a=1", "/?a&&b", "/?=1", "/?a=%00", "/?%0d=1", "/?a=%ff"]
    )
    func noItems(target: String) throws {
        #expect(try Self.request(target).queryItems == nil)
    }

    @Test("A query has at most 32 items")
    func itemLimit() throws {
        let most = (0..<HTTPRequest.queryItemsMax).map { "a=\($0)" }.joined(separator: "&")

        #expect(try Self.request("/?\(most)").queryItems?.count == 32)
        #expect(try Self.request("/?\(most)&b").queryItems == nil)
    }
}

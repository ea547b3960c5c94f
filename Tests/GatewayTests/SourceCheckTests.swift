import Gateway
import HTTP
import Testing

@Suite("Sources of requests")
struct SourceCheckTests {
    private let check = SourceCheck(
        listenAddress: "10.0.0.5:8080",
        allowed: ["Pay.example", "[2001:db8::1]"]
    )

    private func host(_ text: String) throws -> HTTPAuthority {
        try #require(HTTPAuthority(parsing: text), "\(text)")
    }

    @Test(
        "Loopback, the listening address and named hosts are this gateway, at any port",
        arguments: [
            "localhost", "LOCALHOST:8080", "127.0.0.1:1", "127.9.9.9", "[::1]:8080", "10.0.0.5",
            "10.0.0.5:80", "pay.example", "PAY.EXAMPLE:443", "[2001:db8::1]:8080",
        ]
    )
    func own(text: String) throws {
        #expect(check.allows(try host(text)))
    }

    @Test(
        "No other name is, however alike",
        arguments: [
            "evil.example", "pay.example.evil.example", "xpay.example", "localhost.evil.example",
            "x.localhost", "10.0.0.50", "110.0.0.5", "128.0.0.1", "0.0.0.0", "[::2]",
            "[2001:db8::2]", "127.0.0.1.nip.example",
        ]
    )
    func foreign(text: String) throws {
        #expect(!check.allows(try host(text)))
    }

    @Test("A gateway that listens everywhere is called by no name that nobody gave it")
    func everywhere() throws {
        let check = SourceCheck(listenAddress: "0.0.0.0:8080", allowed: [])

        #expect(!check.allows(try host("10.0.0.5:8080")))
        #expect(check.allows(try host("localhost:8080")))
    }

    @Test("A gateway that listens at an IPv6 address is called by it")
    func bracketed() throws {
        let check = SourceCheck(listenAddress: "[2001:DB8::7]:8080", allowed: [])

        #expect(check.allows(try host("[2001:db8::7]:8080")))
    }

    @Test(
        "A page of this gateway may change something, through a proxy that speaks TLS too",
        arguments: [
            ("http://localhost:8080", "localhost:8080"), ("https://pay.example", "pay.example:443"),
            ("https://pay.example", "pay.example"), ("http://pay.example:80", "pay.example"),
            ("HTTP://LocalHost:8080", "localhost:8080"), ("http://[::1]:8080", "[::1]:8080"),
        ] as [(String, String)]
    )
    func sameOrigin(origin: String, text: String) throws {
        #expect(check.allows(origins: [origin], at: try host(text)))
    }

    @Test(
        "A page of another origin may not",
        arguments: [
            ["null"], [""], ["http://localhost"], ["http://localhost:8081"],
            ["ftp://localhost:8080"],
            ["http://127.0.0.1:8080"], ["http://evil.example"], ["http://localhost:8080/"],
            ["http://localhost:8080.evil.example"], ["http://u@localhost:8080"],
            ["http://localhost:8080 "], ["http://localhost:8080", "http://localhost:8080"], [],
            ["file://"], ["http://localhost:8080, http://evil.example"], ["localhost:8080"],
        ]
    )
    func otherOrigin(origins: [String]) throws {
        #expect(!check.allows(origins: origins, at: try host("localhost:8080")))
    }
}

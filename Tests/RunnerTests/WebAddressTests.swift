import Runner
import Testing

@Suite("Addresses of gateways")
struct WebAddressTests {
    @Test(
        "A server is named by its URL",
        arguments: [
            ("http://127.0.0.1:8080", "127.0.0.1:8080"), ("http://localhost/", "localhost:80"),
            ("http://[::1]:8081/", "[::1]:8081"), ("http://[::1]", "[::1]:80"),
            ("http://a-b.example:1", "a-b.example:1"),
        ]
    )
    func servers(text: String, authority: String) {
        #expect(WebServer(text)?.authority == authority)
        #expect(WebServer(text).map { "\($0)" } == "http://\(authority)")
    }

    @Test(
        "What is no such URL is refused",
        arguments: [
            "", "http://", "127.0.0.1:8080", "https://a", "http://a/b", "http://a:0", "http://a:x",
            "http://a:70000", "http://:80", "http://a b", "http://a?x", "http://a\r\nX: 1",
            "http://ü", "ftp://a", "http://a:1:2",
        ]
    )
    func noServers(text: String) {
        #expect(WebServer(text) == nil)
    }

    @Test("An address of this machine is read, and told in numbers")
    func addresses() {
        #expect(LocalAddress("localhost:8080") == LocalAddress(port: 8_080))
        #expect(LocalAddress("127.0.0.1:1")?.numbers == "127.0.0.1:1")
        #expect(LocalAddress("192.168.0.255:65535")?.numbers == "192.168.0.255:65535")
        #expect(LocalAddress("0.0.0.0:80")?.reachable == "127.0.0.1:80")
        #expect(LocalAddress("10.0.0.1:80")?.reachable == "10.0.0.1:80")
    }

    @Test(
        "What is no such address is refused",
        arguments: [
            "", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536",
            "127.0.0.256:1", "127.0.0:1", "1.2.3.4.5:1", "127.0.0.1:+1", "a:1", "[::1]:1",
            "127..0.1:1", "127.0.0.1:1:2",
        ]
    )
    func noAddresses(text: String) {
        #expect(LocalAddress(text) == nil)
    }
}

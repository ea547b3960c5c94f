import EventLoop
import Testing

@Suite("SocketAddress")
struct SocketAddressTests {
    @Test(
        "Numeric addresses are read, and written in their shortest form",
        arguments: [
            ("127.0.0.1:5001", "127.0.0.1:5001"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("192.168.1.254:65535", "192.168.1.254:65535"),
            ("[::1]:5001", "[::1]:5001"),
            ("[2001:db8:0:0:0:0:0:1]:80", "[2001:db8::1]:80"),
            ("127.0.0.1:00080", "127.0.0.1:80"),
        ]
    )
    func numeric(text: String, written: String) throws {
        let address = try SocketAddress(text)

        #expect(address.description == written)
        #expect(try SocketAddress(written) == address)
    }

    @Test(
        "What is not host:port is refused with its text",
        arguments: [
            "", ":", "5001", "localhost", ":5001", "127.0.0.1:", "127.0.0.1:65536",
            "127.0.0.1:-1", "127.0.0.1:+1", "127.0.0.1:1x", "127.0.0.1: 1", "::1:5001", "[]:1",
            "127.0.0.1:000080", "a\0b:1", String(repeating: "a", count: 254) + ":1",
        ]
    )
    func malformed(text: String) {
        #expect(throws: AddressError.malformed(text)) { try SocketAddress(text) }
    }

    @Test("localhost has an address, of IPv4 if it has one")
    func name() throws {
        let address = try SocketAddress("localhost:7")

        #expect(["127.0.0.1:7", "[::1]:7"].contains(address.description))
        #expect(address.port == 7)
    }

    @Test("A name without address is refused with the reason in words")
    func unknownName() throws {
        // A label may have 63 bytes, so no name service is asked.
        let host = String(repeating: "a", count: 64)

        let error = #expect(throws: AddressError.self) { try SocketAddress("\(host):1") }

        #expect(try #require(error).description.hasPrefix("\"\(host)\" has no address: "))
    }

    @Test("The two short forms are what they say")
    func shortForms() {
        #expect(SocketAddress.loopback(port: 1).description == "127.0.0.1:1")
        #expect(SocketAddress.everyInterface(port: 2).description == "0.0.0.0:2")
    }
}

import Foundation
import Testing

extension EndToEnd {
    @Suite("demo and stress")
    struct DemoTests {
        /// Ports that are free now: five for nodes that follow each other, and one for a gateway.
        private struct Ports {
            /// The port of n1.
            let base: UInt16
            /// The gateway's.
            var gateway: UInt16 { base + 5 }

            init() throws {
                for _ in 0..<50 {
                    let socket = BoundSocket()
                    let base = socket.port
                    socket.end()
                    guard base > 1_024, base < 65_000 else { continue }
                    let others = (0..<6).map { BoundSocket(port: base + $0) }
                    for other in others { other.end() }
                    guard others.allSatisfy({ $0.port > 0 }) else { continue }
                    self.base = base
                    return
                }
                throw Missing()
            }

            /// The words that choose them.
            var flags: [String] {
                ["--base-port", "\(base)", "--listen", "127.0.0.1:\(gateway)"]
            }
        }

        /// No six ports in a row are free.
        private struct Missing: Error {}

        /// A socket that has a port of this machine.
        private final class BoundSocket {
            private let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            /// The port; 0 if it could not be had.
            private(set) var port: UInt16 = 0

            init(port wanted: UInt16 = 0) {
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = wanted.bigEndian
                address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                        bind(descriptor, general, size) == 0
                            && getsockname(descriptor, general, &size) == 0
                    }
                }
                if isBound { port = UInt16(bigEndian: address.sin_port) }
            }

            func listen() { _ = Foundation.listen(descriptor, 1) }

            func end() { close(descriptor) }
        }

        private func start(
            _ ports: Ports,
            _ flags: [String] = [],
            in folder: TestFolder
        ) throws
            -> Program
        {
            let demo = Program(["demo"] + ports.flags + flags, in: folder)
            demo.send("balance A\n")
            try demo.waitForOutput("A\t")
            return demo
        }

        @Test("Commands from a pipe, a page beside, and at the end nothing is left")
        func pipe() throws {
            try TestFolder.with { folder in
                let ports = try Ports()
                let demo = try start(ports, in: folder)
                #expect(folder.processes.count == 6)
                demo.send("transfer G B 6\n")
                try demo.waitForOutput("success\t")
                let page = folder.run(
                    "stress",
                    "--url",
                    "http://127.0.0.1:\(ports.gateway)",
                    "--requests",
                    "40",
                    "--keys",
                    "3",
                    "--rounds",
                    "2",
                    "--fail-leader",
                    "--output",
                    "json"
                )
                demo.endInput()
                let outcome = demo.outcome()

                #expect(page.end == .code(0), "\(page)")
                #expect(page.output.hasPrefix(#"{"schema":"paxosbank.stress/1","ok":true"#))
                #expect(page.output.contains(#""requests":240,"executions":6,"#), "\(page.output)")
                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.error.contains("http://127.0.0.1:\(ports.gateway)/"))
                #expect(folder.processes == [] && folder.leftovers == [])
            }
        }

        @Test("Nodes and gateway end with a demo that a signal ends", arguments: [SIGINT, SIGKILL])
        func signals(number: Int32) throws {
            try TestFolder.with { folder in
                let demo = try start(try Ports(), in: folder)
                demo.send(signal: number)

                #expect(demo.outcome().end == .signal(number))
                try Program.wait(for: "the end of all processes", milliseconds: 5_000) {
                    folder.processes.isEmpty
                }
                #expect(number == SIGKILL || folder.leftovers == [])
            }
        }

        @Test("A folder that is named keeps the bank for the next demo")
        func data() throws {
            try TestFolder.with { folder in
                let flags = try Ports().flags + ["--data", "\(folder.path)/bank", "--quiet"]
                let first = Program(["demo"] + flags, in: folder)
                first.send("transfer G B 6\n")
                first.endInput()
                #expect(first.outcome().end == .code(0))
                let second = Program(["demo"] + flags, in: folder)
                second.send("balance G\n")
                second.endInput()
                let outcome = second.outcome()

                #expect(outcome.end == .code(0), "\(outcome)")
                #expect(outcome.output.contains("\nG\t4\t"), "\(outcome.output)")
                #expect(outcome.error.isEmpty, "\(outcome.error)")
            }
        }

        @Test("A port that is taken is named with its flag, and nothing is left")
        func taken() throws {
            try TestFolder.with { folder in
                for (offset, flag) in [(UInt16(2), "--base-port"), (5, "--listen")] {
                    let ports = try Ports()
                    let other = BoundSocket(port: ports.base + offset)
                    other.listen()
                    defer { other.end() }
                    let demo = Program(["demo"] + ports.flags, in: folder)
                    demo.endInput()
                    let outcome = demo.outcome()

                    #expect(outcome.end == .code(78), "\(outcome)")
                    #expect(outcome.error.contains("127.0.0.1:\(ports.base + offset) is taken"))
                    #expect(outcome.error.contains("'\(flag) "), "\(outcome.error)")
                    #expect(folder.processes == [] && folder.leftovers == [])
                }
            }
        }

        @Test("stress that reaches nobody executes nothing: exit code 69")
        func unreachable() throws {
            try TestFolder.with { folder in
                let url = "http://127.0.0.1:\(try Ports().gateway)"
                let outcome = folder.run("stress", "--url", url, "--timeout", "500ms")

                #expect(outcome.end == .code(69), "\(outcome)")
                #expect(outcome.error.contains("[unavailable]"))
                #expect(outcome.output.isEmpty)
            }
        }
    }
}

import Foundation
import Testing

extension EndToEnd {
    @Suite("Configuration")
    struct ConfigTests {
        private static func run(
            _ words: [String],
            _ variables: [String],
            in folder: TestFolder
        ) -> Program.Outcome {
            let program = Program(words, in: folder, variables: variables)
            program.endInput()
            return program.outcome()
        }

        @Test("The program takes what it is not told from the environment and the file")
        func layers() throws {
            try TestFolder.with { folder in
                let out = "\(folder.path)/cluster.json"
                let file = try folder.write(
                    """
                    {"cluster": "\(out)", "output": "json",
                     "cluster init": {"nodes": 3, "base-port": 6001, "out": "\(out)"}}
                    """,
                    to: "p.json"
                )
                let variables = ["PAXOSBANK_CONFIG=\(file)", "PAXOSBANK_BASE_PORT=7001"]
                let made = Self.run(["cluster", "init"], variables, in: folder)
                #expect(made.end == .code(0), "\(made)")
                let cluster = String(decoding: try folder.read("cluster.json"), as: UTF8.self)
                #expect(cluster.contains("127.0.0.1:7003") && !cluster.contains("127.0.0.1:7004"))

                let words = ["config", "show", "cluster", "init", "--origin", "--output", "plain"]
                let shown = Self.run(words, variables, in: folder)
                #expect(shown.end == .code(0), "\(shown)")
                #expect(
                    shown.output.hasSuffix(
                        """
                        cluster init.nodes=3\tfile \(file)
                        cluster init.base-port=7001\tenvironment PAXOSBANK_BASE_PORT
                        cluster init.out=\(out)\tfile \(file)

                        """
                    )
                )
                #expect(shown.output.contains("output=plain\tflag\n"))
            }
        }

        @Test("config check tells all mistakes and exits 78; a command tells the first, with 78")
        func check() throws {
            try TestFolder.with { folder in
                let file = try folder.write(
                    "{\"timeout\": \"soon\", \"gateway\": {\"lisen\": \"x\"}}",
                    to: "p.json"
                )
                let check = folder.run("config", "check", file)
                #expect(check.end == .code(78), "\(check)")
                #expect(check.output.contains("did you mean listen?"))
                #expect(check.output.contains("timeout in \(file) \"soon\" is no duration"))
                #expect(check.output.hasSuffix("failed\t-\t2 problems\t-\t-\n"))
                let nodes = folder.run("nodes", "--config", file)
                #expect(nodes.end == .code(78) && nodes.error.contains("[unknown_key]"), "\(nodes)")
                let fine = try folder.write("{\"timeout\": 3}", to: "fine.json")
                let checked = folder.run("config", "check", fine, "--output", "human")
                #expect(checked.end == .code(0))
                #expect(checked.output == "1 key of \(fine) is fine\n")
            }
        }

        @Test("Nodes of a run are told everything by it, and take nothing from its environment")
        func children() throws {
            try TestFolder.with { folder in
                let test = try folder.write(
                    "1,\"(A, B, 1)\",\"[n1, n2, n3, n4, n5]\"\n",
                    to: "a.csv"
                )
                // Nothing that a node of its own would start with.
                let file = try folder.write(
                    """
                    {"run": {"memory": true, "no-pause": true},
                     "node": {"checkpoint-interval": 0, "id": "n99"}}
                    """,
                    to: "p.json"
                )
                let run = Self.run(["run", test], ["PAXOSBANK_CONFIG=\(file)"], in: folder)
                #expect(run.end == .code(0), "\(run)")
                #expect(run.output.contains("1 success"))
            }
        }

        @Test("The gateway shows its configuration with its origins")
        func gateway() throws {
            try TestFolder.with { folder in
                let out = "\(folder.path)/cluster.json"
                let made = folder.run("cluster", "init", "--base-port", "5001", "--out", out)
                #expect(made.end == .code(0), "\(made)")
                let file = try folder.write(
                    "{\"cluster\": \"\(out)\", \"gateway\": {\"request-timeout\": \"7s\"}}",
                    to: "p.json"
                )
                let (listener, port) = try ClusterOfProcesses.listener()
                defer { close(listener) }
                let gateway = Program(
                    ["gateway", "--config", file, "--listen-descriptor", "3"],
                    in: folder,
                    listener: listener,
                    variables: ["PAXOSBANK_NAME=gate"]
                )
                try gateway.waitForOutput("gateway is ready on ")
                let answer = try Self.get("/config", port: port)
                for (name, value, origin) in [
                    ("request-timeout", "7s", "file \(file)"), ("principal", "public", "default"),
                    ("name", "gate", "environment PAXOSBANK_NAME"), ("config", file, "flag"),
                ] {
                    let parts = ["\"\(name)\"", "\"\(value)\"", "\"\(origin)\""]
                    let plain = answer.replacing("\\/", with: "/")
                    #expect(parts.allSatisfy { plain.contains($0) }, "\(name): \(plain)")
                }
                gateway.send(signal: SIGTERM)
                #expect(gateway.outcome().end == .code(0))
            }
        }

        /// Asks for a document over HTTP, and returns the whole answer.
        private static func get(_ path: String, port: UInt16) throws -> String {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            address.sin_port = port.bigEndian
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, size) == 0
                }
            }
            try #require(isConnected, "connect: \(errno)")
            let head =
                "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n"
            let sent = Array(head.utf8)
            #expect(send(descriptor, sent, sent.count, 0) == sent.count)
            var answer: [UInt8] = []
            var bytes = [UInt8](repeating: 0, count: 65_536)
            var count = recv(descriptor, &bytes, bytes.count, 0)
            while count > 0 {
                answer += bytes[..<count]
                count = recv(descriptor, &bytes, bytes.count, 0)
            }
            return String(decoding: answer, as: UTF8.self)
        }
    }
}

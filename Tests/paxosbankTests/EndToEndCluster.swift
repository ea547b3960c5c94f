import Foundation
import Testing

/// Five `node` processes that a test starts from a file that `cluster init` wrote.
///
/// The file's ports are replaced by some that the system chose; the nodes inherit the sockets.
final class ClusterOfProcesses {
    /// The cluster file.
    let file: String
    /// The folder of the test.
    private let folder: TestFolder
    /// The listening sockets.
    private let listeners: [Int32]
    /// The node processes, in order.
    private(set) var nodes: [Program] = []

    init(in folder: TestFolder, allowsFaults: Bool = true) throws {
        self.folder = folder
        file = "\(folder.path)/cluster.json"
        let made = folder.run("cluster", "init", "--base-port", "5001", "--out", file)
        #expect(made.end == .code(0), "\(made.error)")
        let sockets = try (0..<5).map { _ in try Self.listener() }
        listeners = sockets.map(\.descriptor)
        var text = String(decoding: try folder.read("cluster.json"), as: UTF8.self)
        for (index, socket) in sockets.enumerated() {
            text = text.replacing(":\(5_001 + index)\"", with: ":\(socket.port)\"")
        }
        _ = try folder.write(text, to: "cluster.json")
        for number in 1...5 {
            nodes.append(start(number, allowsFaults: allowsFaults, isNew: true))
        }
        for (index, node) in nodes.enumerated() {
            try node.waitForOutput("n\(index + 1) is ready on 127.0.0.1:")
        }
    }

    /// The folder of a node.
    func data(_ number: Int) -> String { "\(folder.path)/n\(number)" }

    /// Starts a node on its folder.
    func start(_ number: Int, allowsFaults: Bool = true, isNew: Bool = false) -> Program {
        let flags =
            (allowsFaults ? ["--allow-faults"] : []) + (isNew ? ["--new-cluster"] : [])
            + ["--data", data(number), "--listen-descriptor", "3"]
        return Program(
            ["node", "--id", "n\(number)", "--cluster", file] + flags,
            in: folder,
            listener: listeners[number - 1]
        )
    }

    /// Runs a command on the cluster.
    func run(_ arguments: String...) -> Program.Outcome {
        let program = Program(arguments + ["--cluster", file], in: folder)
        program.endInput()
        return program.outcome()
    }

    /// Stops all nodes in good order; each must end with 0.
    func stop() {
        for node in nodes { node.send(signal: SIGTERM) }
        for node in nodes { #expect(node.outcome().end == .code(0)) }
        nodes = []
        closeListeners()
    }

    /// Closes the ports, which were kept so far.
    func closeListeners() {
        for listener in listeners { close(listener) }
    }

    /// Opens a socket at a port that the system chooses.
    static func listener() throws -> (descriptor: Int32, port: UInt16) {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && listen(descriptor, 512) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isOpen, "listen: \(errno)")
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}

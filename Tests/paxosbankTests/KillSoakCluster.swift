import Foundation
import Testing

/// Five durable `node` processes that a test kills and starts again, on folders of their own.
///
/// Their sockets belong to the test, so that no port is lost while its node is dead; a dead node's
/// socket does not listen.
final class KillSoakCluster {
    /// The cluster file.
    let file: String
    /// The folder of the test.
    private let folder: TestFolder
    /// Every so many slots nodes take a snapshot.
    private let checkpointInterval: Int
    /// The nodes' sockets, in order.
    private var sockets: [PortSocket] = []
    /// The running nodes, by number.
    private var nodes: [Int: Program] = [:]
    /// What nodes said on standard error before they were killed, by number.
    private var said: [Int: String] = [:]
    /// How many processes were killed.
    private(set) var kills = 0

    /// Writes the cluster file and starts the nodes, for the first time.
    init(in folder: TestFolder, checkpointInterval: Int) throws {
        self.folder = folder
        self.checkpointInterval = checkpointInterval
        file = "\(folder.path)/cluster.json"
        let made = folder.run("cluster", "init", "--base-port", "5001", "--out", file)
        try #require(made.end == .code(0), "\(made.error)")
        sockets = try (0..<5).map { _ in try PortSocket() }
        var text = String(decoding: try folder.read("cluster.json"), as: UTF8.self)
        for (index, socket) in sockets.enumerated() {
            text = text.replacing(":\(5_001 + index)\"", with: ":\(socket.port)\"")
        }
        _ = try folder.write(text, to: "cluster.json")
        for number in 1...5 { try start(number, isNewCluster: true) }
    }

    deinit {
        for socket in sockets { socket.end() }
    }

    /// The nodes that run.
    var running: [Int] { nodes.keys.sorted() }

    /// Starts a node on whatever its folder holds.
    func start(_ number: Int, isNewCluster: Bool = false) throws {
        let socket = sockets[number - 1]
        try socket.listen()
        nodes[number] = Program(
            [
                "node", "--id", "n\(number)", "--cluster", file, "--listen-descriptor", "3",
                "--data", data(of: number), "--checkpoint-interval", "\(checkpointInterval)",
                "--segment-bytes", "1048576",
            ] + (isNewCluster ? ["--new-cluster"] : []),
            in: folder,
            listener: socket.descriptor
        )
    }

    /// Kills a node; its port refuses everybody from now on.
    func kill(_ number: Int) throws {
        let node = try #require(nodes[number], "n\(number) does not run")
        nodes[number] = nil
        node.send(signal: SIGKILL)
        let outcome = node.outcome()
        said[number] = outcome.error
        #expect(outcome.end == .signal(SIGKILL), "n\(number) ended before: \(outcome)")
        try sockets[number - 1].refuse()
        kills += 1
    }

    /// Removes everything that a dead node kept.
    func wipe(_ number: Int) throws {
        precondition(nodes[number] == nil, "n\(number) runs")
        try FileManager.default.removeItem(atPath: data(of: number))
    }

    /// Stops all nodes in good order; each must end with 0.
    func stop() {
        for node in nodes.values { node.send(signal: SIGTERM) }
        for (number, node) in nodes {
            let outcome = node.outcome()
            #expect(outcome.end == .code(0), "n\(number): \(outcome)")
        }
        nodes = [:]
    }

    /// What nodes said last, for whoever must find out what went wrong; kills them.
    func lastWords() -> String {
        for (number, node) in nodes {
            node.send(signal: SIGKILL)
            said[number] = node.outcome().error
        }
        nodes = [:]
        return (1...5)
            .map { number in
                let lines = (said[number] ?? "").split(separator: "\n").suffix(6)
                return "n\(number):\n" + lines.joined(separator: "\n")
            }
            .joined(separator: "\n")
    }

    private func data(of number: Int) -> String { "\(folder.path)/n\(number)" }
}

/// A socket that keeps its port whether it listens or not.
private struct PortSocket {
    /// The descriptor.
    let descriptor: Int32
    /// The port.
    let port: UInt16

    /// Takes a port that the system says is free.
    init() throws {
        // Only a socket that was bound to this very number keeps it while it does not listen.
        let probe = try Self.bound(to: 0)
        let port = try Self.port(of: probe)
        close(probe)
        self.port = port
        descriptor = try Self.bound(to: port)
    }

    /// Lets others connect.
    func listen() throws {
        try setSharesPort(true)
        try #require(Foundation.listen(descriptor, 512) == 0, "listen: \(errno)")
    }

    /// Refuses everybody, and keeps the port.
    func refuse() throws {
        try #require(shutdown(descriptor, Int32(SHUT_RDWR)) == 0, "shutdown: \(errno)")
        try setSharesPort(false)
    }

    /// Gives the port away.
    func end() { close(descriptor) }

    /// Says whether connections of the port's earlier time may still be dying.
    private func setSharesPort(_ isOn: Bool) throws {
        var value: Int32 = isOn ? 1 : 0
        let size = socklen_t(MemoryLayout<Int32>.size)
        let result = setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &value, size)
        try #require(result == 0, "setsockopt: \(errno)")
    }

    private static func bound(to port: UInt16) throws -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0
            }
        }
        try #require(isBound, "bind to \(port): \(errno)")
        return descriptor
    }

    private static func port(of descriptor: Int32) throws -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &size) == 0
            }
        }
        try #require(isKnown, "getsockname: \(errno)")
        return UInt16(bigEndian: address.sin_port)
    }
}

import Bank
import EventLog
import Foundation
import Node
import Paxos
import Synchronization
import Testing
import Wire

/// A cluster whose nodes run on threads of this process, at ports that the system chose.
///
/// A node that is not started has a socket that listens all the same: a test may be that node.
final class TestCluster {
    /// The cluster as its file would describe it.
    let cluster: Cluster
    /// The listening sockets of the nodes, in order.
    private let listeners: [Int32]
    /// The ports of the nodes, in order.
    let ports: [UInt16]
    /// Where nodes write what nobody reads.
    private let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    /// Where nodes that are started from now on write lines for people; nil for nowhere.
    var journalDescriptor: Int32?
    /// How nodes that are started from now on write lines for people.
    var log = EventLogSettings()
    /// Whether nodes that are started from now on are told that the cluster is new.
    var isNewCluster = true
    /// Where nodes that are started from now on keep their files; nil for in memory.
    var directory: String?
    /// The nodes that run.
    private var running: [UInt8: RunningNode] = [:]

    init(nodes count: Int, accounts: [Account] = Accounts.standard) throws {
        let sockets = try (0..<count).map { _ in try Descriptors.listener() }
        listeners = sockets.map(\.descriptor)
        ports = sockets.map(\.port)
        cluster = Cluster(
            id: Identifier(validated: "test"),
            addresses: ports.map { "127.0.0.1:\($0)" },
            accounts: accounts
        )
    }

    /// Starts a node; one that was stopped starts again with an empty memory.
    func start(_ number: UInt8, allowsFaults: Bool = true, limits: NodeLimits = NodeLimits()) {
        precondition(running[number] == nil, "n\(number) runs already")
        let pipe = Descriptors.pipe()
        let settings = NodeSettings(
            cluster: cluster,
            id: NodeID(number),
            storage: NodeStorage(directory: directory, isNewCluster: isNewCluster),
            allowsFaults: allowsFaults,
            listeningDescriptor: Descriptors.copy(of: listeners[Int(number) - 1]),
            lifelineDescriptor: pipe.reading,
            log: log(descriptor: journalDescriptor ?? nowhere),
            version: "test"
        )
        let node = RunningNode(lifeline: pipe)
        node.start(settings, limits)
        running[number] = node
    }

    private func log(descriptor: Int32) -> EventLogSettings {
        var settings = log
        settings.descriptor = descriptor
        return settings
    }

    /// Ends a node and waits until it is gone.
    func stop(_ number: UInt8) {
        running.removeValue(forKey: number)?.stop()
    }

    /// Waits until a node has ended by itself, and returns why.
    func waitForOwnEnd(of number: UInt8) -> NodeError? {
        running.removeValue(forKey: number)?.waitForOwnEnd()
    }

    /// Ends all nodes.
    func stop() {
        for number in running.keys.sorted() { stop(number) }
        for listener in listeners { close(listener) }
        close(nowhere)
    }

    /// Waits until somebody connects to a node that the test plays.
    func accept(as number: UInt8) throws -> LineClient {
        try LineClient.accepted(from: listeners[Int(number) - 1])
    }

    /// Opens a connection to a node.
    func connect(to number: UInt8) throws -> LineClient {
        try LineClient.connected(to: ports[Int(number) - 1])
    }

    /// Opens a connection of a client.
    func client(of number: UInt8) throws -> LineClient {
        try introduced("client", to: number)
    }

    /// Opens a connection of an operator.
    func admin(of number: UInt8) throws -> LineClient {
        try introduced("admin", to: number)
    }

    private func introduced(_ role: String, to number: UInt8) throws -> LineClient {
        let client = try connect(to: number)
        client.send(Lines.hello(role) + "\n")
        let hello = try client.line()
        #expect(hello.contains(#""role":"replica","node":"n\#(number)""#))
        return client
    }

    /// Runs `body` with a cluster of which the nodes `started` run, and ends them afterwards.
    static func with(
        nodes count: Int,
        started: [UInt8],
        allowsFaults: Bool = true,
        limits: NodeLimits = NodeLimits(),
        accounts: [Account] = Accounts.standard,
        _ body: (TestCluster) throws -> Void
    ) throws {
        let cluster = try TestCluster(nodes: count, accounts: accounts)
        defer { cluster.stop() }
        for number in started { cluster.start(number, allowsFaults: allowsFaults, limits: limits) }
        try body(cluster)
    }
}

/// A node on a thread of its own; it ends with a pipe, as one that a runner started does.
private final class RunningNode {
    /// The pipe that the node's life hangs on.
    private let lifeline: (reading: Int32, writing: Int32)
    /// Raised when the node is gone.
    private let ended = DispatchSemaphore(value: 0)
    /// Why the node ended by itself; nil while it has not.
    private let failure = Failure()

    /// A word from the node's thread, read once that has ended.
    private final class Failure: Sendable {
        private let error = Mutex<NodeError?>(nil)

        var value: NodeError? {
            get { error.withLock { $0 } }
            set { error.withLock { $0 = newValue } }
        }
    }

    init(lifeline: (reading: Int32, writing: Int32)) {
        self.lifeline = lifeline
    }

    func start(_ settings: NodeSettings, _ limits: NodeLimits) {
        Thread.detachNewThread { [ended, failure] in
            failure.value = Self.run(settings, limits)
            ended.signal()
        }
    }

    private static func run(_ settings: NodeSettings, _ limits: NodeLimits) -> NodeError? {
        do {
            let node = try Node(settings: settings, limits: limits)
            try node.run()
            return nil
        } catch {
            return error
        }
    }

    /// Ends the node, which must not have ended by itself.
    func stop() {
        close(lifeline.writing)
        #expect(waitForEnd() == nil, "a node ended by itself")
    }

    /// Waits until the node has ended by itself, and returns why.
    func waitForOwnEnd() -> NodeError? {
        defer { close(lifeline.writing) }
        return waitForEnd()
    }

    private func waitForEnd() -> NodeError? {
        #expect(ended.wait(timeout: .now() + 20) == .success, "a node does not end")
        close(lifeline.reading)
        return failure.value
    }
}

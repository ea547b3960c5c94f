import Bank
import Foundation
import Paxos
import Wire

/// Node processes on this machine that live no longer than this process.
///
/// Their listening sockets are opened here, at ports that the system chooses, and handed down: no
/// port is taken by somebody else in between, and two runs never meet.
final class LocalCluster {
    /// How long nodes are given to end by themselves: so many rounds of so many milliseconds.
    private static let stopRoundsMax = 600
    private static let stopRoundMilliseconds: Int32 = 5

    /// The cluster as its file describes it.
    let cluster: Cluster
    /// The folder of this run: the cluster file and a log for each node.
    let folder: URL
    /// The running nodes.
    private var children: [NodeID: ChildProcess] = [:]
    /// How nodes ended that were not asked to.
    private(set) var deaths: [(node: NodeID, end: String)] = []
    /// The listening sockets of nodes that run.
    ///
    /// One that is kept open when its node has died would let everybody connect and wait in vain.
    private var listeners: [NodeID: ListeningSocket]
    /// What the nodes' lives hang on.
    private let lifeline: Lifeline
    /// Whether the writing end of the lifeline is still open.
    private var isLifelineOpen = true

    /// Starts the nodes.
    ///
    /// - Parameters:
    ///   - nodeCount: How many; an odd number.
    ///   - accounts: The accounts with what they hold at first.
    ///   - program: The program to start as a node: this very one.
    /// - Throws: ``ChildProcess/Failure`` or what writing a file throws; nothing is left then.
    init(
        nodeCount: Int = 5,
        accounts: [Account] = Accounts.standard,
        program: String = RunFiles.ownProgram
    ) throws {
        folder = try RunFiles.makeFolder()
        let sockets: [ListeningSocket]
        do {
            sockets = try (0..<nodeCount).map { _ in try ListeningSocket() }
            lifeline = try Lifeline()
        } catch {
            RunFiles.remove(folder)
            throw error
        }
        guard let id = Identifier(folder.lastPathComponent.replacing(".", with: "-")) else {
            preconditionFailure("\(folder.lastPathComponent) is no identifier")
        }
        cluster = Cluster(
            id: id,
            addresses: sockets.map { "127.0.0.1:\($0.port)" },
            accounts: accounts
        )
        listeners = Dictionary(uniqueKeysWithValues: zip(cluster.nodes.map(\.id), sockets))
        defer { close(lifeline.readEnd) }
        do {
            try Data(cluster.fileText).write(to: clusterFile)
            for member in cluster.nodes {
                children[member.id] = try start(member.id, program: program)
            }
        } catch {
            beginStop()
            endAndRemove()
            throw error
        }
    }

    /// The file that describes the cluster; other programs can join with it while it runs.
    var clusterFile: URL { folder.appending(path: "cluster.json") }

    /// The file with what `node` has to say.
    func logFile(of node: NodeID) -> URL { folder.appending(path: "\(node).log") }

    private func start(_ node: NodeID, program: String) throws -> ChildProcess {
        guard let listener = listeners[node] else {
            preconditionFailure("\(node) has no socket to listen on")
        }
        let log = try RunFiles.openLog(logFile(of: node))
        defer { close(log) }
        return try ChildProcess(
            program: program,
            arguments: [
                "paxosbank", "node", "--id", "\(node)", "--cluster", clusterFile.path,
                "--memory", "--allow-faults", "--until-stdin-closes",
                "--listen-descriptor", "\(ChildProcess.listenerNumber)",
            ],
            descriptors: ChildProcess.Descriptors(
                input: lifeline.readEnd,
                log: log,
                listener: listener.descriptor
            )
        )
    }

    /// The nodes whose processes run.
    var running: NodeSet { NodeSet(children.keys) }

    /// Notes which nodes have ended since the last call.
    ///
    /// - Returns: The nodes with how they ended, in order.
    func noteDeaths() -> [(node: NodeID, end: String)] {
        var found: [(node: NodeID, end: String)] = []
        for node in children.keys.sorted() {
            guard let end = children[node]?.endIfOver() else { continue }
            children[node] = nil
            if let listener = listeners.removeValue(forKey: node) { close(listener.descriptor) }
            found.append((node, end))
        }
        if isLifelineOpen { deaths += found }
        return found
    }

    /// The nodes whose processes have ended.
    func deadNodes() -> NodeSet {
        _ = noteDeaths()
        return NodeSet(cluster.members.filter { children[$0] == nil })
    }

    /// Lets all nodes end: they do as soon as their input ends.
    func beginStop() {
        guard isLifelineOpen else { return }
        isLifelineOpen = false
        close(lifeline.writeEnd)
        for listener in listeners.values { close(listener.descriptor) }
        listeners = [:]
    }

    /// Waits until all nodes have ended, for a bounded time, and removes this run's files.
    ///
    /// MUST come after ``beginStop()``.
    ///
    /// - Parameter keepsFiles: Whether the files stay, because somebody must look at them.
    func endAndRemove(keepsFiles: Bool = false) {
        var rounds = 0
        while !children.isEmpty, rounds < Self.stopRoundsMax {
            _ = noteDeaths()
            if !children.isEmpty {
                ChildProcess.waitBriefly(milliseconds: Self.stopRoundMilliseconds)
            }
            rounds += 1
        }
        for child in children.values { child.kill() }
        if !keepsFiles { RunFiles.remove(folder) }
    }
}

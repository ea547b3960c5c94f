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
    /// How the nodes keep everything.
    private let storage: LocalStorage
    /// The folder of the nodes' folders.
    private let dataFolder: URL
    /// Whether the nodes' folders are empty at the start, because there was no such cluster before.
    private let isNew: Bool
    /// The nodes that were started once.
    private var started = NodeSet()
    /// The running nodes.
    private(set) var children: [NodeID: ChildProcess] = [:]
    /// What is special about single nodes, for who makes faults.
    private let peculiarities: Peculiarities
    /// The nodes that were killed and not started again, with the reason.
    private(set) var killed: [NodeID: String] = [:]
    /// How nodes ended that were neither asked to nor killed.
    private(set) var deaths: [(node: NodeID, end: ChildProcess.End)] = []
    /// The sockets of all nodes but those that died.
    ///
    /// One that is kept open when its node has died would let everybody connect and wait in vain.
    private var listeners: [NodeID: ListeningSocket]
    /// What the nodes' lives hang on.
    private let lifeline: Lifeline
    /// Whether the lifeline is still open.
    private var isLifelineOpen = true
    /// The program to start as a node.
    private let program: String

    /// Starts the nodes.
    ///
    /// - Parameters:
    ///   - storage: How the nodes keep everything.
    ///   - data: The opened folder of `storage`, if it names one; a cluster that it holds goes on.
    ///   - accounts: What a new bank holds.
    ///   - basePort: The port of n1, after which those of the others follow; nil lets the system
    ///     choose.
    ///   - peculiarities: What is special about single nodes.
    ///   - program: The program to start as a node: this very one.
    /// - Throws: ``ChildProcess/Failure``, ``ListeningSocket/CannotListen`` or what writing a file
    ///   throws; nothing is left then.
    init(
        storage: LocalStorage = LocalStorage(),
        data: DataFolder? = nil,
        accounts: [Account] = Accounts.standard,
        basePort: UInt16? = nil,
        peculiarities: Peculiarities = Peculiarities(),
        program: String = RunFiles.ownProgram
    ) throws {
        self.storage = storage
        self.peculiarities = peculiarities
        self.program = program
        isNew = data?.cluster == nil
        folder = try RunFiles.makeFolder()
        dataFolder = data?.url ?? folder
        let sockets: [ListeningSocket]
        do {
            let count = data?.cluster?.nodes.count ?? Self.nodeCount
            sockets = try Self.sockets(count, from: basePort)
            lifeline = try Lifeline()
        } catch {
            RunFiles.remove(folder)
            throw error
        }
        guard let id = Identifier(folder.lastPathComponent.replacing(".", with: "-")) else {
            preconditionFailure("\(folder.lastPathComponent) is no identifier")
        }
        cluster = Cluster(
            id: data?.cluster?.id ?? id,
            addresses: sockets.map { "127.0.0.1:\($0.port)" },
            accounts: data?.cluster?.accounts ?? accounts,
            timers: data?.cluster?.timers ?? Cluster.Timers()
        )
        listeners = Dictionary(uniqueKeysWithValues: zip(cluster.nodes.map(\.id), sockets))
        do {
            try Data(cluster.fileText).write(to: clusterFile)
            for member in cluster.nodes { try writeClusterFile(of: member.id) }
            for member in cluster.nodes { try start(member.id) }
        } catch {
            beginStop()
            endAndRemove()
            throw error
        }
    }

    /// Opens a socket for each node; none stays open if one cannot be had.
    private static func sockets(
        _ count: Int,
        from basePort: UInt16?
    ) throws -> [ListeningSocket] {
        var sockets: [ListeningSocket] = []
        do {
            for offset in 0..<count {
                sockets.append(
                    try basePort.map { base in
                        try ListeningSocket(at: LocalAddress(port: base + UInt16(offset)))
                    } ?? ListeningSocket()
                )
            }
        } catch {
            for socket in sockets { close(socket.descriptor) }
            throw error
        }
        return sockets
    }

    /// What is special about single nodes, for who makes faults.
    struct Peculiarities {
        /// The ports of this machine at which a node finds its peers, in place of their own.
        var peerPorts: [NodeID: [NodeID: UInt16]] = [:]
        /// The folders of nodes that keep everything at another place.
        var folders: [NodeID: URL] = [:]
        /// How large a segment of the log is, in bytes; nil leaves it to the nodes.
        var segmentBytes: Int?
    }

    /// How many nodes a new cluster has.
    private static let nodeCount = 5

    /// The file that describes the cluster; other programs can join with it while it runs.
    var clusterFile: URL { folder.appending(path: DataFolder.clusterFileName) }

    /// The file that `node` reads: the same, unless it is to reach its peers elsewhere.
    func clusterFile(of node: NodeID) -> URL {
        peculiarities.peerPorts[node] == nil
            ? clusterFile : folder.appending(path: "\(node).cluster.json")
    }

    /// Writes the cluster file of a node that is to reach its peers elsewhere.
    private func writeClusterFile(of node: NodeID) throws {
        guard let ports = peculiarities.peerPorts[node] else { return }
        let other = Cluster(
            id: cluster.id,
            addresses: cluster.nodes.map { member in
                ports[member.id].map { "127.0.0.1:\($0)" } ?? member.address
            },
            accounts: cluster.accounts,
            timers: cluster.timers
        )
        try Data(other.fileText).write(to: clusterFile(of: node))
    }

    /// The folder in which `node` keeps everything, unless that is memory.
    func dataFolder(of node: NodeID) -> URL {
        peculiarities.folders[node] ?? dataFolder.appending(path: "\(node)")
    }

    /// The file with what `node` has to say.
    func logFile(of node: NodeID) -> URL { folder.appending(path: "\(node).log") }

    private func start(_ node: NodeID) throws {
        guard let listener = listeners[node] else {
            preconditionFailure("\(node) has no socket to listen on")
        }
        precondition(children[node] == nil, "\(node) runs already")
        let log = try RunFiles.openLog(logFile(of: node))
        defer { close(log) }
        children[node] = try ChildProcess(
            program: program,
            arguments: [
                "paxosbank", "node", "--id", "\(node)", "--cluster", clusterFile(of: node).path,
                "--allow-faults", "--until-stdin-closes",
                "--listen-descriptor", "\(ChildProcess.listenerNumber)",
            ] + storageArguments(of: node),
            descriptors: ChildProcess.Descriptors(
                input: lifeline.readEnd,
                log: log,
                listener: listener.descriptor
            )
        )
        started.insert(node)
    }

    private func storageArguments(of node: NodeID) -> [String] {
        var words: [String]
        switch storage.place {
        case .memory: words = ["--memory"]
        case .standard, .directory: words = ["--data", dataFolder(of: node).path]
        }
        if let bytes = peculiarities.segmentBytes { words += ["--segment-bytes", "\(bytes)"] }
        if let interval = storage.checkpointInterval {
            words += ["--checkpoint-interval", "\(interval)"]
        }
        // A folder that is empty at a later start has lost what the node promised.
        if isNew, !started.contains(node) { words.append("--new-cluster") }
        return words
    }

    /// Puts the cluster file beside the nodes' folders, if the user named a place for these.
    ///
    /// MUST come when all nodes have begun: a folder with this file is one that can go on. It is on
    /// the disk then.
    func keepClusterFile() throws {
        guard case .directory = storage.place else { return }
        let file = dataFolder.appending(path: DataFolder.clusterFileName)
        try RunFiles.writeDurably(Data(cluster.fileText), to: file)
    }
}

// MARK: - Ends

extension LocalCluster {
    /// Notes which nodes have ended since the last call without having been killed.
    ///
    /// - Returns: The nodes with how they ended, in order.
    @discardableResult
    func noteDeaths() -> [(node: NodeID, end: ChildProcess.End)] {
        var found: [(node: NodeID, end: ChildProcess.End)] = []
        for node in children.keys.sorted() {
            guard let end = children[node]?.endIfOver() else { continue }
            note(end, of: node)
            found.append((node, end))
        }
        return found
    }

    /// Notes that a node has ended without having been killed.
    private func note(_ end: ChildProcess.End, of node: NodeID) {
        children[node] = nil
        if let listener = listeners.removeValue(forKey: node) { close(listener.descriptor) }
        if isLifelineOpen { deaths.append((node, end)) }
    }

    /// The nodes whose processes do not run, killed or dead.
    func absentNodes() -> NodeSet {
        noteDeaths()
        return NodeSet(cluster.members.filter { children[$0] == nil })
    }

    /// Kills a node: nothing that it has not flushed stays, and its port refuses everybody.
    ///
    /// A node that does not run any more stays as it is, and so does one that ended in another way
    /// right before the signal came: that is a death like any other.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - cause: Why, for prints.
    /// - Throws: ``ChildProcess/Failure`` if its process does not end or its port cannot be kept.
    func kill(_ node: NodeID, because cause: String) throws {
        noteDeaths()
        guard let child = children[node], let listener = listeners[node] else { return }
        child.kill()
        var rounds = 0
        var end = child.endIfOver()
        while end == nil {
            guard rounds < Self.stopRoundsMax else {
                throw ChildProcess.Failure("the end of process \(child.pid) of \(node)", ETIMEDOUT)
            }
            ChildProcess.waitBriefly(milliseconds: 1)
            rounds += 1
            end = child.endIfOver()
        }
        if let end, end != .signal(SIGKILL) { return note(end, of: node) }
        children[node] = nil
        killed[node] = cause
        try listener.refuse()
    }

    /// Starts a node that was killed again, on the folder that it left and at its old port.
    ///
    /// - Throws: ``ChildProcess/Failure`` if that does not succeed; the node stays killed then.
    func restart(_ node: NodeID) throws {
        guard killed[node] != nil, let listener = listeners[node] else {
            preconditionFailure("\(node) was not killed")
        }
        try listener.listen()
        do {
            try start(node)
        } catch {
            try listener.refuse()
            throw error
        }
        killed[node] = nil
    }

    /// Lets all nodes end: they do as soon as their input ends.
    func beginStop() {
        guard isLifelineOpen else { return }
        isLifelineOpen = false
        close(lifeline.writeEnd)
        close(lifeline.readEnd)
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
            noteDeaths()
            if !children.isEmpty {
                ChildProcess.waitBriefly(milliseconds: Self.stopRoundMilliseconds)
            }
            rounds += 1
        }
        for child in children.values { child.kill() }
        if !keepsFiles { RunFiles.remove(folder) }
    }
}

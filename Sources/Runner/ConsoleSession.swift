import Bank
import BankClient
import Foundation
import Paxos
public import Wire

/// The console in manual mode: on five nodes of its own, or on a cluster that runs elsewhere.
public final class ConsoleSession {
    /// The nodes that this console started; nil if it joined others.
    private let local: LocalCluster?
    /// How they keep everything.
    private let storage: LocalStorage
    private let session: ClusterSession
    private let shell: ConsoleShell
    private let input: ConsoleInput

    /// Starts five nodes, or joins the nodes of `cluster`.
    ///
    /// - Parameters:
    ///   - cluster: The cluster to join; nil to start one.
    ///   - storage: How nodes that are started keep everything; a folder with a cluster goes on.
    ///   - form: The form of answers.
    ///   - usesColor: Whether colour is welcome.
    ///   - timeoutMilliseconds: How long a transfer or a read may take.
    /// - Throws: ``UserError`` if that does not succeed; nothing is left behind then.
    public init(
        cluster: Cluster?,
        storage: LocalStorage = LocalStorage(),
        form: OutputForm,
        usesColor: Bool = false,
        timeoutMilliseconds: Int = 5_000
    ) throws(UserError) {
        var data: DataFolder?
        if cluster == nil, case .directory(let path) = storage.place {
            data = try DataFolder(path, mayBeUsed: true)
        }
        var started: LocalCluster?
        do {
            if cluster == nil { started = try LocalCluster(storage: storage, data: data) }
            let local = started
            guard let joined = cluster ?? local?.cluster else {
                preconditionFailure("a console has a cluster")
            }
            session = try ClusterSession(cluster: joined, seed: 1)
            self.local = local
            self.storage = storage
            input = try ConsoleInput(session: session, usesColor: usesColor)
        } catch {
            started?.beginStop()
            started?.endAndRemove()
            throw UserError(
                "the console cannot be opened",
                code: "cannot_start",
                why: "\(error)",
                hint: "check the cluster file, or the free space of the temporary folder",
                kind: .inputOutput
            )
        }
        shell = ConsoleShell(
            executor: CommandExecutor(
                session: session,
                form: form,
                timeoutMilliseconds: timeoutMilliseconds
            ),
            input: input,
            hasSets: false
        )
        Interruption.watch(session) { [local, input] in
            input.restoreTerminal()
            local?.beginStop()
            local?.endAndRemove()
        }
    }

    /// Takes commands until the console is left; then the nodes it started end.
    ///
    /// - Returns: The last error, from which a script's exit code comes; nil if there was none.
    /// - Throws: ``UserError`` if the nodes do not come up; their logs are kept then.
    public func run() throws(UserError) -> UserError? {
        var areNodesUp = false
        defer {
            local?.beginStop()
            local?.endAndRemove(keepsFiles: !areNodesUp)
        }
        if let local {
            try local.waitUntilUp(session)
            if input.isTerminal { greet(local) }
        }
        areNodesUp = true
        _ = shell.run()
        input.saveHistory()
        return shell.lastError
    }

    private func greet(_ local: LocalCluster) {
        let place =
            switch storage.place {
            case .standard: "in files that go with this console"
            case .memory: "in memory only"
            case .directory(let path): "in \(path)"
            }
        Terminal.write(
            """
            \(session.nodes.count) nodes run on this machine and keep everything \(place).
            'help' lists the commands; from another terminal: --cluster \(local.clusterFile.path)

            """
        )
    }
}

/// One command on a cluster that runs elsewhere.
public enum OneShot {
    /// Carries the command out and prints its answer.
    ///
    /// - Parameters:
    ///   - command: The command; one that makes sense outside the console.
    ///   - cluster: The cluster.
    ///   - form: The form of the answer.
    ///   - timeoutMilliseconds: How long it may take.
    /// - Returns: The error that the answer amounts to; nil if it is what was wanted.
    /// - Throws: ``UserError`` if there is no answer.
    public static func run(
        _ command: ConsoleCommand,
        on cluster: Cluster,
        form: OutputForm,
        timeoutMilliseconds: Int
    ) throws(UserError) -> UserError? {
        let executor = CommandExecutor(
            session: try session(on: cluster, timeoutMilliseconds: timeoutMilliseconds),
            form: form,
            ownClient: OwnClient.ofProcess,
            timeoutMilliseconds: timeoutMilliseconds
        )
        let (text, error) = try executor.execute(command)
        Terminal.write(text)
        return error
    }

    /// Joins a cluster for one call.
    static func session(
        on cluster: Cluster,
        timeoutMilliseconds: Int
    ) throws(UserError) -> ClusterSession {
        let session: ClusterSession
        do {
            session = try ClusterSession(cluster: cluster, seed: 1)
        } catch {
            throw UserError(error.explanation, kind: .configuration)
        }
        session.patienceMilliseconds = min(timeoutMilliseconds, session.patienceMilliseconds)
        return session
    }
}

/// The client in whose name a call of the program asks.
enum OwnClient {
    /// The client of the console that opens in the pauses of a run.
    static let ofPause = ClientID(validated: "console")

    /// A client of this process: calls that run at the same time must not share one, or the later
    /// timestamp would make the earlier one stale.
    static var ofProcess: ClientID {
        let number = ProcessInfo.processInfo.processIdentifier
        var host: UInt64 = 14_695_981_039_346_656_037
        for byte in ProcessInfo.processInfo.hostName.utf8 {
            host = (host ^ UInt64(byte)) &* 1_099_511_628_211
        }
        guard let client = ClientID("call-\(String(host & 0xFFFF_FFFF, radix: 16))-\(number)")
        else {
            preconditionFailure("\(host) and \(number) make no client's name")
        }
        return client
    }
}

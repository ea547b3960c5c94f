import Bank
import BankClient
import EventLoop
import Foundation
import HTTP
import Paxos
import Wire

/// A cluster to play with: durable nodes at known ports, a gateway with its page, and a console.
///
/// All processes end with this one, however it ends.
public final class DemoSession {
    /// How long the gateway may take until it says that it is ready, in milliseconds.
    private static let readyMillisecondsMax = 10_000
    /// How long one of its answers may take, in milliseconds.
    private static let answerMillisecondsMax = 2_000
    /// How long to wait until it is asked once more, in milliseconds.
    private static let retryMilliseconds = 10

    /// What the gateway is called.
    private static let gatewayName = "demo"

    private let options: DemoOptions
    private let local: LocalCluster
    private let gateway: LocalGateway
    private let session: ClusterSession
    private let shell: ConsoleShell
    private let input: ConsoleInput
    /// Asks the gateway whether it is ready.
    private let caller: WebCaller

    /// Starts the nodes and the gateway.
    ///
    /// - Parameter options: What was asked for.
    /// - Throws: ``UserError`` if that does not succeed, of kind `configuration` if a port is
    ///   taken; nothing is left behind then.
    public init(_ options: DemoOptions) throws(UserError) {
        self.options = options
        var data: DataFolder?
        if case .directory(let path) = options.storage.place {
            data = try DataFolder(path, mayBeUsed: true)
        }
        try Self.checkPorts(options, data)
        var started: LocalCluster?
        var front: LocalGateway?
        do {
            (local, gateway) = try Self.start(options, data)
            (started, front) = (local, gateway)
            session = try ClusterSession(cluster: local.cluster, seed: 1)
            input = try ConsoleInput(
                session: session,
                usesColor: options.usesColor,
                mayEdit: !options.readsPlainly
            )
            caller = try WebCaller(
                gateway.server,
                loop: session.connection.loop,
                connections: 1,
                patienceMilliseconds: Self.answerMillisecondsMax
            )
        } catch {
            Self.stop(started, front)
            throw Self.cannotStart(error, options)
        }
        shell = ConsoleShell(
            executor: CommandExecutor(
                session: session,
                form: options.form,
                timeoutMilliseconds: options.timeoutMilliseconds
            ),
            input: input,
            hasSets: false
        )
        let earlier = session.connection.onOtherEvent
        session.connection.onOtherEvent = { [caller] event in
            caller.handle(event)
            earlier?(event)
        }
        Interruption.watch(session) { [local, gateway, input] in
            input.restoreTerminal()
            Self.stop(local, gateway)
        }
    }

    /// Starts the processes; the gateway's port is taken first, as it is the one most often taken.
    private static func start(
        _ options: DemoOptions,
        _ data: DataFolder?
    ) throws -> (LocalCluster, LocalGateway) {
        let listener = try ListeningSocket(at: options.listen)
        let local: LocalCluster
        do {
            local = try LocalCluster(
                storage: options.storage,
                data: data,
                basePort: options.basePort
            )
        } catch {
            close(listener.descriptor)
            throw error
        }
        do {
            let gateway = try LocalGateway(
                of: local,
                on: listener,
                at: options.listen,
                name: Self.gatewayName
            )
            return (local, gateway)
        } catch {
            stop(local, nil)
            throw error
        }
    }

    private static func stop(
        _ local: LocalCluster?,
        _ gateway: LocalGateway?,
        keepsFiles: Bool = false
    ) {
        gateway?.beginStop()
        local?.beginStop()
        gateway?.waitForEnd()
        local?.endAndRemove(keepsFiles: keepsFiles)
    }

    /// Takes commands until the console is left; then all processes end.
    ///
    /// - Returns: The last error, from which a script's exit code comes; nil if there was none.
    /// - Throws: ``UserError`` if nodes or gateway do not come up; their logs are kept then.
    public func run() throws(UserError) -> UserError? {
        var areUp = false
        defer { Self.stop(local, gateway, keepsFiles: !areUp) }
        try local.waitUntilUp(session)
        try waitUntilReady()
        areUp = true
        if !options.isQuiet { greet() }
        _ = shell.run()
        input.saveHistory()
        guard let end = gateway.death() else { return shell.lastError }
        areUp = false
        throw UserError(
            "the gateway has ended",
            code: "gateway_ended",
            why: "its process ended with \(end)",
            hint: "look at its log, \(gateway.logFile.path)",
            kind: .inputOutput
        )
    }

    /// Waits until a quorum confirms a balance through the gateway.
    ///
    /// A new cluster has no leader until it is asked for something: from now on there is one.
    private func waitUntilReady() throws(UserError) {
        let end = SystemClock.monotonicMilliseconds + Self.readyMillisecondsMax
        var state = "no answer"
        while state != "ready" {
            guard gateway.death() == nil, SystemClock.monotonicMilliseconds < end else {
                let ending = gateway.end.map { "its process ended with \($0)" }
                throw UserError(
                    "the gateway did not become ready",
                    code: "cannot_start",
                    why: ending ?? "a balance is answered with: \(state)",
                    hint: "look at the logs in \(local.folder.path)",
                    kind: .inputOutput
                )
            }
            state = askWhetherReady()
            guard state != "ready" else { return }
            session.pump(until: { false }, timeoutMilliseconds: Self.retryMilliseconds)
        }
    }

    /// Asks the gateway once.
    ///
    /// - Returns: `ready`, or what else it says.
    private func askWhetherReady() -> String {
        let path = "/v1/accounts/\(session.cluster.accounts[0].id)"
        caller.ask(WebCaller.Question(method: .get, target: path), tag: 0)
        var found: WebCaller.Finished?
        session.pump(
            until: {
                caller.turn()
                found = caller.takeFinished().first
                return found != nil
            },
            timeoutMilliseconds: Self.readyMillisecondsMax
        )
        switch found?.result {
        case .answer(let answer) where answer.status.code == 200: return "ready"
        case .answer(let answer): return "\(answer.status.code)"
        case .notSent(let reason), .lost(let reason): return reason
        case nil: return "no answer"
        }
    }
}

// MARK: - Words

extension DemoSession {
    /// Tells where everything is: to people as a result, beside the results of a script.
    private func greet() {
        let place =
            switch options.storage.place {
            case .standard: "in files that go with this demo"
            case .memory: "in memory only"
            case .directory(let path): "in \(path)"
            }
        let first = session.cluster.nodes[0]
        let count = session.cluster.nodes.count
        let last = session.cluster.nodes[count - 1]
        let lines = [
            "\(count) nodes, \(first.id) at \(first.address) to \(last.id) at \(last.address),"
                + " keep everything \(place).",
            "page and API:       \(gateway.server)/",
            "fail the leader:    fail leader     (undone by: recover n1)",
            "another terminal:   paxosbank nodes --cluster \(local.clusterFile.path)",
            "the end:            Ctrl-D or quit; 'help' lists the commands",
        ]
        Terminal.write(
            lines.map { $0 + "\n" }.joined(),
            to: input.isTerminal ? 1 : 2
        )
    }

    /// Refuses ports that there are not, and one that is wanted twice.
    private static func checkPorts(
        _ options: DemoOptions,
        _ data: DataFolder?
    ) throws(UserError) {
        let count = data?.cluster?.nodes.count ?? DemoOptions.nodeCount
        let last = Int(options.basePort) + count - 1
        guard last <= Int(UInt16.max) else {
            throw UserError(
                "--base-port \(options.basePort) makes no sense",
                code: "bad_value",
                why: "the port of n\(count) would be \(last), above \(UInt16.max)",
                hint: "write --base-port \(DemoOptions.standardBasePort)"
            )
        }
        guard (Int(options.basePort)...last).contains(Int(options.listen.port)) else { return }
        throw UserError(
            "--listen \(options.listen.numbers) makes no sense",
            code: "bad_value",
            why: "the nodes have the ports \(options.basePort) to \(last)",
            hint: "write --listen 127.0.0.1:\(DemoOptions.standardPort), or another --base-port"
        )
    }

    private static func cannotStart(_ error: any Error, _ options: DemoOptions) -> UserError {
        if let refusal = error as? ListeningSocket.CannotListen {
            return taken(refusal, hasGateway: refusal.address == options.listen)
        }
        return UserError(
            "the demo cannot be started",
            code: "cannot_start",
            why: "\(error)",
            hint: "check the free space of the temporary folder and the limit of processes",
            kind: .inputOutput
        )
    }

    /// The error for a port that cannot be had.
    private static func taken(
        _ refusal: ListeningSocket.CannotListen,
        hasGateway: Bool
    ) -> UserError {
        UserError(
            "\(refusal.address.numbers) \(refusal.isTaken ? "is taken" : "cannot be had")",
            code: refusal.isTaken ? "port_taken" : "no_port",
            why: refusal.isTaken
                ? "another program listens there: \(refusal.reason)" : refusal.reason,
            hint: hasGateway
                ? "stop it, or choose another address with '--listen 127.0.0.1:8081'"
                : "stop it, or choose other ports for the nodes with '--base-port 6001'",
            kind: .configuration
        )
    }
}

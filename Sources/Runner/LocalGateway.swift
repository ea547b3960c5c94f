import Foundation

/// A gateway process on this machine that lives no longer than this process.
final class LocalGateway {
    /// How long it is given to end by itself: so many rounds of so many milliseconds.
    private static let stopRoundsMax = 200
    private static let stopRoundMilliseconds: Int32 = 5

    /// Where it is found.
    let server: WebServer
    /// The file with what it has to say.
    let logFile: URL
    /// The process.
    private let child: ChildProcess
    /// What its life hangs on.
    private let lifeline: Lifeline
    /// How it ended, if it has.
    private(set) var end: ChildProcess.End?
    /// Whether it was told to end.
    private var isStopping = false

    /// Starts the gateway.
    ///
    /// - Parameters:
    ///   - local: The nodes whose cluster it is a client of.
    ///   - listener: The socket it is to listen on; it is the gateway's from now on, and closed
    ///     here so that nobody connects and waits in vain once the gateway has ended.
    ///   - address: Where that is.
    ///   - name: The gateway's name.
    ///   - allowsFaults: Whether its callers may make faults.
    ///   - requestMilliseconds: How long it gives a request; nil leaves that to it.
    ///   - program: The program to start: this very one.
    /// - Throws: ``ChildProcess/Failure`` or what opening a file throws; nothing is left then.
    init(
        of local: LocalCluster,
        on listener: ListeningSocket,
        at address: LocalAddress,
        name: String,
        allowsFaults: Bool = true,
        requestMilliseconds: Int? = nil,
        program: String = RunFiles.ownProgram
    ) throws {
        defer { close(listener.descriptor) }
        server = WebServer(at: address)
        logFile = local.folder.appending(path: "\(name).log")
        let log = try RunFiles.openLog(logFile)
        defer { close(log) }
        lifeline = try Lifeline()
        var flags = allowsFaults ? ["--allow-faults"] : []
        if let requestMilliseconds { flags += ["--request-timeout", "\(requestMilliseconds)ms"] }
        do {
            child = try ChildProcess(
                program: program,
                arguments: [
                    "paxosbank", "gateway", "--cluster", local.clusterFile.path,
                    "--listen", address.numbers, "--name", name, "--until-stdin-closes",
                    "--listen-descriptor", "\(ChildProcess.listenerNumber)",
                ] + flags,
                descriptors: ChildProcess.Descriptors(
                    input: lifeline.readEnd,
                    log: log,
                    listener: listener.descriptor
                )
            )
        } catch {
            close(lifeline.readEnd)
            close(lifeline.writeEnd)
            throw error
        }
    }

    /// How it ended without having been told to; nil while it runs.
    func death() -> ChildProcess.End? {
        if end == nil { end = child.endIfOver() }
        return isStopping ? nil : end
    }

    /// Lets the gateway end: it does as soon as its input ends and its answers are out.
    func beginStop() {
        guard !isStopping else { return }
        _ = death()
        isStopping = true
        close(lifeline.writeEnd)
        close(lifeline.readEnd)
    }

    /// Waits until the gateway has ended, for a bounded time.
    ///
    /// MUST come after ``beginStop()``.
    func waitForEnd() {
        var rounds = 0
        while end == nil, rounds < Self.stopRoundsMax {
            end = child.endIfOver()
            if end == nil { ChildProcess.waitBriefly(milliseconds: Self.stopRoundMilliseconds) }
            rounds += 1
        }
        if end == nil { child.kill() }
    }
}

import Runner
import Simulator
import Wire

extension ChaosOptions {
    /// Reads a call of `chaos`.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        try call.checkCount()
        self.init()
        if let cluster = options.cluster {
            throw UserError(
                "chaos and a cluster file exclude each other",
                code: "conflicting_flags",
                why: "\(ForeignText.quoted(cluster)) names nodes of others, which are not to break",
                hint: "leave out '\(call.read.place(of: "cluster"))' to start nodes",
                kind: call.read.origin("cluster").errorKind
            )
        }
        if let milliseconds = try call.duration("duration") {
            guard Self.durationRange.contains(milliseconds) else {
                throw call.invalid(
                    "duration",
                    call.read.value("duration") ?? "",
                    why: "it is from 1 second to 1 hour"
                )
            }
            durationMilliseconds = milliseconds
        }
        if let seed = try call.number("seed", in: 0...UInt64(Int64.max)) { self.seed = seed }
        usesHTTP = call.read.has("http")
        report = call.read.value("report")
        history = call.read.value("history")
        place = try call.place()
    }
}

extension Commands {
    /// Makes faults and checks every answer.
    static func chaos(
        _ chaos: ChaosOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        var settings = chaos
        settings.form = form(options)
        settings.isQuiet = options.isQuiet
        if let timeout = options.timeoutMilliseconds { settings.timeoutMilliseconds = Int(timeout) }
        let run = try ChaosRun(settings, judge: LinearHistory.judge)
        return try run.execute() ? .ok : .failed
    }
}

extension LinearHistory {
    /// Judges everything that clients were answered, and what nodes came to.
    ///
    /// - Parameter evidence: What was found out.
    /// - Returns: What does not hold in words; nil if everything does.
    static func judge(_ evidence: ChaosEvidence) -> String? {
        do throws(InvariantViolation) {
            try LinearHistory(
                accounts: evidence.accounts,
                refusalsTellBalances: evidence.refusalsTellBalances
            )
            .check(
                evidence.operations.map { Operation($0) },
                ends: evidence.ends.map { NodeEnd($0) }
            )
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension LinearHistory.Operation {
    /// What a client of a chaos run asked for, in the checker's words.
    init(_ operation: ChaosOperation) {
        let action: LinearHistory.Action =
            switch operation.action {
            case .transfer(let request): .transfer(request)
            case .read(let account): .read(account)
            }
        let outcome: LinearHistory.Outcome =
            switch operation.result {
            case .reply(let reply): .reply(reply)
            case .balance(let balance, let slot): .balance(balance, slot: slot)
            case .notExecuted: .notExecuted
            case .unknown: .unknown
            }
        self.init(action: action, call: operation.call, end: operation.end, outcome: outcome)
    }
}

extension LinearHistory.NodeEnd {
    /// What a node came to, in the checker's words.
    init(_ database: NodeDatabase) {
        self.init(
            node: database.status.node,
            executed: database.executed,
            digest: database.status.digest,
            accounts: database.accounts
        )
    }
}

import Runner

extension BenchOptions {
    /// Reads a call of `bench`.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        try call.checkCount()
        self.init()
        if let count = try call.number("in-flight", in: Self.inFlightRange) {
            inFlight = Int(count)
        }
        if let milliseconds = try call.duration("duration") {
            guard milliseconds > 0 else {
                throw call.invalid("duration", "0", why: "nothing is measured in no time")
            }
            extent = .milliseconds(milliseconds)
        }
        if let count = try call.number("transfers", in: Self.transfersRange) {
            if call.read.has("duration") { throw Self.twoEnds }
            extent = .transfers(count)
        }
        storage = try call.storage()
        report = call.read.value("report")
        let count = try call.number("accounts", in: Self.accountsRange)
        if let count { accountCount = Int(count) }
        guard let cluster = options.cluster else { return }
        try call.refuseStorage(with: cluster)
        if count != nil { throw Self.accountsOfCluster(cluster) }
    }

    private static var twoEnds: UserError {
        UserError(
            "--duration and --transfers exclude each other",
            code: "conflicting_flags",
            why: "each says when the bench ends",
            hint: "keep one of them"
        )
    }

    private static func accountsOfCluster(_ path: String) -> UserError {
        UserError(
            "--accounts and a cluster file exclude each other",
            code: "conflicting_flags",
            why: "\(ForeignText.quoted(path)) names the accounts of a bank that is there already",
            hint: "leave out '--accounts', or '--cluster' and PAXOSBANK_CLUSTER to start nodes"
        )
    }
}

extension Commands {
    /// Measures a cluster.
    static func bench(
        _ bench: BenchOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        var settings = bench
        settings.cluster = try options.cluster.map { (path) throws(UserError) in
            try cluster(at: path)
        }
        settings.form = form(options)
        settings.isQuiet = options.isQuiet
        if let timeout = options.timeoutMilliseconds { settings.timeoutMilliseconds = Int(timeout) }
        return try BenchRun(settings).execute() ? .ok : .failed
    }
}

import Runner
import Wire

extension StressOptions {
    /// Reads a call of `stress`.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        try call.checkCount()
        self.init()
        servers = try Self.servers(call)
        if let count = try call.number("requests", in: Self.requestsRange) { requests = Int(count) }
        if let count = try call.number("keys", in: Self.keysRange) { keys = Int(count) }
        if let count = try call.number("rounds", in: Self.roundsRange) { rounds = Int(count) }
        if let count = try call.number("connections", in: Self.connectionsRange) {
            connections = Int(count)
        }
        failsLeader = call.read.has("fail-leader")
        if let seed = try call.number("seed", in: 0...UInt64(Int64.max)) { self.seed = seed }
        report = call.read.value("report")
        guard requests * keys <= Self.roundRequestsMax else {
            throw call.invalid(
                "keys",
                "\(keys)",
                why: "\(keys) keys with \(requests) requests each are more than"
                    + " \(Self.roundRequestsMax) at once"
            )
        }
        guard rounds * keys <= Self.runKeysMax else {
            throw call.invalid(
                "rounds",
                "\(rounds)",
                why: "\(rounds) rounds of \(keys) keys are more than the \(Self.runKeysMax) keys"
                    + " that a bank keeps"
            )
        }
    }

    private static func servers(_ call: CommandCall) throws(UserError) -> [WebServer] {
        let text = try call.required("url", call.read.value("url"))
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let servers = parts.compactMap { WebServer(String($0)) }
        guard servers.count == parts.count, servers.count <= serversMax else {
            throw call.invalid(
                "url",
                text,
                why: "it is up to \(serversMax) addresses of gateways, with commas between them",
                hint: "write --url http://127.0.0.1:8080"
            )
        }
        return servers
    }
}

extension Commands {
    /// Stresses gateways and verifies what they answer.
    static func stress(
        _ stress: StressOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        var settings = stress
        settings.form = form(options)
        settings.isQuiet = options.isQuiet
        if let timeout = options.timeoutMilliseconds { settings.timeoutMilliseconds = Int(timeout) }
        return try StressRun(settings).execute() ? .ok : .failed
    }
}

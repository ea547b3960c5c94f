import Runner
import Wire

extension DemoOptions {
    /// Reads a call of `demo`.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        try call.checkCount()
        self.init()
        if let cluster = options.cluster {
            throw UserError(
                "demo and a cluster file exclude each other",
                code: "conflicting_flags",
                why: "\(ForeignText.quoted(cluster)) names nodes that run already",
                hint: "leave out '\(call.read.place(of: "cluster"))', or join with 'console'",
                kind: call.read.origin("cluster").errorKind
            )
        }
        storage = try call.storage()
        if let port = try call.number("base-port", in: 1...UInt64(UInt16.max)) {
            basePort = UInt16(port)
        }
        guard let text = call.read.value("listen") else { return }
        guard let address = LocalAddress(text) else {
            throw call.invalid(
                "listen",
                text,
                why: "it is localhost or an IPv4 address, a colon, and a port",
                hint: "write --listen 127.0.0.1:8081"
            )
        }
        listen = address
    }
}

extension Commands {
    /// Starts a cluster, its gateway and a console, until that is left.
    static func demo(
        _ demo: DemoOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        var settings = demo
        settings.form = form(options)
        settings.usesColor = usesColor(options)
        settings.isQuiet = options.isQuiet
        settings.readsPlainly = options.noInput
        if let timeout = options.timeoutMilliseconds { settings.timeoutMilliseconds = Int(timeout) }
        return try DemoSession(settings).run().map { ExitCode($0.kind) } ?? .ok
    }
}

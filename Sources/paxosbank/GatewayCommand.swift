import Bank
package import EventLog
import Foundation
import Gateway
import Runner
import Wire

/// How to be a gateway.
package struct GatewayOptions: Hashable, Sendable {
    /// The cluster file.
    package var cluster: String
    /// Where to listen, as `host:port`; nil leaves it to the gateway.
    package var listen: String?
    /// The gateway's name; nil makes one of the host's name and the port.
    package var name: String?
    /// Whose keys are used; nil leaves it to the gateway.
    package var principal: String?
    /// Further host names under which the gateway is reached, in small letters.
    package var allowedHosts: [String] = []
    /// Whether callers may make faults.
    package var allowsFaults = false
    /// Where lines for people go.
    package var log = EventLogSettings()
    /// How long a request is given, in milliseconds; nil leaves it to the gateway.
    package var requestMilliseconds: Int?
    /// The number of an open descriptor to listen on; nil opens a socket.
    ///
    /// For whoever starts gateways and chooses free ports: hidden from help.
    package var listenDescriptor: Int32?
    /// Whether to end when standard input does; hidden from help.
    package var endsWithStandardInput = false
}

extension GatewayOptions {
    /// Reads the options of a call.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall, _ options: GlobalOptions) throws(UserError) {
        try call.checkCount()
        cluster = try call.required("cluster", options.cluster)
        listen = call.read.value("listen")
        name = call.read.value("name")
        if let name, !GatewaySettings.isName(name) {
            throw call.invalid("name", name, why: "it is 1 to 48 letters, digits, '-' and '_'")
        }
        if name == nil, listen?.hasSuffix(":0") == true {
            throw call.invalid(
                "listen",
                listen ?? "",
                why: "a gateway without a port of its own needs a name that no other one has",
                hint: "add --name, and keep it"
            )
        }
        principal = call.read.value("principal")
        if let principal, !IdempotencyKey.isPrincipal(principal) {
            throw call.invalid("principal", principal, why: "it is 1 to 64 visible characters")
        }
        if let hosts = call.read.value("allow-host") {
            allowedHosts = ForeignText.lowercased(hosts).split(separator: ",").map { String($0) }
            if let bad = allowedHosts.first(where: { !GatewaySettings.isHostName($0) }) {
                throw call.invalid("allow-host", bad, why: "a host name has no port and no blank")
            }
        }
        try read(call)
    }

    private mutating func read(_ call: CommandCall) throws(UserError) {
        allowsFaults = call.read.has("allow-faults")
        log = try call.log()
        endsWithStandardInput = call.read.has("until-stdin-closes")
        listenDescriptor = try call.number("listen-descriptor", in: 0...UInt64(Int32.max))
            .map { Int32($0) }
        guard let milliseconds = try call.duration("request-timeout") else { return }
        guard GatewaySettings.requestMillisecondsRange.contains(Int(milliseconds)) else {
            throw call.invalid(
                "request-timeout",
                "\(milliseconds)ms",
                why: "it is from 100 ms to 10 minutes"
            )
        }
        requestMilliseconds = Int(milliseconds)
    }
}

extension Commands {
    /// Runs a gateway until it is told to stop.
    static func gateway(
        _ options: GatewayOptions,
        _ global: GlobalOptions,
        _ configuration: [ConfigurationEntry]
    ) throws(UserError) -> ExitCode {
        // Whoever reads this gateway's lines may go; the gateway stays.
        signal(SIGPIPE, SIG_IGN)
        do {
            var settings = try settings(options)
            settings.configuration = configuration.map { entry in
                ConfigurationItem(
                    name: entry.flag,
                    value: entry.value ?? "",
                    origin: entry.originText
                )
            }
            let gateway = try Gateway(settings: settings)
            if !global.isQuiet {
                StandardStreams.write("gateway is ready on http://\(gateway.address)\n")
            }
            try gateway.run()
            return .ok
        } catch let error as UserError {
            throw error
        } catch {
            throw failure(error, options.cluster)
        }
    }

    private static func settings(_ options: GatewayOptions) throws(UserError) -> GatewaySettings {
        let listen = options.listen ?? GatewaySettings.standardAddress
        var settings = GatewaySettings(
            cluster: try cluster(at: options.cluster),
            name: options.name ?? GatewaySettings.name(host: hostName, listening: listen)
        )
        settings.listenAddress = listen
        settings.listeningDescriptor = options.listenDescriptor
        settings.lifelineDescriptor = options.endsWithStandardInput ? 0 : nil
        settings.allowsFaults = options.allowsFaults
        settings.allowedHosts = options.allowedHosts
        if let principal = options.principal { settings.principal = principal }
        if let milliseconds = options.requestMilliseconds {
            settings.requestMilliseconds = milliseconds
        }
        settings.log = options.log
        settings.version = ArgumentsTable.version
        return settings
    }

    private static var hostName: String { ProcessInfo.processInfo.hostName }

    private static func failure(_ error: any Error, _ file: String) -> UserError {
        let (hint, kind): (String, UserError.Kind) =
            switch error as? GatewayError {
            case .badAddress: ("write it as --listen 127.0.0.1:8080", .configuration)
            case .cannotListen: ("stop what listens there, or add '--listen'", .configuration)
            case .badCluster: ("correct the address in \(file)", .configuration)
            case .system, nil: ("check the limits of this machine with 'ulimit -a'", .inputOutput)
            }
        return UserError(
            "the gateway cannot run",
            code: "cannot_run",
            why: "\(error)",
            hint: hint,
            kind: kind
        )
    }
}

internal import Bank
public import EventLog
internal import HTTP
public import Wire

/// What a gateway is told when it starts.
public struct GatewaySettings: Sendable {
    /// The cluster, from its file.
    public let cluster: Cluster
    /// Where to listen, as `host:port`; with port 0 the system chooses one.
    public var listenAddress = Self.standardAddress
    /// A socket that listens already, inherited from the parent; nil to open one.
    public var listeningDescriptor: Int32?
    /// A descriptor with whose end the gateway ends; nil if only a signal ends it.
    public var lifelineDescriptor: Int32?
    /// Whether callers may make faults; only for tests and demonstrations.
    public var allowsFaults = false
    /// Further host names under which the gateway is reached, in small letters.
    public var allowedHosts: [String] = []
    /// Whose keys are used, until callers can prove who they are.
    public var principal = IdempotencyKey.standardPrincipal
    /// The gateway's name, which no other gateway of the cluster may have.
    ///
    /// It is part of the names under which the gateway asks the cluster. See ``isName(_:)``.
    public let name: String
    /// How long a request is given until its outcome counts as unknown, in milliseconds.
    public var requestMilliseconds = 10_000
    /// The configuration as `/config` shows it.
    public var configuration: [ConfigurationItem] = []
    /// Where lines for people go.
    public var log = EventLogSettings()
    /// The program's version.
    public var version = ""

    /// Creates settings with the defaults.
    ///
    /// - Parameters:
    ///   - cluster: The cluster, from its file.
    ///   - name: The gateway's name; MUST be one, see ``isName(_:)``.
    public init(cluster: Cluster, name: String) {
        precondition(Self.isName(name), "\"\(name)\" is no name of a gateway")
        self.cluster = cluster
        self.name = name
    }

    /// Where a gateway listens that was told nothing else.
    public static let standardAddress = "127.0.0.1:8080"

    /// Makes a name for a gateway out of what tells it from others: its host and its port.
    public static func name(host: String, listening address: String) -> String {
        let port = address.split(separator: ":").last ?? "0"
        let most = GatewayLimits.nameCharactersMax - port.utf8.count - 1
        let letters = host.map { Identifier("\($0)") == nil ? "_" : $0 }
        return "\(String(letters.prefix(most)))-\(port)"
    }

    /// Whether a text can be a gateway's name: 1 to 48 letters, digits, `-` and `_`.
    public static func isName(_ text: String) -> Bool { MadeKey.isName(text) }

    /// Whether a text can be a host's name: one that a `Host` header without a port can carry.
    public static func isHostName(_ text: String) -> Bool {
        HTTPAuthority(parsing: text).map { $0.port == nil && $0.host == text } ?? false
    }

    /// How long a request can be given, in milliseconds.
    public static let requestMillisecondsRange = 100...GatewayLimits.requestMillisecondsMax
}

/// One value of the configuration, and where it comes from.
public struct ConfigurationItem: Hashable, Sendable {
    /// The flag's name.
    public let name: String
    /// The value in effect.
    public let value: String
    /// Where it comes from: `flag`, `environment VARIABLE`, `file PATH` or `default`.
    public let origin: String

    /// Creates an item.
    public init(name: String, value: String, origin: String) {
        self.name = name
        self.value = value
        self.origin = origin
    }
}

/// Why a gateway could not start or had to stop.
public enum GatewayError: Error, Hashable, Sendable {
    /// The address to listen at cannot be understood or resolved; correct it.
    case badAddress(String, reason: String)
    /// The gateway cannot listen there; choose another port, or stop who uses it.
    case cannotListen(String, reason: String)
    /// A node's address in the cluster file cannot be used, for the reason given; correct it.
    case badCluster(String)
    /// The system refused something that a gateway cannot do without; look at its limits.
    case system(String)
}

extension GatewayError: CustomStringConvertible {
    /// What happened, in words.
    public var description: String {
        switch self {
        case .badAddress(let address, let reason): "address \(address): \(reason)"
        case .cannotListen(let address, let reason): "cannot listen on \(address): \(reason)"
        case .badCluster(let reason), .system(let reason): reason
        }
    }
}

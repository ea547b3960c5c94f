/// What `demo` was asked to do.
public struct DemoOptions: Hashable, Sendable {
    /// The port of n1; those of the other nodes follow.
    public var basePort = Self.standardBasePort
    /// Where the gateway listens.
    public var listen = LocalAddress(port: Self.standardPort)
    /// How the nodes keep everything; a folder with a cluster goes on.
    public var storage = LocalStorage()
    /// The form of answers.
    public var form = OutputForm.human
    /// Whether colour is welcome.
    public var usesColor = false
    /// Whether nobody is told that the demo is ready.
    public var isQuiet = false
    /// Whether commands are read as from a pipe, even from a terminal: no prompt, no editing.
    public var readsPlainly = false
    /// How long a transfer or a read may take, in milliseconds.
    public var timeoutMilliseconds = 5_000

    /// Creates options with their defaults.
    public init() {}

    /// The port of n1 unless somebody says otherwise.
    public static let standardBasePort: UInt16 = 5_001
    /// The port of the gateway unless somebody says otherwise.
    public static let standardPort: UInt16 = 8_080
    /// How many nodes a new demo has.
    public static let nodeCount = 5
}

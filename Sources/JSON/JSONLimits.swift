/// How much structure a text may have.
///
/// Its size in bytes is bounded by whoever receives it, before a reader sees it.
public struct JSONLimits: Hashable, Sendable {
    /// How many objects and arrays may be open at once, from 1 through ``depthCeiling``.
    public let depthMax: Int
    /// How many keys one object may have, at least 1; only ``JSONValue`` counts them.
    ///
    /// A decoder that uses ``JSONFields`` needs no count: it knows at most 64 keys and takes each
    /// of them once.
    public let keysMax: Int

    /// The deepest nesting that may be asked for.
    ///
    /// ``JSONValue`` calls itself once a level, so this bounds the stack it needs.
    public static let depthCeiling = 64

    /// What holds for everything that comes over a connection: depth 8, 64 keys.
    public static let wire = Self(depthMax: 8, keysMax: 64)

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - depthMax: How many objects and arrays may be open at once.
    ///   - keysMax: How many keys one object may have.
    public init(depthMax: Int = wire.depthMax, keysMax: Int = wire.keysMax) {
        precondition(
            (1...Self.depthCeiling).contains(depthMax),
            "depth limit \(depthMax) is outside 1...\(Self.depthCeiling)"
        )
        precondition(keysMax >= 1, "key limit \(keysMax) is below 1")
        self.depthMax = depthMax
        self.keysMax = keysMax
    }
}

/// The number of a node, counted from 1: `n3` is 3 in a cluster with the usual names.
public struct NodeNumber: Hashable, Sendable {
    /// The number, from 1.
    public let value: Int

    /// Creates a number; it must be at least 1.
    public init(_ value: Int) {
        precondition(value >= 1, "nodes are counted from 1, not \(value)")
        self.value = value
    }
}

extension NodeNumber: Comparable {
    /// Orders by number.
    public static func < (lhs: NodeNumber, rhs: NodeNumber) -> Bool { lhs.value < rhs.value }
}

extension NodeNumber: CustomStringConvertible {
    /// The usual name of the node, for example `n3`.
    public var description: String { "n\(value)" }
}

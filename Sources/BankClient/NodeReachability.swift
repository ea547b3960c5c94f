public import Paxos

/// How one node can be reached, as the connection of requests or of questions sees it.
public struct NodeReachability: Hashable, Sendable {
    /// The node.
    public let node: NodeID
    /// Where it should listen, as the cluster file says.
    public let address: String
    /// Whether it is connected and greeted us.
    public let isOpen: Bool
    /// Why it could not be talked to the last time; nil if it could, or nobody tried.
    public let fault: NodeFault?
    /// How long ago anything came from it, in milliseconds; nil if never.
    public let heardMilliseconds: Int?

    /// Creates what is known of a node.
    public init(
        node: NodeID,
        address: String,
        isOpen: Bool,
        fault: NodeFault?,
        heardMilliseconds: Int?
    ) {
        self.node = node
        self.address = address
        self.isOpen = isOpen
        self.fault = fault
        self.heardMilliseconds = heardMilliseconds
    }
}

extension NodeReachability: CustomStringConvertible {
    /// For example `n3 at 127.0.0.1:5003: connect: Connection refused (111), last heard 14 s ago`.
    public var description: String {
        let state =
            if isOpen {
                "connected"
            } else if let fault {
                "\(fault)"
            } else {
                "not asked"
            }
        let age = heardMilliseconds.map { ", last heard \(Self.age($0)) ago" } ?? ""
        return "\(node) at \(address): \(state)\(age)"
    }

    private static func age(_ milliseconds: Int) -> String {
        if milliseconds < 1_000 { return "\(milliseconds) ms" }
        if milliseconds < 10_000 { return "\(milliseconds / 1_000).\(milliseconds / 100 % 10) s" }
        return "\(milliseconds / 1_000) s"
    }
}

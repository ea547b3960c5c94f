internal import JSON
package import Paxos
internal import Wire

/// A fault that somebody made on purpose.
package enum Fault: Hashable, Sendable {
    /// A node is cut off from everybody.
    case fail(NodeID)
    /// Nodes talk only within their group.
    case partition([NodeSet])

    /// What names it in paths.
    package var id: String {
        switch self {
        case .fail(let node): "\(node)"
        case .partition: "partition"
        }
    }

    /// The command that does the same at a terminal.
    package var command: String {
        switch self {
        case .fail(let node): "paxosbank fail \(node)"
        case .partition(let groups):
            "paxosbank partition "
                + groups.map { $0.map(\.description).joined(separator: ",") }
                .joined(separator: "/")
        }
    }

    /// The faults in force, by what the nodes say of themselves: in node order, a partition last.
    package static func inForce(_ view: NodesView) -> [Fault] {
        var faults = view.statuses.filter { !$0.isConnected }.map { Fault.fail($0.node) }
        let groups = groups(of: view)
        if groups.count > 1 { faults.append(.partition(groups)) }
        return faults
    }

    /// The nodes that block the same others, in the order of their first ones; one group if nobody
    /// blocks anybody.
    private static func groups(of view: NodesView) -> [NodeSet] {
        guard view.statuses.contains(where: { !$0.blocked.isEmpty }) else { return [] }
        var groups: [(blocked: NodeSet, members: NodeSet)] = []
        for status in view.statuses {
            if let index = groups.firstIndex(where: { $0.blocked == status.blocked }) {
                groups[index].members.insert(status.node)
            } else {
                groups.append((status.blocked, NodeSet([status.node])))
            }
        }
        return groups.map(\.members)
    }
}

extension Fault {
    /// Writes the fault.
    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("object", "fault")
        writer.member("id", id)
        switch self {
        case .fail(let node):
            writer.member("kind", "fail")
            writer.member("node", "\(node)")
        case .partition(let groups):
            writer.member("kind", "partition")
            writer.key("groups")
            writer.beginArray()
            for group in groups {
                writer.beginArray()
                for node in group { writer.value("\(node)") }
                writer.endArray()
            }
            writer.endArray()
        }
        writer.member("command", command)
        writer.endObject()
    }
}

/// What a request for a fault asks for.
package enum FaultRequest: Hashable, Sendable {
    /// Cut a node off; nil is whoever leads.
    case fail(NodeID?)
    /// Let nodes talk only within their group.
    case partition([NodeSet])

    /// Reads a body: `{"kind":"fail","node":"leader"}` or
    /// `{"kind":"partition","groups":[["n1","n2"],["n3","n4","n5"]]}`.
    ///
    /// - Parameters:
    ///   - bytes: The body.
    ///   - members: The nodes of the cluster.
    /// - Throws: ``APIError`` of the class of wrong requests, which names the field.
    package init(_ bytes: Span<UInt8>, members: NodeSet) throws(APIError) {
        var object = try BodyReader.object(bytes)
        self = try BodyReader.translating { () throws(JSONFieldError) in
            let kind = try object.take("kind")
            let request: FaultRequest
            switch try kind.string() {
            case "fail":
                let node = try object.take("node")
                request =
                    try node.string() == "leader"
                    ? .fail(nil) : .fail(try Self.node(node, members))
            case "partition":
                request = .partition(try Self.groups(object.take("groups"), members))
            default: throw kind.error(.invalid("a fault is fail or partition"))
            }
            try object.finish()
            return request
        }
    }

    private static func node(
        _ field: JSONField,
        _ members: NodeSet
    ) throws(JSONFieldError) -> NodeID {
        guard let node = NodeID(name: try field.string()), members.contains(node) else {
            throw field.error(.invalid("a node is one of \(members)"))
        }
        return node
    }

    /// Reads groups; a node that none names is in a group of its own.
    private static func groups(
        _ field: JSONField,
        _ members: NodeSet
    ) throws(JSONFieldError) -> [NodeSet] {
        var groups: [NodeSet] = []
        var seen = NodeSet()
        for list in try field.array() {
            var group = NodeSet()
            for element in try list.array() {
                let node = try node(element, members)
                guard !seen.contains(node) else {
                    throw element.error(.invalid("\(node) is named twice"))
                }
                seen.insert(node)
                group.insert(node)
            }
            guard !group.isEmpty else { throw list.error(.invalid("a group has nodes")) }
            groups.append(group)
        }
        for node in members where !seen.contains(node) { groups.append(NodeSet([node])) }
        guard groups.count > 1 else { throw field.error(.invalid("one group is no partition")) }
        return groups
    }
}

package import Bank
internal import EventLoop
package import Paxos
internal import Wire

/// One connection to one node, again and again, as a value; the owner has the socket.
///
/// down → connecting → greeting → open, and back to down from everywhere. Nothing but our HELLO is
/// sent before the node's own is checked, so a request cannot reach a node of another cluster, and
/// one that was only waiting for a connection has certainly reached nobody.
package struct NodeLinkStateMachine: Hashable, Sendable {
    /// Where the connection stands.
    package enum Phase: Hashable, Sendable {
        /// There is none; the next may be opened from that time on, in milliseconds.
        case down(notBefore: Int)
        /// It is being opened.
        case connecting
        /// It is open and our HELLO is sent; the node's must come until then, in milliseconds.
        case greeting(until: Int)
        /// The node answered as it should: lines may be sent.
        case open
    }

    /// The node that should be behind the address.
    package let node: NodeID
    /// The cluster's id.
    package let cluster: Identifier
    /// Where the connection stands.
    package private(set) var phase = Phase.down(notBefore: 0)
    /// Why it was not usable the last time; nil before the first failure and while it is open.
    package private(set) var fault: NodeFault?
    /// When anything came from the node last, in milliseconds; nil if never.
    package private(set) var lastHeardAt: Int?
    /// How long to wait between connections.
    private var backoff = Backoff()

    /// Creates a link that was not needed yet.
    package init(node: NodeID, cluster: Identifier) {
        self.node = node
        self.cluster = cluster
    }

    /// Whether lines may be sent.
    package var isOpen: Bool { phase == .open }

    /// Whether a connection may be opened now if one is needed.
    package func mayConnect(at now: Int) -> Bool {
        if case .down(let notBefore) = phase { notBefore <= now } else { false }
    }

    /// When something is due if the link is needed, in milliseconds; nil if only events can help.
    package func deadline(isNeeded: Bool) -> Int? {
        switch phase {
        case .down(let notBefore): isNeeded ? notBefore : nil
        case .greeting(let until): until
        case .connecting, .open: nil
        }
    }

    /// Whether the node is too late with its HELLO; the owner MUST then close and call
    /// ``didFail(_:at:using:)``.
    package func isTooSilent(at now: Int) -> Bool {
        if case .greeting(let until) = phase { until <= now } else { false }
    }

    /// The owner began to connect.
    package mutating func didBeginToConnect() {
        guard case .down = phase else { preconditionFailure("\(node) is \(phase) already") }
        phase = .connecting
    }

    /// The connection is open; the owner MUST send our HELLO.
    package mutating func didConnect(at now: Int) {
        precondition(phase == .connecting, "\(node) is \(phase), not connecting")
        phase = .greeting(until: now + ClientLimits.greetingMillisecondsMax)
    }

    /// Takes note that a line came.
    package mutating func didHear(at now: Int) { lastHeardAt = now }

    /// Takes the node's first line.
    ///
    /// - Throws: Why the node is not the one that should be there; the owner MUST then close and
    ///   call ``didFail(_:at:using:)`` with it.
    package mutating func didGreet(with line: Span<UInt8>) throws(NodeFault) {
        guard case .greeting = phase else { preconditionFailure("\(node) is \(phase) already") }
        let hello: Hello
        do {
            hello = try Hello(reading: line)
        } catch {
            throw Self.fault(of: line, thatIsNotExpected: error)
        }
        guard hello.version == Hello.versionSpoken else {
            throw .wrongVersion(ours: Hello.versionSpoken, theirs: hello.version)
        }
        guard hello.cluster == cluster else {
            throw .wrongCluster(ours: cluster, theirs: hello.cluster)
        }
        guard case .replica(let found, _) = hello.speaker else { throw .notANode }
        guard found == node else { throw .wrongNode(expected: node, found: found) }
        phase = .open
        fault = nil
        backoff.reset()
    }

    /// The connection is gone or was closed for a fault.
    package mutating func didFail(
        _ fault: NodeFault,
        at now: Int,
        using generator: inout SeededGenerator
    ) {
        self.fault = fault
        phase = .down(notBefore: now + backoff.next(using: &generator))
    }

    /// Somebody asks for the node now, so the wait before the next connection is cut short.
    package mutating func wake() {
        if case .down = phase { phase = .down(notBefore: 0) }
    }

    /// What a line means that is not what the node should have sent: its reproach, or nonsense.
    static func fault(
        of line: Span<UInt8>,
        thatIsNotExpected error: WireError
    ) -> NodeFault {
        if case .error(let message)? = try? ServerMessage(reading: line) {
            return .refused(message)
        }
        return .malformed(error)
    }
}

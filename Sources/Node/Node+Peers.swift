import BankReplica
import EventLoop
import JSON
import Paxos
import Wire

/// Connections with other nodes: opening, HELLO, lines, and opening again.
extension Node {
    /// The code with which nodes that were started again are turned away.
    static let forgottenCode = "forgotten_node"

    /// Begins to connect to every node that this one dials.
    func connectPeers() {
        for node in links.nodes { connect(to: node) }
    }

    private func connect(to node: NodeID) {
        guard let address = links[node]?.address, links[node]?.connection == nil else { return }
        var peerSettings = ConnectionSettings()
        peerSettings.lineBytesMax = WireLimits.lineBytesMax
        peerSettings.outboxBytesMax = limits.peerOutboxBytesMax
        links[node]?.retryTimer = nil
        links[node]?.pending = loop.connect(to: address, settings: peerSettings)
    }

    /// Says who this node is, first of all, on a connection that it opened.
    func greetPeer(_ connection: ConnectionID) {
        sendHello(to: connection)
    }

    func sendHello(to connection: ConnectionID) {
        let hello = Hello(
            cluster: settings.cluster.id,
            speaker: .replica(node: settings.id, greeting)
        )
        writer.removeAll()
        hello.write(into: &writer)
        _ = sendWritten(to: connection)
    }

    private var greeting: NodeGreeting {
        NodeGreeting(
            incarnation: Incarnation(rawValue: incarnation),
            promised: .zero,
            accepted: .zero,
            isRecovering: false,
            startedMicroseconds: incarnation
        )
    }

    /// Takes in the HELLO that answers this node's own.
    ///
    /// - Returns: Why it is not what was expected, or nil.
    func receiveHelloAnswer(
        _ hello: Hello,
        from node: NodeID,
        on connection: ConnectionID
    )
        -> ErrorMessage?
    {
        if let problem = problem(with: hello) { return problem }
        guard case .replica(node, let greeting) = hello.speaker else {
            let address = settings.cluster.address(of: node) ?? ""
            return ErrorMessage(
                code: "wrong_node",
                message: "\(address) is not \(node): it says \(hello.speaker)"
            )
        }
        let incarnation = greeting.incarnation.rawValue
        if let problem = problem(withStartOf: node, incarnation) { return problem }
        establish(node, incarnation: incarnation, on: connection)
        return nil
    }

    /// Checks that a node is the one that was met before.
    ///
    /// Nodes keep what they promised in memory: one that was started again has forgotten it, and
    /// two quorums might no longer meet if it took part.
    private func problem(withStartOf node: NodeID, _ incarnation: UInt64) -> ErrorMessage? {
        guard let known = links[node]?.incarnation, known != 0, known != incarnation else {
            return nil
        }
        return ErrorMessage(
            code: Self.forgottenCode,
            message: "\(node) was met as incarnation \(known), and incarnation \(incarnation) has"
                + " forgotten what that one promised: start the whole cluster again"
        )
    }

    /// Checks cluster and version of a HELLO.
    func problem(with hello: Hello) -> ErrorMessage? {
        guard hello.cluster == settings.cluster.id else {
            return ErrorMessage(
                code: "wrong_cluster",
                message: "this is cluster \(settings.cluster.id), not \(hello.cluster)"
            )
        }
        guard hello.version == Hello.versionSpoken else {
            return ErrorMessage(
                code: "wrong_version",
                message: "this node speaks version \(Hello.versionSpoken), not \(hello.version)"
            )
        }
        return nil
    }

    /// Takes a node's connection that was opened by it, if it may be that node.
    ///
    /// - Returns: Why it may not, or nil.
    func admitPeer(
        _ node: NodeID,
        incarnation: UInt64,
        on connection: ConnectionID
    )
        -> ErrorMessage?
    {
        guard let link = links[node], link.address == nil else {
            return ErrorMessage(
                code: "wrong_node",
                message: "\(node) does not open connections to \(settings.id) in this cluster"
            )
        }
        if let problem = problem(withStartOf: node, incarnation) { return problem }
        let isFresh = link.heardAt.map {
            loop.nowMilliseconds - $0 < limits.peerSilenceMillisecondsMax
        }
        if link.connection != nil, isFresh == true {
            return ErrorMessage(
                code: "duplicate_node",
                message: "\(node) is connected already, with incarnation \(incarnation)"
            )
        }
        if let old = link.connection {
            loop.close(old)
            guests[old] = nil
        }
        establish(node, incarnation: incarnation, on: connection)
        return nil
    }

    private func establish(_ node: NodeID, incarnation: UInt64, on connection: ConnectionID) {
        links[node]?.connection = connection
        links[node]?.pending = nil
        links[node]?.incarnation = incarnation
        links[node]?.heardAt = loop.nowMilliseconds
        links[node]?.backoff.reset()
        links[node]?.lastProblem = ""
        journal.write("linked", [("peer", "\(node)"), ("incarnation", "\(incarnation)")])
        guard faults.isConnected, !faults.blocked.contains(node) else { return }
        give(.connected(node))
    }

    /// Hands a line of another node to the replica.
    func receivePeerLine(_ bytes: Span<UInt8>, from node: NodeID) throws(WireError) {
        links[node]?.heardAt = loop.nowMilliseconds
        guard faults.isConnected, !faults.blocked.contains(node) else { return }
        let line = try PeerLine(reading: bytes)
        guard line.node == node else { throw .outOfRange("\(line.node) as sender", at: 0) }
        let sender = NodeSet([node])
        history.add(.peer(line.message, sender), isSent: false, microseconds: wallMicroseconds)
        give(.line(line))
    }

    /// Notes the end of a connection with a node and tries again later.
    ///
    /// - Returns: Whether it was one with a node.
    func notePeerClosed(_ connection: ConnectionID, _ reason: CloseReason) -> Bool {
        guard let node = links.node(of: connection) else { return false }
        guests[connection] = nil
        losePeer(node, connection, "\(reason)")
        return true
    }

    /// Forgets a connection with a node and, if this node dials, tries again after a while.
    func losePeer(_ node: NodeID, _ connection: ConnectionID, _ problem: String) {
        let wasLinked = links[node]?.connection == connection
        if wasLinked { links[node]?.connection = nil }
        if links[node]?.pending == connection { links[node]?.pending = nil }
        if wasLinked || links[node]?.lastProblem != problem {
            journal.write("unlinked", [("peer", "\(node)"), ("reason", problem)])
            links[node]?.lastProblem = problem
        }
        guard links[node]?.address != nil, links[node]?.retryTimer == nil else { return }
        let delay = links.nextDelay(for: node)
        links[node]?.retryTimer = loop.startTimer(afterMilliseconds: delay)
    }

    /// A timer that is not the tick's: time to try a connection again, or a guest that is silent.
    func handleOther(_ timer: TimerID) {
        if let node = links.node(waitingFor: timer) {
            connect(to: node)
        } else if let (connection, guest) = guests.first(where: { $0.value.timer == timer }) {
            guard !guest.hasEnded else { return close(connection) }
            refuse(
                connection,
                ErrorMessage(code: "no_hello", message: "no HELLO came in time")
            )
        }
    }
}

import BankReplica
import EventLog
import EventLoop
import JSON
import Paxos
import Wire

extension Greeting {
    /// What the protocol makes of a HELLO.
    init(_ greeting: NodeGreeting) {
        self.init(
            incarnation: greeting.incarnation,
            promised: greeting.promised,
            accepted: greeting.accepted,
            isRecovering: greeting.isRecovering
        )
    }
}

/// Connections with other nodes: opening, HELLO, lines, and opening again.
extension Node {
    /// The code with which nodes are turned away that know less than they said before.
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
        if let problem = problem(withMemoryOf: node, greeting) { return problem }
        establish(node, greeting, on: connection)
        return nil
    }

    /// What this node says of itself on a new connection.
    var greeting: NodeGreeting {
        let own = replica.paxos.greeting(start: start)
        return NodeGreeting(
            incarnation: own.incarnation,
            promised: own.promised,
            accepted: own.accepted,
            isRecovering: own.isRecovering,
            startedMicroseconds: startedMicroseconds
        )
    }

    /// Checks that a node still knows what it said before.
    ///
    /// One whose disk went back in time may break its promises: it is told so, and then takes no
    /// part until it has rejoined (docs/PROTOCOL.md). One that claims a life far above the one that
    /// is noted of it is not believed.
    private func problem(withMemoryOf node: NodeID, _ greeting: NodeGreeting) -> ErrorMessage? {
        guard replica.paxos.isCredible(Greeting(greeting), of: node) else {
            return ErrorMessage(
                code: "out_of_range",
                message: "\(node) comes as incarnation \(greeting.incarnation),"
                    + " in a life far above the last one known of it"
            )
        }
        let isRepeated =
            links[node]?.incarnation == greeting.incarnation
            && links[node]?.startedMicroseconds != greeting.startedMicroseconds
        let isOutdated = replica.paxos.isOutdated(Greeting(greeting), of: node)
        guard !greeting.isRecovering, isRepeated || isOutdated else { return nil }
        return ErrorMessage(
            code: Self.forgottenCode,
            message: "\(node) comes as incarnation \(greeting.incarnation) with promise"
                + " \(greeting.promised) and slot \(greeting.accepted), and has said more before:"
                + " its files are older than what it took part in"
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
        _ greeting: NodeGreeting,
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
        if let problem = problem(withMemoryOf: node, greeting) { return problem }
        let isFresh = link.heardAt.map {
            loop.nowMilliseconds - $0 < limits.peerSilenceMillisecondsMax
        }
        // A node that was started again has left its old connection; another one has not.
        let isSameProcess = link.startedMicroseconds == greeting.startedMicroseconds
        if link.connection != nil, isFresh == true, isSameProcess {
            return ErrorMessage(
                code: "duplicate_node",
                message: "\(node) is connected already, with incarnation"
                    + " \(greeting.incarnation)"
            )
        }
        if let old = link.connection {
            loop.close(old)
            guests[old] = nil
        }
        establish(node, greeting, on: connection)
        return nil
    }

    private func establish(
        _ node: NodeID,
        _ greeting: NodeGreeting,
        on connection: ConnectionID
    ) {
        let incarnation = greeting.incarnation
        links[node]?.connection = connection
        links[node]?.pending = nil
        links[node]?.incarnation = incarnation
        links[node]?.startedMicroseconds = greeting.startedMicroseconds
        links[node]?.heardAt = loop.nowMilliseconds
        links[node]?.backoff.reset()
        links[node]?.lastProblem = ""
        tell(
            .info,
            "linked",
            [EventField("peer", "\(node)"), EventField("incarnation", "\(incarnation)")]
        )
        replica.greeted(by: node, Greeting(greeting), into: &output)
        guard faults.isConnected, !faults.blocked.contains(node) else { return }
        give(.connected(node))
    }

    /// Hands a line of another node to the replica.
    ///
    /// After a failure of the disk nothing more is taken in: it would be written there, and what
    /// was flushed in vain once may look flushed the next time.
    func receivePeerLine(_ bytes: Span<UInt8>, from node: NodeID) throws(WireError) {
        guard storageFailure == nil else { return }
        links[node]?.heardAt = loop.nowMilliseconds
        guard faults.isConnected, !faults.blocked.contains(node) else { return }
        let line = try PeerLine(reading: bytes)
        guard line.node == node else { throw .outOfRange("\(line.node) as sender", at: 0) }
        metrics.countReceived(LineKind(line.message))
        let sender = NodeSet([node])
        history.add(.peer(line.message, sender), isSent: false, microseconds: wallMicroseconds)
        do {
            if try receiveSnapshotLine(line) { return }
        } catch {
            storageFailure = error
            return
        }
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
            tell(
                .info,
                "unlinked",
                [EventField("peer", "\(node)"), EventField("reason", problem)]
            )
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

import BankReplica
import EventLog
import EventLoop
import JSON
import Paxos
import Wire

/// What is known of a connection that somebody opened to this node.
struct Guest {
    /// Who it is.
    enum Kind: Hashable {
        /// Its HELLO is not in.
        case unknown
        /// Another node.
        case peer(NodeID)
        /// A client.
        case client
        /// An operator.
        case admin
    }

    /// Who it is.
    var kind: Kind
    /// The time by which its HELLO must be in, or at which it is closed after its input ended.
    var timer: TimerID?
    /// Whether it has said all it will say.
    var hasEnded = false
}

/// Connections that others open: HELLO, then lines of its kind; one bad line ends a connection.
extension Node {
    func receiveGuest(_ connection: ConnectionID) {
        let timer = loop.startTimer(afterMilliseconds: limits.helloMillisecondsMax)
        guests[connection] = Guest(kind: .unknown, timer: timer)
    }

    /// Takes every complete line of a connection.
    func receiveLines(of connection: ConnectionID) {
        // A client stays one, and most lines are of clients.
        let isClient = guests[connection]?.kind == .client
        do {
            try loop.forEachLine(of: connection) { (line) throws(WireError) in
                if isClient {
                    try receiveClientLine(line, on: connection)
                } else {
                    try receive(line, on: connection)
                }
            }
        } catch {
            refuse(connection, error.message, quotesLine: true)
        }
    }

    private func receive(
        _ line: Span<UInt8>,
        on connection: ConnectionID
    ) throws(WireError) {
        guard let guest = guests[connection] else {
            return try receiveOnOwn(line, on: connection)
        }
        switch guest.kind {
        case .unknown: try receiveHello(line, on: connection)
        case .peer(let node): try receivePeerOrReason(line, from: node, on: connection)
        case .client: try receiveClientLine(line, on: connection)
        case .admin:
            if !isBlank(line) { answer(try AdminRequest(reading: line), on: connection) }
        }
    }

    /// A line of another node, or an ERROR line in which it says why it wants nothing of this one.
    private func receivePeerOrReason(
        _ line: Span<UInt8>,
        from node: NodeID,
        on connection: ConnectionID
    ) throws(WireError) {
        do {
            try receivePeerLine(line, from: node)
        } catch {
            guard case .error(let reason)? = try? ServerMessage(reading: line) else { throw error }
            turnAway(node, connection, reason)
        }
    }

    /// Notes that another node wants nothing of this one.
    private func turnAway(_ node: NodeID, _ connection: ConnectionID, _ reason: ErrorMessage) {
        guests[connection] = nil
        loop.close(connection)
        losePeer(node, connection, "refused: \(reason.toldReason)")
        if reason.code == Self.forgottenCode { forget(at: node, reason) }
    }

    /// Takes no part until it has rejoined, because `node` remembers more of this node than it
    /// does itself.
    private func forget(at node: NodeID, _ reason: ErrorMessage) {
        announceLoss(at: node, reason.message)
        replica.forget(into: &output)
    }

    /// A line on a connection that this node opened.
    private func receiveOnOwn(
        _ line: Span<UInt8>,
        on connection: ConnectionID
    ) throws(WireError) {
        guard let node = links.node(of: connection) else { return }
        if links[node]?.connection == connection {
            return try receivePeerOrReason(line, from: node, on: connection)
        }
        let hello: Hello
        do {
            hello = try Hello(reading: line)
        } catch {
            // An ERROR line says why the other node wants nothing of this one.
            let answer = try ServerMessage(reading: line)
            guard case .error(let reason) = answer else { throw error }
            return turnAway(node, connection, reason)
        }
        if let problem = receiveHelloAnswer(hello, from: node, on: connection) {
            refuse(connection, problem)
        }
    }

    private func receiveHello(
        _ line: Span<UInt8>,
        on connection: ConnectionID
    ) throws(WireError) {
        let hello = try Hello(reading: line)
        if let problem = problem(with: hello) { return refuse(connection, problem) }
        let kind: Guest.Kind
        switch hello.speaker {
        case .replica(let node, let greeting):
            if let problem = admitPeer(node, greeting, on: connection) {
                return refuse(connection, problem)
            }
            kind = .peer(node)
            loop.setLimits(
                of: connection,
                lineBytesMax: WireLimits.lineBytesMax,
                outboxBytesMax: limits.peerOutboxBytesMax
            )
        case .client:
            guard guests.count < limits.clientsMax else {
                return refuse(
                    connection,
                    ErrorMessage(
                        code: "too_many_clients",
                        message: "\(limits.clientsMax) connections are open already"
                    )
                )
            }
            kind = .client
            sessions[SessionID(connection.serial)] = connection
        case .admin: kind = .admin
        }
        if let timer = guests[connection]?.timer { loop.cancelTimer(timer) }
        guests[connection] = Guest(kind: kind)
        tell(.debug, "greeted", [EventField("connection", "\(connection)")])
        sendHello(to: connection)
    }

    /// Whether a line of somebody at a keyboard holds nothing; a carriage return may end it.
    private func isBlank(_ line: Span<UInt8>) -> Bool {
        line.isEmpty || line.count == 1 && line[0] == UInt8(ascii: "\r")
    }

    private func receiveClientLine(
        _ line: Span<UInt8>,
        on connection: ConnectionID
    ) throws(WireError) {
        guard !isBlank(line) else { return }
        let message = try ClientMessage(reading: line)
        guard faults.isConnected else { return }
        metrics.countReceived(LineKind(message))
        let session = SessionID(connection.serial)
        if history.takesClientLine() {
            history.add(
                .client(message, session.rawValue),
                isSent: false,
                microseconds: wallMicroseconds
            )
        }
        give(.client(session, message))
    }

    /// The connection of a client's session, if it is still there.
    func connection(of session: SessionID) -> ConnectionID? { sessions[session] }

    /// Tells a connection why it is not served, and closes it.
    ///
    /// - Parameters:
    ///   - connection: The connection.
    ///   - reason: Why.
    ///   - quotesLine: Whether the reason may quote the line, which may hold what nobody else may
    ///     read: people are told the code and the place then.
    func refuse(_ connection: ConnectionID, _ reason: ErrorMessage, quotesLine: Bool = false) {
        badLines += 1
        metrics.countRefusal(reason.code)
        let told = quotesLine ? reason.place : reason.message
        if refusalBudget.spend(at: loop.nowMilliseconds) {
            tell(
                .warn,
                "refused",
                [
                    EventField("connection", "\(connection)"), EventField("code", reason.code),
                    EventField("reason", told),
                ]
            )
        }
        writer.removeAll()
        reason.write(into: &writer)
        if sendWritten(to: connection) { metrics.countSent(.error) }
        close(connection, why: told)
    }

    /// Notes that somebody has said all; a client is given time for its answers.
    func noteInputEnded(_ connection: ConnectionID) {
        guard guests[connection]?.kind == .client else { return close(connection) }
        guests[connection]?.hasEnded = true
        guests[connection]?.timer = loop.startTimer(
            afterMilliseconds: limits.clientLingerMilliseconds
        )
    }

    /// Closes a connection after what was sent to it, and forgets it.
    func close(_ connection: ConnectionID) {
        close(connection, why: "closed by this node")
    }

    /// Closes a connection after what was sent to it, and forgets it; a peer's loss has a reason.
    private func close(_ connection: ConnectionID, why reason: String) {
        loop.close(connection, afterFlushing: true)
        if let node = links.node(of: connection) {
            guests[connection] = nil
            losePeer(node, connection, reason)
        } else {
            noteGuestClosed(connection)
        }
    }

    func noteGuestClosed(_ connection: ConnectionID) {
        guard let guest = guests.removeValue(forKey: connection) else { return }
        tell(.debug, "left", [EventField("connection", "\(connection)")])
        if let timer = guest.timer { loop.cancelTimer(timer) }
        let session = SessionID(connection.serial)
        guard sessions.removeValue(forKey: session) != nil else { return }
        give(.sessionClosed(session))
    }
}

extension ErrorMessage {
    /// What people are told of an ERROR line of another node, which may quote what was sent to it.
    fileprivate var toldReason: String {
        let quoting = [
            "bad_json", "bad_sum", "unknown_type", "unknown_key", "missing_key", "out_of_range",
        ]
        return quoting.contains(code) ? place : message
    }

    /// The code, and where in the line it went wrong.
    fileprivate var place: String { offset.map { "\(code) at byte \($0)" } ?? code }
}

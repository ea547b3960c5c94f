import EventLoop
import HTTP

/// Asks one server of HTTP, over several connections on its owner's loop.
///
/// What is asked leaves at once, over the connection on which least is waited for. Nothing is asked
/// twice: whoever wants an answer after all asks again.
final class WebCaller {
    /// A question.
    struct Question {
        /// What is to be done.
        var method: HTTPMethod
        /// With which path and query.
        var target: String
        /// What is said beside.
        var headers: [HTTPHeader] = []
        /// The body; nil for none.
        var body: [UInt8]?
    }

    /// What came of a question.
    enum Result {
        /// The server's answer.
        case answer(HTTPReceivedResponse)
        /// None, and nothing of it can have reached the server, for this reason.
        case notSent(String)
        /// None, for this reason, and the server may have done it.
        case lost(String)
    }

    /// A question that is over.
    struct Finished {
        /// The caller's name for it.
        let tag: Int
        /// When it was asked, in microseconds of the monotonic clock.
        let since: Int64
        /// What came of it.
        let result: Result
    }

    /// The server.
    let server: WebServer
    /// How long an answer may take, in milliseconds.
    private let patienceMilliseconds: Int
    /// The most connections at once.
    private let connectionsMax: Int
    /// The loop.
    private let loop: EventLoop
    /// Where the server listens.
    private let address: SocketAddress
    /// The connections.
    private var links: [WebLink] = []
    /// What is over and was not taken.
    private var finished: [Finished] = []
    /// Holds a question on its way out; keeps its memory.
    private var bytes: [UInt8] = []

    /// Creates a caller that connects when something is asked.
    ///
    /// - Parameters:
    ///   - server: The server; its name is looked up now, which may block.
    ///   - loop: The loop; its owner MUST hand every event to ``handle(_:)``.
    ///   - connections: The most connections at once.
    ///   - patienceMilliseconds: How long an answer may take.
    /// - Throws: ``EventLoop/AddressError``.
    init(
        _ server: WebServer,
        loop: EventLoop,
        connections: Int,
        patienceMilliseconds: Int
    ) throws(AddressError) {
        precondition(connections > 0, "nothing can be asked over \(connections) connections")
        self.server = server
        self.loop = loop
        self.patienceMilliseconds = patienceMilliseconds
        connectionsMax = connections
        address = try SocketAddress(server.authority)
    }

    private var now: Int64 { SystemClock.monotonicMicroseconds }

    /// Takes what is over since the last time.
    func takeFinished() -> [Finished] {
        defer { finished.removeAll(keepingCapacity: true) }
        return finished
    }

    /// Whether another question can be asked now.
    var hasRoom: Bool {
        links.count < connectionsMax || links.contains { $0.asked.count < WebLimits.pipelinedMax }
    }

    /// Asks; MUST come only while ``hasRoom``.
    ///
    /// - Parameters:
    ///   - question: The question.
    ///   - tag: The owner's name for it.
    func ask(_ question: Question, tag: Int) {
        let index = place()
        bytes.removeAll(keepingCapacity: true)
        HTTPRequestWriter.write(
            question.method,
            question.target,
            host: server.authority,
            headers: question.headers,
            body: question.body,
            into: &bytes
        )
        let asked = WebLink.Asked(tag: tag, method: question.method, since: now)
        guard loop.send(bytes.span, to: links[index].connection) else {
            return finish(asked, .notSent("nothing can be sent to \(server)"))
        }
        links[index].note(asked)
    }

    /// The connection for the next question: a new one while there may be more.
    private func place() -> Int {
        let least = links.indices.min { links[$0].asked.count < links[$1].asked.count }
        if let least, links[least].asked.isEmpty || links.count == connectionsMax { return least }
        var settings = ConnectionSettings()
        settings.framing = .bytes
        links.append(WebLink(loop.connect(to: address, settings: settings)))
        return links.count - 1
    }

    private func finish(_ asked: WebLink.Asked, _ result: Result) {
        finished.append(Finished(tag: asked.tag, since: asked.since, result: result))
    }

    /// Gives up what takes too long.
    func turn() {
        let oldest = now - Int64(patienceMilliseconds) * 1_000
        let late = links.filter { link in link.asked.first.map { $0.since < oldest } ?? false }
        for link in late {
            abandon(link.connection, "no answer within \(patienceMilliseconds) ms")
        }
    }

    /// Takes an event of the loop; those that are about something else are passed over.
    func handle(_ event: Event) {
        switch event {
        case .opened(let connection):
            if let index = index(of: connection) { links[index].isOpen = true }
        case .received(let connection): receive(connection)
        case .closed(let connection, let reason): abandon(connection, "\(reason)")
        case .violation(let connection, let violation): abandon(connection, "\(violation)")
        case .inputEnded(let connection): abandon(connection, "closed by the other side")
        case .accepted, .writableAgain, .timer, .readable, .signal: break
        }
    }

    private func index(of connection: ConnectionID) -> Int? {
        links.firstIndex { $0.connection == connection }
    }

    private func receive(_ connection: ConnectionID) {
        guard let index = index(of: connection) else { return }
        var answers: [(WebLink.Asked, HTTPReceivedResponse)] = []
        var isUseful = true
        loop.takeBytes(of: connection) { span in
            let count = links[index].read(span, into: &answers)
            isUseful = count != nil
            return count ?? span.count
        }
        for (asked, answer) in answers { finish(asked, .answer(answer)) }
        if !isUseful { abandon(connection, "the server ended the connection") }
    }

    /// Closes a connection; what was asked on it has no answer.
    private func abandon(_ connection: ConnectionID, _ reason: String) {
        guard let index = index(of: connection) else { return }
        let link = links.remove(at: index)
        loop.close(connection)
        for asked in link.asked {
            finish(asked, link.isOpen ? .lost(reason) : .notSent(reason))
        }
    }
}

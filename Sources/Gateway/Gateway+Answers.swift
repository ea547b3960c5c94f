internal import BankClient
internal import EventLog
internal import EventLoop
internal import HybridClock
internal import JSON
internal import Paxos

/// Answers of every kind.
extension Gateway {
    /// What is known of the cluster by the replies to payments and reads, and lately by statuses.
    var facts: ClusterFacts {
        let leaders = connection.clients.leaders
        return ClusterFacts(
            leader: leaders.leader,
            ballot: leaders.leader == nil ? nil : leaders.ballot
        )
    }

    /// Answers with an error.
    ///
    /// - Parameters:
    ///   - exchange: What is answered.
    ///   - error: The error.
    ///   - status: The status, if it is another one than the code says.
    func answer(_ exchange: Exchange, _ error: APIError, status: Int? = nil) {
        body.removeAll()
        error.write(into: &body, requestID: error.isRecorded ? nil : "\(exchange.id)")
        let status = status ?? error.code.status
        writer.begin(status, exchange)
        if let allow = error.allow { writer.header("Allow", allow) }
        if let seconds = error.code.retryAfterSeconds {
            writer.header("Retry-After", UInt64(seconds))
        }
        var facts = facts
        facts.slot = error.slot
        writer.append(facts)
        writeBody(of: "application/json", exchange)
        deliver(exchange, status: status, error: error)
    }

    /// Answers with what was written into ``body``.
    ///
    /// - Parameters:
    ///   - exchange: What is answered.
    ///   - facts: What is known of the cluster; nil for what ``facts`` has.
    ///   - status: How the request went.
    func answerWithBody(_ exchange: Exchange, _ facts: ClusterFacts? = nil, status: Int = 200) {
        writer.begin(status, exchange)
        writer.append(facts ?? self.facts)
        writeBody(of: "application/json", exchange)
        deliver(exchange, status: status)
    }

    /// Answers with a value that is written as JSON.
    func answer(_ exchange: Exchange, _ value: JSONValue, _ facts: ClusterFacts? = nil) {
        body.removeAll()
        value.write(into: &body)
        answerWithBody(exchange, facts)
    }

    /// Answers with a whole answer.
    func answer(_ exchange: Exchange, _ answer: Answer) {
        writer.write(answer, exchange)
        deliver(exchange, status: answer.status)
    }

    /// Ends the answer under construction with what was written into ``body``.
    func writeBody(of mediaType: String, _ exchange: Exchange) {
        let bytes = body.bytes
        writer.end(bytes.span, mediaType: mediaType, exchange)
    }

    /// Counts the answer in ``writer``, and lets it leave.
    func deliver(_ exchange: Exchange, status: Int, error: APIError? = nil) {
        let now = SystemClock.monotonicMicroseconds
        metrics.didAnswer(
            exchange.route,
            status: status,
            microseconds: now - exchange.startedMicroseconds
        )
        note(exchange, status: status, error: error, at: now)
        send(writer.bytes, exchange)
    }

    /// Tells people of an answer: as a rule only of one that went wrong on this side.
    ///
    /// The path is left out, for it may hold a key; the route says what was asked for.
    private func note(_ exchange: Exchange, status: Int, error: APIError?, at moment: Int64) {
        let level: EventLevel = status < 500 ? .debug : error?.code == .internal ? .error : .warn
        guard log.takes(level), requestLines.spend(at: now) else { return }
        var fields = [
            EventField("route", exchange.route.map { "\($0)" } ?? "none"),
            EventField("status", status),
            EventField("us", moment - exchange.startedMicroseconds),
        ]
        if let error { fields.append(EventField("code", error.code.rawValue)) }
        if let slot = error?.slot { fields.append(EventField("slot", slot)) }
        log.write(level, "answered", request: "\(exchange.id)", fields)
    }

    /// Calls `body`, and answers with the error that it throws.
    func answering(_ exchange: Exchange, _ body: () throws(APIError) -> Void) {
        do throws(APIError) {
            try body()
        } catch {
            answer(exchange, error)
        }
    }
}

internal import EventLoop
internal import HTTP

/// The connections that others open.
extension Gateway {
    func accept(_ id: ConnectionID) {
        let guest = HTTPConnection(id: id, now: now)
        guests[id] = guest
        metrics.connectionsTotal += 1
        guard guests.count > GatewayLimits.connectionsMax || isStopping else { return }
        refuse(guest, APIError(.tooManyRequests, "there are too many connections"), status: 503)
    }

    /// Reads the requests that have arrived on a connection.
    func receive(from id: ConnectionID) {
        guard let guest = guests[id] else { return }
        loop.takeBytes(of: id) { bytes in read(bytes, of: guest) }
        guest.noteStage(at: now)
        if guest.answers.outstanding >= GatewayLimits.outstandingMax, !guest.isLast {
            guest.isPaused = true
            loop.pauseReading(id)
        }
    }

    /// Reads requests while there are whole ones and they may be taken.
    ///
    /// - Returns: How many bytes are not needed any more.
    private func read(_ bytes: Span<UInt8>, of guest: HTTPConnection) -> Int {
        var consumed = 0
        while guest.takesRequests, guests[guest.id] === guest {
            switch guest.parser.next(bytes.extracting(consumed...)) {
            case .needsMore(let count): return consumed + count
            case .wantsContinue(let count):
                sendContinue(to: guest)
                return consumed + count
            case .request(let request, let count):
                consumed += count
                guest.noteUse(at: now)
                serve(request, of: guest)
            case .refused(let refusal):
                refuse(guest, APIError(refusal), status: nil)
            }
        }
        return guest.isLast ? bytes.count : consumed
    }

    private func sendContinue(to guest: HTTPConnection) {
        // What waits for an earlier answer would come after this line: the client may send at once.
        guard guest.answers.outstanding == 0 else { return }
        var line: [UInt8] = []
        HTTPResponseWriter.writeContinue(into: &line)
        if !loop.send(line.span, to: guest.id) { drop(guest.id) }
    }

    /// Answers what is no request, or one too many, and takes nothing more of the connection.
    private func refuse(_ guest: HTTPConnection, _ error: APIError, status: Int?) {
        let exchange = Exchange(
            connection: guest.id,
            number: guest.answers.begin(),
            route: nil,
            id: makeRequestID(),
            isHead: false,
            versionMinor: 1,
            keepsAlive: false,
            startedMicroseconds: SystemClock.monotonicMicroseconds
        )
        guest.isLast = true
        answer(exchange, error.with(outcome: .notExecuted), status: status)
    }

    /// The other side sends nothing more: the connection ends with its last answer.
    func noteInputEnd(of id: ConnectionID) {
        guard let guest = guests[id] else { return loop.close(id) }
        guest.hasEnded = true
        guest.isLast = true
        if guest.answers.outstanding == 0 || guest.isStream { drop(id) }
    }

    /// Closes a connection without a further word.
    func drop(_ id: ConnectionID) {
        loop.close(id)
        forget(id)
    }

    /// Forgets a connection that is gone; what is under way for it goes on.
    func forget(_ id: ConnectionID) {
        guard let guest = guests.removeValue(forKey: id) else { return }
        if guest.isStream { streams.remove(id) }
    }

    /// Looks for connections on which something takes too long: once a second over all of them,
    /// which costs some microseconds a thousand.
    func sweep() {
        for (id, guest) in guests {
            switch guest.overdue(at: now) {
            case nil: break
            case .idle?: drop(id)
            case .request?:
                refuse(guest, APIError(.requestTimeout, "the request is incomplete"), status: nil)
            }
        }
        sweepStreams()
    }

    // MARK: - Answers

    /// Lets an answer leave when its turn has come.
    ///
    /// - Parameters:
    ///   - bytes: The whole answer.
    ///   - exchange: What it answers.
    func send(_ bytes: [UInt8], _ exchange: Exchange) {
        guard let guest = guests[exchange.connection] else { return }
        guard guest.answers.isTurn(of: exchange.number) else {
            let ready = AnswerQueue.Ready(bytes: bytes, closes: !exchange.keepsAlive)
            return guest.answers.keep(ready, as: exchange.number)
        }
        var next = AnswerQueue.Ready(bytes: bytes, closes: !exchange.keepsAlive)
        while true {
            guard loop.send(next.bytes.span, to: guest.id) else { return drop(guest.id) }
            guest.noteUse(at: now)
            let following = guest.answers.didSend()
            if next.closes { return finish(guest) }
            guard let following else { break }
            next = following
        }
        if guest.answers.outstanding == 0, guest.hasEnded || isStopping { return finish(guest) }
        if guest.isPaused {
            guest.isPaused = false
            loop.resumeReading(guest.id)
        }
    }

    /// Closes a connection once its last answer has left.
    func finish(_ guest: HTTPConnection) {
        loop.close(guest.id, afterFlushing: true)
        forget(guest.id)
        if isStopping { finishing.append(guest.id) }
    }
}

extension APIError {
    /// Creates the error for what is no request.
    init(_ refusal: HTTPRefusal) {
        let code: ErrorCode =
            switch refusal.status.code {
            case 413: .bodyTooLarge
            case 417: .expectationFailed
            case 431: .headTooLarge
            case 501: .notImplemented
            case 505: .httpVersion
            default: .badRequest
            }
        self.init(code, refusal.description)
    }
}

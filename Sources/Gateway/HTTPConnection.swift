internal import EventLoop
internal import HTTP

/// A connection that somebody opened to this gateway.
final class HTTPConnection {
    /// Its name.
    let id: ConnectionID
    /// Reads its requests.
    var parser = HTTPRequestParser(
        limits: HTTPLimits(bodyBytesMax: GatewayLimits.bodyBytesMax)
    )
    /// Orders its answers.
    var answers = AnswerQueue()
    /// What is under way on it.
    private(set) var stage = HTTPRequestParser.Stage.idle
    /// Since when, in milliseconds.
    private(set) var stageSince: Int
    /// Whether it is read no more because too many of its requests have no answer.
    var isPaused = false
    /// Whether no further request is taken: what comes is thrown away.
    var isLast = false
    /// Whether the other side sends nothing more.
    var hasEnded = false
    /// Whether it follows events, and gets nothing else any more.
    var isStream = false

    /// Takes a connection that was accepted at `now`, in milliseconds.
    init(id: ConnectionID, now: Int) {
        self.id = id
        stageSince = now
    }

    /// Whether one more request may be read.
    var takesRequests: Bool {
        !isLast && answers.outstanding < GatewayLimits.outstandingMax
    }

    /// Takes note of what is under way at `now`, in milliseconds.
    func noteStage(at now: Int) {
        guard parser.stage != stage else { return }
        stage = parser.stage
        stageSince = now
    }

    /// Takes note that a request was read or an answer left: an idle time begins anew.
    func noteUse(at now: Int) { stageSince = now }

    /// What is due because something took too long.
    enum Overdue {
        /// The request under way is answered with 408, and the connection closed.
        case request
        /// The connection is closed without a word.
        case idle
    }

    /// Returns what took too long at `now`, in milliseconds; nil if nothing did.
    func overdue(at now: Int) -> Overdue? {
        let age = now - stageSince
        guard !isStream, !isLast else { return nil }
        switch stage {
        case .head: return age > GatewayLimits.headMilliseconds ? .request : nil
        case .body: return age > GatewayLimits.bodyMilliseconds ? .request : nil
        case .idle, .refused:
            guard answers.outstanding == 0 else { return nil }
            return age > GatewayLimits.idleMilliseconds ? .idle : nil
        }
    }
}

import EventLoop
import HTTP

/// One connection of a client of HTTP, as a value: what was asked on it and not answered, in order.
struct WebLink {
    /// A question that was sent and not answered.
    struct Asked: Hashable {
        /// The caller's name for it.
        let tag: Int
        /// How it was asked.
        let method: HTTPMethod
        /// When it was asked, in microseconds.
        let since: Int64
    }

    /// The connection.
    let connection: ConnectionID
    /// Whether it is open, so that something of what was asked may have left.
    var isOpen = false
    /// What was asked and not answered, oldest first.
    private(set) var asked: [Asked] = []
    /// Reads answers.
    private var parser = HTTPResponseParser(limits: WebLimits.answers)

    /// Creates the link of a connection that was begun.
    init(_ connection: ConnectionID) { self.connection = connection }

    /// Takes note of a question.
    mutating func note(_ question: Asked) { asked.append(question) }

    /// Reads answers out of what was received.
    ///
    /// - Parameters:
    ///   - bytes: Everything that was received and not consumed.
    ///   - answers: Where whole answers go, each with its question.
    /// - Returns: How many bytes are not needed again; nil if the link is of no use any more,
    ///   because the server said so or said nonsense.
    mutating func read(
        _ bytes: Span<UInt8>,
        into answers: inout [(Asked, HTTPReceivedResponse)]
    ) -> Int? {
        var consumed = 0
        while let oldest = asked.first {
            let rest = bytes.extracting(droppingFirst: consumed)
            switch parser.next(rest, answering: oldest.method) {
            case .needsMore(let count): return consumed + count
            case .refused: return nil
            case .response(let answer, let count):
                consumed += count
                answers.append((oldest, answer))
                asked.removeFirst()
                guard answer.keepsAlive else { return nil }
            }
        }
        // Nobody asked for what comes now.
        return consumed == bytes.count ? consumed : nil
    }
}

/// The bounds of a client of HTTP.
enum WebLimits {
    /// How much an answer may have: a list of 500 transfers is longer than what a server takes.
    static let answers = HTTPLimits(bodyBytesMax: 1 << 20)
    /// The most questions without an answer on one connection: a gateway takes no more.
    static let pipelinedMax = 32
}

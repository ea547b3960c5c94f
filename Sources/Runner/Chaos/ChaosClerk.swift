import Bank
import BankClient
import Paxos

/// Whom the clients of a chaos run ask for transfers: the client library, or gateways.
protocol ChaosClerk: AnyObject {
    /// Whether nobody waits for an answer.
    var isIdle: Bool { get }

    /// Asks for a transfer; its answer carries the tag.
    ///
    /// - Parameters:
    ///   - request: The transfer with its name, under which it is executed at most once.
    ///   - tag: The caller's number for the answer.
    ///   - insists: Whether it is asked again until it is known what became of it.
    func ask(_ request: Request, tag: Int, insists: Bool)

    /// Waits no longer for the answer to a client's open request: it is unknown.
    func giveUp(_ client: ClientID)

    /// Waits no longer for anybody's.
    func giveUpAll()

    /// Takes what was answered since the last time.
    func takeAnswers() -> [ChaosAnswer]
}

/// Who reads while the clients of a chaos run transfer, and brings copies of their requests.
protocol ChaosReader: AnyObject {
    /// Reads where that is due.
    func turn()

    /// Brings a copy of a request to somebody else than its client did.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - since: When its client asked for it, in microseconds.
    func copy(_ request: Request, since: Int64)

    /// Takes what was answered since the last time, copies included.
    func takeOperations() -> [ChaosOperation]
}

/// What became of a transfer that a client of a chaos run asked for.
struct ChaosAnswer {
    /// The caller's number for it.
    let tag: Int
    /// The request; nil if its client never began with it.
    let request: Request?
    /// What became of it.
    let result: ChaosOperation.Result
    /// The ballot of the leader, by word of whoever answered; zero if unknown.
    let ballot: Ballot
}

/// The client library.
final class LibraryClerk: ChaosClerk {
    /// The connections.
    private let connection: ClusterConnection

    init(_ connection: ClusterConnection) { self.connection = connection }

    var isIdle: Bool { connection.clients.isIdle }

    func ask(_ request: Request, tag: Int, insists: Bool) {
        connection.clients.enqueue(
            client: request.client,
            command: request.command,
            tag: tag,
            timestamp: request.timestamp
        )
    }

    func giveUp(_ client: ClientID) { connection.clients.giveUp(client) }

    func giveUpAll() { connection.clients.giveUpAll() }

    func takeAnswers() -> [ChaosAnswer] {
        connection.clients.takeCompletions()
            .map { completion in
                let result: ChaosOperation.Result =
                    if let reply = completion.reply {
                        .reply(reply)
                    } else {
                        completion.outcome == .notExecuted ? .notExecuted : .unknown
                    }
                let request = completion.timestamp.map { timestamp in
                    Request(
                        client: completion.client,
                        timestamp: timestamp,
                        command: completion.command
                    )
                }
                return ChaosAnswer(
                    tag: completion.tag,
                    request: request,
                    result: result,
                    ballot: completion.ballot
                )
            }
    }
}

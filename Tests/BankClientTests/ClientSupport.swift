import Bank
import BankClient
import EventLoop
import Paxos
import Wire

/// The nodes of a cluster of `count`.
func members(_ count: UInt8 = 5) -> NodeSet { NodeSet((1...count).map { NodeID($0) }) }

/// The node of that number.
func node(_ number: UInt8) -> NodeID { NodeID(number) }

/// The ballot of that round and node.
func ballot(_ round: UInt64, _ number: UInt8) -> Ballot {
    Ballot(round: round, proposer: NodeID(number))
}

/// The moment so many milliseconds after the beginning, with the wall clock far ahead of it.
func moment(_ milliseconds: Int, wall: Int64? = nil) -> Moment {
    Moment(
        microseconds: Int64(milliseconds) * 1_000,
        wallMicroseconds: wall ?? 1_000_000_000 + Int64(milliseconds) * 1_000
    )
}

/// A transfer from A to B.
func transfer(_ amount: Int64 = 1) -> Command {
    .transfer(
        Transfer(
            from: AccountID(validated: "A"),
            to: AccountID(validated: "B"),
            amount: Amount(minorUnits: amount)
        )
    )
}

/// The answer of a bank that did what was asked.
func success(_ request: Request, _ ballot: Ballot, slot: UInt64 = 1) -> ReplyMessage {
    answer(
        request,
        ballot,
        .bank(
            Reply(
                client: request.client,
                timestamp: request.timestamp,
                result: .success,
                position: slot,
                balances: nil
            )
        )
    )
}

/// An answer to `request`.
func answer(
    _ request: Request,
    _ ballot: Ballot,
    _ answer: ReplyMessage.Answer
) -> ReplyMessage {
    ReplyMessage(
        ballot: ballot,
        client: request.client,
        timestamp: request.timestamp,
        answer: answer
    )
}

/// A request on its way out.
struct OutgoingRequest: Hashable {
    /// The request.
    let request: Request
    /// The nodes to send it to.
    let targets: NodeSet
}

extension ClientManager {
    /// Takes what must be sent, request by request.
    mutating func takeRequests() -> [OutgoingRequest] {
        var requests: [OutgoingRequest] = []
        takeSends { lines, targets in
            requests += BankClientTests.requests(in: lines)
                .map { OutgoingRequest(request: $0, targets: targets) }
        }
        return requests
    }
}

/// What is said in whole lines; the process stops if one of them says nothing.
func messages(in lines: Span<UInt8>) -> [ClientMessage] {
    var messages: [ClientMessage] = []
    var buffer = LineBuffer(lineBytesMax: lines.count)
    buffer.append(lines)
    while let message = buffer.takeLine({ try? ClientMessage(reading: $0) }) {
        guard let message else { preconditionFailure("line \(messages.count + 1) is refused") }
        messages.append(message)
    }
    precondition(buffer.isEmpty, "the last of \(messages.count) lines has no end")
    return messages
}

/// The requests in whole lines.
func requests(in lines: Span<UInt8>) -> [Request] {
    messages(in: lines)
        .map { message in
            guard case .request(let request) = message else {
                preconditionFailure("not a request: \(message)")
            }
            return request
        }
}

/// One client with all that it is handed in calls.
final class LoneClient {
    /// What the arrival of a reply leads to.
    enum Reaction: Hashable {
        case nothing
        case send
        case complete(Completion)
    }

    var machine = ClientStateMachine(client: ClientID(validated: "A"))
    var leaders = LeaderCache(members: members())
    var generator = SeededGenerator(seed: 1)

    func begin(at now: Moment) -> Bool {
        machine.begin(leaders, at: now, using: &generator)
    }

    func expire(at now: Moment) -> Bool {
        machine.expire(&leaders, at: now, using: &generator)
    }

    func askAgain(at now: Moment) -> Bool {
        machine.askAgain(leaders, at: now, using: &generator)
    }

    func receive(
        _ message: ReplyMessage,
        from sender: NodeID = node(1),
        at now: Moment
    ) -> Reaction {
        var completions: [Completion] = []
        let reaction = machine.receive(
            message,
            from: sender,
            among: leaders.members,
            at: now,
            into: &completions
        )
        precondition(completions.count == (reaction == .complete ? 1 : 0), "\(completions)")
        return switch reaction {
        case .nothing: .nothing
        case .send: .send
        case .complete: .complete(completions[0])
        }
    }
}

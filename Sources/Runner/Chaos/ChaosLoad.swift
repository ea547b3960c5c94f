import Bank
import BankClient
import EventLoop
import Paxos
import Wire

/// Clients that transfer and read while everything goes wrong, and remember every answer.
///
/// A client that has waited too long for an answer gives its place to another one: so the outcome
/// of its last request stays unknown until it is asked for again at the end.
final class ChaosLoad {
    /// One of the places at which clients work.
    private struct Seat {
        /// Who works there.
        var client: ClientID
        /// How many clients worked there before.
        var predecessors = 0
        /// When the open request was asked for, in microseconds; nil while there is none.
        var openSince: Int64?
        /// When the next request is due, in microseconds.
        var nextAt: Int64 = 0
        /// The number of the client's last request.
        var timestamp: UInt64 = 0
        /// Whether somebody else brought a copy of the open request to a node.
        var isCopied = false
    }

    /// Everything that was asked for and is not open, in the order of the answers.
    private(set) var operations: [ChaosOperation] = []
    /// The ballots of all leaders that answers named.
    private(set) var ballots: Set<Ballot> = []
    /// The last request of each client that made one, in the order of the clients' last answers.
    private var lastRequests: [ClientID: Int] = [:]
    /// The connections.
    private let session: ClusterSession
    /// The accounts.
    private let accounts: [AccountID]
    /// The places.
    private var seats: [Seat] = []
    /// When it was asked for again, in microseconds.
    private var repeatedAt: Int64 = 0
    /// Whether clients begin with new requests.
    private var isOpen = true
    /// Draws transfers and pauses.
    private var generator: SeededGenerator
    /// Who is asked for transfers.
    private let clerk: any ChaosClerk
    /// Who reads, and brings copies of requests.
    private let reader: any ChaosReader

    /// The most requests that are asked for again at a time.
    private static let repeatedMax = 5_000

    init(
        session: ClusterSession,
        clerk: any ChaosClerk,
        reader: any ChaosReader,
        seed: UInt64
    ) {
        self.session = session
        self.clerk = clerk
        self.reader = reader
        accounts = session.cluster.accounts.map(\.id)
        generator = SeededGenerator(seed: seed)
        seats = (0..<ChaosLimits.clientCount).map { Seat(client: Self.name(ofSeat: $0, 0)) }
    }

    private static func name(ofSeat seat: Int, _ predecessors: Int) -> ClientID {
        name("chaos-\(seat + 1)-\(predecessors + 1)")
    }

    private static func name(_ text: String) -> ClientID {
        guard let client = ClientID(text) else { preconditionFailure("\(text) is no name") }
        return client
    }

    private var now: Int64 { SystemClock.monotonicMicroseconds }

    /// Lets the clients work for so many milliseconds.
    func work(milliseconds: Int) {
        session.pump(
            until: {
                step()
                return false
            },
            timeoutMilliseconds: milliseconds
        )
    }

    /// Takes answers, begins with requests that are due, and gives up those that waited too long.
    private func step() {
        takeAnswers()
        let now = now
        for index in seats.indices {
            if let since = seats[index].openSince {
                guard now - since > ChaosLimits.patienceMilliseconds * 1_000 else { continue }
                clerk.giveUp(seats[index].client)
            } else if isOpen, now >= seats[index].nextAt,
                operations.count < ChaosLimits.operationsMax
            {
                begin(index, at: now)
            }
        }
        takeAnswers()
        if isOpen { reader.turn() }
        operations += reader.takeOperations()
    }

    private func begin(_ index: Int, at now: Int64) {
        seats[index].openSince = now
        seats[index].timestamp += 1
        guard let timestamp = RequestTimestamp(seats[index].timestamp) else {
            preconditionFailure("\(seats[index].client) has no timestamp left")
        }
        let request = Request(
            client: seats[index].client,
            timestamp: timestamp,
            command: .transfer(drawTransfer())
        )
        clerk.ask(request, tag: index, insists: false)
        seats[index].isCopied = below(ChaosLimits.copiedOneIn) == 0
        if seats[index].isCopied { reader.copy(request, since: now) }
    }

    private func drawTransfer() -> Transfer {
        let from = below(UInt64(accounts.count))
        // Now and then to oneself, which the bank refuses.
        let to = below(UInt64(accounts.count))
        let amount = 1 + Int64(below(ChaosLimits.amountMax))
        return Transfer(
            from: accounts[Int(from)],
            to: accounts[Int(to)],
            amount: Amount(minorUnits: amount)
        )
    }

    private func below(_ bound: UInt64) -> UInt64 {
        generator.next().multipliedFullWidth(by: bound).high
    }

    // MARK: Answers

    private func takeAnswers() {
        for answer in clerk.takeAnswers() {
            if answer.ballot > .zero { ballots.insert(answer.ballot) }
            if answer.tag < seats.count {
                take(answer, ofSeat: answer.tag)
            } else {
                record(answer, since: repeatedAt)
            }
        }
    }

    private func take(_ answer: ChaosAnswer, ofSeat index: Int) {
        guard let since = seats[index].openSince else {
            preconditionFailure("seat \(index) was answered and had not asked")
        }
        record(answer, since: since, isCopied: seats[index].isCopied)
        seats[index].openSince = nil
        seats[index].nextAt = now + Int64(below(ChaosLimits.thinkMillisecondsMax * 1_000))
        if case .reply = answer.result { return }
        seats[index].predecessors += 1
        seats[index].timestamp = 0
        seats[index].client = Self.name(ofSeat: index, seats[index].predecessors)
    }

    private func record(_ answer: ChaosAnswer, since: Int64, isCopied: Bool = false) {
        // What no client began with nobody can have executed.
        guard let request = answer.request else { return }
        // Whoever has given away a copy can be certain of nothing.
        let isUncertain = answer.result == .notExecuted && isCopied
        let result = isUncertain ? .unknown : answer.result
        if result != .notExecuted { lastRequests[request.client] = operations.count }
        operations.append(
            ChaosOperation(
                client: request.client,
                action: .transfer(request),
                call: since * 1_000,
                end: now * 1_000,
                result: result
            )
        )
    }

    // MARK: The end

    /// Begins nothing more, waits for what is open, and asks for the last request of every client
    /// again: what is unknown becomes known, and what was answered must be answered the same.
    ///
    /// - Parameter milliseconds: How long each of it may take.
    func finish(milliseconds: Int) {
        isOpen = false
        session.pump(
            until: {
                step()
                return seats.allSatisfy { $0.openSince == nil }
            },
            timeoutMilliseconds: milliseconds
        )
        let requests = lastRequests.values.sorted()
            .compactMap { index -> Request? in
                guard case .transfer(let request) = operations[index].action else { return nil }
                return request
            }
        for start in stride(from: 0, to: requests.count, by: Self.repeatedMax) {
            let end = min(requests.count, start + Self.repeatedMax)
            askAgain(requests[start..<end], milliseconds: milliseconds)
        }
    }

    private func askAgain(_ requests: ArraySlice<Request>, milliseconds: Int) {
        repeatedAt = now
        for request in requests {
            clerk.ask(request, tag: seats.count, insists: true)
        }
        session.pump(
            until: {
                takeAnswers()
                return clerk.isIdle
            },
            timeoutMilliseconds: milliseconds
        )
        clerk.giveUpAll()
        takeAnswers()
    }
}

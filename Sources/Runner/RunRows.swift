import Bank
import BankClient
import Paxos
import Scenario
import Wire

/// One transfer of a test file on its way through the run.
struct RowRun {
    /// The number of the set in which it stands.
    let set: Int
    /// Its step in that set.
    let step: Step
    /// What it asks for.
    let transfer: Transfer
    /// Who asks: the sender's client.
    let client: ClientID
    /// The request as it was sent; nil while it waits for its client's turn.
    var sentRequest: Request?
    /// How it ended; nil while it is pending.
    var completion: Completion?
    /// The number of the set in which it ended.
    var endedInSet: Int?

    /// What is wrong with the answer it got in `set`, in words; nil if nothing is.
    ///
    /// A row's client sends each request under a timestamp of its own and never gives up, so the
    /// bank executes it: nothing but `success` and `failed` can be the answer.
    func misanswer(in set: Int) -> String? {
        guard endedInSet == set, let completion else { return nil }
        switch completion.outcome {
        case .success, .failed: return nil
        case .conflict, .stale, .unknown, .notExecuted:
            return "row \(step.row), \(transfer) by \(client), ended as \(completion.outcome.word)"
        }
    }
}

/// The transfers of a run that were handed out, with those that wait for their client's turn.
///
/// Clients are closed loops: a client's next row is handed out when the one before it is answered.
/// With jitter each hand-out waits for a time drawn from the seed.
struct RowFeeder {
    /// Every transfer that was handed in, in file order; its index is its tag.
    private(set) var rows: [RowRun] = []
    /// For each client, the tags of its rows that have no answer, in file order.
    private var waiting: [ClientID: [Int]] = [:]
    /// Rows that are to be enqueued at a time, in milliseconds.
    private var due: [(at: Int, tag: Int)] = []
    /// How many rows have no answer.
    private(set) var openCount = 0
    /// The longest wait before a row is handed out, in milliseconds.
    private let jitterMilliseconds: Int
    /// Where waits are drawn from.
    private var random: SeededGenerator

    init(jitterMilliseconds: Int, seed: UInt64) {
        self.jitterMilliseconds = jitterMilliseconds
        random = SeededGenerator(seed: seed)
    }

    /// Adds a row; it is handed out when its client's earlier ones are answered.
    mutating func add(_ row: RowRun, to clients: inout ClientManager, now: Int) {
        let tag = rows.count
        rows.append(row)
        openCount += 1
        guard jitterMilliseconds > 0 else {
            return clients.enqueue(
                client: row.client,
                command: .transfer(row.transfer),
                tag: tag
            )
        }
        let isFirst = waiting[row.client] == nil
        waiting[row.client, default: []].append(tag)
        if isFirst { plan(tag, now: now) }
    }

    /// Draws when a row is handed out.
    private mutating func plan(_ tag: Int, now: Int) {
        due.append((now + Int.random(in: 0...jitterMilliseconds, using: &random), tag))
    }

    /// Hands out the rows whose time has come.
    mutating func handOut(to clients: inout ClientManager, now: Int) {
        guard !due.isEmpty else { return }
        let ready = due.filter { $0.at <= now }
        due.removeAll { $0.at <= now }
        for (_, tag) in ready {
            clients.enqueue(
                client: rows[tag].client,
                command: .transfer(rows[tag].transfer),
                tag: tag
            )
        }
    }

    /// When the next row is to be handed out, in milliseconds; nil if none waits for its time.
    var nextDue: Int? { due.map(\.at).min() }

    /// Notes how a row ended.
    mutating func note(_ completion: Completion, inSet set: Int, now: Int) {
        let tag = completion.tag
        precondition(rows[tag].completion == nil, "row \(rows[tag].step.row) ended twice")
        rows[tag].completion = completion
        rows[tag].endedInSet = set
        openCount -= 1
        let client = rows[tag].client
        guard jitterMilliseconds > 0, var queue = waiting[client] else { return }
        queue.removeFirst()
        waiting[client] = queue.isEmpty ? nil : queue
        if let next = queue.first { plan(next, now: now) }
    }

    /// Notes which requests are sent and not answered.
    mutating func noteSent(_ pending: [PendingRequest]) {
        for request in pending {
            guard let timestamp = request.timestamp else { continue }
            rows[request.tag].sentRequest = Request(
                client: request.client,
                timestamp: timestamp,
                command: request.command
            )
        }
    }

    /// The tags of the rows that have no answer, in file order.
    var openTags: [Int] { rows.indices.filter { rows[$0].completion == nil } }
}

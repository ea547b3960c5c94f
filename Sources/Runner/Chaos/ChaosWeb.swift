import Bank
import EventLoop
import HTTP
import Paxos

/// Gateways that the clients of a chaos run ask for transfers and balances.
///
/// A request's client and number are its idempotency key, so that it can be asked for again, and at
/// the same time through another gateway. An answer that comes after its client has given up counts
/// as well.
final class ChaosWeb {
    /// Something that was asked and not answered.
    private struct Asked {
        /// What was asked.
        let action: ChaosOperation.Action
        /// When its client asked for it, in microseconds.
        let since: Int64
        /// The number that a client waits for it by; nil if nobody does.
        var tag: Int?
        /// Whether it is asked again until it is known.
        var insists = false
    }

    /// The gateways.
    private let callers: [WebCaller]
    /// The accounts.
    private let accounts: [AccountID]
    /// What was asked, by the caller's tag.
    private var asked: [Int: Asked] = [:]
    /// The number of the last question.
    private var lastTag = 0
    /// What is asked as soon as there is room, or when its time has come in microseconds.
    private var waiting: [(at: Int64, asked: Asked)] = []
    /// What was answered to clients and not taken.
    private var answers: [ChaosAnswer] = []
    /// What else was answered and not taken.
    private var operations: [ChaosOperation] = []
    /// When each reader reads next, in microseconds; nil while it waits for an answer.
    private var nextReads: [Int64?]
    /// Draws accounts, gateways and waits.
    private var generator: SeededGenerator
    /// Answers that no gateway may give, in words.
    private(set) var problems: [String] = []

    /// How many read at a time over each gateway.
    private static let readersEach = 2
    /// The longest time between an answer and the next read, in microseconds.
    private static let pauseMax: Int64 = 40_000
    /// How long to wait before something is asked again, in microseconds.
    private static let retry: Int64 = 50_000
    /// How many connections there are to each gateway.
    private static let connectionsEach = 16
    /// How long a gateway may take until its connection is given up, in milliseconds.
    private static let patienceMilliseconds = 8_000

    /// Creates the callers; they connect when something is asked.
    ///
    /// - Throws: ``EventLoop/AddressError``, which no address of this machine leads to.
    init(
        _ servers: [WebServer],
        cluster accounts: [AccountID],
        loop: EventLoop,
        seed: UInt64
    ) throws(AddressError) {
        var callers: [WebCaller] = []
        for server in servers {
            callers.append(
                try WebCaller(
                    server,
                    loop: loop,
                    connections: Self.connectionsEach,
                    patienceMilliseconds: Self.patienceMilliseconds
                )
            )
        }
        self.callers = callers
        self.accounts = accounts
        generator = SeededGenerator(seed: seed)
        nextReads = Array(repeating: 0, count: servers.count * Self.readersEach)
    }

    private var now: Int64 { SystemClock.monotonicMicroseconds }

    /// Takes an event of the loop; those that are about something else are passed over.
    func handle(_ event: Event) {
        for caller in callers { caller.handle(event) }
    }

    // MARK: Asking

    /// Asks a gateway, or as soon as one has room.
    private func begin(_ question: Asked, over preferred: Int? = nil) {
        let first = preferred ?? Int.random(in: callers.indices, using: &generator)
        let order = callers.indices.map { callers[(first + $0) % callers.count] }
        guard let caller = order.first(where: \.hasRoom) else {
            return waiting.append((now, question))
        }
        lastTag += 1
        asked[lastTag] = question
        switch question.action {
        case .read(let account):
            let question = WebCaller.Question(method: .get, target: "/v1/accounts/\(account)")
            caller.ask(question, tag: lastTag)
        case .transfer(let request):
            let transfer = request.command.transfer
            let payment = StressPayment(
                from: "\(transfer.from)",
                to: "\(transfer.to)",
                amount: transfer.amount.minorUnits
            )
            caller.ask(
                StressRound.question(payment, under: "\(request.client).\(request.timestamp)"),
                tag: lastTag
            )
        }
    }

    /// The gateway that a request's client asks: its requests take turns.
    private func place(of request: Request) -> Int {
        Int(request.timestamp.raw % UInt64(callers.count))
    }

    /// Takes answers, and asks what is due.
    private func work() {
        for caller in callers {
            caller.turn()
            for finished in caller.takeFinished() {
                guard let question = asked.removeValue(forKey: finished.tag) else { continue }
                take(finished.result, to: question)
            }
        }
        let now = now
        guard waiting.contains(where: { $0.at <= now }) else { return }
        let due = waiting.filter { $0.at <= now }
        waiting.removeAll { $0.at <= now }
        for (_, question) in due { begin(question) }
    }

    // MARK: Answers

    private func take(_ finished: WebCaller.Result, to question: Asked) {
        var (result, ballot) = (ChaosOperation.Result.unknown, Ballot.zero)
        switch finished {
        case .lost: break
        // Nothing has left, so nothing can be executed.
        case .notSent: result = .notExecuted
        case .answer(let response):
            ballot = ChaosWebAnswer.ballot(response.headers.first("Paxosbank-Ballot"))
            let (status, body) = (response.status.code, response.body)
            let said =
                switch question.action {
                case .transfer(let request):
                    ChaosWebAnswer.result(status: status, body: body, to: request)
                case .read: ChaosWebAnswer.balance(status: status, body: body)
                }
            if said == nil { note(StressAnswer(response), to: question) }
            result = said ?? .unknown
        }
        if question.insists, result == .unknown || result == .notExecuted {
            return waiting.append((now + Self.retry, question))
        }
        switch question.action {
        case .read: takeRead(result, of: question)
        case .transfer(let request): take(result, ballot, of: request, question)
        }
    }

    private func note(_ answer: StressAnswer, to question: Asked) {
        problems.append("\(question.action) was answered \(answer.words)")
    }

    private func take(
        _ result: ChaosOperation.Result,
        _ ballot: Ballot,
        of request: Request,
        _ question: Asked
    ) {
        if let tag = question.tag {
            answers.append(ChaosAnswer(tag: tag, request: request, result: result, ballot: ballot))
        } else if case .reply = result {
            record(result, of: question)
        }
    }

    private func takeRead(_ result: ChaosOperation.Result, of question: Asked) {
        if let reader = question.tag {
            nextReads[reader] = now + Int64.random(in: 0...Self.pauseMax, using: &generator)
        }
        record(result, of: question)
    }

    private func record(_ result: ChaosOperation.Result, of question: Asked) {
        let client: ClientID =
            switch question.action {
            case .transfer(let request): request.client
            case .read: Self.reader
            }
        operations.append(
            ChaosOperation(
                client: client,
                action: question.action,
                call: question.since * 1_000,
                end: now * 1_000,
                result: result
            )
        )
    }

    /// In whose name balances are read.
    private static let reader = ClientID(validated: "chaos-reader")
}

extension ChaosWeb: ChaosClerk {
    var isIdle: Bool {
        let isWaitedFor = asked.values.contains { Self.isClients($0) }
        return !isWaitedFor && !waiting.contains { Self.isClients($0.asked) } && answers.isEmpty
    }

    /// Whether a client waits for it.
    private static func isClients(_ question: Asked) -> Bool {
        guard case .transfer = question.action else { return false }
        return question.tag != nil
    }

    func ask(_ request: Request, tag: Int, insists: Bool) {
        let question = Asked(action: .transfer(request), since: now, tag: tag, insists: insists)
        begin(question, over: place(of: request))
    }

    func giveUp(_ client: ClientID) {
        giveUp { $0.client == client }
    }

    func giveUpAll() {
        giveUp { _ in true }
    }

    /// Tells those who wait that the outcome is unknown; an answer that comes all the same counts.
    private func giveUp(_ isMeant: (Request) -> Bool) {
        for (number, question) in asked.sorted(by: { $0.key < $1.key }) {
            guard case .transfer(let request) = question.action, let tag = question.tag,
                isMeant(request)
            else { continue }
            answers.append(
                ChaosAnswer(tag: tag, request: request, result: .unknown, ballot: .zero)
            )
            asked[number]?.tag = nil
            asked[number]?.insists = false
        }
        for (_, question) in waiting {
            guard case .transfer(let request) = question.action, let tag = question.tag,
                isMeant(request)
            else { continue }
            // It may have been asked before and not have been answered.
            answers.append(
                ChaosAnswer(tag: tag, request: request, result: .unknown, ballot: .zero)
            )
        }
        waiting.removeAll { entry in
            guard case .transfer(let request) = entry.asked.action else { return false }
            return entry.asked.tag != nil && isMeant(request)
        }
    }

    func takeAnswers() -> [ChaosAnswer] {
        work()
        defer { answers.removeAll(keepingCapacity: true) }
        return answers
    }
}

extension ChaosWeb: ChaosReader {
    func turn() {
        let now = now
        for reader in nextReads.indices {
            guard let at = nextReads[reader], at <= now,
                let account = accounts.randomElement(using: &generator)
            else { continue }
            nextReads[reader] = nil
            let question = Asked(action: .read(account), since: now, tag: reader)
            begin(question, over: reader % callers.count)
        }
    }

    func copy(_ request: Request, since: Int64) {
        begin(
            Asked(action: .transfer(request), since: since),
            over: place(of: request) + 1
        )
    }

    func takeOperations() -> [ChaosOperation] {
        defer { operations.removeAll(keepingCapacity: true) }
        return operations
    }
}

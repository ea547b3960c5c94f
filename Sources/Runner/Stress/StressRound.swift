import EventLoop
import HTTP
import Paxos

/// A round: requests under new keys, many under each, all at once, each asked again until it is
/// answered.
final class StressRound {
    /// A key, and what is asked for under it.
    private struct Key {
        /// The key.
        let text: String
        /// The question.
        let question: WebCaller.Question
    }

    /// A request of one caller.
    private struct Ask {
        /// The number of its key.
        let key: Int
        /// When it was asked first, in microseconds; nil while it was not.
        var since: Int64?
        /// How often it was asked.
        var attempts = 0
        /// Whether it is answered, or given up.
        var isOver = false
    }

    /// The gateways.
    private let gateways: StressGateways
    /// The keys.
    private let keys: [Key]
    /// The requests, in the order in which they are asked.
    private var asks: [Ask]
    /// The requests that are asked as soon as there is room, oldest first, and how many were.
    private var ready: [Int] = []
    private var readyTaken = 0
    /// The requests that are asked again later, with when in milliseconds.
    private var later: [(at: Int, ask: Int)] = []
    /// How many requests are not over.
    private(set) var openCount: Int
    /// How long each may take, in milliseconds.
    private let timeoutMilliseconds: Int

    /// Creates a round.
    ///
    /// - Parameters:
    ///   - payments: What is asked for under which key.
    ///   - requests: How many requests there are with each key.
    ///   - gateways: The gateways.
    ///   - timeoutMilliseconds: How long each request may take.
    ///   - generator: Draws the order.
    init(
        _ payments: [(key: String, payment: StressPayment)],
        requests: Int,
        gateways: StressGateways,
        timeoutMilliseconds: Int,
        using generator: inout SeededGenerator
    ) {
        self.gateways = gateways
        self.timeoutMilliseconds = timeoutMilliseconds
        keys = payments.map {
            Key(text: $0.key, question: Self.question($0.payment, under: $0.key))
        }
        asks = (0..<requests).flatMap { _ in payments.indices.map { Ask(key: $0) } }
        asks.shuffle(using: &generator)
        openCount = asks.count
    }

    /// How a payment is asked for.
    static func question(_ payment: StressPayment, under key: String) -> WebCaller.Question {
        WebCaller.Question(
            method: .post,
            target: "/v1/transfers",
            headers: [
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("Idempotency-Key", key),
            ],
            body: payment.body
        )
    }

    /// How many requests there are.
    var count: Int { asks.count }

    /// Asks those with these numbers.
    func begin(_ range: Range<Int>) {
        ready += range
        sendReady()
    }

    /// Sends what there is room for.
    private func sendReady() {
        while readyTaken < ready.count, send(ready[readyTaken]) { readyTaken += 1 }
        guard readyTaken == ready.count else { return }
        ready.removeAll(keepingCapacity: true)
        readyTaken = 0
    }

    /// Asks one request over the next gateway that has room.
    ///
    /// - Returns: Whether there was one.
    private func send(_ index: Int) -> Bool {
        let callers = gateways.payments
        for offset in callers.indices {
            let caller = callers[(index + asks[index].attempts + offset) % callers.count]
            guard caller.hasRoom else { continue }
            asks[index].since = asks[index].since ?? SystemClock.monotonicMicroseconds
            asks[index].attempts += 1
            caller.ask(keys[asks[index].key].question, tag: index)
            return true
        }
        return false
    }

    /// Runs the loop once, takes answers, and asks again what is due.
    func turn(_ ledger: inout StressLedger, _ tally: inout StressTally) {
        gateways.turn()
        for caller in gateways.payments {
            for finished in caller.takeFinished() {
                take(finished.result, of: finished.tag, &ledger, &tally)
            }
        }
        let now = SystemClock.monotonicMilliseconds
        if later.contains(where: { $0.at <= now }) {
            ready += later.filter { $0.at <= now }.map(\.ask)
            later.removeAll { $0.at <= now }
        }
        sendReady()
    }

    private func take(
        _ result: WebCaller.Result,
        of index: Int,
        _ ledger: inout StressLedger,
        _ tally: inout StressTally
    ) {
        var isKnown = false
        switch result {
        case .answer(let response):
            let answer = StressAnswer(response)
            tally.count(answer)
            isKnown = ledger.note(answer, of: keys[asks[index].key].text)
        case .lost: tally.lost += 1
        case .notSent: tally.notSent += 1
        }
        guard let since = asks[index].since else { preconditionFailure("\(index) was not asked") }
        let microseconds = SystemClock.monotonicMicroseconds - since
        if isKnown {
            end(index)
            tally.latencies.record(microseconds: UInt64(max(0, microseconds)))
            if asks[index].attempts > 1 { tally.resolved += 1 }
        } else if microseconds > Int64(timeoutMilliseconds) * 1_000 {
            end(index)
            ledger.note(
                violation: "a request with \(keys[asks[index].key].text) was not answered within"
                    + " \(timeoutMilliseconds) ms"
            )
        } else {
            let at = SystemClock.monotonicMilliseconds + StressLimits.retryMilliseconds
            later.append((at, index))
        }
    }

    private func end(_ index: Int) {
        asks[index].isOver = true
        openCount -= 1
    }
}

extension StressAnswer {
    /// Reads a response.
    init(_ response: HTTPReceivedResponse) {
        self.init(
            status: response.status.code,
            body: response.body,
            isReplayed: response.headers.first("Idempotency-Replayed") == "true"
        )
    }
}

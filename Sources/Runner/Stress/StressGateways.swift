import EventLoop
import Foundation
import HTTP
import JSON

/// Several gateways, asked for payments by many at once and for facts by one, on one loop.
final class StressGateways {
    /// What payments are asked over, a caller for each gateway.
    let payments: [WebCaller]
    /// What facts are asked over, a caller for each gateway.
    private let facts: [WebCaller]
    /// The loop.
    private let loop: EventLoop
    /// The number of the last question for facts.
    private var lastTag = 0
    /// Which gateway is asked for facts next.
    private var next = 0
    /// How long something may be asked again and again, in milliseconds.
    private let timeoutMilliseconds: Int
    /// Whether a fault of ours may be in force.
    private var hasFault = false
    /// The signal that wants this process to end; nil while none came.
    private var signal: Int32?

    /// Looks the gateways up; connects to nobody yet.
    ///
    /// - Throws: ``UserError`` of kind `configuration` if a name has no address, of kind
    ///   `inputOutput` if the system refuses a loop.
    init(_ options: StressOptions) throws(UserError) {
        timeoutMilliseconds = options.timeoutMilliseconds
        let count = options.servers.count
        do {
            var limits = EventLoopLimits()
            limits.connectionsMax = options.connections + 2 * count + 16
            let loop = try EventLoop(limits: limits)
            try loop.watchSignals([SIGINT, SIGTERM, SIGHUP])
            let each = max(1, options.connections / count)
            payments = try options.servers.map {
                try WebCaller(
                    $0,
                    loop: loop,
                    connections: each,
                    patienceMilliseconds: StressLimits.patienceMilliseconds
                )
            }
            facts = try options.servers.map {
                try WebCaller(
                    $0,
                    loop: loop,
                    connections: 1,
                    patienceMilliseconds: StressLimits.patienceMilliseconds
                )
            }
            self.loop = loop
        } catch {
            throw UserError(
                "the gateways cannot be asked",
                code: "cannot_connect",
                why: "\(error)",
                hint: "check the addresses after '--url', and the limits with 'ulimit -a'",
                kind: error is AddressError ? .configuration : .inputOutput
            )
        }
    }

    /// Runs the loop for a moment.
    func turn() {
        do {
            try loop.wait(atMostMilliseconds: StressLimits.turnMilliseconds)
        } catch {
            preconditionFailure("the loop of this process cannot go on: \(error)")
        }
        for event in loop.events {
            if case .signal(let number) = event { signal = number }
            for caller in payments { caller.handle(event) }
            for caller in facts { caller.handle(event) }
        }
        for caller in payments { caller.turn() }
        for caller in facts { caller.turn() }
        if let number = signal { leave(number) }
    }

    /// Ends our fault, if there is one, and lets this process die of a signal.
    private func leave(_ number: Int32) {
        signal = nil
        if hasFault { try? healLeaders() }
        Terminal.dieOf(number)
    }

    // MARK: Questions

    /// Asks one gateway after the other until an answer is of use, or the time is over.
    ///
    /// - Parameters:
    ///   - method: What is to be done.
    ///   - target: With which path and query.
    ///   - body: The body; nil for none.
    ///   - timeout: How long that may take, in milliseconds; nil for as long as anything may.
    ///   - use: Takes an answer; nil if it is of no use and somebody is asked again.
    /// - Returns: What `use` made of it.
    /// - Throws: ``UserError`` of kind `unavailable` when the time is over, and what `use` throws.
    func ask<Fact>(
        _ method: HTTPMethod,
        _ target: String,
        body: JSONValue? = nil,
        within timeout: Int? = nil,
        _ use: (HTTPReceivedResponse) throws(UserError) -> Fact?
    ) throws(UserError) -> Fact {
        var question = WebCaller.Question(method: method, target: target)
        if let body {
            question.headers = [HTTPHeader("Content-Type", "application/json")]
            question.body = Array("\(body)".utf8)
        }
        return try ask(question, within: timeout, use)
    }

    /// Asks as above.
    func ask<Fact>(
        _ question: WebCaller.Question,
        within timeout: Int? = nil,
        _ use: (HTTPReceivedResponse) throws(UserError) -> Fact?
    ) throws(UserError) -> Fact {
        let end = SystemClock.monotonicMilliseconds + (timeout ?? timeoutMilliseconds)
        var state = "no answer"
        while true {
            let caller = facts[next]
            next = (next + 1) % facts.count
            switch result(of: question, caller) {
            case .answer(let answer):
                if let fact = try use(answer) { return fact }
                let text = String(decoding: answer.body.prefix(200), as: UTF8.self)
                state = "\(answer.status.code) \(ForeignText.quoted(text))"
            case .lost(let reason), .notSent(let reason): state = reason
            }
            guard SystemClock.monotonicMilliseconds < end else {
                throw Self.unavailable(
                    caller.server,
                    "\(question.method.name) \(question.target): \(state)"
                )
            }
            wait(milliseconds: StressLimits.retryMilliseconds)
        }
    }

    private func result(
        of question: WebCaller.Question,
        _ caller: WebCaller
    ) -> WebCaller.Result {
        lastTag += 1
        caller.ask(question, tag: lastTag)
        while true {
            for finished in caller.takeFinished() where finished.tag == lastTag {
                return finished.result
            }
            turn()
        }
    }

    /// Runs the loop for so many milliseconds.
    func wait(milliseconds: Int) {
        let end = SystemClock.monotonicMilliseconds + milliseconds
        while SystemClock.monotonicMilliseconds < end { turn() }
    }

    private static func unavailable(_ server: WebServer, _ why: String) -> UserError {
        UserError(
            "\(server) does not answer as it should",
            code: "unavailable",
            why: why,
            hint: "start a gateway with 'paxosbank demo', or look at \(server)/readyz?verbose",
            kind: .unavailable
        )
    }
}

// MARK: - Faults

extension StressGateways {
    /// Cuts off whoever leads.
    ///
    /// - Throws: ``UserError`` of kind `refused` if faults are not allowed there.
    func failLeader() throws(UserError) {
        hasFault = true
        let body: JSONValue = ["kind": "fail", "node": "leader"]
        try ask(.post, "/v1/faults", body: body) { (answer) throws(UserError) in
            guard answer.status.code != 403 else { throw Self.refused }
            return answer.status.code == 201 ? () : nil
        }
    }

    /// Ends all faults.
    func healLeaders() throws(UserError) {
        try ask(.delete, "/v1/faults") { $0.status.code == 200 ? () : nil }
        hasFault = false
    }

    private static var refused: UserError {
        UserError(
            "the gateway makes no faults",
            code: "faults_not_allowed",
            why: "--fail-leader asks it to cut the leader off",
            hint: "start gateway and nodes with '--allow-faults', or leave out '--fail-leader'",
            kind: .refused
        )
    }
}

// MARK: - Facts

extension StressGateways {
    /// A page of a list.
    private struct Page {
        /// The elements.
        let elements: [JSONValue]
        /// Where the next page begins; nil if this is the last one.
        let cursor: String?
        /// The slot up to which the node has executed that gave it.
        let slot: UInt64
    }

    /// Returns a slot up to which the cluster has executed by now, confirmed by a quorum.
    ///
    /// - Parameter account: Some account.
    /// - Returns: The slot.
    /// - Throws: ``UserError`` of kind `unavailable`.
    func confirmedSlot(_ account: String) throws(UserError) -> UInt64 {
        try ask(.get, "/v1/accounts/\(account)") { answer in
            guard answer.status.code == 200 else { return nil }
            return Self.value(answer)?["slot"]?.asInteger.map { UInt64(max(0, $0)) }
        }
    }

    /// Reads what every account holds on a node that has executed a slot.
    ///
    /// - Parameter slot: The slot.
    /// - Returns: The balances in minor units, and the slot up to which the node has executed.
    /// - Throws: ``UserError`` of kind `unavailable`.
    func balances(since slot: UInt64) throws(UserError) -> ([String: Int64], slot: UInt64) {
        while true {
            let pages = try pages(of: "/v1/accounts", "min_slot=\(slot)", since: slot)
            // Pages of different moments do not fit together.
            guard Set(pages.map(\.slot)).count == 1 else { continue }
            var balances: [String: Int64] = [:]
            for element in pages.flatMap(\.elements) {
                guard let id = element["id"]?.asString, let held = element["balance"]?.asInteger
                else { continue }
                balances[id] = held
            }
            return (balances, pages[0].slot)
        }
    }

    /// Reads the journal from a slot on, on a node that has executed another one.
    ///
    /// - Parameters:
    ///   - first: The first slot.
    ///   - slot: The slot that must be executed.
    /// - Returns: What was executed, in any order.
    /// - Throws: ``UserError`` of kind `unavailable`.
    func executions(from first: UInt64, since slot: UInt64) throws(UserError) -> [StressExecution] {
        let pages = try pages(of: "/v1/transfers", "from_slot=\(first)", since: slot)
        return pages.flatMap(\.elements).compactMap { StressExecution($0) }
    }

    private func pages(
        of list: String,
        _ filter: String,
        since slot: UInt64
    ) throws(UserError) -> [Page] {
        var pages: [Page] = []
        var query = filter
        repeat {
            let target = "\(list)?limit=\(StressLimits.pageElements)&\(query)"
            let page: Page = try ask(.get, target) { Self.page($0, since: slot) }
            pages.append(page)
            query = page.cursor.map { "cursor=\($0)" } ?? ""
        } while !query.isEmpty
        return pages
    }

    /// Reads a page; nil if it is none, or of a node that lags.
    private static func page(_ answer: HTTPReceivedResponse, since slot: UInt64) -> Page? {
        guard answer.status.code == 200, let value = value(answer),
            let elements = value["data"]?.asArray,
            let reached = answer.headers.first("Paxosbank-Slot").flatMap({ UInt64($0) }),
            reached >= slot
        else { return nil }
        return Page(elements: elements, cursor: value["next_cursor"]?.asString, slot: reached)
    }

    private static func value(_ answer: HTTPReceivedResponse) -> JSONValue? {
        try? JSONValue(parsing: answer.body.span)
    }
}

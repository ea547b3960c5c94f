import Bank
import BankClient
import EventLoop
import Paxos
import Wire

/// Clients that do transactions: each begins its next one when there is something to begin.
///
/// In a closed loop so many are under way at any time; in an open one they begin when the schedule
/// says so, and what finds no idle client waits in it. All share this process's connections to the
/// nodes, and repeat what is not answered in time with the same timestamp, so that nothing is
/// executed twice.
final class BenchLoad {
    /// The place of a client.
    private struct Seat {
        /// What its client does; only while it is not idle.
        var transaction = BenchTransaction(.transfer, subject: 0)
        /// When that was begun, or was meant to begin, in microseconds.
        var begunAt: Int64 = 0
        /// When the step under way was asked for, in microseconds.
        var askedAt: Int64 = 0
    }

    /// How long the loop runs before somebody looks at it, in milliseconds.
    private static let sliceMilliseconds = 200
    /// The same where leaders are killed.
    private static let shortSliceMilliseconds = 10
    /// The most transactions of an open loop that wait for an idle client.
    private static let waitingMax = 65_536

    /// The connections.
    private let session: ClusterSession
    /// The clients; the number of one is its place.
    private let clients: ArraySlice<ClientID>
    /// What is done.
    private var workload: BenchWorkload
    /// What became of it.
    private(set) var tally = BenchTally(start: 0)
    /// What clients were answered; nil if nobody wants to know.
    private var history: BenchHistory?
    /// The places.
    private var seats: [Seat]
    /// Those without work, in the order in which they ended their last one.
    private var idle: BenchRing<Int>
    /// How many transactions are under way.
    private var underWay = 0
    /// How many more a closed loop may begin.
    private var left: UInt64 = 0
    /// When no more are begun, in microseconds.
    private var end: Int64 = .max
    /// When those of an open loop begin; nil in a closed one.
    private var schedule: BenchSchedule?
    /// How many replies there were at the last look that changed nothing.
    private var ignoredReplies: UInt64 = 0

    init(
        session: ClusterSession,
        clients: ArraySlice<ClientID>,
        workload: BenchWorkload,
        history: BenchHistory?
    ) {
        self.session = session
        self.clients = clients
        self.workload = workload
        self.history = history
        seats = [Seat](repeating: Seat(), count: clients.count)
        idle = BenchRing(capacity: clients.count, filler: 0)
        for seat in seats.indices { idle.append(seat) }
    }

    /// How transactions are begun.
    enum Pacing {
        /// So many are under way at any time.
        case closed(inFlight: Int)
        /// So many begin a second.
        case open(ratePerSecond: UInt64)
    }

    /// How many transactions were meant to begin and never did.
    var notSent: UInt64 { schedule?.shedCount ?? 0 }

    /// Somebody who looks at a load now and then, and may do something to the nodes.
    protocol Observer: AnyObject {
        /// Whether it must look often.
        var isHasty: Bool { get }
        /// Looks at the tally at a time, in microseconds, and so many microseconds after the start.
        ///
        /// - Returns: Whether the load goes on.
        func look(_ tally: inout BenchTally, at now: Int64, after microseconds: UInt64) -> Bool
    }

    /// Runs until it is enough and everything begun is answered.
    ///
    /// - Parameters:
    ///   - pacing: How transactions are begun.
    ///   - extent: When it is enough.
    ///   - drainMilliseconds: How long answers may take after that; what has none then is unknown.
    ///   - observer: Who looks.
    func run(
        _ pacing: Pacing,
        _ extent: BenchOptions.Extent,
        drainMilliseconds: Int,
        observer: some Observer
    ) {
        let start = SystemClock.monotonicMicroseconds
        tally = BenchTally(start: start, intervalMicroseconds: extent.intervalMicroseconds)
        ignoredReplies = session.connection.clients.ignoredReplies
        begin(pacing, extent, at: start)
        var drainedSince: Int64?
        while !step() {
            session.pump(until: step, timeoutMilliseconds: slice(isHasty: observer.isHasty))
            let now = SystemClock.monotonicMicroseconds
            if !observer.look(&tally, at: now, after: UInt64(now - start)) { stop() }
            if now >= end || history?.isFull == true { stop() }
            guard !comesMore else { continue }
            let since = drainedSince ?? now
            drainedSince = since
            let drained = (now - since) / 1_000
            // What waits has half of the time to be sent, so that the rest is left for answers.
            if drained >= drainMilliseconds / 2 { schedule?.shedWaiting() }
            if drained >= drainMilliseconds { giveUpAll() }
        }
        tally.didFinish(at: SystemClock.monotonicMicroseconds)
    }

    private func begin(_ pacing: Pacing, _ extent: BenchOptions.Extent, at start: Int64) {
        switch (pacing, extent) {
        case (.closed, .milliseconds(let milliseconds)):
            left = .max
            end = start + Int64(milliseconds) * 1_000
        case (.closed, .transactions(let count)): left = count
        case (.open(let rate), .milliseconds(let milliseconds)):
            let total = BenchSchedule.count(in: milliseconds, ratePerSecond: rate)
            schedule = Self.schedule(start, rate, total)
        case (.open(let rate), .transactions(let total)):
            schedule = Self.schedule(start, rate, total)
        }
        guard case .closed(let inFlight) = pacing else { return }
        precondition(inFlight <= seats.count, "\(inFlight) at a time of \(seats.count) clients")
        for _ in 0..<inFlight { beginNext(at: start) }
    }

    private static func schedule(_ start: Int64, _ rate: UInt64, _ total: UInt64) -> BenchSchedule {
        BenchSchedule(start: start, ratePerSecond: rate, total: total, waitingMax: waitingMax)
    }

    /// How long the next look may be away, in milliseconds: not beyond the end, or the next start.
    private func slice(isHasty: Bool) -> Int {
        var slice = Int64(isHasty ? Self.shortSliceMilliseconds : Self.sliceMilliseconds)
        guard let next = schedule?.nextDue ?? (left > 0 ? end : nil) else { return Int(slice) }
        slice = min(slice, (next - SystemClock.monotonicMicroseconds + 999) / 1_000)
        return Int(max(0, slice))
    }

    /// Whether more is meant to begin than has come due so far.
    private var comesMore: Bool { schedule.map { $0.nextDue != nil } ?? (left > 0) }

    /// Whether everything that is meant to begin has begun, or never will.
    private var hasBegunAll: Bool { schedule.map(\.isOver) ?? (left == 0) }

    private func stop() {
        left = 0
        schedule?.stop()
    }

    private func giveUpAll() {
        schedule?.shedWaiting()
        session.connection.clients.giveUpAll()
        session.connection.giveUpReads()
    }

    /// Takes what clients were answered; nil if nobody wants to know.
    func takeHistory() -> BenchHistory? { history.take() }

    // MARK: Steps

    /// Counts what was answered, and begins what may begin.
    ///
    /// - Returns: Whether nothing is under way any more, and nothing will be.
    private func step() -> Bool {
        if schedule != nil { giveUpRefused() }
        let completions = session.connection.clients.takeCompletions()
        let reads = session.connection.takeReads()
        let now = SystemClock.monotonicMicroseconds
        if now >= end { left = 0 }
        // What was given up is no answer.
        let replyCount = completions.count { $0.isAnswered }
        let answerCount = replyCount + reads.count { $0.isAnswered }
        if answerCount > 0 { tally.didHear(at: now, answers: answerCount) }
        for index in completions.indices { take(completions[index], at: now) }
        for read in reads { take(read, at: now) }
        beginDue(at: now)
        return underWay == 0 && hasBegunAll
    }

    /// Ends the requests that nodes refused to take on, which a client would ask again and again.
    private func giveUpRefused() {
        let ignored = session.connection.clients.ignoredReplies
        guard ignored != ignoredReplies else { return }
        ignoredReplies = ignored
        session.connection.clients.giveUpRefused()
    }

    private func take(_ completion: Completion, at now: Int64) {
        let seat = completion.tag
        tally.didEnd(completion)
        history?.append(completion, call: seats[seat].askedAt, end: now)
        switch completion.outcome {
        case .success: ask(seat, at: now)
        case .failed: finish(seat, .failed, at: now)
        case .notExecuted where !completion.refusers.isEmpty: finish(seat, .refused, at: now)
        case .unknown, .notExecuted: finish(seat, .unanswered, at: now)
        case .conflict, .stale: finish(seat, .disturbed, at: now)
        }
    }

    private func take(_ read: FinishedRead, at now: Int64) {
        let seat = read.tag
        guard case .success(.balance(let message)) = read.result else {
            return finish(seat, .unanswered, at: now)
        }
        history?.append(message, by: client(seat), call: seats[seat].askedAt, end: now)
        guard case .balance(let balance, slot: _) = message.answer else {
            return finish(seat, .failed, at: now)
        }
        seats[seat].transaction.didRead(balance.minorUnits)
        ask(seat, at: now)
    }

    private func client(_ seat: Int) -> ClientID { clients[clients.startIndex + seat] }

    /// Begins what the schedule says is due, as far as there are idle clients.
    private func beginDue(at now: Int64) {
        guard schedule != nil else { return }
        schedule?.advance(to: now)
        while idle.count > 0, let due = schedule?.take() {
            tally.didBegin(late: now - due)
            begin(intendedAt: due, at: now)
        }
    }

    private func beginNext(at now: Int64) {
        guard left > 0 else { return }
        left -= 1
        begin(intendedAt: now, at: now)
    }

    private func begin(intendedAt intended: Int64, at now: Int64) {
        guard let seat = idle.popFirst() else { preconditionFailure("no client is idle") }
        underWay += 1
        seats[seat].transaction = workload.next()
        seats[seat].begunAt = intended
        ask(seat, at: now)
    }

    /// Asks for the next step of a client's transaction, or ends that if there is none.
    private func ask(_ seat: Int, at now: Int64) {
        guard let step = seats[seat].transaction.nextStep() else {
            return finish(seat, .completed, at: now)
        }
        seats[seat].askedAt = now
        switch step {
        case .read(let account):
            let account = workload.accounts[account]
            _ = session.connection.beginRead(.account(account), tag: seat, timeoutMilliseconds: nil)
        case .transfer(let from, let to, let amount):
            let transfer = Transfer(
                from: workload.accounts[from],
                to: workload.accounts[to],
                amount: Amount(minorUnits: amount)
            )
            session.connection.clients.enqueue(
                client: client(seat),
                command: .transfer(transfer),
                tag: seat
            )
        }
    }

    /// Counts a transaction that is over; in a closed loop the next one begins.
    private func finish(_ seat: Int, _ result: BenchTally.Result, at now: Int64) {
        tally.count(
            seats[seat].transaction.kind,
            result,
            latency: now - seats[seat].begunAt
        )
        underWay -= 1
        idle.append(seat)
        if schedule == nil { beginNext(at: now) }
    }
}

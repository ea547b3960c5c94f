import Bank
import BankClient
import EventLoop
import Paxos

/// A closed loop: so many clients, each of which begins a transfer when its last one is answered.
///
/// All of them share this process's connections to the nodes, and repeat what is not answered in
/// time with the same timestamp, so that nothing is executed twice.
final class BenchLoad {
    /// How long the loop runs before somebody looks at it, in milliseconds.
    private static let sliceMilliseconds = 200

    /// The connections.
    private let session: ClusterSession
    /// The clients; the number of one is its place.
    private let clients: [ClientID]
    /// What is asked for.
    private var workload: BenchWorkload
    /// What became of it.
    private(set) var tally = BenchTally(start: 0)
    /// How many more transfers may be begun.
    private var left: UInt64 = 0
    /// When no more are begun, in microseconds.
    private var end: Int64 = .max

    init(session: ClusterSession, clients: [ClientID], workload: BenchWorkload) {
        self.session = session
        self.clients = clients
        self.workload = workload
    }

    /// Runs until it is enough and everything begun is answered.
    ///
    /// - Parameters:
    ///   - extent: When it is enough.
    ///   - drainMilliseconds: How long answers may take after that; what has none then is unknown.
    ///   - look: Called now and then with the time in microseconds since the start; false ends the
    ///     bench.
    func run(
        _ extent: BenchOptions.Extent,
        drainMilliseconds: Int,
        look: (BenchTally, _ microseconds: UInt64) -> Bool
    ) {
        let start = SystemClock.monotonicMicroseconds
        tally = BenchTally(start: start)
        switch extent {
        case .milliseconds(let milliseconds):
            left = .max
            end = start + Int64(milliseconds) * 1_000
        case .transfers(let count):
            left = count
            end = .max
        }
        for tag in clients.indices { beginNext(of: tag) }
        var giveUpAt: Int64?
        while !step() {
            session.pump(until: step, timeoutMilliseconds: slice)
            let now = SystemClock.monotonicMicroseconds
            if !look(tally, UInt64(now - start)) { left = 0 }
            if now >= end { left = 0 }
            guard left == 0 else { continue }
            let last = giveUpAt ?? now + Int64(drainMilliseconds) * 1_000
            giveUpAt = last
            if now >= last { session.connection.clients.giveUpAll() }
        }
    }

    /// How long the next look may be away, in milliseconds: not beyond the end.
    private var slice: Int {
        guard left > 0 else { return Self.sliceMilliseconds }
        let rest = (end - SystemClock.monotonicMicroseconds) / 1_000 + 1
        return Int(min(max(1, rest), Int64(Self.sliceMilliseconds)))
    }

    /// Counts what was answered, and begins as many transfers.
    ///
    /// - Returns: Whether nothing is under way any more.
    private func step() -> Bool {
        let completions = session.connection.clients.takeCompletions()
        guard !completions.isEmpty else { return session.connection.clients.isIdle }
        let now = SystemClock.monotonicMicroseconds
        if now >= end { left = 0 }
        // What was given up is no answer.
        if completions.contains(where: { $0.reply != nil }) { tally.didHear(at: now) }
        for index in completions.indices {
            tally.count(completions[index])
            beginNext(of: completions[index].tag)
        }
        return session.connection.clients.isIdle
    }

    private func beginNext(of tag: Int) {
        guard left > 0 else { return }
        left -= 1
        session.connection.clients.enqueue(
            client: clients[tag],
            command: .transfer(workload.next()),
            tag: tag
        )
    }
}

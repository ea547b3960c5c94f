import HybridClock
import JSON
import Paxos
import Wire

/// The lines that this node sent and received, each kind with a bound of its own.
///
/// Lines are kept as the values they were decoded to or encoded from: keeping one costs the same
/// however many entries it has, and it becomes text only when somebody asks for it.
struct History {
    /// A line that was remembered.
    enum Line: Sendable {
        /// Between nodes.
        case peer(PeerMessage, NodeSet)
        /// From a client.
        case client(ClientMessage, UInt64)
        /// To a client.
        case server(ServerMessage, UInt64)
    }

    /// A remembered line with when and in which direction it went.
    struct Record: Sendable {
        /// The number of the line, over all kinds.
        let number: UInt64
        /// The wall clock then.
        let microseconds: UInt64
        /// Whether this node sent it.
        let isSent: Bool
        /// The line.
        let line: Line
    }

    /// The number of the last line.
    private(set) var lastNumber: UInt64 = 0
    /// The last line before this scope of prints.
    private var scopeStart: UInt64 = 0
    /// The highest ballot in which a view was announced before this scope of prints.
    private var scopeBallot = Ballot.zero
    /// The highest ballot in which a view was announced.
    private var lastViewBallot = Ballot.zero
    /// How many views were announced in this scope of prints.
    private(set) var viewCount: UInt64 = 0
    private var views: RecordRing
    private var messages: RecordRing
    private var heartbeats: RecordRing
    /// How many lines with clients are remembered of one turn.
    private let clientLinesMax: Int
    /// How many more of this turn are.
    private var clientLinesLeft = 0
    /// How many entries an ACCEPT that is remembered has at most.
    private let entriesMax: Int
    /// How many records a page has at most.
    private let pageMax: Int
    /// How much they weigh at most, unless the first alone weighs more.
    private let pageWeightMax: Int

    init(limits: NodeLimits) {
        views = RecordRing(weightMax: limits.historyViewsMax)
        messages = RecordRing(weightMax: limits.historyMessagesMax)
        heartbeats = RecordRing(weightMax: limits.historyHeartbeatsMax)
        clientLinesMax = limits.historyClientLinesPerTurnMax
        entriesMax = limits.historyEntriesMax
        pageMax = limits.historyPageMax
        pageWeightMax = limits.historyPageWeightMax
    }

    /// Begins a new scope of prints.
    mutating func mark() {
        scopeStart = lastNumber
        scopeBallot = lastViewBallot
        viewCount = 0
    }

    /// Begins a new turn, of which some lines with clients are remembered.
    ///
    /// The rest count as dropped: under load thousands come in a turn, and keeping all of them
    /// took a sixth of a leader's time for what is overwritten within milliseconds.
    mutating func beginTurn() {
        clientLinesLeft = clientLinesMax
    }

    /// Whether the next line with a client is remembered; one that is not is counted at once.
    mutating func takesClientLine() -> Bool {
        guard clientLinesLeft == 0 else {
            clientLinesLeft -= 1
            return true
        }
        lastNumber += 1
        messages.countDropped(lastNumber)
        return false
    }

    /// Remembers a line.
    ///
    /// Parts of snapshots are passed over: they are large, and say nothing about the agreement.
    mutating func add(_ line: Line, isSent: Bool, microseconds: UInt64) {
        if case .peer(.snapshot, _) = line { return }
        lastNumber += 1
        let record = Record(
            number: lastNumber,
            microseconds: microseconds,
            isSent: isSent,
            line: line
        )
        guard case .peer(.paxos(let message), _) = line else {
            return messages.append(record, weight: 1)
        }
        switch message {
        case .newView(let page):
            // One that is sent again in a later scope announces nothing new.
            if page.run.ballot > lastViewBallot {
                lastViewBallot = page.run.ballot
                viewCount += 1
            }
            let weight = 1 + page.run.entries.count
            if page.run.ballot > scopeBallot {
                views.append(record, weight: weight)
            } else {
                messages.append(record, weight: weight)
            }
        case .heartbeat: heartbeats.append(record, weight: 1)
        case .accept(let run, _):
            // A long one lies in cold memory by the time it is dropped, which costs more than it is
            // worth to anybody.
            guard run.entries.count <= entriesMax else { return messages.countDropped(lastNumber) }
            messages.append(record, weight: 1 + run.entries.count)
        case .promise(let page): messages.append(record, weight: 1 + page.accepted.count)
        case .entries(let proposals): messages.append(record, weight: 1 + proposals.count)
        case .prepare, .accepted, .commit, .reject, .fetch, .recall, .noted:
            messages.append(record, weight: 1)
        }
    }

    /// Returns the next page of one kind of lines.
    ///
    /// - Parameters:
    ///   - kind: The kind.
    ///   - number: The number of the last line that is already known.
    ///   - wholeRun: Whether lines before this scope count.
    ///   - node: This node, for the text of lines that it sent.
    /// - Returns: The page, bounded in number and weight.
    func page(
        _ kind: HistoryKind,
        after number: UInt64,
        wholeRun: Bool,
        node: NodeID
    ) -> HistoryPage {
        let ring =
            switch kind {
            case .views: views
            case .messages: messages
            case .heartbeats: heartbeats
            }
        let start = wholeRun ? 0 : scopeStart
        let found = ring.records(
            after: max(number, start),
            countMax: pageMax,
            weightMax: pageWeightMax
        )
        return HistoryPage(
            records: found.records.map { $0.record(node: node) },
            dropped: ring.dropped(after: start),
            hasMore: found.hasMore
        )
    }
}

extension History.Record {
    /// The record in the form in which it is printed.
    fileprivate func record(node: NodeID) -> HistoryRecord {
        HistoryRecord(
            number: number,
            microseconds: microseconds,
            isSent: isSent,
            peers: peers,
            line: json(node: node)
        )
    }

    private var peers: String {
        switch line {
        case .peer(_, let nodes): "\(nodes)"
        case .client(_, let session), .server(_, let session): "client #\(session)"
        }
    }

    private func json(node: NodeID) -> JSONValue {
        switch line {
        case .peer(let message, let nodes):
            let sender = isSent ? node : nodes.first { _ in true } ?? node
            let clock = Timestamp(microseconds: microseconds, logical: 0)
            return PeerLine(node: sender, clock: clock, message: message).json
        case .client(let message, _): return message.json
        case .server(let message, _): return message.json
        }
    }
}

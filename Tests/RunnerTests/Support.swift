import Bank
import HybridClock
import JSON
import Paxos
import Runner
import Wire

/// Short names for the values that tests are made of.
func slot(_ number: UInt64) -> Slot { Slot(number) }

func node(_ number: UInt8) -> NodeID { NodeID(number) }

func ballot(_ round: UInt64, _ node: UInt8) -> Ballot {
    Ballot(round: round, proposer: NodeID(node))
}

/// A text that the test itself writes as a name.
func account(_ name: StaticString) -> AccountID { AccountID(validated: name) }

func transfer(_ from: StaticString, _ to: StaticString, _ amount: Int64) -> Transfer {
    Transfer(from: account(from), to: account(to), amount: Amount(minorUnits: amount))
}

/// The example that REFERENCE.md runs through: six transfers in three sets.
enum RunningExample {
    static let nodes = (1...5).map { NodeID(UInt8($0)) }

    /// The requests by slot, from 1.
    static let requests: [Request] = [
        request("G", transfer("G", "B", 6), 1_795_225_798_670_001),
        request("H", transfer("H", "G", 5), 1_795_225_798_670_008),
        request("B", transfer("B", "E", 20), 1_795_225_798_670_015),
        request("E", transfer("E", "I", 4), 1_795_225_798_670_104),
        request("I", transfer("I", "C", 9), 1_795_225_798_670_207),
        request("C", transfer("C", "D", 8), 1_795_225_798_670_388),
    ]

    static func request(
        _ client: StaticString,
        _ transfer: Transfer,
        _ timestamp: UInt64
    ) -> Request {
        guard let timestamp = RequestTimestamp(timestamp) else { preconditionFailure("timestamp") }
        return Request(
            client: ClientID(validated: client),
            timestamp: timestamp,
            command: .transfer(transfer)
        )
    }

    static func entry(_ request: Request) -> BankEntry {
        .command(StampedRequest(stamp: Timestamp(microseconds: 7, logical: 1), request: request))
    }

    /// The entry of a slot of the example.
    static func entry(_ slot: Int) -> BankEntry { entry(requests[slot - 1]) }

    /// The accounts after so many slots.
    static func accounts(executed: Int) -> [Account] {
        var balances = Accounts.standard
        let effects: [[(Int, Int64)]] = [
            [(6, -6), (1, 6)], [(7, -5), (6, 5)], [], [(4, -4), (8, 4)], [(8, -9), (2, 9)],
            [(2, -8), (3, 8)],
        ]
        for (index, change) in effects.prefix(executed).joined() {
            let old = balances[index]
            balances[index] = Account(
                id: old.id,
                balance: Amount(minorUnits: old.balance.minorUnits + change)
            )
        }
        return balances
    }

    /// How the nodes are at the end: n1 failed by LF, n4 not live, n5 leads.
    static func status(_ number: UInt8) -> NodeStatus {
        var status = NodeStatus(node: NodeID(number))
        let through: UInt64 = number == 1 ? 5 : number == 4 ? 3 : 6
        status.executed = Slot(through)
        status.committed = Slot(through)
        status.accepted = Slot(through)
        status.total = Amount(minorUnits: 100)
        status.digest = through
        switch number {
        case 1:
            status.isConnected = false
            status.cause = "LF"
            status.ballot = ballot(3, 1)
        case 4:
            status.isConnected = false
            status.ballot = ballot(1, 1)
        case 5:
            status.role = .leader
            status.isReady = true
            status.ballot = ballot(4, 5)
            status.leader = NodeID(5)
            status.heardMilliseconds = [
                .init(node: NodeID(1), milliseconds: 9_200),
                .init(node: NodeID(2), milliseconds: 104),
                .init(node: NodeID(3), milliseconds: 96),
                .init(node: NodeID(4), milliseconds: 12_004),
            ]
        default: status.ballot = ballot(4, 5)
        }
        return status
    }

    static var statuses: [NodeAnswer<NodeStatus>] {
        nodes.map { NodeAnswer($0, status($0.rawValue)) }
    }

    static func database(_ number: UInt8) -> NodeDatabase {
        let status = status(number)
        return NodeDatabase(
            status: status,
            accounts: accounts(executed: Int(status.executed.rawValue)),
            total: status.total,
            executed: status.executed
        )
    }

    /// What a node says of slots 1 to its last.
    static func records(_ number: UInt8, from first: Int = 1) -> [SlotRecord] {
        let last = Int(status(number).executed.rawValue)
        guard first <= last else { return [] }
        return (first...last)
            .map { index in
                let ballots = [ballot(1, 1), ballot(1, 1), ballot(1, 1), ballot(3, 1)]
                return SlotRecord(
                    slot: Slot(UInt64(index)),
                    status: .executed,
                    ballot: index <= ballots.count ? ballots[index - 1] : ballot(4, 5),
                    entry: entry(index)
                )
            }
    }

    /// The NEW_VIEW of a ballot as a node remembers it.
    static func view(
        _ ballot: Ballot,
        first: UInt64,
        entries: [BankEntry],
        page: UInt64? = nil,
        isLast: Bool = true,
        number: UInt64 = 1
    ) -> HistoryRecord {
        let run = ProposalRun(ballot: ballot, first: Slot(page ?? first), entries: entries)
        let page = ViewPage(first: Slot(first), run: run, isLast: isLast)
        return record(.paxos(.newView(page)), from: ballot.proposer, number: number)
    }

    /// A line between nodes as a node remembers it.
    static func record(
        _ message: PeerMessage,
        from sender: NodeID,
        number: UInt64 = 1,
        isSent: Bool = false,
        peers: String? = nil,
        microseconds: UInt64 = 50_822_184_120
    ) -> HistoryRecord {
        let clock = Timestamp(microseconds: microseconds, logical: 0)
        return HistoryRecord(
            number: number,
            microseconds: microseconds,
            isSent: isSent,
            peers: peers ?? "\(sender)",
            line: PeerLine(node: sender, clock: clock, message: message).json
        )
    }

    /// The two views of set 3, as three nodes remember them.
    static var views: [HistoryRecord] {
        let renewed = view(ballot(3, 1), first: 4, entries: [])
        let last = view(ballot(4, 5), first: 5, entries: [entry(5)])
        return [last, renewed, last, renewed, last]
    }
}

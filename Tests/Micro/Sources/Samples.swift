import Bank
import HybridClock
import JSON
import Paxos
import Wire

/// What is measured on: requests of many clients between many accounts.
enum Samples {
    static let ballot = Ballot(round: 4, proposer: NodeID(5))

    /// Accounts a0, a1, … with a million each.
    static func accounts(_ count: Int) -> [Account] {
        (0..<count).map { Account(id: accountID($0), balance: Amount(minorUnits: 1_000_000)) }
    }

    static func accountID(_ index: Int) -> AccountID {
        guard let id = AccountID("a\(index)") else { preconditionFailure("a\(index)") }
        return id
    }

    /// Requests of `clients` clients in turn, with rising timestamps.
    static func requests(_ count: Int, clients: Int, accounts: Int) -> [Request] {
        let names = (0..<clients).map { ClientID("bench-\($0)") ?? ClientID(validated: "c") }
        return (0..<count)
            .map { index in
                let transfer = Transfer(
                    from: accountID(index &* 7_919 % accounts),
                    to: accountID((index &* 104_729 + 1) % accounts),
                    amount: Amount(minorUnits: Int64(index % 10 + 1))
                )
                guard let timestamp = RequestTimestamp(UInt64(index / clients + 1)) else {
                    preconditionFailure("timestamps are counted from 1")
                }
                return Request(
                    client: names[index % clients],
                    timestamp: timestamp,
                    command: .transfer(transfer)
                )
            }
    }

    static let stamp = Timestamp(microseconds: 1_795_225_798_670_412, logical: 3)

    /// A run of a full message.
    static func run(_ count: Int) -> ProposalRun<StampedRequest> {
        var batch = EntryBatch(capacity: count)
        for request in requests(count, clients: 8_192, accounts: 10_000) {
            batch.append(StampedRequest(stamp: stamp, request: request))
        }
        let entries = batch.entries
        return ProposalRun(ballot: ballot, first: Slot(1), entries: entries, text: batch.text())
    }

    /// A line between nodes.
    static func line(_ message: PaxosMessage) -> PeerLine {
        PeerLine(node: NodeID(5), clock: stamp, message: .paxos(message))
    }

    /// The answer to a request.
    static func reply(to request: Request) -> ServerMessage {
        let reply = Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: .success,
            position: 1_234_567,
            balances: TransferBalances(
                from: Amount(minorUnits: 999_991),
                to: Amount(minorUnits: 1_000_009)
            )
        )
        return .reply(ReplyMessage(ballot: ballot, reply: reply))
    }
}

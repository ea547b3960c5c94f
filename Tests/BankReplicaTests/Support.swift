import Bank
import BankReplica
import HybridClock
import Paxos
import Testing
import Wire

/// A replica by itself, driven by hand; what it says is kept until somebody looks.
struct Bench {
    var replica: BankReplica
    var output = Output()
    var wallMicroseconds: UInt64 = 1_000_000

    init(nodes: UInt8 = 1, limits: ReplicaLimits = ReplicaLimits(digestsMax: 64)) throws {
        let members = NodeSet((1...nodes).map { NodeID($0) })
        replica = BankReplica(
            configuration: Configuration(id: NodeID(1), members: members),
            bank: try Bank(
                accounts: Accounts.standard,
                limits: BankLimits(journalEntriesMax: 64)
            ),
            seed: 1,
            limits: limits
        )
    }

    /// Hands an input over, and nothing else.
    mutating func give(_ input: Input) {
        replica.handle(input, wallMicroseconds: wallMicroseconds, into: &output)
    }

    /// Ends the turn without flushing anything.
    mutating func endTurn() {
        replica.endTurn(wallMicroseconds: wallMicroseconds, into: &output)
        replica.checkInvariants()
    }

    /// Ends the turn, flushes, and ends turns until nothing more is to be flushed.
    mutating func settle() {
        repeat {
            endTurn()
            let hadRecords = !output.effects.records.isEmpty
            output.effects.records.removeAll()
            replica.recordsAreDurable()
            if !hadRecords, !replica.hasWork { return }
        } while true
    }

    /// The answers to requests since the output was emptied.
    var replies: [ReplyMessage] {
        output.answers.compactMap { answer in
            if case .reply(let reply) = answer.message { reply } else { nil }
        }
    }
}

/// A request for a transfer of 1 unit, unless something else is said.
func request(
    _ client: StaticString,
    _ timestamp: UInt64,
    from: StaticString = "A",
    to: StaticString = "B",
    amount: Int64 = 1
) throws -> Request {
    Request(
        client: ClientID(validated: client),
        timestamp: try #require(RequestTimestamp(timestamp)),
        command: .transfer(
            Transfer(
                from: AccountID(validated: from),
                to: AccountID(validated: to),
                amount: Amount(minorUnits: amount)
            )
        )
    )
}

/// A line of another node, stamped near the bench's clock.
func line(
    from node: UInt8,
    _ message: PeerMessage,
    clock: Timestamp = Timestamp(microseconds: 1_000_000, logical: 0)
) -> Input {
    .line(PeerLine(node: NodeID(node), clock: clock, message: message))
}

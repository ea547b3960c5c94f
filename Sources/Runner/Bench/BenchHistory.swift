import Bank
import BankClient
import Paxos
import Wire

/// Everything that the clients of a bench asked for and were answered, for who checks it whole.
struct BenchHistory {
    /// The operations, in the order of the answers.
    private(set) var operations: [ChaosOperation] = []

    /// The most operations that are remembered: a load ends then, since they are in memory.
    static let operationsMax = 1_000_000

    /// Whether no further one should be begun; those that are under way still find room.
    var isFull: Bool { operations.count >= Self.operationsMax }

    /// Remembers a transfer that its client is done with.
    ///
    /// - Parameters:
    ///   - completion: What became of it.
    ///   - call: When it was asked for, or earlier, in microseconds.
    ///   - now: When the answer was there, or later, in microseconds.
    mutating func append(_ completion: Completion, call: Int64, end now: Int64) {
        // What no client began with nobody can have executed.
        guard let timestamp = completion.timestamp else { return }
        let result: ChaosOperation.Result =
            if let reply = completion.reply {
                .reply(reply)
            } else {
                completion.outcome == .notExecuted ? .notExecuted : .unknown
            }
        let request = Request(
            client: completion.client,
            timestamp: timestamp,
            command: completion.command
        )
        operations.append(
            ChaosOperation(
                client: completion.client,
                action: .transfer(request),
                call: call * 1_000,
                end: now * 1_000,
                result: result
            )
        )
    }

    /// Remembers a balance that was read.
    mutating func append(
        _ read: BalanceMessage,
        by client: ClientID,
        call: Int64,
        end now: Int64
    ) {
        guard case .balance(let balance, let slot) = read.answer else { return }
        operations.append(
            ChaosOperation(
                client: client,
                action: .read(read.account),
                call: call * 1_000,
                end: now * 1_000,
                result: .balance(balance, slot: slot)
            )
        )
    }
}

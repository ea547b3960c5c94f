import Bank
import Paxos

/// A payment under an idempotency key that any client may ask for, at any time, through any node.
struct SharedKey: Sendable {
    /// The key.
    let key: IdempotencyKey
    /// The payment: the same for a key, but for one in eight, which is another one by mistake.
    let transfer: Transfer

    /// Draws a payment out of those of a run.
    static func draw(of options: SwarmOptions, using random: inout SeededGenerator) -> SharedKey {
        let number = Int.random(in: 0..<options.workload.sharedKeys, using: &random)
        let isMistake = Int.random(in: 0..<8, using: &random) == 0
        let accounts = options.cluster.accounts
        let from = number % accounts.count
        let to = (from + 1 + number / accounts.count) % accounts.count
        let amount = Int64(1 + number % 5 + (isMistake ? 1 : 0))
        return SharedKey(
            key: IdempotencyKey(high: options.seed, low: UInt64(number)),
            transfer: Transfer(
                from: accounts[from].id,
                to: accounts[to].id,
                amount: Amount(minorUnits: amount)
            )
        )
    }
}

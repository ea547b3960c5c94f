import Bank
import HybridClock
import JSON
import Paxos
import Wire

/// Snapshots to be written and read.
enum SnapshotSamples {
    /// The state of the golden files: transfers that were done and one that failed, then a no-op.
    static let small = SnapshotState(
        slot: Slot(8),
        stamp: laterStamp,
        digest: 0x9F2C_41D0_7A3B_E518,
        bank: executed([requestOfI, keyedRequestOfC, requestOfH], by: bank(of: Accounts.standard))
    )

    private static let keyedRequestOfC = Request(
        client: requestOfC.client,
        timestamp: requestOfC.timestamp,
        command: .keyedTransfer(
            requestOfC.command.transfer,
            key: IdempotencyKey(principal: "public", text: "order-4711")
        )
    )
    private static let requestOfH = request("H", 1_795_225_798_670_390, transfer("H", "Z", 1))

    static func bank(of accounts: [Account], limits: BankLimits = .standard) -> Bank {
        do {
            return try Bank(accounts: accounts, limits: limits)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Executes requests from position 5 on.
    private static func executed(_ requests: [Request], by bank: Bank) -> Bank {
        var bank = bank
        for (index, request) in requests.enumerated() {
            _ = bank.execute(request, position: UInt64(5 + index), stamp: stamp.raw)
        }
        return bank
    }

    /// All parts of a snapshot.
    static func parts(of state: SnapshotState) -> [[UInt8]] {
        var writer = SnapshotWriter(state)
        var parts: [[UInt8]] = []
        var text = JSONWriter()
        while writer.writeNext(into: &text) {
            parts.append(text.bytes)
            text.removeAll()
        }
        return parts
    }

    /// Reads a snapshot from its first part to its last.
    static func reading(
        _ parts: [[UInt8]],
        limits: BankLimits = .standard
    ) throws(SnapshotError) -> SnapshotState {
        var reader = SnapshotReader(limits: limits)
        for part in parts { try reader.take(part) }
        return try reader.finish()
    }
}

extension SnapshotReader {
    /// Reads the next part out of an array.
    mutating func take(_ part: [UInt8]) throws(SnapshotError) { try read(part.span) }
}

/// What can be seen of a state.
struct SeenState: Hashable {
    let slot: Slot
    let stamp: Timestamp
    let digest: UInt64
    let accounts: [Account]
    let clients: [ClientRecord]
    let keys: [KeyRecord]
    let entries: [JournalEntry]

    init(_ state: SnapshotState) {
        slot = state.slot
        stamp = state.stamp
        digest = state.digest
        accounts = state.bank.ledger.accounts
        clients = state.bank.clients.records(from: 0, count: state.bank.clients.count)
        keys = state.bank.keys.records(from: 0, count: .max)
        entries = state.bank.journal.entries(from: 0, count: state.bank.journal.count)
    }
}

extension RandomValues {
    /// A bank that has executed random requests, at random positions.
    mutating func state(
        accounts: Int,
        clients: Int,
        requests: Int,
        limits: BankLimits = .standard
    ) -> SnapshotState {
        let accounts = self.accounts(1...accounts)
        let names = (0..<clients).map { _ in ClientID(identifier: identifier()) }
        var bank = SnapshotSamples.bank(of: accounts, limits: limits)
        var position: UInt64 = 0
        var last = Timestamp.zero
        for _ in 0..<requests {
            let unknown = AccountID(identifier: identifier())
            let pair = (0..<2)
                .map { _ in
                    below(8) == 0 ? unknown : accounts[below(accounts.count)].id
                }
            let amount = Amount(minorUnits: below(4) == 0 ? integer() : Int64(below(50)))
            guard let number = RequestTimestamp(number(1, 1_000)) else { continue }
            let transfer = Transfer(from: pair[0], to: pair[1], amount: amount)
            let key = IdempotencyKey(high: 7, low: UInt64(below(requests)))
            let request = Request(
                client: names[below(names.count)],
                timestamp: number,
                command: chance() ? .transfer(transfer) : .keyedTransfer(transfer, key: key)
            )
            position += UInt64(1 + below(3))
            last = max(last.next, Timestamp(microseconds: UInt64(below(1 << 50)), logical: 0))
            _ = bank.execute(request, position: position, stamp: last.raw)
        }
        let slot = Slot(position + UInt64(1 + below(3)))
        return SnapshotState(slot: slot, stamp: last, digest: random.next(), bank: bank)
    }
}

#if MUTANTS
import Mutation
#endif

/// What became of each payment that was asked for under an idempotency key: what makes it happen at
/// most once, whoever asks for it again, through whomever, after whatever failure.
///
/// It is part of the replicated state and of snapshots. The outcome of a key is kept for
/// ``BankLimits/keyLife``, counted by the stamps of what is executed; after that only its position
/// is, for ever, so that a late repetition is refused and not paid again. Where there is no room
/// for another key the payment is refused: no key is dropped early. A key costs 64 bytes, an
/// expired one 24, and each its share of the table that finds it, 6 to 12.
public struct KeyTable: Sendable {
    /// The bounds.
    private let limits: BankLimits
    /// The keys, in the order of their first execution; the expired ones are the first.
    private var keys = DenseTable<IdempotencyKey>(capacity: 0)
    /// The position at which each was executed, by index.
    private var positions: [UInt64] = []
    /// What became of those that are not expired, in order, behind ``unused`` places.
    private var outcomes: [KeyRecord.Outcome] = []
    /// How many places at the front of ``outcomes`` belong to expired keys; less than half of them.
    private var unused = 0

    /// What a key is worth.
    enum Lookup {
        /// It was not used before, and there is room for it.
        case new
        /// It was not used before, and there is no room for it.
        case noRoom
        /// It stands for the same transfer; this became of it.
        case same(KeyRecord)
        /// It stands for another transfer.
        case other
        /// It stood for a transfer that is forgotten.
        case expired
    }

    /// At most so many keys expire with each one that is used, so that no slot costs much; it is
    /// more than one, so that they are gone sooner than new ones come.
    private static let expiriesPerUse = 2

    /// Creates an empty table.
    init(limits: BankLimits) {
        self.limits = limits
    }

    /// Creates a table out of a snapshot.
    ///
    /// - Parameters:
    ///   - records: The records, in the order ``records(from:count:)`` gave them.
    ///   - position: The last position the snapshot covers.
    ///   - limits: The bounds.
    /// - Throws: ``BankError`` about the first record that is wrong.
    init(
        restoring records: [KeyRecord],
        position: UInt64,
        limits: BankLimits
    ) throws(BankError) {
        self.limits = limits
        if records.count > limits.keysMax + limits.expiredKeysMax {
            throw .tooManyKeys(count: records.count)
        }
        keys = DenseTable(capacity: records.count)
        positions.reserveCapacity(records.count)
        for record in records {
            let isInOrder = record.position > (positions.last ?? 0) && record.position <= position
            // Behind the first key that is not expired none is.
            guard isInOrder, record.outcome != nil || outcomes.isEmpty else {
                throw .impossibleKey(position: record.position)
            }
            guard keys.insert(record.key) != nil else {
                throw .impossibleKey(position: record.position)
            }
            positions.append(record.position)
            if let outcome = record.outcome { outcomes.append(outcome) }
        }
        guard count <= limits.keysMax, expiredCount <= limits.expiredKeysMax else {
            throw .tooManyKeys(count: records.count)
        }
    }
}

// MARK: - Reading

extension KeyTable {
    /// The number of keys that are not expired; at most ``BankLimits/keysMax``.
    public var count: Int { outcomes.count - unused }

    /// The number of expired keys; at most ``BankLimits/expiredKeysMax``.
    public var expiredCount: Int { positions.count - count }

    /// Returns what is kept of a key, or nil if nothing was executed under it.
    public subscript(key: IdempotencyKey) -> KeyRecord? {
        keys.index(of: key).map { record(at: $0) }
    }

    /// Returns a page of records, in the order of their first execution, in O(page) time.
    ///
    /// - Parameters:
    ///   - index: The first record, counted from 0.
    ///   - count: The number of records wanted.
    /// - Returns: As many of them as there are; none if `index` or `count` is out of range.
    public func records(from index: Int, count: Int) -> [KeyRecord] {
        pageIndices(from: index, count: count, of: positions.count).map { record(at: $0) }
    }

    /// Says what a transfer under a key would come to.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - fingerprint: The fingerprint of the transfer.
    /// - Returns: What the key is worth.
    func lookup(_ key: IdempotencyKey, fingerprint: UInt64) -> Lookup {
        guard let found = self[key] else {
            return count < limits.keysMax ? .new : .noRoom
        }
        #if MUTANTS
        if Mutant.expiredKeyPaysAgain.isPlanted, found.outcome == nil { return .new }
        if Mutant.keyFingerprintIgnored.isPlanted, found.outcome != nil { return .same(found) }
        #endif
        guard let outcome = found.outcome else { return .expired }
        return outcome.fingerprint == fingerprint ? .same(found) : .other
    }

    private func record(at index: Int) -> KeyRecord {
        let place = index - expiredCount
        return KeyRecord(
            key: keys.elements[index],
            position: positions[index],
            outcome: place >= 0 ? outcomes[unused + place] : nil
        )
    }
}

// MARK: - Changing

extension KeyTable {
    /// Forgets what became of the oldest keys, two at most, as far as their life is over.
    ///
    /// - Parameter stamp: When what is executed now was stamped.
    mutating func expire(at stamp: UInt64) {
        for _ in 0..<Self.expiriesPerUse {
            guard count > 0, expiredCount < limits.expiredKeysMax else { return }
            guard stamp >= limits.keyLife, outcomes[unused].stamp <= stamp - limits.keyLife else {
                return
            }
            unused += 1
            guard unused * 2 > outcomes.count else { continue }
            outcomes.removeFirst(unused)
            unused = 0
        }
    }

    /// Keeps what became of a transfer under a new key; there MUST be room.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - position: Where the transfer was executed.
    ///   - outcome: What became of it.
    mutating func record(
        _ key: IdempotencyKey,
        position: UInt64,
        outcome: KeyRecord.Outcome
    ) {
        #if MUTANTS
        if Mutant.expiredKeyPaysAgain.isPlanted, keys.index(of: key) != nil { return }
        #endif
        precondition(count < limits.keysMax, "no room for a key: \(count)")
        precondition(position > (positions.last ?? 0), "\(position) after \(positions.last ?? 0)")
        let index = keys.insert(key)
        precondition(index == positions.count, "a key is not new at position \(position)")
        positions.append(position)
        outcomes.append(outcome)
    }

    /// Stops the process if the table is not what executions leave, in O(keys) time.
    ///
    /// - Parameter position: The last position that was executed.
    func checkInvariants(through position: UInt64) {
        precondition(count <= limits.keysMax, "\(count) keys, \(limits.keysMax) are the limit")
        precondition(
            expiredCount <= limits.expiredKeysMax,
            "\(expiredCount) expired keys, \(limits.expiredKeysMax) are the limit"
        )
        precondition(keys.count == positions.count, "\(keys.count) keys, \(positions.count) slots")
        keys.checkInvariants()
        for (one, next) in zip(positions, positions.dropFirst()) {
            precondition(one < next, "\(next) after \(one)")
        }
        precondition((positions.last ?? 0) <= position, "a key of \(positions.last ?? 0)")
    }
}

import Paxos

/// The digests after the last slots, to be compared with what other nodes say about them.
struct DigestHistory: Hashable, Sendable {
    /// The digest after slot `s`, at index `s` modulo the count.
    private var digests: [UInt64]
    /// The last slot with a digest.
    private var last = Slot.zero
    /// The first slot with a digest.
    private var first = Slot(1)

    init(count: Int) {
        digests = Array(repeating: 0, count: count)
    }

    /// Files the digest after `slot`, which follows on the last one.
    mutating func append(_ digest: UInt64, after slot: Slot) {
        precondition(slot == last.next, "the digest of \(slot) after that of \(last)")
        digests[Int(slot.rawValue) % digests.count] = digest
        last = slot
    }

    /// Begins again after a slot whose digest is known, and knows nothing before it.
    mutating func restart(with digest: UInt64, after slot: Slot) {
        first = slot
        last = slot
        digests[Int(slot.rawValue) % digests.count] = digest
    }

    /// The digest after `slot`; nil if that is not executed or too long ago.
    subscript(slot: Slot) -> UInt64? {
        guard slot >= first, slot <= last, last.rawValue - slot.rawValue < digests.count else {
            return nil
        }
        return digests[Int(slot.rawValue) % digests.count]
    }
}

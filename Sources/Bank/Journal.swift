/// The newest executed transfers, successful or failed, in the order of execution.
///
/// A ring: when it is full, each new entry takes the place of the oldest. The memory, 96 bytes an
/// entry, is taken when the journal is created.
public struct Journal: Sendable {
    /// The number of entries that are kept.
    public let entriesMax: Int
    /// The entries; once there are ``entriesMax`` of them, `oldest` says where they begin.
    private var entries: [JournalEntry] = []
    /// The accounts of each entry, at the same place; apart, so that a search reads little memory.
    private var parties: [Parties] = []
    /// The place of the oldest entry; 0 until the ring is full.
    private var oldest = 0

    /// Creates an empty journal.
    init(entriesMax: Int) {
        self.entriesMax = entriesMax
        entries.reserveCapacity(entriesMax)
        parties.reserveCapacity(entriesMax)
    }

    /// The number of entries; at most ``entriesMax``.
    public var count: Int { entries.count }

    /// Returns a page of entries, oldest first, in O(page) time.
    ///
    /// - Parameters:
    ///   - index: The first entry; 0 is the oldest that is kept.
    ///   - count: The number of entries wanted.
    /// - Returns: As many of them as there are; none if `index` or `count` is out of range.
    public func entries(from index: Int, count: Int) -> [JournalEntry] {
        pageIndices(from: index, count: count, of: self.count).map { entries[place(of: $0)] }
    }

    /// Adds an entry; its position must be above all others.
    mutating func append(_ entry: JournalEntry, parties entryParties: Parties) {
        guard entriesMax > 0 else { return }
        if count < entriesMax {
            entries.append(entry)
            parties.append(entryParties)
            return
        }
        entries[oldest] = entry
        parties[oldest] = entryParties
        oldest = oldest + 1 == entriesMax ? 0 : oldest + 1
    }

    /// Returns a page of entries, newest first.
    ///
    /// It reads 8 bytes for each entry it passes over, at most ``entriesMax`` of them.
    ///
    /// - Parameters:
    ///   - account: The index of the account that pays or is paid; nil for all.
    ///   - position: Only entries before this position.
    ///   - limit: The greatest number of entries.
    /// - Returns: The entries; none if `limit` is not positive.
    func page(of account: Int?, before position: UInt64, limit: Int) -> [JournalEntry] {
        var found: [JournalEntry] = []
        for index in (0..<countBefore(position)).reversed() {
            if found.count >= limit { break }
            let place = place(of: index)
            if let account, !parties[place].include(account) { continue }
            found.append(entries[place])
        }
        return found
    }

    /// Returns a page of entries, oldest first, at the cost of one that is newest first.
    ///
    /// - Parameters:
    ///   - account: The index of the account that pays or is paid; nil for all.
    ///   - position: Only entries after this position.
    ///   - limit: The greatest number of entries.
    /// - Returns: The entries; none if `limit` is not positive.
    func page(of account: Int?, after position: UInt64, limit: Int) -> [JournalEntry] {
        guard position < .max else { return [] }
        var found: [JournalEntry] = []
        for index in countBefore(position + 1)..<count {
            if found.count >= limit { break }
            let place = place(of: index)
            if let account, !parties[place].include(account) { continue }
            found.append(entries[place])
        }
        return found
    }

    /// Returns the number of entries before a position, in O(log entries) time.
    private func countBefore(_ position: UInt64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if entries[place(of: middle)].position < position {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Returns the place of an entry, by its age: 0 is the oldest.
    private func place(of index: Int) -> Int {
        let place = oldest + index
        return place < count ? place : place - count
    }

    /// Stops the process unless positions rise up to at most `position`, in O(entries) time.
    func checkInvariants(through position: UInt64) {
        precondition(count <= entriesMax, "\(count) entries, \(entriesMax) are the limit")
        precondition(count == parties.count, "\(count) entries, \(parties.count) parties")
        precondition(oldest == 0 || count == entriesMax, "oldest is \(oldest) of \(count)")
        var last: UInt64 = 0
        for index in 0..<count {
            let next = entries[place(of: index)].position
            precondition(next > last && next <= position, "\(next) after \(last), at \(position)")
            last = next
        }
    }
}

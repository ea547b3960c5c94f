/// Records in order, the oldest dropped when their weight is above a bound.
///
/// They lie in a ring, so that a new one takes the place of a dropped one and nothing moves.
struct RecordRing {
    /// A record with its weight.
    private struct Weighed {
        var record: History.Record
        var weight: Int
    }

    /// The records, nil where one was dropped.
    ///
    /// The ring grows until it need not any more.
    private var places: [Weighed?] = []
    /// The place of the oldest record.
    private var oldest = 0
    /// How many records there are.
    private var count = 0
    /// The weight of all records.
    private var weight = 0
    /// The bound.
    private let weightMax: Int
    /// The number of the last dropped record, and how many were dropped up to it in all.
    private var lastDropped: (number: UInt64, count: UInt64) = (0, 0)

    init(weightMax: Int) {
        self.weightMax = weightMax
    }

    /// Adds the newest record; it is kept even if it alone is above the bound.
    mutating func append(_ record: History.Record, weight: Int) {
        while count > 0, self.weight + weight > weightMax { dropOldest() }
        self.weight += weight
        let new = Weighed(record: record, weight: weight)
        if count < places.count {
            places[place(of: count)] = new
        } else {
            // All places are taken: the oldest goes to the front, so that new ones follow the last.
            if oldest > 0 { straighten() }
            places.append(new)
        }
        count += 1
    }

    /// Counts a line as dropped, also one that was never added.
    mutating func countDropped(_ number: UInt64) {
        lastDropped = (max(lastDropped.number, number), lastDropped.count + 1)
    }

    private mutating func dropOldest() {
        weight -= places[oldest]?.weight ?? 0
        countDropped(places[oldest]?.record.number ?? 0)
        // What it refers to may be large.
        places[oldest] = nil
        oldest = place(of: 1)
        count -= 1
    }

    /// Lets the oldest record stand in front.
    private mutating func straighten() {
        places = Array(places[oldest...] + places[..<oldest])
        oldest = 0
    }

    /// The place of a record by its age; 0 is the oldest.
    private func place(of age: Int) -> Int {
        let place = oldest + age
        return place < places.count ? place : place - places.count
    }

    /// A record by its age; 0 is the oldest.
    private func weighed(_ age: Int) -> Weighed {
        guard let weighed = places[place(of: age)] else {
            preconditionFailure("record \(age) of \(count) was dropped")
        }
        return weighed
    }

    /// Returns the oldest records whose number is above `number`, at least one of them if there is
    /// one, and whether more follow.
    func records(
        after number: UInt64,
        countMax: Int,
        weightMax: Int
    ) -> (records: [History.Record], hasMore: Bool) {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if weighed(middle).record.number > number {
                high = middle
            } else {
                low = middle + 1
            }
        }
        var found: [History.Record] = []
        var weight = 0
        while low + found.count < count, found.count < countMax {
            let next = weighed(low + found.count)
            weight += next.weight
            if !found.isEmpty, weight > weightMax { break }
            found.append(next.record)
        }
        return (found, low + found.count < count)
    }

    /// How many records were dropped, if any of them came after `number`; else 0.
    func dropped(after number: UInt64) -> UInt64 {
        lastDropped.number > number ? lastDropped.count : 0
    }
}

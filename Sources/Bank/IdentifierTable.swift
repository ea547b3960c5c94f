/// Names in the order they were added, each with its dense index, found in constant time.
///
/// An open-addressing hash table with linear probing (Knuth, "The Art of Computer Programming",
/// vol. 3, §6.4, algorithm L) over one flat array of names. Nothing is ever removed, and the order
/// of names is that of insertion: where a name lies in the hash table never shows.
struct IdentifierTable: Sendable {
    /// The names, by index.
    private(set) var identifiers: [Identifier] = []

    /// For each place of the hash table the index of its name plus 1; 0 if the place is free.
    ///
    /// At least one place in three is free, so that a search ends soon.
    private var places: [UInt32]

    /// Creates an empty table.
    ///
    /// - Parameter capacity: How many names fit before the table grows.
    init(capacity: Int) {
        identifiers.reserveCapacity(capacity)
        places = Array(repeating: 0, count: Self.placesNeeded(for: capacity))
    }

    /// The number of names.
    var count: Int { identifiers.count }

    /// Returns the index of a name, or nil if it was not added.
    func index(of identifier: Identifier) -> Int? {
        let entry = places[place(of: identifier)]
        return entry == 0 ? nil : Int(entry) - 1
    }

    /// Adds a name.
    ///
    /// - Parameter identifier: The name; at most 2^31 fit.
    /// - Returns: Its index, or nil (and nothing changes) if it was added before. Amortized O(1):
    ///   the table doubles when it is two thirds full.
    mutating func insert(_ identifier: Identifier) -> Int? {
        var free = place(of: identifier)
        guard places[free] == 0 else { return nil }
        if Self.placesNeeded(for: count + 1) > places.count {
            grow()
            free = place(of: identifier)
        }
        identifiers.append(identifier)
        places[free] = UInt32(count)
        return count - 1
    }

    /// Returns the place that holds the name, or the free one where it belongs.
    private func place(of identifier: Identifier) -> Int {
        var place = home(of: identifier)
        while true {
            let entry = places[place]
            if entry == 0 || identifiers[Int(entry) - 1] == identifier { return place }
            place += 1
            if place == places.count { place = 0 }
        }
    }

    /// Returns where the search for a name begins.
    ///
    /// The high half of the product spreads 64-bit words evenly over any number of places
    /// (Lemire, "Fast Random Integer Generation in an Interval", 2019).
    private func home(of identifier: Identifier) -> Int {
        Int(identifier.hashWord.multipliedFullWidth(by: UInt64(places.count)).high)
    }

    /// Doubles the hash table.
    private mutating func grow() {
        places = Array(repeating: 0, count: places.count * 2)
        for index in identifiers.indices {
            places[place(of: identifiers[index])] = UInt32(index + 1)
        }
    }

    /// Returns the least size of the hash table for `count` names.
    private static func placesNeeded(for count: Int) -> Int { max(16, count + count / 2 + 1) }

    /// Stops the process if a name is not found at its own index, in O(names) time.
    func checkInvariants() {
        precondition(Self.placesNeeded(for: count) <= places.count, "table too full: \(count)")
        for index in identifiers.indices {
            let found = self.index(of: identifiers[index])
            precondition(found == index, "\(identifiers[index]) at \(index), found \(found ?? -1)")
        }
    }
}

/// What can lie in a ``DenseTable``.
protocol DenseTableElement: Hashable, Sendable {
    /// A word whose bits all depend on the whole element, the same on every machine.
    var tableHash: UInt64 { get }
}

/// Names of accounts or clients, each with its dense index.
typealias IdentifierTable = DenseTable<Identifier>

extension Identifier: DenseTableElement {}

/// Elements in the order they were added, each with its dense index, found in constant time.
///
/// An open-addressing hash table with linear probing (Knuth, "The Art of Computer Programming",
/// vol. 3, §6.4, algorithm L) over one flat array of elements. Nothing is ever removed, and their
/// order is that of insertion: where an element lies in the hash table never shows.
struct DenseTable<Element: DenseTableElement>: Sendable {
    /// The elements, by index.
    private(set) var elements: [Element] = []

    /// The greatest number of elements: an index has 24 bits, and 0 stands for a free place.
    static var countMax: Int { 1 << indexBits - 1 }

    /// For each place of the hash table the index of its element plus 1 in the low 24 bits, and 8
    /// bits of the element's hash above them; 0 if the place is free.
    ///
    /// Most other elements on the way are passed by without reading them, which saves a cache miss
    /// each. At least one place in three is free, so that a search ends soon.
    private var places: [UInt32]

    /// The number of bits of an index.
    private static var indexBits: Int { 24 }

    /// Creates an empty table.
    ///
    /// - Parameter capacity: How many elements fit before the table grows.
    init(capacity: Int) {
        elements.reserveCapacity(capacity)
        places = Array(repeating: 0, count: Self.placesNeeded(for: capacity))
    }

    /// The number of elements.
    var count: Int { elements.count }

    /// Returns the index of an element, or nil if it was not added.
    func index(of element: Element) -> Int? {
        let entry = places[find(element, hash: element.tableHash)]
        return entry == 0 ? nil : Self.index(in: entry)
    }

    /// Adds an element.
    ///
    /// - Parameter element: The element; the process stops if there are ``countMax`` already.
    /// - Returns: Its index, or nil (and nothing changes) if it was added before. Amortized O(1):
    ///   the table doubles when it is two thirds full.
    mutating func insert(_ element: Element) -> Int? {
        let hash = element.tableHash
        guard places[find(element, hash: hash)] == 0 else { return nil }
        precondition(count < Self.countMax, "no room for \(element): \(count)")
        if Self.placesNeeded(for: count + 1) > places.count { grow() }
        let free = find(element, hash: hash)
        elements.append(element)
        places[free] = Self.entry(index: count - 1, hash: hash)
        return count - 1
    }

    /// Returns the place that holds the element, or the free one where it belongs.
    private func find(_ element: Element, hash: UInt64) -> Int {
        // The high half of the product spreads words evenly over any number of places
        // (Lemire, "Fast Random Integer Generation in an Interval", 2019).
        var place = Int(hash.multipliedFullWidth(by: UInt64(places.count)).high)
        let tag = Self.entry(index: -1, hash: hash)
        while true {
            let entry = places[place]
            if entry == 0 { return place }
            if (entry ^ tag) >> Self.indexBits == 0,
                elements[Self.index(in: entry)] == element
            {
                return place
            }
            place += 1
            if place == places.count { place = 0 }
        }
    }

    /// Doubles the hash table.
    private mutating func grow() {
        places = Array(repeating: 0, count: places.count * 2)
        for (index, element) in elements.enumerated() {
            let hash = element.tableHash
            places[find(element, hash: hash)] = Self.entry(index: index, hash: hash)
        }
    }

    /// Returns what stands at the place of an element.
    private static func entry(index: Int, hash: UInt64) -> UInt32 {
        // The place comes from the high bits of the hash, so the low ones tell more.
        UInt32(truncatingIfNeeded: hash) << indexBits | UInt32(index + 1)
    }

    /// Returns the index in an entry that is not 0.
    private static func index(in entry: UInt32) -> Int { Int(entry & (1 << indexBits - 1)) - 1 }

    /// Returns the least size of the hash table for `count` elements.
    private static func placesNeeded(for count: Int) -> Int { max(16, count + count / 2 + 1) }

    /// Stops the process if an element is not found at its own index, in O(elements) time.
    func checkInvariants() {
        precondition(Self.placesNeeded(for: count) <= places.count, "table too full: \(count)")
        for index in elements.indices {
            let found = self.index(of: elements[index])
            precondition(found == index, "\(elements[index]) at \(index), found \(found ?? -1)")
        }
    }
}

package import Bank

/// Where each client stands in an array of clients, found by its name in constant time.
///
/// Clients that are answered in the order in which they ask are looked for in the same order again
/// and again. So the one that came after the last one the time before is tried first, which spares
/// the way through the table: one that was just driven out of the fast memory by the clients.
///
/// The table has open addressing and linear probing (Knuth, "The Art of Computer Programming",
/// vol. 3, §6.4, algorithm L). The names lie in the clients alone. Nothing is ever removed.
package struct ClientPlaces: Sendable {
    /// A place plus 1 in the low half and half of the hash of its client's name in the high one; 0
    /// if the entry is free.
    ///
    /// Their number is a power of two, and at least half of them are free.
    private var entries = [UInt64](repeating: 0, count: 16)
    /// For each place the one that was looked for after it the last time.
    private var followers: [Int] = []
    /// The place that was found last.
    private var last = 0

    /// Creates the places of no clients.
    package init() {}

    /// Returns where `client` stands in `clients`, or nil if it was not added.
    package mutating func find(_ client: ClientID, in clients: [ClientStateMachine]) -> Int? {
        guard !followers.isEmpty else { return nil }
        let guess = followers[last]
        if clients[guess].client == client {
            last = guess
            return guess
        }
        guard let place = place(of: client, in: clients) else { return nil }
        followers[last] = place
        last = place
        return place
    }

    /// Returns the same as ``find(_:in:)``, without a guess.
    package func place(of client: ClientID, in clients: [ClientStateMachine]) -> Int? {
        let hash = Self.half(of: client)
        var index = first(for: hash)
        while entries[index] != 0 {
            if entries[index] >> 32 == hash {
                let place = Int(truncatingIfNeeded: entries[index] & 0xFFFF_FFFF) - 1
                if clients[place].client == client { return place }
            }
            index = following(index)
        }
        return nil
    }

    /// Adds a client that MUST NOT be there yet, at the next place.
    ///
    /// Amortised O(1).
    package mutating func append(_ client: ClientID) {
        // Any place will do for a guess until it is known better.
        followers.append(0)
        if 2 * followers.count > entries.count { grow() }
        enter(Self.half(of: client) << 32 | UInt64(followers.count))
    }

    private mutating func grow() {
        let old = entries
        entries = [UInt64](repeating: 0, count: 2 * old.count)
        for entry in old where entry != 0 { enter(entry) }
    }

    private mutating func enter(_ entry: UInt64) {
        var index = first(for: entry >> 32)
        while entries[index] != 0 { index = following(index) }
        entries[index] = entry
    }

    /// The entry at which the way to a hash begins.
    private func first(for hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash) & (entries.count - 1)
    }

    /// The entry after another one, the first after the last.
    private func following(_ index: Int) -> Int { (index + 1) & (entries.count - 1) }

    /// The high half of the hash of a name.
    private static func half(of client: ClientID) -> UInt64 { client.identifier.hashWord >> 32 }
}

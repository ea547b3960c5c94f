/// The connections of a loop, found by their id in one step.
struct ConnectionTable {
    /// A connection or nothing at each place.
    private(set) var slots: [Connection?] = []
    /// The places that are free, besides those beyond the end.
    private var free: [Int] = []
    /// How many connections there ever were, those that never came to be included.
    private var serial: UInt64 = 0
    /// How many connections there are.
    private(set) var count = 0
    /// The most connections that there may be.
    let countMax: Int

    /// Creates a table for at most `countMax` connections.
    init(countMax: Int) {
        self.countMax = countMax
    }

    /// Whether no place is left.
    var isFull: Bool { count == countMax }

    /// Returns a name for a connection that never comes to be.
    mutating func nameWithoutPlace() -> ConnectionID {
        serial += 1
        return ConnectionID(serial: serial, slot: ConnectionID.slotsMax)
    }

    /// Adds the connection that `make` creates under a new name.
    mutating func insert(_ make: (ConnectionID) -> Connection) -> Connection {
        precondition(!isFull, "the limit of \(countMax) connections is reached")
        serial += 1
        let slot = free.popLast() ?? slots.count
        let connection = make(ConnectionID(serial: serial, slot: slot))
        if slot == slots.count { slots.append(connection) } else { slots[slot] = connection }
        count += 1
        return connection
    }

    /// Removes a connection, whose name is never used again.
    mutating func remove(_ connection: Connection) {
        let slot = connection.id.slot
        precondition(slots[slot] === connection, "\(connection.id) is not in the table")
        slots[slot] = nil
        free.append(slot)
        count -= 1
    }

    /// The connection of that name, or nil if it is gone.
    subscript(id: ConnectionID) -> Connection? {
        guard id.slot < slots.count, let connection = slots[id.slot], connection.id == id else {
            return nil
        }
        return connection
    }
}

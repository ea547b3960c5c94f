/// Names one connection; never used twice, so an old name reaches nothing.
///
/// The serial number stands in the upper bits, the place in the table in the lower ones: a look-up
/// is one array access and one comparison.
public struct ConnectionID: Hashable, Sendable {
    /// How many bits name the place in the table.
    private static let slotBits = 20
    /// The most places that a table can have; the number itself names no place.
    static let slotsMax = 1 << slotBits - 1

    /// Serial number and place.
    let token: UInt64

    /// Names the connection number `serial`, counted from 1, at `slot` of the table.
    init(serial: UInt64, slot: Int) {
        precondition(serial < 1 << 42, "connection \(serial) does not fit beside its place")
        precondition((0...Self.slotsMax).contains(slot), "\(slot) is no place in the table")
        token = serial << Self.slotBits | UInt64(slot)
    }

    /// Reads a token that the poller gave back.
    init(token: UInt64) {
        self.token = token
    }

    /// The number of the connection, counted from 1 in the order of their beginning.
    public var serial: UInt64 { token >> Self.slotBits }

    /// The place in the table.
    var slot: Int { Int(token & UInt64(Self.slotsMax)) }
}

extension ConnectionID: CustomStringConvertible {
    /// The serial number as people read it: `#17`.
    public var description: String { "#\(serial)" }
}

/// Names one listener; never used twice.
public struct ListenerID: Hashable, Sendable {
    /// Counts the listeners that were opened, from 1.
    let serial: UInt64
}

/// What a descriptor in the poller is: the two highest bits of its token.
enum TokenKind: UInt64 {
    /// A connection; the rest is its id.
    case connection = 0
    /// A listener; the rest is its serial number.
    case listener = 1
    /// A descriptor that the owner watches; the rest is its number.
    case watched = 2
    /// The signal descriptor.
    case signals = 3

    /// Where the kind stands in a token.
    private static let shift: UInt64 = 62

    /// Reads the kind of a token.
    init(of token: UInt64) {
        self = TokenKind(rawValue: token >> Self.shift) ?? .connection
    }

    /// Returns the token of `number`.
    func token(_ number: UInt64) -> UInt64 {
        rawValue << Self.shift | number
    }

    /// Returns the number in `token`.
    static func number(in token: UInt64) -> UInt64 {
        token & (1 << shift - 1)
    }
}

/// A key as the line editor understands it.
public enum Key: Hashable, Sendable {
    /// A character that stands for itself.
    case text(Unicode.Scalar)
    /// Ctrl with a letter, in lower case; Enter is `m`, Tab `i`.
    case control(Character)
    /// Enter.
    case enter
    /// Tab.
    case tab
    /// The key that removes what is before the cursor.
    case backspace
    /// The key that removes what is under the cursor.
    case delete
    /// The arrow to the left.
    case left
    /// The arrow to the right.
    case right
    /// The arrow up.
    case up
    /// The arrow down.
    case down
    /// To the beginning of the line.
    case home
    /// To the end of the line.
    case end
    /// To the beginning of a word.
    case wordLeft
    /// To the end of a word.
    case wordRight
}

/// Bytes of a terminal to keys; a sequence may be split over reads anywhere.
///
/// A key that means nothing here, a sequence too long, and bytes that are not UTF-8 give no key.
public struct KeyDecoder: Hashable, Sendable {
    /// The longest sequence that is kept, in bytes; a longer one is dropped to its end.
    private static let sequenceBytesMax = 16

    /// What the bytes so far have begun.
    private var state = State.ground

    /// What may have been begun.
    private enum State: Hashable, Sendable {
        /// Nothing.
        case ground
        /// The byte ESC has come.
        case escape
        /// ESC and `[` have come, then these bytes.
        case csi([UInt8])
        /// ESC and `O` have come.
        case ss3
        /// The first bytes of a character, of which so many are still to come.
        case utf8([UInt8], missing: Int)
    }

    /// Creates a decoder that has seen nothing.
    public init() {}

    /// Takes a byte.
    ///
    /// - Returns: The key that the byte ends; nil if it begins or continues one.
    public mutating func receive(_ byte: UInt8) -> Key? {
        switch state {
        case .ground: return ground(byte)
        case .escape:
            state = .ground
            return escape(byte)
        case .ss3:
            state = .ground
            return Self.final(byte)
        case .csi(let bytes): return csi(byte, after: bytes)
        case .utf8(let bytes, let missing): return utf8(byte, after: bytes, missing: missing)
        }
    }

    private mutating func ground(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x1B:
            state = .escape
            return nil
        case 0x09: return .tab
        case 0x0A, 0x0D: return .enter
        case 0x08, 0x7F: return .backspace
        case 0x01...0x1A: return .control(Character(Unicode.Scalar(byte + 0x60)))
        case 0x20...0x7E: return .text(Unicode.Scalar(byte))
        case 0xC2...0xDF: state = .utf8([byte], missing: 1)
        case 0xE0...0xEF: state = .utf8([byte], missing: 2)
        case 0xF0...0xF4: state = .utf8([byte], missing: 3)
        default: break
        }
        return nil
    }

    private mutating func escape(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "["):
            state = .csi([])
            return nil
        case UInt8(ascii: "O"):
            state = .ss3
            return nil
        case UInt8(ascii: "b"): return .wordLeft
        case UInt8(ascii: "f"): return .wordRight
        case 0x1B:
            state = .escape
            return nil
        // Alt with a letter means nothing here; control bytes keep their meaning after a lone ESC.
        case 0x00..<0x20, 0x7F: return ground(byte)
        default: return nil
        }
    }

    private mutating func csi(_ byte: UInt8, after bytes: [UInt8]) -> Key? {
        guard (0x40...0x7E).contains(byte) else {
            guard (0x20...0x3F).contains(byte) else {
                state = .ground
                return ground(byte)
            }
            state = .csi(bytes.count < Self.sequenceBytesMax ? bytes + [byte] : bytes)
            return nil
        }
        state = .ground
        guard bytes.count < Self.sequenceBytesMax else { return nil }
        switch (byte, bytes) {
        case (UInt8(ascii: "~"), [UInt8(ascii: "1")]), (UInt8(ascii: "~"), [UInt8(ascii: "7")]):
            return .home
        case (UInt8(ascii: "~"), [UInt8(ascii: "4")]), (UInt8(ascii: "~"), [UInt8(ascii: "8")]):
            return .end
        case (UInt8(ascii: "~"), [UInt8(ascii: "3")]): return .delete
        case (UInt8(ascii: "D"), Array("1;5".utf8)), (UInt8(ascii: "D"), Array("1;3".utf8)):
            return .wordLeft
        case (UInt8(ascii: "C"), Array("1;5".utf8)), (UInt8(ascii: "C"), Array("1;3".utf8)):
            return .wordRight
        case (_, []): return Self.final(byte)
        default: return nil
        }
    }

    private static func final(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        default: nil
        }
    }

    private mutating func utf8(_ byte: UInt8, after bytes: [UInt8], missing: Int) -> Key? {
        guard (0x80...0xBF).contains(byte) else {
            state = .ground
            return receive(byte)
        }
        let bytes = bytes + [byte]
        guard missing == 1 else {
            state = .utf8(bytes, missing: missing - 1)
            return nil
        }
        state = .ground
        guard let text = String(validating: bytes, as: UTF8.self),
            let scalar = text.unicodeScalars.first,
            scalar.properties.generalCategory != .control
        else { return nil }
        return .text(scalar)
    }
}

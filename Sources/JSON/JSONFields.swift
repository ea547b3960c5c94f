/// Which of an object's keys have been read, so that none is read twice and none is missing.
///
/// A decoder numbers its keys: the required ones from 0, in the order of an array it keeps, then
/// the optional ones. The set is one word, so an object has at most 64 keys.
public struct JSONFields: Hashable, Sendable {
    /// One bit for each key, the lowest for number 0.
    private var seen: UInt64 = 0

    /// Creates a set without keys.
    public init() {}

    /// Notes that a key was read.
    ///
    /// - Parameters:
    ///   - index: The key's number, from 0 through 63.
    ///   - offset: Where the key stands, for the error.
    /// - Throws: ``JSONError/duplicateKey(at:)`` if it was read before.
    @inline(__always)
    public mutating func insert(_ index: Int, at offset: Int) throws(JSONError) {
        precondition((0..<64).contains(index), "field \(index) is outside 0...63")
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: index)
        guard seen & bit == 0 else { throw .duplicateKey(at: offset) }
        seen |= bit
    }

    /// Whether the key with this number was read.
    ///
    /// - Parameter index: The key's number, from 0 through 63.
    /// - Returns: True once ``insert(_:at:)`` was called with it.
    @inline(__always)
    public func contains(_ index: Int) -> Bool {
        precondition((0..<64).contains(index), "field \(index) is outside 0...63")
        return seen &>> UInt64(truncatingIfNeeded: index) & 1 == 1
    }

    /// Checks that all required keys were read.
    ///
    /// - Parameters:
    ///   - required: The keys with numbers 0, 1, 2, …, at most 64.
    ///   - offset: Where the object ends, for the error.
    /// - Throws: ``JSONError/missingKey(_:at:)`` with the first one that is missing.
    @inline(__always)
    public func requireAll(_ required: [JSONKey], at offset: Int) throws(JSONError) {
        precondition(required.count <= 64, "\(required.count) required keys, 64 at most")
        // A shift by 64 gives zero, and so a mask of 64 ones.
        let mask: UInt64 = (1 << UInt64(required.count)) &- 1
        guard seen & mask != mask else { return }
        throw .missingKey(required[(~seen).trailingZeroBitCount].description, at: offset)
    }
}

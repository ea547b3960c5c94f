/// Text written straight into memory that an array lends, for encoders of hot messages.
///
/// Whoever lends the memory MUST have reserved enough of it: the process stops if there is too
/// little. What is appended is copied as words, and the room for all of a message is asked for
/// once; docs/PERFORMANCE.md has what that gave.
extension OutputSpan<UInt8> {
    /// Appends the characters of a literal.
    @inline(__always)
    public mutating func append(literal text: StaticString) {
        let length = text.utf8CodeUnitCount
        precondition(length <= freeCapacity, "\(length) bytes do not fit into \(freeCapacity)")
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            guard let start = buffer.baseAddress else { return }
            unsafe (start + count).initialize(from: text.utf8Start, count: length)
            count &+= length
        }
    }

    /// Appends bytes as they are.
    @inline(__always)
    public mutating func append(copying span: Span<UInt8>) {
        let length = span.count
        precondition(length <= freeCapacity, "\(length) bytes do not fit into \(freeCapacity)")
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            unsafe span.withUnsafeBufferPointer { source in
                guard let start = buffer.baseAddress, let from = source.baseAddress else { return }
                unsafe (start + count).initialize(from: from, count: length)
            }
            count &+= length
        }
    }

    /// Appends an integer in decimal digits: at most 20 bytes.
    @inline(__always)
    public mutating func append(integer: Int64) {
        if integer < 0 { append(Byte.minus) }
        append(digits: integer.magnitude)
    }

    /// Appends the decimal digits of `value`: at most 20 bytes.
    public mutating func append(digits value: UInt64) {
        if value < 10 { return append(Byte.zero &+ UInt8(truncatingIfNeeded: value)) }
        let length = Self.digitCount(of: value)
        precondition(length <= freeCapacity, "\(length) digits do not fit into \(freeCapacity)")
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            guard let start = buffer.baseAddress else { return }
            // Digits come out last first. Two at a time halve the chain of divisions, which is what
            // takes the time.
            var place = unsafe start + count + length
            var rest = value
            while rest >= 10 {
                let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
                let tens = UInt8(truncatingIfNeeded: (pair &* 103) &>> 10)
                let ones = UInt8(truncatingIfNeeded: pair) &- tens &* 10
                unsafe place -= 2
                unsafe place.initialize(to: Byte.zero &+ tens)
                unsafe (place + 1).initialize(to: Byte.zero &+ ones)
                rest = quotient
            }
            if length & 1 == 1 {
                unsafe (place - 1).initialize(to: Byte.zero &+ UInt8(truncatingIfNeeded: rest))
            }
            count &+= length
        }
    }

    /// How many decimal digits a number of two or more of them has.
    private static func digitCount(of value: UInt64) -> Int {
        var (bound, count) = (UInt64(100), 2)
        while value >= bound {
            count &+= 1
            let (next, isTooBig) = bound.multipliedReportingOverflow(by: 10)
            if isTooBig { break }
            bound = next
        }
        return count
    }
}

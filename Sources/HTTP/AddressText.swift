/// Internet addresses in text, strict: one spelling of a number, no short forms of IPv4.
enum AddressText {
    /// Returns the four bytes of an IPv4 address (`127.0.0.1`) as one number; nil if it is none.
    ///
    /// Leading zeros are refused, as they mean octal to some.
    static func ipv4(in bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32? {
        var address: UInt32 = 0
        var count = 0
        var start = range.lowerBound
        while true {
            var end = start
            while end < range.upperBound, bytes[end] != Byte.dot { end += 1 }
            guard count < 4, let part = decimal(in: bytes, start..<end, digitsMax: 3), part < 256
            else { return nil }
            address = address << 8 | UInt32(part)
            count += 1
            guard end < range.upperBound else { return count == 4 ? address : nil }
            start = end + 1
        }
    }

    /// Returns a decimal number without leading zeros; nil if it is none or has too many digits.
    static func decimal(in bytes: Span<UInt8>, _ range: Range<Int>, digitsMax: Int) -> Int? {
        guard (1...digitsMax).contains(range.count) else { return nil }
        guard bytes[range.lowerBound] != Byte.zero || range.count == 1 else { return nil }
        var number = 0
        for index in range {
            guard Byte.isDigit(bytes[index]) else { return nil }
            number = number * 10 + Int(bytes[index] - Byte.zero)
        }
        return number
    }

    /// Returns the eight groups of an IPv6 address without brackets; nil if it is none.
    ///
    /// Source: RFC 4291, §2.2: groups of one to four digits, `::` at most once, the last two groups
    /// also as an IPv4 address. Zones are refused.
    static func ipv6(in bytes: Span<UInt8>, _ range: Range<Int>) -> [UInt16]? {
        var groups: [UInt16] = []
        var gap: Int?
        var index = range.lowerBound
        let startsWithGap = isGap(at: index, in: bytes, range)
        if startsWithGap {
            gap = 0
            index += 2
        }
        while index < range.upperBound {
            guard groups.count < 8 else { return nil }
            var end = index
            while end < range.upperBound, Byte.hexValue(bytes[end]) != nil { end += 1 }
            if end < range.upperBound, bytes[end] == Byte.dot {
                guard groups.count <= 6, let last = ipv4(in: bytes, index..<range.upperBound)
                else { return nil }
                groups += [UInt16(last >> 16), UInt16(last & 0xFFFF)]
                break
            }
            guard let group = hexadecimal(in: bytes, index..<end) else { return nil }
            groups.append(group)
            guard end < range.upperBound else { break }
            guard bytes[end] == Byte.colon else { return nil }
            index = end + 1
            if isGap(at: end, in: bytes, range) {
                guard gap == nil else { return nil }
                gap = groups.count
                index += 1
            } else if index == range.upperBound {
                return nil
            }
        }
        return filled(groups, gap: gap)
    }

    private static func isGap(at index: Int, in bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        index + 1 < range.upperBound && bytes[index] == Byte.colon
            && bytes[index + 1] == Byte.colon
    }

    private static func hexadecimal(in bytes: Span<UInt8>, _ range: Range<Int>) -> UInt16? {
        guard (1...4).contains(range.count) else { return nil }
        var number: UInt16 = 0
        for index in range {
            guard let digit = Byte.hexValue(bytes[index]) else { return nil }
            number = number << 4 | UInt16(digit)
        }
        return number
    }

    /// Puts zeros where `::` stood, which stands for one group or more.
    private static func filled(_ groups: [UInt16], gap: Int?) -> [UInt16]? {
        guard let gap else { return groups.count == 8 ? groups : nil }
        guard groups.count < 8 else { return nil }
        let zeros = [UInt16](repeating: 0, count: 8 - groups.count)
        return groups[..<gap] + zeros + groups[gap...]
    }
}

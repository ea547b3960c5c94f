/// Where the parts of `host:port` stand; checking one allocates nothing but for IPv6.
struct AuthorityParts {
    /// The longest host in bytes: that of a name in DNS.
    static let hostBytesMax = 255
    /// The longest label of a name in bytes.
    private static let labelBytesMax = 63

    /// The bytes of the host, with the brackets of an IPv6 address.
    let host: Range<Int>
    /// The port, from 1 through 65,535, if one is given.
    let port: Int?
    /// Whether the host is an address that only this machine can reach, or the name `localhost`.
    let isLoopback: Bool

    /// Reads all of `bytes`; nil if they are no host with an optional port.
    init?(in bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return nil }
        var end = 0
        if bytes[0] == Byte.openBracket {
            while end < bytes.count, bytes[end] != Byte.closeBracket { end += 1 }
            guard end < bytes.count, end <= Self.hostBytesMax,
                let groups = AddressText.ipv6(in: bytes, 1..<end)
            else { return nil }
            isLoopback = groups == [0, 0, 0, 0, 0, 0, 0, 1]
            end += 1
        } else {
            while end < bytes.count, bytes[end] != Byte.colon { end += 1 }
            guard let isLoopback = Self.nameIsLoopback(in: bytes, 0..<end) else { return nil }
            self.isLoopback = isLoopback
        }
        host = 0..<end
        guard end < bytes.count else {
            port = nil
            return
        }
        guard bytes[end] == Byte.colon,
            let port = AddressText.decimal(in: bytes, end + 1..<bytes.count, digitsMax: 5),
            (1...65_535).contains(port)
        else { return nil }
        self.port = port
    }

    /// Whether a name or IPv4 address is of this machine; nil if it is neither.
    private static func nameIsLoopback(in bytes: Span<UInt8>, _ range: Range<Int>) -> Bool? {
        guard (1...hostBytesMax).contains(range.count),
            let lastLabel = lastLabel(in: bytes, range)
        else { return nil }
        // What ends in a number is an address and nothing else (as browsers have it).
        if isNumeric(bytes, lastLabel) {
            return AddressText.ipv4(in: bytes, range).map { $0 >> 24 == 127 }
        }
        return bytes.matches("localhost", in: range)
    }

    /// Returns where the last label of a name stands; nil if it is no name.
    ///
    /// One dot may stand at the end, behind the last label.
    private static func lastLabel(in bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        var label = range.lowerBound..<range.lowerBound
        var start = range.lowerBound
        for index in range {
            let byte = bytes[index]
            if byte == Byte.dot {
                label = start..<index
                guard (1...labelBytesMax).contains(label.count) else { return nil }
                start = index + 1
            } else if !isNameByte(byte) {
                return nil
            }
        }
        guard start < range.upperBound else { return label }
        label = start..<range.upperBound
        return label.count <= labelBytesMax ? label : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        Byte.isLetter(byte) || Byte.isDigit(byte) || byte == Byte.hyphen
            || byte == Byte.underscore
    }

    /// Whether a label is a decimal number, or a hexadecimal one that begins with `0x`.
    private static func isNumeric(_ bytes: Span<UInt8>, _ label: Range<Int>) -> Bool {
        let isHex =
            label.count >= 2 && bytes[label.lowerBound] == Byte.zero
            && Byte.lowercase(bytes[label.lowerBound + 1]) == UInt8(ascii: "x")
        if isHex {
            for index in label.dropFirst(2) where Byte.hexValue(bytes[index]) == nil {
                return false
            }
            return true
        }
        for index in label where !Byte.isDigit(bytes[index]) { return false }
        return true
    }
}

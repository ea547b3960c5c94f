/// Random numbers, requests and damage that are the same for the same seed.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014),
/// SplitMix64.
struct Generator: RandomNumberGenerator {
    /// What the next number is computed from.
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    mutating func bytes(upTo most: Int) -> [UInt8] {
        (0..<below(most + 1)).map { _ in UInt8(truncatingIfNeeded: next()) }
    }

    /// Cuts `bytes` into pieces, some of them empty.
    mutating func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + below(1 + pick([1, 3, 40, 400])))
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }

    /// Changes one or two places: a byte replaced, removed or repeated, or some put in between.
    mutating func damage(_ bytes: inout [UInt8]) {
        for _ in 0...below(2) {
            let index = below(bytes.count)
            switch below(9) {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: next())
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[index], at: index)
            case 3: bytes.insert(contentsOf: pick(Self.tricks).utf8, at: index)
            case 4, 5: bytes[index] = pick([UInt8]("aZ0/ -".utf8))
            case 6, 7: bytes.insert(pick([UInt8]("aZ0/ -".utf8)), at: index)
            default:
                let end = min(bytes.count, index + below(30))
                bytes.insert(contentsOf: bytes[index..<end], at: below(bytes.count))
            }
            if bytes.isEmpty { bytes = [0] }
        }
    }

    /// Pieces of text that have misled parsers.
    private static let tricks = [
        "\r", "\n", "\r\n", "\r\n\r\n", "\0", " ", "\t", ":", ";", ",", "%", "%00", "0x", "+", "-",
        "\r\nContent-Length: 3", "\r\nTransfer-Encoding: chunked", "\r\n x", "0\r\n\r\n", "\u{7F}",
        "GET / HTTP/1.1\r\n", "\r\nHost: n2", "é", "#", "?", "*", "ffffffff", "HTTP/1.0",
    ]
}

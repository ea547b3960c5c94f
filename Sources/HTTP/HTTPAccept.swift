/// Which media types a client takes, as Accept says: `text/html, */*;q=0.8`.
public struct HTTPAccept: Hashable, Sendable {
    /// How many ranges the headers of a request may have together.
    public static let rangesMax = 32

    /// The ranges in their order; none if everything is taken.
    private var ranges: [MediaRange] = []

    /// Reads the values of all Accept headers of a request.
    ///
    /// Nil if one is malformed, or if there are more ranges than ``rangesMax``.
    ///
    /// - Parameter values: As they were received; none means that everything is taken.
    public init?(parsing values: [String]) {
        for value in values {
            var cursor = TextCursor(value)
            repeat {
                cursor.skipEmptyItems()
                if cursor.isAtEnd { break }
                guard let range = MediaRange(taking: &cursor), range.quality != nil,
                    ranges.count < Self.rangesMax
                else { return nil }
                ranges.append(range)
            } while cursor.take(Byte.comma)
            guard cursor.isAtEnd else { return nil }
        }
    }

    /// Returns how much the client likes a media type, as the closest range says.
    ///
    /// - Parameter type: What could be sent.
    /// - Returns: In thousandths, from 0, not at all, through 1,000.
    public func quality(of type: HTTPMediaType) -> Int {
        guard !ranges.isEmpty else { return 1_000 }
        var best = (precision: 0, quality: 0)
        for range in ranges {
            guard let precision = range.precision(for: type), precision > best.precision else {
                continue
            }
            best = (precision, range.quality ?? 0)
        }
        return best.quality
    }

    /// Whether the client takes a media type; if it takes none that there is, the answer is 406.
    public func allows(_ type: HTTPMediaType) -> Bool { quality(of: type) > 0 }

    /// Returns what the client likes most.
    ///
    /// - Parameter types: What could be sent, the usual one first.
    /// - Returns: The first of those it likes equally; nil if it takes none.
    public func preferred(among types: [HTTPMediaType]) -> HTTPMediaType? {
        var best: (type: HTTPMediaType, quality: Int)?
        for type in types {
            let quality = quality(of: type)
            if quality > best?.quality ?? 0 { best = (type, quality) }
        }
        return best?.type
    }
}

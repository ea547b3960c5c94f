/// Every record that passes in the part of a log behind some damage, wherever it lies.
///
/// It is made once, at the first damage, in one pass over the bytes, and asked at each damage
/// after it. Sixteen to forty bytes a record; nothing is kept of a log without damage.
struct RecordSurvey: Sendable {
    /// A record, with the index of its segment.
    struct Found: Hashable, Sendable {
        /// The index of its segment.
        let segment: Int
        /// Where it lies there.
        let frame: Frame

        /// Whether it lies at this place or behind it.
        func isAtOrBehind(_ offset: Int, in other: Int) -> Bool {
            segment > other || segment == other && frame.offset >= offset
        }
    }

    /// What was found, by number, then by place; while it is being made, by place.
    private var found: [Found] = []
    /// How many of these were passed already.
    private var passed = 0
    /// Whether some record lies before one with a lower or the same number: then one of the two was
    /// put into a wrong place, and a place says nothing about what is missing before it.
    private(set) var isDisordered = false

    /// Searches the rest of a segment.
    ///
    /// Frames begin at multiples of 8 bytes. Each place costs a few comparisons; a sum is made only
    /// where the number is one that this segment may hold, which needs zero bytes and so is not met
    /// within text. A frame that passes is not searched within.
    ///
    /// - Parameters:
    ///   - bytes: The whole segment; unchanged on return.
    ///   - offset: Where to begin.
    ///   - segment: The segment's index; it MUST not be below that of the last call.
    ///   - numbers: The numbers the segment may hold and that are of interest.
    ///   - contentBytesMax: The most a record may hold.
    mutating func search(
        _ bytes: inout [UInt8],
        from offset: Int,
        segment: Int,
        numbers: Range<UInt64>,
        contentBytesMax: Int
    ) {
        var place = Frame.aligned(offset)
        while place + Frame.sizeMin <= bytes.count {
            guard
                let frame = Frame.passing(
                    &bytes,
                    at: place,
                    numbers: numbers,
                    contentBytesMax: contentBytesMax
                )
            else {
                place += Frame.alignment
                continue
            }
            if let last = found.last, last.frame.number >= frame.number { isDisordered = true }
            found.append(Found(segment: segment, frame: frame))
            place = frame.end
        }
    }

    /// Ends the making.
    mutating func sort() {
        guard isDisordered else { return }
        found.sort { lhs, rhs in
            (lhs.frame.number, lhs.segment, lhs.frame.offset)
                < (rhs.frame.number, rhs.segment, rhs.frame.offset)
        }
    }

    /// Returns the highest number found from `number` on, passed or not; nil if there is none.
    func highest(from number: UInt64) -> UInt64? {
        found.map(\.frame.number).filter { $0 >= number }.max()
    }

    /// Returns the record with the lowest number from `number` on that lies at or behind a place;
    /// of several with that number, the first.
    ///
    /// Number and place MUST NOT be lower than in the last call.
    mutating func next(from number: UInt64, at offset: Int, in segment: Int) -> Found? {
        while passed < found.count {
            let candidate = found[passed]
            if candidate.frame.number >= number, candidate.isAtOrBehind(offset, in: segment) {
                return candidate
            }
            passed += 1
        }
        return nil
    }
}

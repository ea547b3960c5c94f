/// A set of whole numbers, kept and written as ranges: `3-7+9`.
public struct NumberRanges: Hashable, Sendable {
    /// The ranges in rising order, with a gap between each two.
    public private(set) var ranges: [ClosedRange<UInt64>] = []

    /// Creates an empty set.
    public init() {}

    /// Reads a set.
    ///
    /// - Parameter text: Numbers and ranges with `+` between; nil is returned unless they rise.
    public init?(_ text: some StringProtocol) {
        for part in text.split(separator: "+", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard let first = ends.first.flatMap({ Self.number($0) }),
                let last = ends.count == 1 ? first : Self.number(ends[1]),
                ends.count <= 2, first <= last, ranges.last.map({ $0.upperBound < first }) ?? true
            else { return nil }
            insert(first...last)
        }
    }

    /// Reads a whole number below 2^53 in decimal digits; nil for anything else.
    static func number(_ text: some StringProtocol) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = UInt64(text), number < 1 << 53
        else { return nil }
        return number
    }

    /// Whether there is no number.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Whether a number is one of them.
    public func contains(_ number: UInt64) -> Bool { range(with: number) != nil }

    /// The range that holds a number; nil if none does.
    func range(with number: UInt64) -> ClosedRange<UInt64>? {
        ranges.first { $0.contains(number) }
    }

    /// Removes all numbers from one on.
    mutating func remove(from bound: UInt64) {
        ranges = ranges.filter { $0.lowerBound < bound }
            .map { $0.lowerBound...min($0.upperBound, bound - 1) }
    }

    /// Adds all numbers of a range.
    public mutating func insert(_ range: ClosedRange<UInt64>) {
        var merged = range
        var others: [ClosedRange<UInt64>] = []
        for known in ranges {
            if known.upperBound + 1 < merged.lowerBound || merged.upperBound + 1 < known.lowerBound
            {
                others.append(known)
            } else {
                merged =
                    min(
                        known.lowerBound,
                        merged.lowerBound
                    )...max(
                        known.upperBound,
                        merged.upperBound
                    )
            }
        }
        ranges = (others + [merged]).sorted { $0.lowerBound < $1.lowerBound }
    }
}

extension NumberRanges: CustomStringConvertible {
    /// `3-7+9`; empty for none.
    public var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: "+")
    }
}

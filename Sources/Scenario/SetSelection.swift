/// Which sets of a file are to be run: set numbers and ranges, as in `3,5..7`.
public struct SetSelection: Hashable, Sendable {
    /// The ranges as they were written, in their order.
    public let ranges: [ClosedRange<Int>]

    /// Reads a selection.
    ///
    /// - Parameter text: Numbers and ranges `first..last`, separated by commas; blanks are free
    ///   around both.
    /// - Throws: ``SetSelectionError``; the caller should show it and the form `3,5..7`.
    public init(_ text: String) throws(SetSelectionError) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            ranges.append(try Self.range(part))
        }
        self.ranges = ranges
    }

    /// Returns whether the set with this number is selected.
    public func contains(_ number: Int) -> Bool {
        ranges.contains { $0.contains(number) }
    }

    /// Returns the selected sets of a file, in file order.
    ///
    /// - Parameter file: The file.
    /// - Returns: The sets; at least one.
    /// - Throws: ``SetSelectionError/noSuchSet(_:)`` for the first number or range that selects
    ///   no set of the file.
    public func sets(of file: ScenarioFile) throws(SetSelectionError) -> [TestSet] {
        for range in ranges where !file.sets.contains(where: { range.contains($0.number) }) {
            throw .noSuchSet(Self.text(range))
        }
        return file.sets.filter { contains($0.number) }
    }

    private static func range(_ part: Substring) throws(SetSelectionError) -> ClosedRange<Int> {
        let text = trimmed(part)
        if text.isEmpty { throw .missingNumber }
        let bounds = text.split(separator: "..", omittingEmptySubsequences: false)
        let first = try number(bounds[0], in: text)
        guard bounds.count > 1 else { return first...first }
        guard bounds.count == 2 else { throw .notANumber(String(text)) }
        let last = try number(bounds[1], in: text)
        guard first <= last else { throw .backwards(String(text)) }
        return first...last
    }

    private static func number(
        _ part: Substring,
        in text: Substring
    ) throws(SetSelectionError) -> Int {
        let digits = trimmed(part)
        guard digits.utf8.allSatisfy({ Byte.digits.contains($0) }), let number = Int(digits) else {
            throw .notANumber(String(text))
        }
        return number
    }

    private static func trimmed(_ part: Substring) -> Substring {
        let head = part.drop { $0 == " " }
        let blanks = head.reversed().prefix { $0 == " " }.count
        return head.dropLast(blanks)
    }

    private static func text(_ range: ClosedRange<Int>) -> String {
        range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "\(range.lowerBound)..\(range.upperBound)"
    }
}

extension SetSelection: CustomStringConvertible {
    /// The selection as it is written, without blanks.
    public var description: String { ranges.map(Self.text).joined(separator: ",") }
}

/// Why a selection of sets was refused: a usage error.
public enum SetSelectionError: Error, Hashable, Sendable {
    /// There is nothing between two commas, or nothing at all.
    case missingNumber
    /// A part is neither a set number nor a range of two.
    case notANumber(String)
    /// The first number of a range is above the second.
    case backwards(String)
    /// A number or range selects no set of the file.
    case noSuchSet(String)
}

extension SetSelectionError: CustomStringConvertible {
    /// What is wrong, in one line.
    public var description: String {
        switch self {
        case .missingNumber: "a set number is missing"
        case .notANumber(let part): "\"\(part)\" is neither a set number nor a range like 5..7"
        case .backwards(let part): "the range \(part) runs backwards"
        case .noSuchSet(let part): "the file has no set \(part)"
        }
    }
}

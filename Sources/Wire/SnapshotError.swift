public import Bank

/// Why a snapshot was refused; fetch another one.
public enum SnapshotError: Error, Hashable, Sendable {
    /// A part is not what stands in its place; if it came over a connection, ask for it again.
    indirect case malformed(WireError, part: Int)
    /// The snapshot has more rows than the bank takes.
    case tooLarge(rows: Int, most: Int)
    /// The sum in the last part is not that of the others: one of them was changed.
    case wrongSum(UInt64, expected: UInt64)
    /// A part follows on the last one.
    case tooManyParts(count: Int)
    /// Parts are missing.
    case incomplete(parts: Int)
    /// The balances do not add up to the total in the first part.
    case wrongTotal(Amount, expected: Amount)
    /// The parts are sound but hold no bank that can be.
    case impossible(BankError)
}

extension SnapshotError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .malformed(let error, let part): "part \(part): \(error)"
        case .tooLarge(let rows, let most): "\(rows) rows of a list that takes \(most)"
        case .wrongSum(let sum, let expected):
            "the sum is \(Hex.text(sum)), the parts give \(Hex.text(expected))"
        case .tooManyParts(let count): "a part after all \(count)"
        case .incomplete(let parts): "it ends after \(parts) parts"
        case .wrongTotal(let total, let expected):
            "the balances add up to \(total), not \(expected)"
        case .impossible(let error): "no bank can be so: \(error)"
        }
    }
}

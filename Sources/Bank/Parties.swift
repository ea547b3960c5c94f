/// Where the two accounts of a transfer lie in the ledger, in eight bytes.
struct Parties: Hashable, Sendable, BitwiseCopyable {
    /// What stands for an account that does not exist; no index is as great.
    private static let unknown = UInt32.max

    /// The sender's index, or `unknown`.
    private let fromIndex: UInt32
    /// The receiver's index, or `unknown`.
    private let toIndex: UInt32

    /// Creates a pair of indices; nil stands for an account that does not exist.
    init(from: Int?, to: Int?) {
        fromIndex = from.map { UInt32($0) } ?? Self.unknown
        toIndex = to.map { UInt32($0) } ?? Self.unknown
    }

    /// The sender's index; nil if there is no such account.
    var from: Int? { fromIndex == Self.unknown ? nil : Int(fromIndex) }

    /// The receiver's index; nil if there is no such account.
    var to: Int? { toIndex == Self.unknown ? nil : Int(toIndex) }

    /// Says whether an account is one of the two.
    func include(_ index: Int) -> Bool {
        Int(fromIndex) == index || Int(toIndex) == index
    }
}

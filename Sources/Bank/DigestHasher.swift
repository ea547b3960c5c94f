/// A 64-bit running mix of words: the same on every machine, in every run, in every build.
///
/// It tells states apart that differ by accident (a bug, a flipped bit) and spreads keys over a
/// table. It is *not* cryptographic: who chooses the words can choose the result. For that the
/// standard library's `Hasher` is no help either, since its seed differs from process to process.
///
/// Each word costs one multiplication. For a fixed state the step is a bijection of the word, and
/// for a fixed word a bijection of the state, so two runs that differ in one word differ for as
/// long as all later words are equal.
public struct DigestHasher: Hashable, Sendable, BitwiseCopyable {
    /// What was mixed so far; give it to ``init(resuming:)`` to go on from here.
    public private(set) var state: UInt64

    /// Creates a hasher that has seen nothing.
    public init() {
        self.init(resuming: 0)
    }

    /// Creates a hasher that goes on where another one stood.
    ///
    /// - Parameter state: The other one's ``state``.
    public init(resuming state: UInt64) {
        self.state = state
    }

    /// Mixes a word in; the order of calls matters.
    ///
    /// The added constant keeps zero words from leaving a zero state as it is.
    public mutating func mix(_ word: UInt64) {
        let mixed = ((state ^ word) &+ 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
        state = mixed ^ (mixed >> 32)
    }

    /// The mix of what was seen, with every bit depending on every bit of ``state``.
    ///
    /// Source of the two steps: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
    /// Generators" (2014), the finalizer of SplitMix64. It is a bijection of ``state``.
    public var finished: UInt64 {
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What names a payment for everyone who may ask for it again, in 128 bits.
///
/// Whoever asks chooses a text; the key is made of that and of who asks, by a cryptographic digest
/// (``Wire``), so that different texts have different keys and the log does not tell the text.
public struct IdempotencyKey: Hashable, Sendable, BitwiseCopyable {
    /// The first 64 bits.
    public let high: UInt64
    /// The last 64 bits.
    public let low: UInt64

    /// Creates a key; any two words are one.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Mixes both words in.
    func mix(into hasher: inout DigestHasher) {
        hasher.mix(high)
        hasher.mix(low)
    }
}

extension IdempotencyKey: DenseTableElement {
    /// Both words, mixed.
    var tableHash: UInt64 {
        var hasher = DigestHasher()
        mix(into: &hasher)
        return hasher.finished
    }
}

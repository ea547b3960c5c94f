public import Bank
import Checksum

extension IdempotencyKey {
    /// Who asks where nobody is named: everybody who may ask, through gateways and at terminals.
    public static let standardPrincipal = "public"
    /// What the texts begin with that gateways make, each for a request that came without a key.
    ///
    /// Such a text names the request in another way, and MUST NOT be made a key of.
    public static let madePrefix = "gw:"
    /// How many hexadecimal digits a key has.
    static let digitCount = 32

    /// Whether a text can be a principal: 1 to 64 visible characters of ASCII.
    public static func isPrincipal(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Makes the key of what somebody calls a payment.
    ///
    /// It is the first half of the SHA-256 digest of both texts, with the length of the first
    /// before them: no two pairs of texts with one key can be found, nor the texts of a key.
    ///
    /// - Parameters:
    ///   - principal: Who asks; the same text of another principal is another key.
    ///   - text: The text that was chosen.
    public init(principal: String, text: String) {
        let name = Array(principal.utf8)
        var bytes = Array("\(name.count):".utf8)
        bytes += name
        bytes += text.utf8
        let digest = SHA256.digest(of: bytes.span)
        self.init(high: digest.first, low: digest.second)
    }

    /// Reads 32 lower-case hexadecimal digits; nil if it is anything else.
    init?(digits: Span<UInt8>) {
        guard digits.count == Self.digitCount,
            let high = Hex.value(of: digits.extracting(..<16)),
            let low = Hex.value(of: digits.extracting(16...))
        else { return nil }
        self.init(high: high, low: low)
    }
}

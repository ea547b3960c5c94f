/// The SHA-256 digest: no two texts with the same digest can be found, nor a text of a digest.
///
/// Source: FIPS 180-4, "Secure Hash Standard" (2015), §4.1.2, §4.2.2, §5 and §6.2.
public struct SHA256: Sendable {
    /// The digest of what was taken in so far.
    private var state: InlineArray<8, UInt32> = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]

    /// A digest of 256 bits, in four words in their order.
    public struct Digest: Hashable, Sendable, BitwiseCopyable {
        /// The first 64 bits.
        public let first: UInt64
        /// The second 64 bits.
        public let second: UInt64
        /// The third 64 bits.
        public let third: UInt64
        /// The last 64 bits.
        public let fourth: UInt64
    }

    /// How many bytes are taken in at a time.
    private static let blockBytes = 64

    /// The words that are added in each round: parts of the cube roots of the first 64 primes.
    private static let constants: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1,
        0x923f_82a4, 0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3,
        0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786,
        0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147,
        0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13,
        0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
        0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a,
        0x5b9c_ca4f, 0x682e_6ff3, 0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208,
        0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]

    /// Returns the digest of `bytes`, in O(bytes) time.
    public static func digest(of bytes: Span<UInt8>) -> Digest {
        var hasher = SHA256()
        var start = 0
        while bytes.count - start >= blockBytes {
            hasher.take(bytes.extracting(start..<start + blockBytes))
            start += blockBytes
        }
        // Behind the text stand one bit, zeros, and the number of its bits in the last eight bytes.
        var tail = (start..<bytes.count).map { bytes[$0] }
        tail.append(0x80)
        let ends = tail.count + 8 <= blockBytes ? blockBytes : 2 * blockBytes
        tail += Array(repeating: 0, count: ends - 8 - tail.count)
        let bits = UInt64(bytes.count) * 8
        for shift in stride(from: 56, through: 0, by: -8) {
            tail.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        for start in stride(from: 0, to: tail.count, by: blockBytes) {
            hasher.take(tail.span.extracting(start..<start + blockBytes))
        }
        return hasher.digest
    }

    private var digest: Digest {
        func word(_ index: Int) -> UInt64 { UInt64(state[index]) << 32 | UInt64(state[index + 1]) }
        return Digest(first: word(0), second: word(2), third: word(4), fourth: word(6))
    }

    /// Takes one block in.
    private mutating func take(_ block: Span<UInt8>) {
        let schedule = Self.schedule(of: block)
        // The letters are those of the standard.
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for round in 0..<64 {
            let choice = (e & f) ^ (~e & g)
            let first =
                h &+ (e.rotated(by: 6) ^ e.rotated(by: 11) ^ e.rotated(by: 25)) &+ choice
                &+ Self.constants[round] &+ schedule[round]
            let majority = (a & b) ^ (a & c) ^ (b & c)
            let second = (a.rotated(by: 2) ^ a.rotated(by: 13) ^ a.rotated(by: 22)) &+ majority
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
        }
        let added: InlineArray<8, UInt32> = [a, b, c, d, e, f, g, h]
        for index in 0..<8 { state[index] &+= added[index] }
    }

    /// Returns the words of a block, spread over the rounds.
    private static func schedule(of block: Span<UInt8>) -> InlineArray<64, UInt32> {
        var words = InlineArray<64, UInt32>(repeating: 0)
        for index in 0..<16 {
            for byte in 0..<4 { words[index] = words[index] << 8 | UInt32(block[4 * index + byte]) }
        }
        for index in 16..<64 {
            let (early, late) = (words[index - 15], words[index - 2])
            let first = early.rotated(by: 7) ^ early.rotated(by: 18) ^ (early >> 3)
            let second = late.rotated(by: 17) ^ late.rotated(by: 19) ^ (late >> 10)
            words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
        }
        return words
    }
}

extension UInt32 {
    /// Returns the bits moved to the right by so many, those that fall out coming in again.
    fileprivate func rotated(by count: UInt32) -> UInt32 { self &>> count | self &<< (32 - count) }
}

/// The 64 characters of identifiers, each with a number of 6 bits.
///
/// The numbers follow ASCII order, so comparing packed numbers compares texts. The tables are
/// literals, because the compiler puts those into the binary: computed ones would be made at the
/// first use and cost a check at each further one.
enum IdentifierAlphabet {
    /// The number of bits of a character.
    static let bits: UInt64 = 6

    /// What ``codes`` holds for a byte outside the alphabet; no number has one of its high bits.
    static let invalid: UInt8 = 0xC0

    /// The ASCII byte of each number, in rising order: `-`, `0`–`9`, `A`–`Z`, `_`, `a`–`z`.
    static let bytes: InlineArray<64, UInt8> = [
        45, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 65, 66, 67, 68, 69,
        70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85,
        86, 87, 88, 89, 90, 95, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106,
        107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122,
    ]

    /// The number of each ASCII byte, or ``invalid``; a row for each high digit.
    static let codes: InlineArray<128, UInt8> = [
        192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192,
        192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192,
        192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 192, 0, 192, 192,
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 192, 192, 192, 192, 192, 192,
        192, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
        26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 192, 192, 192, 192, 37,
        192, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
        53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 192, 192, 192, 192, 192,
    ]

    /// Returns the number of a byte, or ``invalid``.
    static func code(of byte: UInt8) -> UInt8 {
        // A byte above ASCII keeps its high bit, which no number has.
        codes[Int(byte & 0x7F)] | (byte & 0x80)
    }
}

/// Fractions as decimal text, computed with whole numbers.
public enum DecimalText {
    /// Returns a quotient as text: `2/3` with three digits is `0.667`.
    ///
    /// - Parameters:
    ///   - numerator: What is divided.
    ///   - denominator: What divides it; the quotient by 0 is told as 0.
    ///   - digits: How many digits stand behind the point, from 0 to 6.
    /// - Returns: The quotient, rounded half up.
    public static func ratio(
        _ numerator: UInt64,
        _ denominator: UInt64,
        digits: Int = 3
    ) -> String {
        precondition(0...6 ~= digits, "\(digits) digits behind the point")
        guard denominator > 0 else { return fixed(0, digits: digits) }
        let unit = (0..<digits).reduce(UInt64(1)) { power, _ in power * 10 }
        let product = numerator.multipliedFullWidth(by: unit)
        guard product.high < denominator else { return fixed(.max, digits: digits) }
        let (quotient, rest) = denominator.dividingFullWidth(product)
        let roundsUp = rest >= denominator - rest && quotient < .max
        return fixed(roundsUp ? quotient + 1 : quotient, digits: digits)
    }

    /// Returns a number of smallest units with its point: 380 with three digits is `0.380`.
    public static func fixed(_ units: UInt64, digits: Int) -> String {
        guard digits > 0 else { return "\(units)" }
        let text = "\(units)"
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }

    /// Returns a whole number with commas between thousands: `2,406,118`.
    public static func grouped(_ number: UInt64) -> String {
        var text = ""
        for (index, digit) in "\(number)".reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}

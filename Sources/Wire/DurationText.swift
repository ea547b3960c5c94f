/// Durations as people write them: `250ms`, `5s`, or plain seconds, `5`.
public enum DurationText {
    /// The longest duration accepted: one day.
    public static let millisecondsMax: UInt64 = 86_400_000

    /// Reads a duration.
    ///
    /// - Parameter text: Digits, then `ms`, `s` or nothing for seconds.
    /// - Returns: Milliseconds; nil for any other text and beyond ``millisecondsMax``.
    public static func milliseconds(_ text: String) -> UInt64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = UInt64(digits), number <= millisecondsMax else { return nil }
        let milliseconds: UInt64
        switch text.dropFirst(digits.count) {
        case "ms": milliseconds = number
        case "s", "": milliseconds = number * 1_000
        default: return nil
        }
        return milliseconds <= millisecondsMax ? milliseconds : nil
    }

    /// Writes a duration in its shortest form with a unit.
    public static func text(milliseconds: UInt64) -> String {
        milliseconds.isMultiple(of: 1_000) && milliseconds > 0
            ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"
    }
}

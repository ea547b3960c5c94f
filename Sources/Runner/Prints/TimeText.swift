/// Times and durations as people read them.
public enum TimeText {
    /// Returns a duration with one decimal where that tells something: `2.1 ms`, `430 ms`, `3.0 s`.
    public static func duration(microseconds: UInt64) -> String {
        guard microseconds < 9_950 else {
            return duration(milliseconds: (microseconds + 500) / 1_000)
        }
        return tenths((microseconds + 50) / 100) + " ms"
    }

    /// Returns a duration that was measured in milliseconds: `38 ms`, `3.0 s`, `12 s`.
    public static func duration(milliseconds: UInt64) -> String {
        milliseconds < 1_000 ? "\(milliseconds) ms" : age(milliseconds: milliseconds)
    }

    /// Returns how long ago something was: `0.1 s`, `9.2 s`, `12 s`.
    public static func age(milliseconds: UInt64) -> String {
        guard milliseconds < 9_950 else { return "\((milliseconds + 500) / 1_000) s" }
        return tenths((milliseconds + 50) / 100) + " s"
    }

    /// Returns a time of day: `14:07:02.184`.
    ///
    /// - Parameters:
    ///   - microseconds: The moment, since 1970 in UTC.
    ///   - offset: What local time is ahead of UTC, in seconds; negative behind it.
    /// - Returns: Hours, minutes, seconds and milliseconds, 12 characters.
    public static func timeOfDay(microseconds: UInt64, offset: Int) -> String {
        let day: Int64 = 86_400
        let seconds = Int64(microseconds / 1_000_000) + Int64(offset)
        let second = ((seconds % day) + day) % day
        return clock(second, thousandths: microseconds / 1_000 % 1_000)
    }

    private static func clock(_ second: Int64, thousandths: UInt64) -> String {
        let second = UInt64(second)
        return "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):"
            + "\(padded(second % 60, 2)).\(padded(thousandths, 3))"
    }

    private static func tenths(_ tenths: UInt64) -> String { "\(tenths / 10).\(tenths % 10)" }

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

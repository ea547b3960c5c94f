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

    /// Returns a moment as RFC 3339 has it, in UTC: `2026-11-21T14:07:02.184120Z`.
    ///
    /// - Parameter microseconds: The moment, since 1970 in UTC; years have four digits, so the last
    ///   moment is that of 9999.
    /// - Returns: Date and time with microseconds, 27 characters.
    public static func utc(microseconds: UInt64) -> String {
        let clamped = min(microseconds, 253_402_300_799_999_999)
        let seconds = clamped / 1_000_000
        let (year, month, day) = date(day: seconds / 86_400)
        let time = clock(Int64(seconds % 86_400), thousandths: clamped / 1_000 % 1_000)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(time)"
            + "\(padded(clamped % 1_000, 3))Z"
    }

    /// Returns the date of a day, counted from 1970-01-01 as 0.
    private static func date(day: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        // Years begin in March here, so that the day a leap year adds is the last of its year;
        // 719,468 days lie between 0000-03-01 and 1970-01-01, and 400 years have 146,097.
        let days = day + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let leaps = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // From March on, months have 31, 30, 31, 30, 31 days, again and again: 153 in five.
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
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

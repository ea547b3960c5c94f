/// Moments as RFC 3339 has them, in UTC.
package enum UTCText {
    /// Returns a moment, for example `2026-11-21T14:07:02.184120Z`.
    ///
    /// - Parameter microseconds: The moment, since 1970; years have four digits, so the last moment
    ///   is that of 9999.
    /// - Returns: Date and time with microseconds, 27 characters.
    package static func text(microseconds: UInt64) -> String {
        let clamped = min(microseconds, 253_402_300_799_999_999)
        let seconds = clamped / 1_000_000
        let (year, month, day) = date(day: seconds / 86_400)
        let second = seconds % 86_400
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
            + "\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):"
            + "\(padded(second % 60, 2)).\(padded(clamped % 1_000_000, 6))Z"
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

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

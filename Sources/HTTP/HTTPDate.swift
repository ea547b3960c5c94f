/// Dates as headers have them (IMF-fixdate, RFC 9110, §5.6.7).
public enum HTTPDate {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let secondsADay: Int64 = 86_400
    /// The seconds of years that have four digits, from 1970 on.
    private static let representable: ClosedRange<Int64> = 0...253_402_300_799

    /// Returns a moment as text of 29 bytes: `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// - Parameter seconds: Since the beginning of 1970; what lies outside 1970 through 9999 is
    ///   taken as the nearest moment within, since a clock may be wrong.
    /// - Returns: The text.
    public static func text(secondsSince1970 seconds: Int64) -> String {
        let bounded = min(max(seconds, representable.lowerBound), representable.upperBound)
        let (days, second) = bounded.quotientAndRemainder(dividingBy: secondsADay)
        let date = civil(days: Int(days))
        let time = [second / 3_600, second / 60 % 60, second % 60].map { twoDigits(Int($0)) }
        return "\(weekdays[Int(days % 7)]), \(twoDigits(date.day)) \(months[date.month - 1]) "
            + "\(date.year) \(time.joined(separator: ":")) GMT"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Returns the day of the Gregorian calendar; months and days count from 1.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2014): years begin in
    /// March, so that a leap day is the last day of one.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day)
    }
}

/// Moments as RFC 3339 writes them.
public enum EventTime {
    /// The length of ``append(_:to:)`` in bytes.
    static let byteCount = 24

    /// Appends a moment in UTC with milliseconds, as `2026-11-29T07:54:55.123Z`.
    ///
    /// - Parameters:
    ///   - microseconds: The time since 1970; before that counts as then, and after the year 9999
    ///     as its last millisecond.
    ///   - bytes: Where it goes.
    public static func append(_ microseconds: Int64, to bytes: inout [UInt8]) {
        let milliseconds = min(max(0, microseconds / 1_000), millisecondsMax)
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        let date = date(ofDay: days)
        append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(rest / 3_600_000, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 60_000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 1_000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        append(rest % 1_000, digits: 3, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The last millisecond of the year 9999.
    private static let millisecondsMax: Int64 = 253_402_300_799_999

    /// The date of a day counted from 1970-01-01.
    ///
    /// Years are counted from March on, so that a leap day is the last of its year, in cycles of
    /// 400 years, which all have the same days. Source: Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms" (2013), civil_from_days.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let (cycle, dayOfCycle) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let leaps = dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / 146_096
        let yearOfCycle = (dayOfCycle - leaps) / 365
        let start = 365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100
        let dayOfYear = dayOfCycle - start
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func append(_ number: Int64, digits: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        for _ in 0..<digits {
            bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

/// Moments as RFC 3339 writes them, in UTC.
public enum UTCText {
    /// How small a part of a second is written.
    public enum Precision: Int64, Hashable, Sendable, CaseIterable {
        /// Three digits, 24 characters in all: `2026-11-29T07:54:55.123Z`.
        case milliseconds = 1_000
        /// Six digits, 27 characters in all: `2026-11-29T07:54:55.123456Z`.
        case microseconds = 1_000_000
    }

    /// Returns a moment with microseconds.
    ///
    /// - Parameter microseconds: The time since 1970; years have four digits, so after the year
    ///   9999 it counts as its last microsecond.
    /// - Returns: Date and time, 27 characters.
    public static func text(microseconds: UInt64) -> String {
        var bytes: [UInt8] = []
        append(Int64(clamping: microseconds), .microseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a moment.
    ///
    /// - Parameters:
    ///   - microseconds: The time since 1970; before that counts as then, and after the year 9999
    ///     as its last microsecond.
    ///   - precision: How small a part of a second is written; what is smaller is cut off.
    ///   - bytes: Where it goes.
    public static func append(
        _ microseconds: Int64,
        _ precision: Precision,
        to bytes: inout [UInt8]
    ) {
        let moment = min(max(0, microseconds), microsecondsMax)
        let (days, part) = moment.quotientAndRemainder(dividingBy: 86_400_000_000)
        let rest = part / 1_000_000
        let date = date(ofDay: days)
        append(date.year, digits: 4, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.month, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        append(date.day, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(rest / 3_600, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest / 60 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(rest % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        let fraction = part % 1_000_000 / (1_000_000 / precision.rawValue)
        append(fraction, digits: precision == .milliseconds ? 3 : 6, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// The last microsecond of the year 9999.
    private static let microsecondsMax: Int64 = 253_402_300_799_999_999

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

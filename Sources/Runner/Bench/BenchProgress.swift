/// The line on a terminal that shows how far a load is.
package struct BenchProgress: Hashable, Sendable {
    /// What has passed, in thousandths of all; nil where the end is not known.
    package var perMille: UInt64
    /// Since the start, in microseconds.
    package var microseconds: UInt64
    /// How many transactions were executed.
    package var executed: UInt64
    /// How many were executed a second lately.
    package var rate: UInt64
    /// Nothing, or what else is to be said.
    package var remark = ""

    /// How many characters the bar has.
    private static let barWidth = 20

    /// Creates the line of a load.
    package init(perMille: UInt64, microseconds: UInt64, executed: UInt64, rate: UInt64) {
        self.perMille = min(perMille, 1_000)
        self.microseconds = microseconds
        self.executed = executed
        self.rate = rate
    }

    /// The line without an end, so that it can be redrawn in place.
    package var text: String {
        let done = Int(perMille) * Self.barWidth / 1_000
        let bar =
            String(repeating: "█", count: done)
            + String(repeating: "░", count: Self.barWidth - done)
        let seconds = DecimalText.ratio(microseconds, 1_000_000, digits: 1)
        return "\(bar) \(perMille / 10) %  \(seconds) s  \(DecimalText.grouped(executed)) done"
            + "  \(DecimalText.grouped(rate))/s\(remark.isEmpty ? "" : "  \(remark)")"
    }
}

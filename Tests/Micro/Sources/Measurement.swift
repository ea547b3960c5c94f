import CAllocations
import Glibc

/// What one operation costs: processor time and calls for memory.
///
/// It counts the time that the processor spent in this process, so that others on the machine
/// disturb it little; the least of several rounds is taken.
struct Measurement {
    /// What was measured.
    let name: String
    /// Nanoseconds an operation.
    let nanoseconds: Double
    /// Calls for memory an operation.
    let allocations: Double

    /// The rounds of which the cheapest counts.
    private static let rounds = 7
    /// The least time of a round, in nanoseconds.
    private static let roundNanoseconds: UInt64 = 40_000_000

    /// Measures an operation.
    ///
    /// - Parameters:
    ///   - name: Its name.
    ///   - perCall: How many operations one call of `body` makes.
    ///   - body: Makes them; it is called as often as a round takes.
    init(_ name: String, perCall: Int = 1, _ body: () -> Void) {
        var calls = 1
        var best = Double.infinity
        body()
        while true {
            let time = Self.time(calls, body)
            if time >= Self.roundNanoseconds { break }
            calls =
                time == 0 ? calls * 8 : max(calls * 2, calls * Int(Self.roundNanoseconds / time))
        }
        for _ in 0..<Self.rounds {
            best = min(best, Double(Self.time(calls, body)) / Double(calls * perCall))
        }
        let before = allocation_count()
        for _ in 0..<calls { body() }
        let counted = allocation_count() - before
        self.name = name
        nanoseconds = best
        allocations = Double(counted) / Double(calls * perCall)
    }

    private static func time(_ calls: Int, _ body: () -> Void) -> UInt64 {
        let start = processorNanoseconds
        for _ in 0..<calls { body() }
        return processorNanoseconds - start
    }

    private static var processorNanoseconds: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// One row of the table.
    var row: String {
        let nanoseconds = Self.text(nanoseconds, digits: nanoseconds < 100 ? 1 : 0)
        let allocations = Self.text(allocations, digits: 3)
        return name.padded(to: 46) + nanoseconds.padded(to: -14) + allocations.padded(to: -14)
    }

    private static func text(_ value: Double, digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let rounded = Int((value * Double(scale)).rounded())
        guard digits > 0 else { return "\(rounded)" }
        let fraction = String(rounded % scale)
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(rounded / scale).\(zeros)\(fraction)"
    }
}

extension String {
    /// The text, filled up with blanks: at the right, or at the left for a negative width.
    func padded(to width: Int) -> String {
        let blanks = String(repeating: " ", count: max(0, abs(width) - count))
        return width < 0 ? blanks + self : self + blanks
    }
}

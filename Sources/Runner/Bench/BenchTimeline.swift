/// How many answers came when: a count for each hundredth of a second, in bounded memory.
///
/// When there is no room for a further count, neighbours are taken together and each stands for
/// twice the time.
package struct BenchTimeline: Hashable, Sendable {
    /// For how long each count stands, in microseconds.
    package private(set) var width: UInt64 = 10_000
    /// The counts, from the start on.
    private var counts: [UInt32] = []
    /// The most counts: 21 minutes before the first are taken together.
    package static let countsMax = 131_072

    /// Creates the timeline of nothing.
    package init() {}

    /// Takes note of answers, so many microseconds after the start.
    package mutating func add(_ answers: Int, at time: UInt64) {
        while Int(time / width) >= Self.countsMax { halve() }
        let place = Int(time / width)
        while counts.count <= place { counts.append(0) }
        counts[place] += UInt32(clamping: answers)
    }

    private mutating func halve() {
        for place in 0..<(counts.count + 1) / 2 {
            let second = 2 * place + 1 < counts.count ? counts[2 * place + 1] : 0
            counts[place] = counts[2 * place] + second
        }
        counts.removeLast(counts.count / 2)
        width *= 2
    }

    // MARK: Failures

    /// How long before a failure the rate is taken, in microseconds.
    private static let before: UInt64 = 1_000_000
    /// For how long the rate must be back, on average, in microseconds.
    private static let steady: UInt64 = 200_000

    /// How many answers a second came in the last second before a time.
    package func rate(before time: UInt64) -> UInt64 {
        let end = Int(time / width)
        let begin = max(0, end - Int(max(1, Self.before / width)))
        guard end > begin, end <= counts.count else { return 0 }
        return sum(begin..<end) * 1_000_000 / (UInt64(end - begin) * width)
    }

    /// How long it took after a failure until answers came as fast as before.
    ///
    /// They do from the first answer on from which at least nine tenths of `rate` hold for a fifth
    /// of a second on average.
    ///
    /// - Parameters:
    ///   - failure: When it was, in microseconds since the start.
    ///   - rate: How many answers a second came before.
    ///   - end: When to look no further, in microseconds since the start.
    /// - Returns: Microseconds from `failure`; nil if the rate was not back before `end`.
    package func recovery(after failure: UInt64, rate: UInt64, until end: UInt64) -> UInt64? {
        let length = Int(max(1, Self.steady / width))
        let last = min(counts.count, Int(end / width))
        // The count of the moment of the failure has answers from before it.
        var begin = Int(failure / width) + 1
        while begin + length <= last {
            let answers = sum(begin..<begin + length)
            let isBack = answers * 10_000_000 >= 9 * rate * width * UInt64(length)
            if counts[begin] > 0, isBack { return UInt64(begin) * width - failure }
            begin += 1
        }
        return nil
    }

    private func sum(_ range: Range<Int>) -> UInt64 {
        counts[range].reduce(0) { $0 + UInt64($1) }
    }
}

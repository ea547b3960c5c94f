internal import EventLoop

/// What both clocks of this machine show: one for durations, one for timestamps.
package struct Moment: Hashable, Sendable {
    /// Microseconds since an unnamed moment; never goes back.
    package let microseconds: Int64
    /// Microseconds since 1970; may jump in both directions.
    package let wallMicroseconds: Int64

    /// Creates a moment.
    package init(microseconds: Int64, wallMicroseconds: Int64) {
        self.microseconds = microseconds
        self.wallMicroseconds = wallMicroseconds
    }

    /// Whole milliseconds of ``microseconds``, as deadlines are counted.
    package var milliseconds: Int { Int(microseconds / 1_000) }

    /// What the clocks show now.
    static var now: Moment {
        Moment(
            microseconds: SystemClock.monotonicMicroseconds,
            wallMicroseconds: SystemClock.wallMicroseconds
        )
    }
}

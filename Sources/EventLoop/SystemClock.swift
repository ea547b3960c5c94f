#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The machine's clocks; the only place of the program that reads them for the loop and its owner.
public enum SystemClock {
    /// Microseconds since an unnamed moment; never goes back and is not set by anybody.
    ///
    /// Durations and deadlines use this clock. It stands still while the machine sleeps.
    public static var monotonicMicroseconds: Int64 {
        reading(of: CLOCK_MONOTONIC)
    }

    /// Whole milliseconds of ``monotonicMicroseconds``.
    public static var monotonicMilliseconds: Int {
        Int(monotonicMicroseconds / 1_000)
    }

    /// Microseconds since 1970-01-01T00:00:00Z; jumps when somebody sets the machine's clock.
    ///
    /// For stamps that people or other machines read, never for durations.
    public static var wallMicroseconds: Int64 {
        reading(of: CLOCK_REALTIME)
    }

    private static func reading(of clock: clockid_t) -> Int64 {
        var now = timespec()
        let result = unsafe clock_gettime(clock, &now)
        precondition(result == 0, "the system has no clock \(clock): error \(errno)")
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000
    }
}

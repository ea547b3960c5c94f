import HybridClock
import Testing

@Suite("HybridClock")
struct HybridClockTests {
    /// Random numbers that repeat for a seed (Steele, Lea and Flood 2014, SplitMix64).
    private struct SplitMix: RandomNumberGenerator {
        /// What the next number is computed from.
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// A moment of the year 2026, in microseconds since 1970.
    private let now: UInt64 = 1_795_225_798_670_412
    private let microsecondsOfYear: UInt64 = 31_556_952_000_000

    @Test("A stamp is the reading while readings rise, and counts on while they do not")
    func stamps() {
        var clock = HybridClock()

        #expect(clock.stamp(wallMicroseconds: now).description == "\(now).0")
        #expect(clock.stamp(wallMicroseconds: now).description == "\(now).1")
        #expect(clock.stamp(wallMicroseconds: now - 5).description == "\(now).2")
        #expect(clock.stamp(wallMicroseconds: 0).description == "\(now).3")
        #expect(clock.stamp(wallMicroseconds: now + 1).description == "\(now + 1).0")
        #expect(clock.latest == Timestamp(microseconds: now + 1, logical: 0))
    }

    @Test("F18: stamps rise for any readings, back, standing, or years off", arguments: 1...20)
    func monotone(seed: UInt64) {
        var generator = SplitMix(state: seed)
        var clock = HybridClock()
        var wall = now
        var last = Timestamp.zero
        for _ in 0..<5_000 {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: wall &+= microsecondsOfYear
            case 1: wall &-= microsecondsOfYear
            case 2...6: wall -= min(wall, .random(in: 0...1_000_000, using: &generator))
            case 7...10: break
            default: wall += .random(in: 0...1_000, using: &generator)
            }
            wall = min(max(wall, now - 40 * microsecondsOfYear), now + 40 * microsecondsOfYear)
            let stamp = clock.stamp(wallMicroseconds: wall)
            #expect(stamp > last, "seed \(seed)")
            #expect(stamp.microseconds >= wall, "seed \(seed)")
            last = stamp
        }
    }

    @Test("The counter carries into the next microsecond")
    func carry() {
        var clock = HybridClock(latest: Timestamp(microseconds: now, logical: 4_094))

        #expect(clock.stamp(wallMicroseconds: now).logical == 4_095)
        #expect(
            clock.stamp(wallMicroseconds: now) == Timestamp(microseconds: now + 1, logical: 0)
        )
    }

    @Test("What follows a received stamp is stamped after it, on any machine", arguments: 1...20)
    func cause(seed: UInt64) {
        var generator = SplitMix(state: seed)
        // Three machines whose clocks differ by up to 400 ms; the bound is 500 ms.
        var clocks = Array(repeating: HybridClock(), count: 3)
        let offsets = clocks.map { _ in Int64.random(in: -200_000...200_000, using: &generator) }
        var last = Timestamp.zero
        for step in 0..<5_000 {
            let machine = Int.random(in: 0..<3, using: &generator)
            let wall = now.advanced(by: Int(offsets[machine]) + step / 10)
            // A message with the last stamp of all is received, then its successor is stamped.
            let outcome = clocks[machine].merge(last, wallMicroseconds: wall)
            if case .refused = outcome { Issue.record("seed \(seed): \(outcome)") }
            let stamp = clocks[machine].stamp(wallMicroseconds: wall)
            #expect(stamp > last, "seed \(seed)")
            last = stamp
        }
        // Hybrid time stays near the clock that is furthest ahead (Kulkarni et al., theorem 2).
        #expect(last.microseconds <= now + 200_000 + 500 + 5)
    }

    @Test("A stamp further ahead than the bound is refused with its offset, and changes nothing")
    func bound() {
        var clock = HybridClock()
        _ = clock.stamp(wallMicroseconds: now)
        let latest = clock.latest
        let far = Timestamp(microseconds: now + 500_001, logical: 0)
        let near = Timestamp(microseconds: now + 500_000, logical: 4_095)

        #expect(
            clock.merge(far, wallMicroseconds: now) == .refused(offsetMicroseconds: 500_001)
        )
        #expect(clock.latest == latest)
        #expect(
            clock.merge(.max, wallMicroseconds: 0)
                == .refused(offsetMicroseconds: 4_503_599_627_370_495)
        )
        #expect(clock.latest == latest)
        #expect(clock.merge(near, wallMicroseconds: now) == .merged(offsetMicroseconds: 500_000))
        #expect(clock.stamp(wallMicroseconds: now) > near)
    }

    @Test("Without the machine's clock no peer drags a clock forward", arguments: 1...10)
    func noDrag(seed: UInt64) {
        var generator = SplitMix(state: seed)
        var clock = HybridClock()
        for _ in 0..<5_000 {
            let remote = Timestamp(
                microseconds: .random(in: 0...Timestamp.microsecondsMax, using: &generator),
                logical: .random(in: 0...Timestamp.logicalMax, using: &generator)
            )
            let ahead = Timestamp(
                microseconds: now + .random(in: 0...1_000_000, using: &generator),
                logical: remote.logical
            )
            _ = clock.merge(remote, wallMicroseconds: now)
            _ = clock.merge(ahead, wallMicroseconds: now)
            #expect(clock.latest.microseconds <= now + clock.maxClockOffsetMicroseconds)
        }
    }

    @Test("An older stamp is merged without effect, with a negative offset")
    func behind() {
        var clock = HybridClock()
        _ = clock.stamp(wallMicroseconds: now)
        let latest = clock.latest
        let old = Timestamp(microseconds: 5, logical: 0)

        let outcome = clock.merge(old, wallMicroseconds: now)

        #expect(outcome == .merged(offsetMicroseconds: 5 - Int64(now)))
        #expect(clock.latest == latest)
    }

    @Test("A stamp of the log is passed however far ahead it is")
    func pass() {
        var clock = HybridClock()
        let chosen = Timestamp(microseconds: now + microsecondsOfYear, logical: 7)

        clock.pass(chosen)
        clock.pass(Timestamp(microseconds: 1, logical: 0))

        #expect(clock.stamp(wallMicroseconds: now) == chosen.next)
    }

    @Test("At the end of time stamps stand still; nothing traps")
    func saturation() {
        var clock = HybridClock(latest: Timestamp(raw: .max - 1))

        #expect(clock.stamp(wallMicroseconds: now) == .max)
        #expect(clock.stamp(wallMicroseconds: .max) == .max)
        #expect(clock.merge(.max, wallMicroseconds: .max) == .merged(offsetMicroseconds: 0))
        #expect(clock.stamp(wallMicroseconds: 0) == .max)
        var fresh = HybridClock(maxClockOffsetMicroseconds: .max)
        #expect(
            fresh.stamp(wallMicroseconds: .max).microseconds == Timestamp.microsecondsMax
        )
        #expect(
            fresh.merge(.max, wallMicroseconds: 0)
                == .merged(offsetMicroseconds: Int64(Timestamp.microsecondsMax))
        )
    }
}

@Suite("Timestamp")
struct TimestampTests {
    @Test("Microseconds and counter come back, also at the ends")
    func parts() {
        for microseconds in [0, 1, 1_795_225_798_670_412, Timestamp.microsecondsMax] {
            for logical in [0, 1, Timestamp.logicalMax] {
                let stamp = Timestamp(microseconds: microseconds, logical: logical)
                #expect(stamp.microseconds == microseconds)
                #expect(stamp.logical == logical)
                #expect(Timestamp(raw: stamp.raw) == stamp)
            }
        }
        #expect(Timestamp.microsecondsMax == 4_503_599_627_370_495)
        #expect(Timestamp.logicalMax == 4_095)
    }

    @Test("Moments are ordered by microseconds, then by counter")
    func order() {
        let stamps = [
            Timestamp.zero, Timestamp(microseconds: 0, logical: 4_095),
            Timestamp(microseconds: 1, logical: 0), Timestamp(microseconds: 1, logical: 1), .max,
        ]

        #expect(stamps == stamps.sorted())
        #expect(stamps[1].next == stamps[2])
        #expect(Timestamp.max.next == .max)
    }

    @Test("Parts out of range stop the process, and the message shows them")
    func range() async throws {
        let exit = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            _ = Timestamp(microseconds: 1, logical: 4_096)
        }

        let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
        #expect(message.contains("logical: 4096"))
    }
}

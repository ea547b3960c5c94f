import Runner
import Testing

@Suite("Bench: schedule of an open loop")
struct BenchScheduleTests {
    private static func schedule(
        rate: UInt64 = 1_000,
        total: UInt64 = 100,
        waitingMax: Int = 10
    ) -> BenchSchedule {
        BenchSchedule(start: 5_000, ratePerSecond: rate, total: total, waitingMax: waitingMax)
    }

    @Test("Starts are even, from the very start on, and taken in order")
    func even() {
        var schedule = Self.schedule()
        schedule.advance(to: 4_999)
        #expect(schedule.take() == nil && schedule.nextDue == 5_000)

        schedule.advance(to: 7_500)

        #expect(schedule.waitingCount == 3 && schedule.nextDue == 8_000)
        #expect((0..<3).map { _ in schedule.take() } == [5_000, 6_000, 7_000])
        #expect(schedule.take() == nil)
    }

    @Test("A rate that divides no second drifts by less than a microsecond")
    func drift() {
        var schedule = Self.schedule(rate: 3, total: 7)
        schedule.advance(to: .max)

        let starts = (0..<7).compactMap { _ in schedule.take() }.map { $0 - 5_000 }
        #expect(starts == [0, 333_333, 666_666, 1_000_000, 1_333_333, 1_666_666, 2_000_000])
    }

    @Test("What waits keeps the time at which it was meant to begin, however late it is taken")
    func stall() {
        var schedule = Self.schedule()
        schedule.advance(to: 6_000)
        schedule.advance(to: 12_000)

        #expect(schedule.take() == 5_000)
        #expect(schedule.take() == 6_000)
    }

    @Test("What finds the queue full is shed and counted; nothing is lost from the count")
    func shed() {
        var schedule = Self.schedule()
        schedule.advance(to: 1_000_000)
        var taken = 0
        while schedule.take() != nil { taken += 1 }

        #expect(taken == 10 && schedule.shedCount == 90)
        #expect(schedule.dueCount == 100 && schedule.isOver && schedule.nextDue == nil)
    }

    @Test("Every start is taken or shed, whatever the pace of the one who takes")
    func conservation() {
        var schedule = Self.schedule(rate: 7_919, total: 5_000, waitingMax: 3)
        var taken: UInt64 = 0
        for step: Int64 in 0..<1_000 {
            schedule.advance(to: 5_000 + step * 700)
            for _ in 0..<(step % 9) where schedule.take() != nil { taken += 1 }
        }
        while schedule.take() != nil { taken += 1 }

        #expect(schedule.isOver)
        #expect(taken + schedule.shedCount == 5_000)
    }

    @Test("A schedule that is stopped keeps what waits until it is given up")
    func stopped() {
        var schedule = Self.schedule()
        schedule.advance(to: 7_000)
        schedule.stop()

        #expect(schedule.nextDue == nil && !schedule.isOver)
        schedule.shedWaiting()
        #expect(schedule.isOver && schedule.shedCount == 3)
    }

    @Test("In a time as many begin as come due before its end")
    func count() {
        #expect(BenchSchedule.count(in: 1_000, ratePerSecond: 1_000) == 1_000)
        #expect(BenchSchedule.count(in: 1_001, ratePerSecond: 3) == 4)
        #expect(BenchSchedule.count(in: 1, ratePerSecond: 1) == 1)
    }
}

@Suite("Bench: ring")
struct BenchRingTests {
    @Test("Elements leave in the order in which they came, also around the end of the memory")
    func order() {
        var ring = BenchRing(capacity: 3, filler: 0)
        var (next, expected) = (1, 1)
        for round in 0..<20 {
            for _ in 0...(round % 3) where !ring.isFull {
                ring.append(next)
                next += 1
            }
            for _ in 0...((round + 1) % 3) {
                guard let element = ring.popFirst() else { continue }
                #expect(element == expected)
                expected += 1
            }
        }

        #expect(expected > 20 && ring.count == next - expected)
    }
}

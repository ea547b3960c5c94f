import EventLoop
import Testing

@Suite("Timers")
struct TimersTests {
    @Test("Timers fire in the order of their deadlines, equal ones in the order of their start")
    func order() {
        var timers = Timers()
        let late = timers.start(at: 30)
        let first = timers.start(at: 10)
        let second = timers.start(at: 10)
        let middle = timers.start(at: 20)

        #expect(timers.nextDeadline == 10)
        #expect(timers.takeDue(at: 9) == nil)
        #expect(fired(&timers, at: 25) == [first, second, middle])
        #expect(timers.nextDeadline == 30)
        #expect(fired(&timers, at: 30) == [late])
        #expect(timers.nextDeadline == nil)
    }

    @Test("A periodic timer keeps its beat, and makes up for nothing it missed")
    func period() {
        var timers = Timers()
        let beat = timers.start(at: 10, every: 10)

        #expect(fired(&timers, at: 12) == [beat])
        #expect(timers.nextDeadline == 20)
        #expect(fired(&timers, at: 57) == [beat])
        #expect(timers.nextDeadline == 67)
        let cancelled = [timers.cancel(beat), timers.cancel(beat)]
        #expect(cancelled == [true, false])
        #expect(timers.count == 0)
    }

    @Test(
        "Any mix of starts, cancels and steps of time agrees with a plain list",
        arguments: 1...30
    )
    func oracle(seed: UInt64) {
        var generator = Seeded(seed: seed)
        var timers = Timers()
        var model: [(id: TimerID, deadline: Int, order: Int)] = []
        var now = 0

        for order in 0..<500 {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0, 1:
                let deadline = now + Int.random(in: 0...20, using: &generator)
                model.append((timers.start(at: deadline), deadline, order))
            case 2:
                guard let victim = model.randomElement(using: &generator) else { continue }
                let wasRunning = timers.cancel(victim.id)
                #expect(wasRunning)
                model.removeAll { $0.id == victim.id }
            default:
                now += Int.random(in: 0...10, using: &generator)
                let due = model.filter { $0.deadline <= now }
                    .sorted { ($0.deadline, $0.order) < ($1.deadline, $1.order) }
                #expect(fired(&timers, at: now) == due.map(\.id))
                model.removeAll { $0.deadline <= now }
            }
            #expect(timers.count == model.count)
            #expect(timers.nextDeadline == model.map(\.deadline).min())
        }
    }

    private func fired(_ timers: inout Timers, at now: Int) -> [TimerID] {
        var fired: [TimerID] = []
        while let id = timers.takeDue(at: now) { fired.append(id) }
        return fired
    }
}

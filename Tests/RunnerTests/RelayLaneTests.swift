import Runner
import Testing

@Suite("Lanes of the network between nodes")
struct RelayLaneTests {
    /// Sends a line at a time.
    private func send(_ text: String, over lane: inout RelayLane, at now: Int = 0) {
        let bytes = Array(text.utf8)
        lane.take(bytes.span, at: now)
    }

    /// What has arrived by a time.
    private func arrived(from lane: inout RelayLane, at now: Int) -> String {
        var bytes: [UInt8] = []
        lane.release(at: now) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Without faults every line arrives at once, in order, with its end")
    func plain() {
        var lane = RelayLane()
        send("a", over: &lane)
        send("b", over: &lane)

        #expect(arrived(from: &lane, at: 0) == "a\nb\n")
        #expect(!lane.isBusy)
        #expect(lane.tally.total == 0)
    }

    @Test("A muted lane loses what is said in its time, and nothing else")
    func muted() {
        var lane = RelayLane()
        send("a", over: &lane, at: 9)
        lane.mute(until: 20)
        send("b", over: &lane, at: 19)
        send("c", over: &lane, at: 20)

        #expect(arrived(from: &lane, at: 20) == "a\nc\n")
        #expect(lane.tally[.mute] == 1)
    }

    @Test("What is held back comes all at once")
    func held() {
        var lane = RelayLane()
        lane.hold(until: 50)
        send("a", over: &lane, at: 10)
        send("b", over: &lane, at: 40)

        #expect(arrived(from: &lane, at: 49) == "")
        #expect(arrived(from: &lane, at: 50) == "a\nb\n")
        #expect(lane.tally[.hold] == 2)
    }

    @Test("A late line is not overtaken by one after the delay")
    func delayed() {
        var lane = RelayLane()
        lane.slow(by: 100, until: 20)
        send("a", over: &lane, at: 10)
        send("b", over: &lane, at: 20)

        #expect(arrived(from: &lane, at: 109) == "")
        #expect(arrived(from: &lane, at: 110) == "a\nb\n")
        #expect(lane.tally[.delay] == 1)
    }

    @Test("Single lines are lost, or come twice")
    func lines() {
        var lane = RelayLane()
        lane.drop(2)
        for text in ["a", "b", "c"] { send(text, over: &lane) }
        lane.double(1)
        for text in ["d", "e"] { send(text, over: &lane) }

        #expect(arrived(from: &lane, at: 0) == "c\nd\nd\ne\n")
        #expect(lane.tally[.dropLine] == 2)
        #expect(lane.tally[.duplicateLine] == 1)
    }

    @Test("A flip changes one bit of one line and makes no line end, wherever it falls")
    func flips() {
        for chance in UInt64(0)..<20 {
            var lane = RelayLane()
            lane.flip(chance)
            let line = Array(#"{"a":1}#0123"#.utf8)
            lane.take(line.span, at: 0)
            lane.take(line.span, at: 0)
            var lines: [[UInt8]] = []
            lane.release(at: 0) { lines.append($0) }

            #expect(lines.count == 2)
            #expect(zip(lines[0], line).filter { $0 != $1 }.count == 1)
            #expect(lines[0].filter { $0 == UInt8(ascii: "\n") }.count == 1)
            #expect(lines[1].dropLast() == line[...])
        }
    }

    @Test("Peace lets everything arrive, and a lost connection nothing")
    func ends() {
        var lane = RelayLane()
        lane.hold(until: 50)
        lane.drop(1)
        send("a", over: &lane)
        send("b", over: &lane)
        lane.heal()
        send("c", over: &lane)
        #expect(arrived(from: &lane, at: 0) == "b\nc\n")

        lane.hold(until: 50)
        send("d", over: &lane)
        lane.clear()
        #expect(arrived(from: &lane, at: 50) == "")
    }

    @Test("A lane that is too full loses lines")
    func full() {
        var lane = RelayLane()
        lane.hold(until: 50)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<10 { lane.take(line.span, at: 0) }
        var count = 0
        lane.release(at: 50) { _ in count += 1 }

        #expect(count == 3)
    }
}

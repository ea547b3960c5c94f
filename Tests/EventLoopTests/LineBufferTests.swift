import EventLoop
import Testing

@Suite("LineBuffer")
struct LineBufferTests {
    @Test(
        "Lines come out as a split of the whole gives them, however they are cut",
        arguments: 1...40
    )
    func oracle(seed: UInt64) {
        var generator = Seeded(seed: seed)
        let lineBytesMax = Int.random(in: 2...40, using: &generator)
        let alphabet: [UInt8] = [0x0A, 0x0D, 0x61, 0x62, 0xFF]
        let bytes: [UInt8] = (0..<Int.random(in: 0...3_000, using: &generator))
            .map { _ in
                alphabet.randomElement(using: &generator) ?? 0x0A
            }
        var buffer = LineBuffer(lineBytesMax: lineBytesMax)
        var lines: [[UInt8]] = []
        var next = 0

        while next < bytes.count, buffer.front() != .tooLong {
            let end = min(bytes.count, next + Int.random(in: 1...100, using: &generator))
            buffer.append(bytes.span.extracting(next..<end))
            next = end
            // Sometimes lines pile up.
            if Bool.random(using: &generator) { lines += taken(from: &buffer) }
        }
        lines += taken(from: &buffer)

        let expected = naive(bytes[..<next], lineBytesMax: lineBytesMax)
        #expect(lines == expected.lines)
        let front = buffer.front()
        #expect((front == .tooLong) == expected.isTooLong)
    }

    @Test("A line of exactly the limit is lent, one byte more is too long, complete or not")
    func limit() {
        for isComplete in [true, false] {
            var buffer = LineBuffer(lineBytesMax: 8)
            buffer.append(Array("1234567\n".utf8).span)
            #expect(taken(from: &buffer) == [Array("1234567".utf8)])

            buffer.append(Array("1234567".utf8).span)
            let before = buffer.front()
            #expect(before == .unfinished)
            buffer.append(Array((isComplete ? "8\n" : "8").utf8).span)
            #expect(buffer.front() == .tooLong)
            #expect(taken(from: &buffer) == [])
        }
    }

    @Test("Lines before one that is too long are lent, those after it are not")
    func linesBeforeTooLong() {
        var buffer = LineBuffer(lineBytesMax: 4)
        buffer.append(Array("a\nbcd\ntoo long\nz\n".utf8).span)

        #expect(taken(from: &buffer) == [Array("a".utf8), Array("bcd".utf8)])
        #expect(buffer.front() == .tooLong)
    }

    @Test("A long line in a million pieces is searched in linear time", .timeLimit(.minutes(1)))
    func manyPieces() {
        let piece = [UInt8](repeating: 0x61, count: 16)
        let length = 1_000_000 * piece.count + 1
        var buffer = LineBuffer(lineBytesMax: length)

        // To begin the search anew with each piece would look at eight million million bytes.
        for _ in 0..<1_000_000 {
            buffer.append(piece.span)
            if buffer.front() != .unfinished { Issue.record("a line ended early") }
        }
        buffer.append([0x0A].span)

        let lent = buffer.takeLine { $0.count }
        #expect(lent == length - 1)
        #expect(buffer.isEmpty)
    }

    @Test("Memory follows what is received and not taken, and is given back when asked for")
    func memory() {
        var buffer = LineBuffer(lineBytesMax: 1_000)
        let line = [UInt8](repeating: 0x61, count: 99) + [0x0A]
        #expect(buffer.capacity == 0)

        // Half a line is always left, so the buffer never runs empty.
        buffer.append(line.span.extracting(..<50))
        for _ in 0..<100_000 {
            buffer.append(line.span.extracting(50...))
            buffer.append(line.span.extracting(..<50))
            _ = buffer.takeLine { _ in }
        }
        #expect(buffer.count == 50)
        #expect(buffer.capacity < 10_000)
        buffer.removeAll()
        buffer.releaseMemory(above: 0)
        #expect(buffer.capacity == 0)
    }

    @Test("A read is offered the room between the least and the most, and says what it left")
    func room() {
        var buffer = LineBuffer(lineBytesMax: 1_000)

        var offered = 0
        let left = buffer.receive(room: 10...20) { output in
            offered = output.freeCapacity
            output.append(0x61)
        }

        #expect((10...20).contains(offered))
        #expect(left == offered - 1)
        #expect(buffer.count == 1)
    }

    @Test("Another limit holds for the line at the front")
    func changedLimit() {
        var buffer = LineBuffer(lineBytesMax: 4)
        buffer.append(Array("12345\n".utf8).span)
        #expect(buffer.front() == .tooLong)

        buffer.setLineBytesMax(6)
        #expect(buffer.front() == .line)
        buffer.setLineBytesMax(5)
        #expect(buffer.front() == .tooLong)
    }

    @Test("Bytes and lines may be taken in turn, and an error takes what it was given")
    func takingInTurn() {
        struct Refusal: Error {}
        var buffer = LineBuffer(lineBytesMax: 100)
        buffer.append(Array("head:one\ntwo\nrest".utf8).span)

        buffer.takeBytes { _ in 5 }
        do throws(Refusal) {
            _ = try buffer.takeLine { _ throws(Refusal) in throw Refusal() }
            Issue.record("the error was lost")
        } catch {}
        #expect(taken(from: &buffer) == [Array("two".utf8)])
        #expect(buffer.count == 4)
        buffer.removeAll()
        #expect(buffer.isEmpty)
    }

    @Test("To take more bytes than there are is a programmer error")
    func tooManyTaken() async {
        await #expect(processExitsWith: .failure) {
            var buffer = LineBuffer(lineBytesMax: 100)
            buffer.takeBytes { _ in 1 }
        }
    }

    /// Every line that the buffer lends.
    private func taken(from buffer: inout LineBuffer) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        while let line = buffer.takeLine({ line in line.indices.map { line[$0] } }) {
            lines.append(line)
        }
        return lines
    }

    /// The same by splitting everything at once.
    private func naive(
        _ bytes: ArraySlice<UInt8>,
        lineBytesMax: Int
    ) -> (lines: [[UInt8]], isTooLong: Bool) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let rest = lines.removeLast()
        if let long = lines.firstIndex(where: { $0.count >= lineBytesMax }) {
            return (Array(lines[..<long]), true)
        }
        return (lines, rest.count >= lineBytesMax)
    }
}

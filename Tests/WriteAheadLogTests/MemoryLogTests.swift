import Testing
import WriteAheadLog

@Suite("Log in memory")
struct MemoryLogTests {
    @Test("A new log is empty and flushed")
    func empty() {
        let log = MemoryLog()

        #expect(log.appended == LogPosition(0))
        #expect(log.flushed == log.appended)
    }

    @Test("What is appended is not flushed before it is said so")
    func appendIsNotFlush() {
        var log = MemoryLog()

        let end = log.append(count: 3)

        #expect(end == LogPosition(3))
        #expect(log.appended == end)
        #expect(log.flushed == LogPosition(0))
    }

    @Test("One flush covers everything appended before it, and nothing after it")
    func flush() {
        var log = MemoryLog()
        _ = log.append(count: 2)
        _ = log.append(count: 5)

        log.flush()
        let end = log.append(count: 1)

        #expect(log.flushed == LogPosition(7))
        #expect(end == LogPosition(8))
        #expect(log.flushed < log.appended)
    }

    @Test("Appending nothing moves nothing")
    func nothing() {
        var log = MemoryLog()
        _ = log.append(count: 4)

        let end = log.append(count: 0)

        #expect(end == LogPosition(4))
    }

    @Test("A negative number of records stops the process and says so")
    func negative() async {
        let result = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            var log = MemoryLog()
            _ = log.append(count: -1)
        }
        let text = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
        #expect(text.contains("-1 records cannot be appended"))
    }
}

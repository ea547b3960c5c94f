import EventLoop
import Testing

#if os(Linux)
import Glibc

@Suite("EventLoop: flow, time and other descriptors")
struct FlowTests {
    @Test("100,000 lines pass a paused reader and a full outbox: refused, resumed, none lost")
    func backPressure() throws {
        let count = 100_000
        var limits = EventLoopLimits()
        limits.lineBytesMax = 4_096
        limits.outboxBytesMax = 65_536
        limits.readBytesPerTurnMax = 16_384
        let talk = try TalkingLoop(limits: limits)
        talk.takesLines = false
        let (client, server) = try talk.connectedPair()
        let loop = talk.loop
        let padding = String(repeating: "x", count: 90)
        var sent = 0
        var heard = 0
        var refusals = 0
        var resumes = 0

        func sendUntilRefused() {
            while sent < count {
                guard talk.send("\(sent) \(padding)\n", to: client) else {
                    refusals += 1
                    return
                }
                sent += 1
            }
        }
        loop.pauseReading(server)
        sendUntilRefused()
        // Nobody reads: what the system holds is all that leaves.
        while loop.unsentBytes(of: client) > 0 {
            let before = loop.counters.bytesSent
            try loop.wait(atMostMilliseconds: 0)
            if loop.events.contains(.writableAgain(client)) { sendUntilRefused() }
            if loop.counters.bytesSent == before { break }
        }
        #expect(sent < count, "the limit was never reached")
        #expect(heard == 0)
        let pause = loop.startTimer(afterMilliseconds: 0, everyMilliseconds: 1)

        loop.resumeReading(server)
        try talk.turn {
            for event in loop.events {
                switch event {
                case .writableAgain(client): sendUntilRefused()
                case .timer(pause):
                    resumes += 1
                    loop.resumeReading(server)
                case .received(server):
                    loop.forEachLine(of: server) { line in
                        let expected = "\(heard) "
                        let prefix = text(of: line.extracting(..<expected.utf8.count))
                        if prefix != expected { Issue.record("\(prefix) in place of \(expected)") }
                        heard += 1
                        if heard.isMultiple(of: 10_000) { loop.pauseReading(server) }
                    }
                default: break
                }
            }
            return heard == count
        }

        #expect(refusals > 10)
        #expect(resumes > 0)
        #expect(loop.unsentBytes(of: client) == 0)
    }

    @Test("A message that would pass the limit of the outbox is refused whole")
    func refusedWhole() throws {
        var limits = EventLoopLimits()
        limits.lineBytesMax = 10
        limits.outboxBytesMax = 10
        let talk = try TalkingLoop(limits: limits)
        let (client, server) = try talk.connectedPair()

        #expect(talk.send("12345678\n", to: client))
        #expect(!talk.send("9\n", to: client))
        try talk.turn(until: .writableAgain(client))
        #expect(talk.send("9\n", to: client))
        try talk.turn { talk.lines[server]?.count == 2 }

        #expect(talk.lines[server] == ["12345678", "9"])
    }

    @Test("A close after flushing delivers eight mebibytes through a reader that takes its time")
    func closeAfterFlushing() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()
        let line = String(repeating: "y", count: 1_048_575) + "\n"
        for _ in 0..<8 { #expect(talk.send(line, to: client)) }

        talk.loop.close(client, afterFlushing: true)
        #expect(!talk.send("too late\n", to: client))
        try talk.turn { talk.closeReason(of: server) != nil }

        #expect(talk.lines[server]?.count == 8)
        #expect(talk.lines[server]?.allSatisfy { $0.utf8.count == 1_048_575 } == true)
    }

    @Test("A close after flushing does not wait for ever for a reader that stopped")
    func lingerLimit() throws {
        var limits = EventLoopLimits()
        limits.lingerMillisecondsMax = 20
        limits.housekeepingMilliseconds = 5
        let talk = try TalkingLoop(limits: limits)
        let (client, server) = try talk.connectedPair()
        talk.loop.pauseReading(server)
        let line = String(repeating: "z", count: 1_048_575) + "\n"
        while talk.send(line, to: client) {}

        talk.loop.close(client, afterFlushing: true)
        try talk.turn { talk.loop.connectionCount == 1 }

        #expect(talk.closeReason(of: client) == nil)
        talk.loop.resumeReading(server)
        try talk.turn { talk.closeReason(of: server) != nil }
    }

    @Test("A connection that does not open in time is given up")
    func connectTimeOut() throws {
        // A listener that takes nothing: once its short queue is full, it answers no more.
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        try #require(descriptor >= 0)
        try #require(listen(descriptor, 0) == 0)
        var name = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        try #require(result == 0)
        var limits = EventLoopLimits()
        limits.connectMillisecondsMax = 50
        limits.housekeepingMilliseconds = 5
        let talk = try TalkingLoop(limits: limits)
        let address = try SocketAddress("[::1]:\(UInt16(bigEndian: name.sin6_port))")

        let clients = (0..<8).map { _ in talk.loop.connect(to: address) }
        try talk.turn { clients.contains { talk.closeReason(of: $0) == .connectTimedOut } }
    }

    @Test("Timers of the loop fire in order, again and again, and not after they are cancelled")
    func timers() throws {
        let talk = try TalkingLoop()
        let started = SystemClock.monotonicMilliseconds
        let late = talk.loop.startTimer(afterMilliseconds: 20)
        let never = talk.loop.startTimer(afterMilliseconds: 5)
        let beat = talk.loop.startTimer(afterMilliseconds: 0, everyMilliseconds: 2)
        talk.loop.cancelTimer(never)

        try talk.turn(until: .timer(late))

        #expect(SystemClock.monotonicMilliseconds - started >= 20)
        #expect(talk.loop.nowMilliseconds - started >= 20)
        #expect(talk.events.count { $0 == .timer(beat) } >= 1)
        #expect(talk.events.count { $0 == .timer(late) } == 1)
        #expect(!talk.events.contains(.timer(never)))
    }

    @Test("Signals arrive as events, and nothing is left blocked when the loop has ended")
    func signals() throws {
        // The thread of a test may block everything from the start.
        var one = sigset_t()
        sigemptyset(&one)
        sigaddset(&one, SIGUSR1)
        var before = sigset_t()
        pthread_sigmask(SIG_UNBLOCK, &one, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        do {
            let talk = try TalkingLoop()
            try talk.loop.watchSignals([SIGUSR1, SIGUSR2])
            // To this thread alone: the other tests share the process.
            pthread_kill(pthread_self(), SIGUSR2)
            pthread_kill(pthread_self(), SIGUSR1)
            try talk.turn {
                talk.events.contains(.signal(SIGUSR1)) && talk.events.contains(.signal(SIGUSR2))
            }
        }
        var blocked = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &blocked)
        #expect(sigismember(&blocked, SIGUSR1) == 0)
    }

    @Test("A signal that cannot be taken is an error", arguments: [SIGKILL, SIGSTOP, 0, 1_000])
    func impossibleSignal(number: Int32) throws {
        let loop = try EventLoop()

        #expect(throws: SystemError(call: "sigaddset", number: EINVAL)) {
            try loop.watchSignals([number])
        }
    }

    @Test("The lines of a pipe are read, and its end is reported")
    func pipeInput() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let talk = try TalkingLoop()
        let input = try talk.loop.openInput(from: ends[0])
        close(ends[0])

        try #require(write(ends[1], "one\ntw", 6) == 6)
        try talk.turn(until: .received(input))
        #expect(talk.lines[input] == ["one"])
        try #require(write(ends[1], "o\nrest", 6) == 6)
        close(ends[1])
        try talk.turn(until: .closed(input, .ended))

        #expect(talk.lines[input] == ["one", "two"])
    }

    @Test("A file is read line by line to its end, although it cannot be waited for")
    func fileInput() throws {
        let file = try #require(tmpfile())
        defer { fclose(file) }
        let expected = (0..<50).map { String(repeating: "x", count: $0 * 500) }
        for line in expected { fputs("\(line)\n", file) }
        rewind(file)
        let talk = try TalkingLoop()

        let input = try talk.loop.openInput(from: fileno(file))
        try talk.turn(until: .closed(input, .ended))

        #expect(talk.lines[input] == expected)
    }

    @Test("The null device ends at once")
    func nullInput() throws {
        let null = open("/dev/null", O_RDONLY)
        defer { close(null) }
        let talk = try TalkingLoop()

        let input = try talk.loop.openInput(from: null)
        try talk.turn(until: .closed(input, .ended))
    }

    @Test("A watched descriptor is reported until it is read or watched no more")
    func watched() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let loop = try EventLoop()
        try loop.watch(ends[0])
        try #require(write(ends[1], "x", 1) == 1)

        for _ in 0..<2 {
            try loop.wait(atMostMilliseconds: 1_000)
            #expect(loop.events == [.readable(ends[0])])
        }
        try loop.unwatch(ends[0])
        try loop.wait(atMostMilliseconds: 0)

        #expect(loop.events == [])
    }

    @Test("The clocks run forwards, and the wall clock is past 2020")
    func clocks() {
        let first = SystemClock.monotonicMicroseconds
        let second = SystemClock.monotonicMicroseconds

        #expect(first <= second)
        #expect(SystemClock.wallMicroseconds > 1_577_836_800_000_000)
    }
}
#endif

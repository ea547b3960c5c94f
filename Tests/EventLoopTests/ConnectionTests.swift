import EventLoop
import Testing

#if os(Linux)
import Glibc

@Suite("EventLoop: connections")
struct ConnectionTests {
    @Test("Lines go both ways, whole and in order, without their LF and with their CR")
    func bothWays() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()

        #expect(talk.send("one\ntwo\r\n\nthr", to: client))
        #expect(talk.send("answer\n", to: server))
        try talk.turn {
            talk.lines[server] == ["one", "two\r", ""] && talk.lines[client] == ["answer"]
        }
        #expect(talk.send("ee\n", to: client))
        try talk.turn { talk.lines[server]?.count == 4 }

        #expect(talk.lines[server]?.last == "three")
        #expect(talk.loop.peerAddress(of: client)?.description.hasPrefix("127.0.0.1:") == true)
    }

    @Test("A patient message leaves with the next one, and without one soon")
    func patience() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()

        #expect(talk.send("one\n", to: client, isPatient: true))
        talk.loop.flush()
        let sentAlone = talk.loop.counters.bytesSent
        #expect(talk.send("two\n", to: client))
        talk.loop.flush()
        let sentTogether = talk.loop.counters.bytesSent
        #expect(talk.send("three\n", to: client, isPatient: true))
        try talk.turn { talk.lines[server]?.count == 3 }

        #expect(sentAlone == 0)
        #expect(sentTogether == 8)
        #expect(talk.lines[server] == ["one", "two", "three"])
    }

    @Test("What is sent before the connection is open leaves when it is")
    func sendBeforeOpen() throws {
        let talk = try TalkingLoop()
        let listener = try talk.loop.listen(on: .loopback(port: 0))
        let port = try #require(talk.loop.port(of: listener))

        let client = talk.loop.connect(to: .loopback(port: port))
        #expect(talk.send("early\n", to: client))
        try talk.turn { !talk.lines.isEmpty }

        #expect(Array(talk.lines.values) == [["early"]])
    }

    @Test("A refused connection is reported in words")
    func refused() throws {
        let talk = try TalkingLoop()
        let listener = try talk.loop.listen(on: .loopback(port: 0))
        let port = try #require(talk.loop.port(of: listener))
        talk.loop.close(listener)

        let client = talk.loop.connect(to: .loopback(port: port))
        try talk.turn { talk.closeReason(of: client) != nil }

        let reason = try #require(talk.closeReason(of: client))
        #expect(reason == .failed(SystemError(call: "connect", number: ECONNREFUSED)))
        #expect(reason.description == "connect: Connection refused (111)")
        #expect(!talk.events.contains(.opened(client)))
        #expect(talk.loop.connectionCount == 0)
    }

    @Test("Everything sent before an end is delivered before the end is reported")
    func dataBeforeEnd() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()

        for number in 0..<1_000 { #expect(talk.send("line \(number)\n", to: client)) }
        talk.send("unfinished", to: client)
        talk.loop.close(client, afterFlushing: true)
        try talk.turn { talk.closeReason(of: server) != nil }

        #expect(talk.closeReason(of: server) == .ended)
        #expect(talk.lines[server] == (0..<1_000).map { "line \($0)" })
        try talk.turn { talk.loop.connectionCount == 0 }
        #expect(talk.closeReason(of: client) == nil, "the owner knows what it closed")
    }

    @Test("A connection that outlives its input answers after the end, then closes")
    func halfClose() throws {
        var outlives = ConnectionSettings()
        outlives.outlivesInput = true
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair(accepting: outlives)

        // Closing after flushing ends the sending side and waits for the other.
        talk.send("question\n", to: client)
        talk.loop.close(client, afterFlushing: true)
        try talk.turn(until: .inputEnded(server))

        #expect(talk.lines[server] == ["question"])
        #expect(talk.send("answer\n", to: server))
        talk.loop.close(server, afterFlushing: true)
        try talk.turn { talk.loop.connectionCount == 0 }
        #expect(talk.closeReason(of: server) == nil)
    }

    @Test("A reset is reported, after what arrived before it")
    func reset() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()
        talk.send("unread by the server\n", to: client)
        talk.takesLines = false
        try talk.turn(until: .received(server))
        talk.send("last words\n", to: server)
        talk.loop.flush()
        // Fill the server's socket with bytes that it has not read, so that its close is a reset.
        talk.loop.pauseReading(server)
        talk.send(String(repeating: "x", count: 100_000), to: client)
        talk.loop.flush()
        talk.loop.close(server)
        talk.takesLines = true

        try talk.turn { talk.closeReason(of: client) != nil }

        #expect(talk.lines[client] == ["last words"])
        #expect(
            talk.closeReason(of: client)
                == .failed(SystemError(call: "read", number: ECONNRESET))
        )
    }

    @Test("A paused connection delivers its lines after it is resumed, and then its end")
    func pausedEnd() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()
        talk.loop.pauseReading(server)
        talk.send("kept\n", to: client)
        talk.loop.flush()
        talk.loop.close(client)
        for _ in 0..<5 { try talk.loop.wait(atMostMilliseconds: 0) }
        #expect(talk.lines[server] == nil)
        #expect(talk.closeReason(of: server) == nil)

        talk.loop.resumeReading(server)
        try talk.turn { talk.closeReason(of: server) != nil }

        #expect(talk.lines[server] == ["kept"])
    }

    @Test("A paused connection that is reset keeps nobody awake, and is reported when resumed")
    func pausedReset() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()
        talk.takesLines = false
        talk.send("unread by the server\n", to: client)
        try talk.turn(until: .received(server))
        talk.loop.pauseReading(client)
        talk.loop.pauseReading(server)
        talk.send(String(repeating: "x", count: 100_000), to: client)
        talk.loop.flush()
        talk.loop.close(server)
        let timer = talk.loop.startTimer(afterMilliseconds: 30)

        var turns = 0
        try talk.turn {
            turns += 1
            return talk.events.contains(.timer(timer))
        }
        #expect(turns < 10)
        #expect(talk.closeReason(of: client) == nil)
        talk.loop.resumeReading(client)
        try talk.turn { talk.closeReason(of: client) != nil }
    }

    @Test("A pause inside the lending stops it after that line; the rest comes with the resume")
    func pauseWhileLending() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()
        talk.takesLines = false
        talk.send("a\nb\nc\n", to: client)
        try talk.turn(until: .received(server))

        var heard: [String] = []
        talk.loop.forEachLine(of: server) { line in
            heard.append(text(of: line))
            if heard.count == 2 { talk.loop.pauseReading(server) }
        }
        #expect(heard == ["a", "b"])
        try talk.loop.wait(atMostMilliseconds: 0)
        #expect(talk.loop.events == [])
        talk.loop.resumeReading(server)
        try talk.loop.wait(atMostMilliseconds: 0)
        #expect(talk.loop.events == [.received(server)])
        talk.take(from: server)
        #expect(talk.lines[server] == ["c"])
    }

    @Test("A connection may be closed while its lines are lent; the rest is dropped")
    func closeWhileLending() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()
        talk.takesLines = false
        talk.send("a\nb\n", to: client)
        try talk.turn(until: .received(server))

        var heard = 0
        talk.loop.forEachLine(of: server) { _ in
            heard += 1
            talk.loop.close(server)
        }

        #expect(heard == 1)
        #expect(!talk.send("late\n", to: server))
        try talk.turn { talk.closeReason(of: client) != nil }
    }

    @Test("Whoever answers a broken rule is heard, although the offender goes on sending")
    func violation() throws {
        var limits = EventLoopLimits()
        limits.lineBytesMax = 4_000_000
        let talk = try TalkingLoop(limits: limits)
        var short = ConnectionSettings()
        short.lineBytesMax = 8
        let (client, server) = try talk.connectedPair(accepting: short)

        talk.send("seven b\n", to: client)
        talk.send("eight by\n", to: client)
        // More than the system holds: some of it is unread when the server closes.
        #expect(talk.send(String(repeating: "x", count: 4_000_000), to: client))
        try talk.turn(until: .violation(server, .lineTooLong(bytesMax: 8)))
        #expect(talk.lines[server] == ["seven b"])
        #expect(talk.send("ERROR\n", to: server))
        talk.loop.close(server, afterFlushing: true)
        try talk.turn { talk.closeReason(of: client) != nil }

        #expect(talk.lines[client] == ["ERROR"])
        #expect(talk.closeReason(of: client) == .ended)
        #expect(talk.lines[server] == ["seven b"])
        #expect(talk.loop.counters.violations == 1)
    }

    @Test("An offender that nobody closes is closed when the time is over")
    func forgottenViolation() throws {
        var limits = EventLoopLimits()
        limits.lingerMillisecondsMax = 20
        limits.housekeepingMilliseconds = 5
        limits.lineBytesMax = 8
        let talk = try TalkingLoop(limits: limits)
        let (client, server) = try talk.connectedPair()

        talk.send("123456789", to: client)
        try talk.turn { talk.closeReason(of: server) != nil }

        #expect(talk.closeReason(of: server) == .violation(.lineTooLong(bytesMax: 8)))
    }

    @Test("An unfinished line that comes too slowly is a broken rule; a finished one is not")
    func slowLine() throws {
        var limits = EventLoopLimits()
        limits.slowLineGraceMilliseconds = 30
        limits.housekeepingMilliseconds = 5
        let talk = try TalkingLoop(limits: limits)
        let (patient, first) = try talk.connectedPair()
        let (client, server) = try talk.connectedPair()

        talk.send("finished\n", to: patient)
        talk.send("unfinished", to: client)
        try talk.turn(until: .violation(server, .tooSlow))

        #expect(talk.lines[first] == ["finished"])
        #expect(!talk.events.contains(.violation(first, .tooSlow)))
    }

    @Test("A limit that is raised while a line is lent holds for the next line")
    func raisedLimit() throws {
        var short = ConnectionSettings()
        short.lineBytesMax = 8
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair(accepting: short)
        talk.takesLines = false
        talk.send("hello\n" + String(repeating: "x", count: 100) + "\n", to: client)
        try talk.turn(until: .received(server))

        var lengths: [Int] = []
        talk.loop.forEachLine(of: server) { line in
            lengths.append(line.count)
            talk.loop.setLimits(of: server, lineBytesMax: 101, outboxBytesMax: 1_000)
        }

        #expect(lengths == [5, 100])
    }

    @Test("A connection of bytes hands over what comes, and keeps what is not taken")
    func bytes() throws {
        var raw = ConnectionSettings()
        raw.framing = .bytes
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair(accepting: raw)
        talk.send("abc", to: client)
        try talk.turn(until: .received(server))

        var seen: [String] = []
        let take = { (count: Int) in
            talk.loop.takeBytes(of: server) { bytes in
                seen.append(text(of: bytes))
                return count
            }
        }
        take(1)
        try talk.loop.wait(atMostMilliseconds: 0)
        #expect(talk.loop.events == [], "nothing new came")
        talk.send("def", to: client)
        try talk.turn { talk.loop.events.contains(.received(server)) }
        take(5)
        take(0)

        #expect(seen == ["abc", "bcdef", ""])
    }
}
#endif

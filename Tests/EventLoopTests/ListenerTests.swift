import EventLoop
import Testing

#if os(Linux)
import Glibc

@Suite("EventLoop: listeners and limits")
struct ListenerTests {
    @Test("A thousand connections each get their own line, and no id is used twice")
    func thousand() throws {
        let count = 1_000
        var limits = EventLoopLimits()
        limits.connectionsMax = 2 * count
        let talk = try TalkingLoop(limits: limits)
        let listener = try talk.loop.listen(on: .loopback(port: 0))
        let port = try #require(talk.loop.port(of: listener))

        var ids: Set<ConnectionID> = []
        for round in 0..<2 {
            let clients = (0..<count)
                .map { number in
                    let id = talk.loop.connect(to: .loopback(port: port))
                    talk.send("client \(round) \(number)\n", to: id)
                    return id
                }
            let servers = {
                talk.accepted(by: listener).dropFirst(round * count)
            }
            try talk.turn {
                servers().count == count && servers().allSatisfy { talk.lines[$0] != nil }
            }
            let heard = servers().compactMap { talk.lines[$0]?.first }
            #expect(Set(heard) == Set((0..<count).map { "client \(round) \($0)" }))
            ids.formUnion(clients)
            ids.formUnion(servers())

            for id in clients { talk.loop.close(id) }
            try talk.turn { talk.loop.connectionCount == 0 }
        }
        #expect(ids.count == 4 * count)
    }

    @Test("At its limit a listener closes what comes, and takes again what comes later")
    func connectionsMax() throws {
        let talk = try TalkingLoop()
        let listener = try talk.loop.listen(on: .loopback(port: 0), connectionsMax: 2)
        let port = try #require(talk.loop.port(of: listener))

        let clients = (0..<3).map { _ in talk.loop.connect(to: .loopback(port: port)) }
        try talk.turn { clients.contains { talk.closeReason(of: $0) != nil } }
        #expect(talk.loop.counters.refusedAtLimit == 1)
        #expect(talk.accepted(by: listener).count == 2)

        let living = try #require(clients.first { talk.closeReason(of: $0) == nil })
        talk.loop.close(living)
        try talk.turn { talk.loop.connectionCount == 2 }
        let late = talk.loop.connect(to: .loopback(port: port))
        talk.send("late\n", to: late)
        try talk.turn { talk.lines.values.contains(["late"]) }
    }

    @Test("At the loop's limit an outgoing connection is refused as an event")
    func outgoingAtLimit() throws {
        var limits = EventLoopLimits()
        limits.connectionsMax = 2
        let talk = try TalkingLoop(limits: limits)
        _ = try talk.connectedPair()

        let refused = talk.loop.connect(to: .loopback(port: 1))
        try talk.turn(until: .closed(refused, .tooManyConnections))

        #expect(!talk.send("nobody\n", to: refused))
        #expect(talk.loop.unsentBytes(of: refused) == 0)
        #expect(talk.loop.peerAddress(of: refused) == nil)
    }

    @Test("A name of a connection that is gone reaches nothing, not even in its old place")
    func oldNames() throws {
        let talk = try TalkingLoop()
        let (client, server) = try talk.connectedPair()
        talk.loop.close(client)
        try talk.turn { talk.closeReason(of: server) != nil }
        let (newClient, newServer) = try talk.connectedPair()

        for old in [client, server] {
            #expect(!talk.send("lost\n", to: old))
            talk.loop.pauseReading(old)
            talk.loop.resumeReading(old)
            talk.loop.setLimits(of: old, lineBytesMax: 2, outboxBytesMax: 2)
            talk.loop.close(old)
            talk.loop.close(old, afterFlushing: true)
            #expect(old.serial < min(newClient.serial, newServer.serial))
        }
        talk.send("found\n", to: newClient)
        try talk.turn { talk.lines[newServer] == ["found"] }
    }

    @Test("An address in use is an error in words")
    func addressInUse() throws {
        let talk = try TalkingLoop()
        let listener = try talk.loop.listen(on: .loopback(port: 0))
        let address = try #require(talk.loop.address(of: listener))

        let error = #expect(throws: SystemError.self) { try talk.loop.listen(on: address) }

        #expect(error?.description == "bind: Address already in use (98)")
    }

    @Test("A listener that was opened by others is taken over")
    func adopted() throws {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        try #require(Glibc.listen(descriptor, 5) == 0)
        let talk = try TalkingLoop()

        let listener = try talk.loop.adopt(listeningDescriptor: descriptor)
        let port = try #require(talk.loop.port(of: listener))
        let client = talk.loop.connect(to: try SocketAddress("[::1]:\(port)"))
        try talk.turn { talk.accepted(by: listener).count == 1 }

        talk.loop.close(listener)
        #expect(talk.loop.port(of: listener) == nil)
        #expect(talk.closeReason(of: client) == nil)
    }

    @Test("What does not listen is not taken over")
    func notListening() throws {
        let loop = try EventLoop()
        let idle = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        try #require(idle >= 0)
        var pipe: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&pipe) == 0)
        defer { for descriptor in pipe + [idle] { close(descriptor) } }

        #expect(throws: SystemError(call: "accept", number: EINVAL)) {
            try loop.adopt(listeningDescriptor: idle)
        }
        #expect(throws: SystemError(call: "getsockopt", number: ENOTSOCK)) {
            try loop.adopt(listeningDescriptor: pipe[0])
        }
    }

    @Test("Without a free descriptor a loop refuses connections, does not spin, and recovers")
    func noDescriptors() async {
        await #expect(processExitsWith: .success) {
            let talk = try TalkingLoop()
            let listener = try talk.loop.listen(on: .loopback(port: 0))
            let port = try #require(talk.loop.port(of: listener))
            let first = talk.loop.connect(to: .loopback(port: port))
            try talk.turn { talk.accepted(by: listener).count == 1 }
            // The client's socket is made while there are descriptors; the other end finds none.
            let late = talk.loop.connect(to: .loopback(port: port))
            var limit = rlimit(rlim_cur: 0, rlim_max: 0)
            try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            let before = limit
            limit.rlim_cur = 3
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            try talk.turn { talk.loop.counters.refusedWithoutDescriptor > 0 }

            // No descriptor means no reserve either: the listener rests, and the rest lives.
            for _ in 0..<10 { try talk.loop.wait(atMostMilliseconds: 1) }
            #expect(talk.loop.counters.refusedWithoutDescriptor < 5)
            talk.send("alive\n", to: first)
            try talk.turn { talk.lines.values.contains(["alive"]) }
            let refused = talk.loop.connect(to: .loopback(port: port))
            try talk.turn { talk.closeReason(of: refused) != nil }
            #expect(
                talk.closeReason(of: refused)
                    == .failed(SystemError(call: "socket", number: EMFILE))
            )

            limit = before
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            talk.send("late\n", to: late)
            try talk.turn { talk.lines.values.contains(["late"]) }
        }
    }

    @Test("With a reserve, a connection without descriptor is closed at once")
    func reserve() async {
        await #expect(processExitsWith: .success) {
            let talk = try TalkingLoop()
            let listener = try talk.loop.listen(on: .loopback(port: 0))
            let port = try #require(talk.loop.port(of: listener))
            let client = talk.loop.connect(to: .loopback(port: port))
            // Take every descriptor that is left, but not the reserve.
            var limit = rlimit(rlim_cur: 200, rlim_max: 200)
            try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            while dup(2) >= 0 {}

            try talk.turn { talk.closeReason(of: client) != nil }

            #expect(talk.loop.counters.refusedWithoutDescriptor >= 1)
            #expect(talk.accepted(by: listener).isEmpty)
        }
    }

    @Test("Limits that contradict each other are a programmer error")
    func badLimits() async {
        await #expect(processExitsWith: .failure) {
            var limits = EventLoopLimits()
            limits.outboxBytesMax = limits.lineBytesMax - 1
            _ = try EventLoop(limits: limits)
        }
    }
}
#endif

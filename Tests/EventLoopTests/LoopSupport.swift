import EventLoop
import Testing

/// A loop that talks to itself, and what it was told so far.
final class TalkingLoop {
    /// The loop.
    let loop: EventLoop
    /// Every event so far, in order.
    private(set) var events: [Event] = []
    /// The lines taken so far from each connection, as text.
    private(set) var lines: [ConnectionID: [String]] = [:]
    /// Whether `received` is answered by taking the lines.
    var takesLines = true

    init(limits: EventLoopLimits = EventLoopLimits()) throws {
        loop = try EventLoop(limits: limits)
    }

    /// Runs turns until `isDone`, for at most 20 seconds.
    func turn(
        until isDone: () throws -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let deadline = SystemClock.monotonicMilliseconds + 20_000
        while try !isDone() {
            try #require(
                SystemClock.monotonicMilliseconds < deadline,
                "nothing came of it: \(events.suffix(20))",
                sourceLocation: sourceLocation
            )
            try loop.wait(atMostMilliseconds: 1_000)
            for event in loop.events { handle(event) }
        }
    }

    /// Runs turns until `event` was seen.
    func turn(
        until event: Event,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try turn(until: { events.contains(event) }, sourceLocation: sourceLocation)
    }

    /// Opens a listener and a connection to it, and returns the names of both ends.
    func connectedPair(
        accepting settings: ConnectionSettings = ConnectionSettings(),
        connecting ours: ConnectionSettings = ConnectionSettings()
    ) throws -> (client: ConnectionID, server: ConnectionID) {
        let listener = try loop.listen(on: .loopback(port: 0), settings: settings)
        let port = try #require(loop.port(of: listener))
        let client = loop.connect(to: .loopback(port: port), settings: ours)
        try turn { events.contains(.opened(client)) && accepted(by: listener).count == 1 }
        let server = try #require(accepted(by: listener).first)
        loop.close(listener)
        return (client, server)
    }

    /// The connections that `listener` took.
    func accepted(by listener: ListenerID) -> [ConnectionID] {
        events.compactMap { if case .accepted(let id, listener) = $0 { id } else { nil } }
    }

    /// Why `id` is gone, if it is.
    func closeReason(of id: ConnectionID) -> CloseReason? {
        events.lazy
            .compactMap { event -> CloseReason? in
                if case .closed(id, let reason) = event { reason } else { nil }
            }
            .first
    }

    /// Sends `text` as it is.
    @discardableResult
    func send(_ text: String, to id: ConnectionID, isPatient: Bool = false) -> Bool {
        loop.send(Array(text.utf8).span, to: id, isPatient: isPatient)
    }

    private func handle(_ event: Event) {
        events.append(event)
        guard case .received(let id) = event, takesLines else { return }
        take(from: id)
    }

    /// Takes the complete lines of `id`.
    func take(from id: ConnectionID) {
        loop.forEachLine(of: id) { line in
            lines[id, default: []].append(text(of: line))
        }
    }
}

/// Returns `bytes` as text.
func text(of bytes: Span<UInt8>) -> String {
    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
}

/// Numbers that are the same for the same seed.
struct Seeded: RandomNumberGenerator {
    /// What the next number is computed from.
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

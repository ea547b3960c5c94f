/// How a connection is read, and its own bounds.
public struct ConnectionSettings: Hashable, Sendable {
    /// How received bytes are handed over.
    public enum Framing: Hashable, Sendable {
        /// As lines; see ``EventLoop/forEachLine(of:_:)``.
        case lines
        /// As they come; see ``EventLoop/takeBytes(of:_:)``.
        case bytes
    }

    /// How received bytes are handed over.
    public var framing: Framing = .lines
    /// Whether the connection stays open for sending when the other side has ended its sending.
    ///
    /// A client that writes its request, ends, and reads the answer, as `nc -N` does, needs this.
    public var outlivesInput = false
    /// The longest line, in bytes with its LF; nil is the most that the loop allows.
    public var lineBytesMax: Int?
    /// The most bytes that wait to be sent; nil is the most that the loop allows.
    public var outboxBytesMax: Int?

    /// Creates the settings of a connection of lines that ends with its input.
    public init() {}

    /// Stops the program if the settings exceed the limits of the loop.
    func check(against limits: EventLoopLimits) {
        let line = lineBytesMax ?? limits.lineBytesMax
        let outbox = outboxBytesMax ?? limits.outboxBytesMax
        precondition(
            (2...limits.lineBytesMax).contains(line),
            "lines of \(line) bytes are not within 2...\(limits.lineBytesMax)"
        )
        precondition(
            (1...limits.outboxBytesMax).contains(outbox),
            "an outbox of \(outbox) bytes is not within 1...\(limits.outboxBytesMax)"
        )
    }
}

/// One connection of the loop: a socket, its buffers, and its state.
final class Connection {
    /// Its name.
    let id: ConnectionID
    /// Its descriptor.
    let socket: Socket
    /// The listener that accepted it, if one did.
    let listener: ListenerID?
    /// How received bytes are handed over.
    let framing: ConnectionSettings.Framing
    /// The other side, if it has an address.
    let peer: SocketAddress?
    /// Whether it is an input that others opened: never written to, and read once a turn.
    let isInputOnly: Bool
    /// What it may do.
    var state: ConnectionState
    /// What was received and not taken.
    var input: LineBuffer
    /// The limit of ``input``, also while the input is lent.
    var lineBytesMax: Int
    /// What waits to be sent.
    var outbox: Outbox
    /// What the poller watches it for; nil while the poller does not know it.
    var registered: Readiness?
    /// Whether the poller cannot watch it because it never waits, as a file does.
    var isAlwaysReady = false
    /// Whether the next flush looks at it.
    var isDirty = false
    /// Whether the next wait looks at it first.
    var isQueued = false
    /// Whether bytes arrived since the last report.
    var hasNews = false
    /// Whether the system takes no more bytes for now.
    var isBlocked = false
    /// Whether a send was refused since the outbox was last half empty.
    var hasRefusedSend = false
    /// Since when the line at the end is unfinished, in milliseconds, if it may be.
    var unfinishedSince: Int?
    /// When bytes last moved, in milliseconds.
    var lastUsed: Int

    /// Creates a connection that owns `socket` from now on.
    init(
        id: ConnectionID,
        socket: Socket,
        origin: Origin,
        settings: ConnectionSettings,
        limits: EventLoopLimits,
        now: Int
    ) {
        self.id = id
        self.socket = socket
        framing = settings.framing
        lineBytesMax = settings.lineBytesMax ?? limits.lineBytesMax
        input = LineBuffer(lineBytesMax: lineBytesMax)
        outbox = Outbox(bytesMax: settings.outboxBytesMax ?? limits.outboxBytesMax)
        lastUsed = now
        var deadline: Int?
        switch origin {
        case .accepted(let listener, let peer): (self.listener, self.peer) = (listener, peer)
        case .connecting(let peer):
            (listener, self.peer) = (nil, peer)
            deadline = now + limits.connectMillisecondsMax
        case .input: (listener, peer) = (nil, nil)
        }
        isInputOnly = origin == .input
        state = ConnectionState(
            connectingUntil: deadline,
            outlivesInput: settings.outlivesInput
        )
    }

    /// How a connection comes to be.
    enum Origin: Hashable, Sendable {
        /// A listener took it from this address.
        case accepted(ListenerID, SocketAddress?)
        /// It is being connected to this address.
        case connecting(SocketAddress)
        /// It is an input that others opened.
        case input
    }

    /// Whether as many bytes wait to be taken as may.
    func isFull(readBytesPerTurnMax: Int) -> Bool {
        switch framing {
        case .lines: input.count >= readBytesPerTurnMax && input.front() != .unfinished
        case .bytes: input.count >= lineBytesMax
        }
    }

    /// Returns what stands at the front of the input.
    func front() -> ConnectionState.Input {
        switch framing {
        case .lines:
            switch input.front() {
            case .unfinished: .nothing
            case .line: .something
            case .tooLong: .violation(.lineTooLong(bytesMax: lineBytesMax))
            }
        case .bytes:
            if hasNews {
                .something
            } else if input.count >= lineBytesMax {
                .violation(.lineTooLong(bytesMax: lineBytesMax))
            } else {
                .nothing
            }
        }
    }

    /// Whether the line at the end has been unfinished for longer, and came slower, than allowed.
    func isTooSlow(at now: Int, limits: EventLoopLimits) -> Bool {
        guard framing == .lines, state.wantsInput, !state.discardsInput, let unfinishedSince else {
            return false
        }
        let age = now - unfinishedSince
        guard age > limits.slowLineGraceMilliseconds, !input.isEmpty, input.front() == .unfinished
        else {
            return false
        }
        return input.count * 1_000 < limits.slowLineBytesPerSecondMin * age
    }
}

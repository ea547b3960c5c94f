/// The bounds of one event loop: nothing in it grows beyond them.
///
/// Times are in milliseconds of the monotonic clock, sizes in bytes.
public struct EventLoopLimits: Hashable, Sendable {
    /// The longest line that is received, in bytes with its LF; also the most unread bytes kept of
    /// a connection without lines.
    public var lineBytesMax = 1_048_576
    /// The most bytes that wait to be sent on one connection; a line that would not fit is refused.
    public var outboxBytesMax = 8 * 1_048_576
    /// The most connections at once, opened, accepted and lingering; further ones are refused.
    public var connectionsMax = 1_024
    /// The most bytes read from one connection before the others have their turn.
    public var readBytesPerTurnMax = 1_048_576
    /// The most connections taken from one listener in one turn.
    public var acceptsPerTurnMax = 64
    /// The most descriptors that one wait reports; the others stay ready.
    public var readyPerTurnMax = 256
    /// The most timers that run at once; one more is a programmer error.
    public var timersMax = 1_024
    /// How much memory an idle connection's buffers may keep, in bytes each.
    public var idleBufferBytesMax = 16_384
    /// How long a buffer larger than that may stay unused.
    public var idleBufferMilliseconds = 5_000
    /// How long it may take until an outgoing connection is open.
    public var connectMillisecondsMax = 3_000
    /// How long a connection that is closed after flushing may take for its last bytes.
    public var lingerMillisecondsMax = 2_000
    /// How long the other machine may acknowledge nothing, neither bytes nor keep-alive probes.
    public var unacknowledgedMillisecondsMax = 30_000
    /// How long a line may stay unfinished before its speed counts.
    public var slowLineGraceMilliseconds = 5_000
    /// The least speed of a line that has been unfinished for longer, in bytes a second.
    public var slowLineBytesPerSecondMin = 1_024
    /// How often deadlines of connections are looked at while there are any.
    public var housekeepingMilliseconds = 250
    /// How long a listener rests when the system has no descriptor or memory for a connection.
    public var acceptRestMilliseconds = 100

    /// Creates the limits of a node.
    public init() {}

    /// Stops the program if two limits contradict each other.
    func check() {
        precondition(lineBytesMax >= 2, "no line fits into \(lineBytesMax) bytes")
        precondition(
            outboxBytesMax >= lineBytesMax,
            "an outbox of \(outboxBytesMax) bytes does not hold a line of \(lineBytesMax)"
        )
        precondition(
            (1...ConnectionID.slotsMax).contains(connectionsMax),
            "\(connectionsMax) connections are not within 1...\(ConnectionID.slotsMax)"
        )
        precondition(
            readBytesPerTurnMax >= 4_096,
            "\(readBytesPerTurnMax) bytes a turn is too slow"
        )
        precondition(acceptsPerTurnMax > 0, "no connection would ever be accepted")
        precondition(readyPerTurnMax > 0, "no descriptor would ever be reported")
        precondition(timersMax >= 0, "\(timersMax) timers is not a number of timers")
        precondition(idleBufferBytesMax >= 0, "\(idleBufferBytesMax) bytes is not a size")
        precondition(slowLineBytesPerSecondMin >= 0, "\(slowLineBytesPerSecondMin) is not a speed")
        precondition(
            housekeepingMilliseconds > 0 && housekeepingMilliseconds <= lingerMillisecondsMax,
            """
            looking every \(housekeepingMilliseconds) ms cannot hold a limit of \
            \(lingerMillisecondsMax) ms
            """
        )
        precondition(connectMillisecondsMax > 0, "no connection would ever open")
        precondition(unacknowledgedMillisecondsMax >= 3_000, "keep-alive counts in seconds")
        precondition(acceptRestMilliseconds > 0, "a listener without rest would spin")
    }
}

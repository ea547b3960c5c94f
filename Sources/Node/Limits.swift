/// Limits of one node process, with units in their names.
public struct NodeLimits: Hashable, Sendable {
    /// The most connections at once.
    public var connectionsMax = 4_096
    /// The most of them that others may open, so that this node can always dial its peers.
    public var guestsMax = 4_000
    /// The most clients among them, so that operators and peers still find a place.
    public var clientsMax = 3_500
    /// The most bytes that wait for one peer; what does not fit is dropped and sent again later.
    public var peerOutboxBytesMax = 16 << 20
    /// The most bytes that wait for one client or operator; one that reads slower is cut off.
    public var clientOutboxBytesMax = 8 << 20
    /// The most messages that are remembered for prints, an entry in one counting as a message.
    public var historyMessagesMax = 20_000
    /// The same for NEW_VIEW.
    public var historyViewsMax = 20_000
    /// The same for HEARTBEAT.
    public var historyHeartbeatsMax = 1_000
    /// The most entries of an ACCEPT that is remembered.
    public var historyEntriesMax = 256
    /// The most lines from and to clients that are remembered of one turn.
    public var historyClientLinesPerTurnMax = 64
    /// The most messages in one page of history.
    public var historyPageMax = 200
    /// The most entries in the messages of one page, unless the first alone has more.
    public var historyPageWeightMax = 2_000
    /// How long a client that has ended its sending is given for its answers, in milliseconds.
    public var clientLingerMilliseconds = 5_000
    /// How long a peer's connection counts as alive without a line, in milliseconds.
    public var peerSilenceMillisecondsMax = 1_000
    /// How long a connection may take until its first line, in milliseconds.
    public var helloMillisecondsMax = 5_000
    /// How long after it was full a disk is tried again, in milliseconds.
    public var diskFullRetryMilliseconds = 1_000
    /// The most refused lines that are logged in a second; the others are only counted.
    public var loggedRefusalsPerSecondMax = 10

    /// The defaults.
    public init() {}
}

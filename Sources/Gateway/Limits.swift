internal import BankClient

/// The bounds of a gateway; nothing in it grows beyond them.
package enum GatewayLimits {
    /// The most connections at once; one more is answered 503 and closed.
    package static let connectionsMax = 4_096
    /// The most connections that are only told that there are too many.
    static let refusedConnectionsMax = 64
    /// The most requests of one connection without an answer; then nothing more is read from it.
    package static let outstandingMax = 32
    /// The most bytes of a request's body.
    package static let bodyBytesMax = 65_536
    /// The most bytes of a connection that were read and belong to no whole request.
    static let inputBytesMax = 131_072
    /// The most bytes that wait for a connection that does not read its answers.
    static let outboxBytesMax = 2 << 20
    /// The most bytes that wait for a connection of events before it gets no more for now.
    static let streamBytesMax = 256 << 10
    /// How many payments can be under way without a key of the cluster's protocol being reused.
    package static let lanesMax = 1_024
    /// The most requests that wait for another one with their key.
    static let joinersMax = 1_024
    /// The most lines about requests in a second.
    static let requestLinesPerSecondMax = 200
    /// The most slots that are read at once for connections of events.
    static let feedMax = 500
    /// The most connections of events.
    static let streamsMax = 256
    /// How long a head may be under way, in milliseconds.
    static let headMilliseconds = 5_000
    /// How long a body may be under way, in milliseconds.
    static let bodyMilliseconds = 10_000
    /// How long a connection may be open without a request, in milliseconds.
    static let idleMilliseconds = 60_000
    /// How long a request waits for another one with its key, in milliseconds.
    static let joinMilliseconds = 2_000
    /// How long a read waits for a node that lags, in milliseconds.
    static let lagMilliseconds = 2_000
    /// After how long it looks again, in milliseconds.
    static let lagRetryMilliseconds = 50
    /// The most pages of lines that are read of a node for a story.
    static let historyPagesMax = 128
    /// The most questions to nodes without an answer before a request that needs more is refused:
    /// what is left of ``ClientLimits/questionsMax`` is for one such request, and for statuses.
    static let questionsMax = ClientLimits.questionsMax - 64
    /// How long a node may take to say how it is, in milliseconds.
    static let statusMilliseconds = 500
    /// The most steps of a slot's story.
    static let storyStepsMax = 200
    /// How long a node may take for a question, in milliseconds.
    static let questionMilliseconds = 2_000
    /// How often nodes are asked how they are while somebody watches, in milliseconds.
    static let pollMilliseconds = 250
    /// For how long somebody who asked once counts as watching, in milliseconds.
    static let watchMilliseconds = 1_000
    /// How long requests under way have when the gateway stops, in milliseconds.
    static let stopMilliseconds = 5_000
    /// How often streams of events say that they are alive, in milliseconds.
    static let heartbeatMilliseconds = 15_000
    /// The longest time that a request may be given, in milliseconds.
    package static let requestMillisecondsMax = 600_000
    /// The most elements of a list.
    package static let listElementsMax = 500
    /// The elements of a list that nobody gave a number for.
    package static let listElements = 50
    /// The most characters of a request's id that is taken over.
    package static let requestIDCharactersMax = 64
    /// The most characters of a gateway's name: with the number of a lane it is part of an
    /// identifier.
    package static let nameCharactersMax = 48
}

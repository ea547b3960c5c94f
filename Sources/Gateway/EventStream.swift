internal import EventLoop
internal import HTTP
internal import Paxos

/// One connection that follows what happens.
struct EventStream {
    /// How its answer is written.
    let writer: HTTPEventStreamWriter
    /// The next slot it wants; nil until it is known what happens next.
    var next: Slot?
    /// The most slots it may be behind before it skips some; nil if it wants each.
    let lagMax: UInt64?
    /// Whether it takes nothing for now, because it did not read what it got.
    var isBlocked = false
    /// When something was sent last, in milliseconds.
    var sentAt: Int
    /// The leader it was told of last.
    var leader: Ballot?
}

/// The connections that follow what happens, and what is asked for them.
struct Streams {
    /// The streams, by connection.
    var streams: [ConnectionID: EventStream] = [:]
    /// Whether a node was asked what has happened.
    var isAsking = false

    /// From where events were asked for last.
    private var lastStart = Slot.zero

    /// Whether nobody follows.
    var isEmpty: Bool { streams.isEmpty }

    /// How many follow.
    var count: Int { streams.count }

    /// Takes a stream away.
    mutating func remove(_ id: ConnectionID) { streams[id] = nil }

    /// Lets streams go on that have read most of what they got.
    mutating func unblock(where isFree: (ConnectionID) -> Bool) {
        for (id, stream) in streams where stream.isBlocked && isFree(id) {
            streams[id]?.isBlocked = false
        }
    }

    /// Returns the slot from which events are asked for next: those that streams lack take turns,
    /// so that one far behind does not keep the others waiting; nil if each stream waits for what
    /// happens next.
    mutating func nextStart() -> Slot? {
        let starts = Set(streams.values.filter { !$0.isBlocked }.compactMap(\.next)).sorted()
        guard let start = starts.first(where: { $0 > lastStart }) ?? starts.first else {
            return nil
        }
        lastStart = start
        return start
    }

    /// Whether a stream waits to learn what happens next.
    var hasNew: Bool { streams.values.contains { $0.next == nil } }
}

/// The text of events.
package enum EventText {
    /// Returns the text of an event.
    ///
    /// - Parameters:
    ///   - name: Its kind.
    ///   - id: The slot with which a stream goes on after it; nil if it has none.
    ///   - data: Its data, one line of JSON.
    /// - Returns: The lines, with the empty one that ends the event.
    package static func text(_ name: String, id: UInt64? = nil, data: [UInt8]) -> String {
        HTTPEvent(
            id: id.map { "\($0)" },
            name: name,
            data: String(decoding: data, as: UTF8.self)
        )
        .text
    }
}

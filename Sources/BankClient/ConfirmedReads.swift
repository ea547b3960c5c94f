package import Paxos
package import Wire

/// Any number of reads at a time that share one connection to each node, as a value.
///
/// Each has its own timer. The owner, as a rule ``ClusterConnection``, says what happened and sends
/// what ``takeSends(_:)`` gives it. Reads that were refused wait for a leader together: one of them
/// asks all nodes again and again, and when it, or anybody else, is told who leads, all go there.
package struct ConfirmedReads: Sendable {
    /// A read under way.
    private struct Entry: Sendable {
        /// Where it was asked.
        var read: ConfirmedRead
        /// The caller's number.
        let tag: Int
        /// When it was begun, in milliseconds.
        let begunAt: Int
        /// When its time is over, in milliseconds; the greatest number for never.
        let end: Int
        /// The nodes that turned us away since it was begun.
        var turnedAway = NodeSet()

        /// When something is due, in milliseconds.
        var deadline: Int { min(read.deadline, end) }
    }

    /// How many reads are under way.
    package private(set) var count = 0
    /// The reads; the low bits of a read's number are its place, and nil is a place without one.
    private var entries: [Entry?] = []
    /// The places without a read.
    private var free: [Int] = []
    /// How many reads there were: what tells a read of a place from its earlier ones.
    private var serial: UInt64 = 0
    /// What is over and not taken yet, in order.
    private var finished: [FinishedRead] = []
    /// What must be sent, in order.
    private var lines = OutgoingLines()
    /// The nodes that a read can be sent to now.
    private var open = NodeSet()
    /// The nodes that a read is or was meant for since none was under way.
    private var wanted = NodeSet()
    /// Nothing is due of any read before this, in milliseconds; it may be long past.
    private var deadlineMin = Int.max
    /// When a refused read asks all nodes again, in milliseconds; nil while none was refused.
    private var probeAt: Int?
    /// The leader's ballot at the last look; nil if none was believed in.
    private var followed: Ballot?
    /// Draws the waits.
    private var generator: SeededGenerator
    /// How long reads wait for answers.
    private let policy: RetryPolicy

    /// How many low bits of a read's number are its place.
    private static let placeBits: UInt64 = 16

    /// Creates the keeper of no reads.
    package init(seed: UInt64, policy: RetryPolicy) {
        precondition(
            ClientLimits.readsMax <= 1 << Self.placeBits,
            "\(ClientLimits.readsMax) reads have no place in \(Self.placeBits) bits"
        )
        generator = SeededGenerator(seed: seed)
        self.policy = policy
    }

    /// Whether one more read can be taken, those that are over and were not taken included.
    package var hasRoom: Bool { count + finished.count < ClientLimits.readsMax }

    /// When ``turn(_:at:)`` has something to do at the latest, in milliseconds; nil while only
    /// events or new reads can give it something to do.
    package var deadline: Int? {
        count == 0 ? nil : min(deadlineMin, probeAt ?? .max)
    }

    /// The nodes that reads are meant for.
    package var needed: NodeSet { count > 0 ? wanted : NodeSet() }

    /// Begins to read; the caller MUST see to it that there is room.
    ///
    /// - Parameters:
    ///   - subject: What to read.
    ///   - tag: The caller's number, which comes back when the read is over.
    ///   - leaders: Who is asked first.
    ///   - now: The time, in milliseconds.
    ///   - end: When its time is over, in milliseconds; the greatest number for never.
    /// - Returns: What names it.
    package mutating func begin(
        _ subject: ReadSubject,
        tag: Int,
        leaders: LeaderCache,
        at now: Int,
        end: Int
    ) -> ReadID {
        precondition(hasRoom, "\(count) reads and \(finished.count) that are over are the most")
        if count == 0 { wanted = NodeSet() }
        let place = free.popLast() ?? entries.count
        if place == entries.count { entries.append(nil) }
        serial += 1
        let read = ConfirmedRead(
            id: serial << Self.placeBits | UInt64(place),
            subject,
            leaders: leaders,
            at: now,
            policy: policy,
            using: &generator
        )
        entries[place] = Entry(read: read, tag: tag, begunAt: now, end: end)
        count += 1
        send(from: place, to: read.targets)
        return ReadID(read.id)
    }

    /// Takes what is over since the last time, in order.
    package mutating func takeFinished() -> [FinishedRead] {
        guard !finished.isEmpty else { return [] }
        let taken = finished
        finished.removeAll(keepingCapacity: true)
        return taken
    }

    /// Whether a read is over and was not taken yet; O(those that are).
    package func isFinished(_ id: ReadID) -> Bool { finished.contains { $0.id == id } }

    /// Takes one read that is over, and leaves the others; nil if it is not over.
    package mutating func takeFinished(_ id: ReadID) -> FinishedRead? {
        finished.firstIndex { $0.id == id }.map { finished.remove(at: $0) }
    }

    /// Ends a read's time, if it is under way.
    package mutating func giveUp(_ id: ReadID, at now: Int) {
        if let place = place(of: id.rawValue) { timeOut(place, at: now) }
    }

    /// Ends the time of all reads.
    package mutating func giveUpAll(at now: Int) {
        for place in entries.indices { timeOut(place, at: now) }
    }

    /// Hands out what must be sent, oldest first, and forgets it.
    ///
    /// - Parameter body: Takes whole lines, and the nodes to send them to; all of them are open.
    package mutating func takeSends(_ body: (_ lines: Span<UInt8>, _ targets: NodeSet) -> Void) {
        lines.take(body)
    }
}

// MARK: - What happens

extension ConfirmedReads {
    /// Follows a leader that showed itself, asks again for what waited too long, and ends what has
    /// no more time.
    package mutating func turn(_ leaders: inout LeaderCache, at now: Int) {
        guard count > 0 else { return }
        let ballot = leaders.leader == nil ? nil : leaders.ballot
        if ballot != followed {
            followed = ballot
            if ballot != nil { followLeader(leaders, at: now) }
        }
        if now >= deadlineMin { expireOverdue(&leaders, at: now) }
        if let due = probeAt, due <= now { probe(leaders.members, at: now) }
    }

    /// Takes an answer of `node`.
    package mutating func receive(
        _ message: ReadAnswer,
        from node: NodeID,
        _ leaders: inout LeaderCache,
        at now: Int
    ) {
        guard let place = place(of: message.id) else { return }
        if entries[place]?.read.receive(message, from: node, &leaders, at: now) == true {
            send(from: place)
        } else if let answer = entries[place]?.read.answer {
            finish(place, .success(answer))
        } else if entries[place]?.read.isRefused == true, probeAt == nil {
            probeAt = now + ClientLimits.probeMilliseconds
        }
    }

    /// Reads can be sent to `node` from now on; those that are meant for it are.
    package mutating func nodeDidOpen(_ node: NodeID) {
        open.insert(node)
        let alone = NodeSet(CollectionOfOne(node))
        for place in entries.indices {
            entries[place]?.turnedAway.remove(node)
            guard let read = entries[place]?.read, read.targets.contains(node) else { continue }
            lines.append(read.message, to: alone)
        }
    }

    /// Nothing can be sent to `node` for now; what was meant for it alone goes to all nodes at
    /// once, and reads that every node turned away are over.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - isLasting: Whether trying again does not mend it.
    ///   - leaders: Who leads; the leader may be given up.
    ///   - now: The time, in milliseconds.
    package mutating func nodeIsAway(
        _ node: NodeID,
        isLasting: Bool,
        _ leaders: inout LeaderCache,
        at now: Int
    ) {
        open.remove(node)
        let alone = NodeSet(CollectionOfOne(node))
        for place in entries.indices {
            guard let targets = entries[place]?.read.targets else { continue }
            if isLasting { entries[place]?.turnedAway.insert(node) }
            if entries[place]?.turnedAway == leaders.members {
                finish(place, .failure(.turnedAway))
            } else if targets == alone, leaders.members != alone {
                expire(place, &leaders, at: now)
            }
        }
    }

    private mutating func followLeader(_ leaders: LeaderCache, at now: Int) {
        probeAt = nil
        for place in entries.indices
        where entries[place]?.read.follow(leaders, at: now, using: &generator) == true {
            send(from: place)
        }
    }

    private mutating func expireOverdue(_ leaders: inout LeaderCache, at now: Int) {
        deadlineMin = .max
        for place in entries.indices {
            guard let entry = entries[place] else { continue }
            if entry.end <= now {
                timeOut(place, at: now)
            } else if entry.deadline <= now {
                expire(place, &leaders, at: now)
            } else {
                deadlineMin = min(deadlineMin, entry.deadline)
            }
        }
    }

    private mutating func expire(_ place: Int, _ leaders: inout LeaderCache, at now: Int) {
        entries[place]?.read.expire(&leaders, at: now, using: &generator)
        send(from: place)
    }

    /// Lets one of the reads that were refused ask all nodes, if there is any.
    private mutating func probe(_ members: NodeSet, at now: Int) {
        probeAt = nil
        let place = entries.firstIndex { $0?.read.isRefused == true }
        guard let place else { return }
        probeAt = now + ClientLimits.probeMilliseconds
        entries[place]?.read.probe(members)
        send(from: place)
    }
}

// MARK: - Places

extension ConfirmedReads {
    /// Where the read with that number is; nil if it is over or never was.
    private func place(of id: UInt64) -> Int? {
        let place = Int(id & (1 << Self.placeBits - 1))
        guard place < entries.count, entries[place]?.read.id == id else { return nil }
        return place
    }

    private mutating func send(from place: Int) {
        if let targets = entries[place]?.read.targets { send(from: place, to: targets) }
    }

    /// Sends a read to those of `nodes` that are open; the others get it when they are.
    private mutating func send(from place: Int, to nodes: NodeSet) {
        guard let entry = entries[place] else { return }
        deadlineMin = min(deadlineMin, entry.deadline)
        var reachable = NodeSet()
        for node in nodes {
            wanted.insert(node)
            if open.contains(node) { reachable.insert(node) }
        }
        if !reachable.isEmpty { lines.append(entry.read.message, to: reachable) }
    }

    private mutating func timeOut(_ place: Int, at now: Int) {
        guard let begun = entries[place]?.begunAt else { return }
        finish(place, .failure(.timedOut(milliseconds: now - begun)))
    }

    private mutating func finish(_ place: Int, _ result: Result<ReadAnswer, ReadFailure>) {
        guard let entry = entries[place] else { return }
        finished.append(
            FinishedRead(
                id: ReadID(entry.read.id),
                tag: entry.tag,
                subject: entry.read.subject,
                result: result
            )
        )
        entries[place] = nil
        free.append(place)
        count -= 1
    }
}

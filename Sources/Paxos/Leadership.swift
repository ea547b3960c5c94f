#if MUTANTS
import Mutation
#endif

/// What a leader knows of its own ballot: where its view lies, and how far each peer is.
struct Leadership: Hashable, Sendable {
    /// The ballot led in.
    let ballot: Ballot
    /// The first slot of the view; every slot before it was committed when the leader stood.
    let viewFirst: Slot
    /// The last slot of the NEW_VIEW; the one before ``viewFirst`` if it was empty.
    let viewLast: Slot
    /// The last slot proposed.
    var lastProposed: Slot
    /// Every slot of the view up to this one is handed to the log by this replica.
    var recorded: Slot
    /// Every slot of the view up to this one is durable at this replica: its own vote.
    private(set) var durable: Slot
    /// Whether this replica's own promise of the ballot is durable; until then no message under the
    /// ballot may leave.
    private(set) var isPromiseDurable = false
    /// How far each node is, by number; the entries of non-members and of the leader stay unused.
    private var progress: [PeerProgress]
    /// The number of the last heartbeat sent.
    private(set) var beat: UInt64 = 0
    /// When this replica began to lead, or began again after a pause.
    private(set) var beganAt: UInt64
    /// When the next heartbeat is due.
    var nextHeartbeat: UInt64
    /// Whether a read waits for a heartbeat that leaves from now on.
    var isBeatAsked = false
    /// The commit watermark that every peer was told last.
    var announced: Slot
    /// Who refused this ballot, because it promised a higher one, since it was led in.
    private(set) var refusedBy = NodeSet()

    /// Begins to lead.
    ///
    /// - Parameters:
    ///   - ballot: The ballot that a quorum promised.
    ///   - viewFirst: The first slot of the view.
    ///   - viewLast: Its last slot.
    ///   - promisers: Who promised: they are alive.
    ///   - members: All replicas.
    ///   - now: The time, in ticks.
    init(
        ballot: Ballot,
        viewFirst: Slot,
        viewLast: Slot,
        promisers: NodeSet,
        members: NodeSet,
        now: UInt64
    ) {
        self.ballot = ballot
        self.viewFirst = viewFirst
        self.viewLast = viewLast
        self.lastProposed = viewLast
        let before = Slot(viewFirst.rawValue - 1)
        self.recorded = before
        self.durable = before
        self.announced = before
        self.beganAt = now
        self.nextHeartbeat = now
        let highest = members.reduce(0) { Swift.max($0, Int($1.rawValue)) }
        self.progress = (0...highest)
            .map { number in
                let isPromiser = promisers.contains(NodeID(UInt8(number)))
                return PeerProgress(next: viewFirst, heard: isPromiser ? now : nil, sentAt: now)
            }
    }

    /// Whether a message of this ballot is about this leadership.
    func isLed(in ballot: Ballot) -> Bool {
        #if MUTANTS
        if Mutant.countStaleAccepted.isPlanted { return true }
        #endif
        return ballot == self.ballot
    }

    /// How far `node` is.
    subscript(node: NodeID) -> PeerProgress {
        get { progress[Int(node.rawValue)] }
        set { progress[Int(node.rawValue)] = newValue }
    }

    /// Notes that everything handed to the log is durable: the promise, and this replica's vote.
    mutating func recordsAreDurable() {
        isPromiseDurable = true
        durable = recorded
    }

    /// Counts one more heartbeat.
    mutating func countBeat() {
        beat += 1
        isBeatAsked = false
    }

    /// Notes that `node` refused this ballot because it promised a higher one.
    mutating func noteRefusal(by node: NodeID) {
        refusedBy.insert(node)
    }

    /// Forgets who was heard and who refused, after a pause: only new answers count.
    mutating func forgetContacts(now: UInt64) {
        for index in progress.indices {
            progress[index].heard = nil
            progress[index].sentAt = now
        }
        refusedBy = NodeSet()
        beganAt = now
        nextHeartbeat = now
    }

    /// Returns how many nodes count as following: those heard since `since`, and the leader.
    func followers(among peers: NodeSet, since: UInt64) -> Int {
        peers.reduce(1) { count, peer in
            (self[peer].heard ?? 0) >= since && self[peer].heard != nil ? count + 1 : count
        }
    }

    /// Begins again with `peer`, whose connection broke: it may have missed anything after what it
    /// said it has, and if it was started again it does not know where the view begins.
    mutating func restart(_ peer: NodeID, now: UInt64) {
        self[peer].rewind(to: viewFirst, now: now)
        self[peer].resends = 0
        self[peer].isViewSent = false
        isBeatAsked = true
    }

    /// Forgets how far `peer` is: it has lost everything.
    mutating func forget(_ peer: NodeID, now: UInt64) {
        self[peer] = PeerProgress(next: viewFirst, heard: nil, sentAt: now)
    }

    /// Whether somebody who follows, heard since `since`, flushes within so many milliseconds.
    func hasFasterFollower(among peers: NodeSet, than milliseconds: UInt64, since: UInt64) -> Bool {
        peers.contains { peer in
            guard let heard = self[peer].heard, let flush = self[peer].flushMilliseconds else {
                return false
            }
            return heard >= since && flush <= milliseconds
        }
    }

    /// Takes in the answer of `peer` to a heartbeat.
    ///
    /// One that was silent for longer than `patience` was away: it is sent what it missed at once.
    mutating func noteAnswer(
        of peer: NodeID,
        _ heartbeat: Heartbeat,
        patience: UInt64,
        now: UInt64
    ) {
        let wasAway = self[peer].heard.map { now > $0 + patience } ?? true
        if wasAway {
            self[peer].rewind(to: viewFirst, now: now)
            self[peer].resends = 0
        }
        self[peer].noteAnswer(heartbeat, now: now)
    }

    /// Whether `peer` owes an ACCEPTED for so long that it is sent everything again.
    func isResendDue(_ peer: NodeID, timing: Timing, now: UInt64) -> Bool {
        #if MUTANTS
        if Mutant.noResend.isPlanted { return false }
        #endif
        let progress = self[peer]
        if let matched = progress.matched, matched >= lastProposed { return false }
        let doubled = timing.resendTicks << UInt64(min(progress.resends, 16))
        return now >= progress.sentAt + min(doubled, timing.resendTicksMax)
    }

    /// Begins to send again to `peer`, one message at a time until it answers.
    ///
    /// If it did not answer the last time either, it may have been started again: it is told once
    /// more where the view begins.
    mutating func resend(to peer: NodeID, now: UInt64) {
        self[peer].rewind(to: viewFirst, now: now)
        if self[peer].resends > 0 { self[peer].isViewSent = false }
        self[peer].resends += 1
    }

    /// A run of slots that some peers are to be sent next.
    struct Shipment: Hashable, Sendable {
        /// The first slot.
        let first: Slot
        /// The last slot; the one before ``first`` for an empty view.
        let last: Slot
        /// Whether these slots are a page of the new view.
        let isView: Bool
    }

    /// Decides what to send next, and to whom.
    ///
    /// - Parameters:
    ///   - peers: All other replicas.
    ///   - checkpoint: Nothing up to this slot can be sent; who lacks it fetches a snapshot.
    ///   - limits: How much is sent at once.
    /// - Returns: The next run of slots and whom it is for; nil when every peer has all that its
    ///   window takes.
    func nextShipment(
        among peers: NodeSet,
        after checkpoint: Slot,
        limits: PaxosLimits
    ) -> (group: NodeSet, shipment: Shipment)? {
        var group = NodeSet()
        var chosen: Shipment?
        for peer in peers {
            guard let shipment = shipment(for: peer, after: checkpoint, limits: limits) else {
                continue
            }
            if chosen == nil { chosen = shipment }
            if chosen == shipment { group.insert(peer) }
        }
        return chosen.map { (group, $0) }
    }

    /// Returns what `peer` is to be sent next; nil if it has everything or its window is full.
    private func shipment(
        for peer: NodeID,
        after checkpoint: Slot,
        limits: PaxosLimits
    ) -> Shipment? {
        let progress = self[peer]
        let pageSize = limits.entriesPerMessageMax
        guard progress.isViewSent else {
            let first = max(viewFirst, checkpoint.next)
            let last = min(max(viewLast, checkpoint), first.advanced(by: pageSize - 1))
            return Shipment(first: first, last: last, isView: true)
        }
        let next = max(progress.next, checkpoint.next)
        let isView = next <= viewLast
        let matched = max(progress.matched ?? Slot(viewFirst.rawValue - 1), checkpoint)
        // A peer that does not answer gets one message at a time.
        let window = progress.resends == 0 ? limits.peerWindowSlots : pageSize
        let end = min(isView ? viewLast : lastProposed, matched.advanced(by: window))
        let last = min(end, next.advanced(by: pageSize - 1))
        guard next <= last else { return nil }
        return Shipment(first: next, last: last, isView: isView)
    }

    /// Notes that `group` was sent `shipment`.
    mutating func noteSent(_ shipment: Shipment, to group: NodeSet, now: UInt64) {
        for peer in group {
            if shipment.isView { self[peer].isViewSent = true }
            if self[peer].isCaughtUp { self[peer].sentAt = now }
            self[peer].next = max(self[peer].next, shipment.last.next)
        }
    }

    /// The last slot of the view that a quorum has accepted and flushed.
    ///
    /// Costs O(members²), for a handful of members.
    func chosen(among peers: NodeSet, quorum: Int) -> Slot {
        let before = Slot(viewFirst.rawValue - 1)
        var best = before
        #if MUTANTS
        let quorum = Mutant.quorumOfTwo.isPlanted ? quorum - 1 : quorum
        #endif
        func count(_ slot: Slot) -> Int {
            peers.reduce(durable >= slot ? 1 : 0) {
                (self[$1].matched ?? .zero) >= slot ? $0 + 1 : $0
            }
        }
        if durable > best, count(durable) >= quorum { best = durable }
        for peer in peers {
            let slot = self[peer].matched ?? before
            if slot > best, count(slot) >= quorum { best = slot }
        }
        return best
    }

    /// The highest heartbeat that a quorum has answered.
    func confirmedBeat(among peers: NodeSet, quorum: Int) -> UInt64 {
        if quorum == 1 { return beat }
        var best: UInt64 = 0
        for candidate in peers {
            let answered = self[candidate].answeredBeat
            let count = peers.reduce(1) { self[$1].answeredBeat >= answered ? $0 + 1 : $0 }
            if count >= quorum { best = max(best, answered) }
        }
        return best
    }
}

/// What a leader knows of one peer.
struct PeerProgress: Hashable, Sendable {
    /// Every slot of the view up to this one is accepted and durable there; nil before the first
    /// ACCEPTED of this ballot.
    var matched: Slot?
    /// The next slot to send.
    var next: Slot
    /// When it last showed that it follows this ballot; nil for not since the start or a pause.
    var heard: UInt64?
    /// When it was last sent something new or made progress; resending is timed from here.
    var sentAt: UInt64
    /// How often in a row something was sent again without progress; then one message at a time.
    var resends = 0
    /// The highest heartbeat it answered.
    var answeredBeat: UInt64 = 0
    /// How long its last flush took, in milliseconds, as it says; nil before its first answer.
    private(set) var flushMilliseconds: UInt64?

    /// Whether the first page of the new view was sent, since the last time it was sent again.
    var isViewSent = false

    init(next: Slot, heard: UInt64?, sentAt: UInt64) {
        self.next = next
        self.heard = heard
        self.sentAt = sentAt
    }

    /// Whether everything sent so far is known to have arrived.
    var isCaughtUp: Bool { matched.map { $0.next >= next } ?? false }

    /// Goes back to the first slot that is not known to have arrived.
    mutating func rewind(to viewFirst: Slot, now: UInt64) {
        next = matched?.next ?? viewFirst
        isViewSent = matched != nil
        sentAt = now
    }

    /// Takes in an ACCEPTED.
    mutating func noteAccepted(through: Slot, now: UInt64) {
        heard = now
        if let matched, matched >= through { return }
        // Only progress opens its window again: one that has no room may answer for ever.
        resends = 0
        matched = through
        sentAt = now
        next = max(next, through.next)
    }

    /// Takes in the answer to a heartbeat.
    mutating func noteAnswer(_ heartbeat: Heartbeat, now: UInt64) {
        heard = now
        answeredBeat = max(answeredBeat, heartbeat.beat)
        flushMilliseconds = heartbeat.flushMilliseconds
    }
}

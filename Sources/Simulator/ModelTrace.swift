import BankReplica
import Paxos
import Wire

/// A run in the words of docs/spec/MultiPaxos.tla: which of its actions explain what the nodes did,
/// and what each node held then.
///
/// It only claims. `docs/spec/Trace.tla` lets TLC decide whether each claimed action may be taken
/// where it is, and whether it leads to what was seen. A run is followed from its beginning until
/// it grows beyond ``Limits``: the first part of a behaviour is one too.
struct ModelTrace: Sendable {
    /// How much of a run is followed.
    struct Limits: Sendable {
        /// The most ballots.
        var ballots = 8
        /// The most slots.
        var slots = 8
        /// The most steps.
        var steps = 400
    }

    /// An action of the specification, as one letter.
    enum Action: String, Sendable {
        /// The owner of a ballot asks for promises.
        case stand = "S"
        /// A ballot is promised.
        case promise = "P"
        /// A quorum promised.
        case lead = "L"
        /// A leader is heard.
        case follow = "F"
        /// A leader gives a slot a command.
        case propose = "N"
        /// What a leader proposed is on its disk.
        case flush = "D"
        /// A leader's view is heard of by one who had promised its ballot.
        case hear = "H"
        /// A slot is accepted.
        case accept = "A"
        /// A leader commits what a quorum has accepted.
        case count = "C"
        /// A follower commits what its leader says.
        case commit = "M"
        /// A slot is learned from ENTRIES.
        case learn = "E"
        /// Entries are dropped for a snapshot.
        case checkpoint = "K"
        /// A snapshot of another node is installed.
        case fetch = "T"
        /// A process ends and is started again; a leader that gives up is the same to the others.
        case crash = "X"
        /// Nothing: what was seen has no explanation.
        case nothing = "-"
    }

    /// One step.
    struct Step: Sendable {
        /// What is claimed.
        let action: Action
        /// Who takes it.
        let node: NodeID
        /// The ballot it is about; zero for none.
        var ballot = Ballot.zero
        /// The slot it is about; zero for none.
        var slot = Slot.zero
        /// What was seen after it; nil in the middle of a turn.
        var seen: ModelState?
    }

    /// What was proposed in one ballot and may not be on its leader's disk.
    private struct Unflushed: Sendable {
        /// The ballot.
        let ballot: Ballot
        /// The slots.
        var slots: [Slot]
    }

    /// An entry that was proposed.
    private struct Named: Sendable {
        /// The entry.
        let entry: BankEntry
        /// The ballot in which it was proposed first, its name in the specification; nil for a
        /// no-op.
        let origin: Ballot?
    }

    /// How much is followed.
    let limits: Limits
    /// The steps, in order.
    private(set) var steps: [Step] = []
    /// The steps of the turn under way that nothing flushed rests on yet.
    private(set) var turn: [Step] = []
    /// What each node was last seen as, by number from 1.
    private var last: [ModelState]
    /// The same, as far as it is flushed.
    private var durable: [ModelState]
    /// The ballots that were asked for.
    private var stood: Set<Ballot> = []
    /// The ballots that were led in.
    private var led: Set<Ballot> = []
    /// The ballots that are asked for or led in, as the specification sees it.
    private var active: Set<Ballot> = []
    /// What each node proposed and has not flushed, by number from 1.
    private var unflushed: [Unflushed?]
    /// What was proposed in each slot in each ballot.
    private var named: [Slot: [Ballot: Named]] = [:]
    /// Whether the run has grown beyond what is followed.
    private(set) var isOver = false

    init(nodeCount: Int, limits: Limits = Limits()) {
        self.limits = limits
        last = Array(repeating: ModelState(), count: nodeCount)
        durable = last
        unflushed = Array(repeating: nil, count: nodeCount)
    }

    // MARK: What is noticed

    /// Notices what a node became after it took something in, or at the end of its turn.
    mutating func look(at node: SimulatedNode, after input: Input? = nil) {
        guard !isOver, let new = state(of: node) else { return }
        let old = last[index(node.id)]
        if case .line(let line) = input, case .paxos(.newView(let page)) = line.message,
            page.run.ballot == old.promised, page.run.ballot == new.promised
        {
            add(.hear, node.id, page.run.ballot)
        }
        guard new != old else { return }
        let count = turn.count
        explainRole(old, new, of: node.id)
        explainLog(old, new, of: node.id, entries: Self.entries(of: input))
        if let ballot = new.leads, old.leads != ballot { lead(ballot, of: node.id) }
        explainCheckpoint(old, new, of: node.id)
        if turn.count == count { add(.nothing, node.id) }
        turn[turn.count - 1].seen = new
        last[index(node.id)] = new
    }

    /// Notices that a turn has flushed its records.
    mutating func flushed(_ node: SimulatedNode) {
        guard !isOver else { return }
        if let open = unflushed[index(node.id)] {
            add(.flush, node.id, open.ballot)
            unflushed[index(node.id)] = nil
        }
        endTurn(node)
    }

    /// Notices that what a round of a turn did is said.
    mutating func endTurn(_ node: SimulatedNode) {
        guard !isOver else { return }
        steps += turn
        turn.removeAll()
        durable[index(node.id)] = last[index(node.id)]
        if steps.count > limits.steps { isOver = true }
    }

    /// Notices that a node ended because of its disk: of its turn only what a leader proposed and
    /// counted was said already.
    mutating func failed(_ node: SimulatedNode) {
        guard !isOver else { return }
        let ballot = durable[index(node.id)].leads
        let early = turn.filter { [.propose, .count].contains($0.action) && $0.ballot == ballot }
        steps += early.map { Step(action: $0.action, node: $0.node, ballot: $0.ballot) }
        if turn.contains(where: { $0.action == .lead }) { isOver = true }
        for step in turn where step.action == .stand {
            stood.remove(step.ballot)
            active.remove(step.ballot)
        }
        turn.removeAll()
    }

    /// Notices what a node comes back with.
    mutating func restarted(_ node: SimulatedNode) {
        guard !isOver, let new = state(of: node) else { return }
        var old = durable[index(node.id)]
        if let open = unflushed[index(node.id)] {
            let kept = open.slots.filter { new.holds($0, in: open.ballot) }
            // Some of it on the disk, some not: that is no flush of the specification.
            guard kept.isEmpty || kept.count == open.slots.count else {
                isOver = true
                return
            }
            if !kept.isEmpty { add(.flush, node.id, open.ballot) }
            for slot in kept { old.copy(slot, of: new) }
            unflushed[index(node.id)] = nil
        }
        explainLog(old, new, of: node.id, entries: learned(old, new))
        let accepted = turn.filter { $0.action == .accept }.map(\.ballot).max() ?? .zero
        if new.promised > max(old.promised, accepted) {
            raisePromise(to: new.promised, of: node.id)
        }
        explainCheckpoint(old, new, of: node.id)
        let mine = active.filter { $0.proposer == node.id }
        if !mine.isEmpty || new.committed < old.committed {
            active.subtract(mine)
            add(.crash, node.id, slot: new.committed)
        }
        if turn.isEmpty, new != old { add(.nothing, node.id) }
        if !turn.isEmpty { turn[turn.count - 1].seen = new }
        last[index(node.id)] = new
        endTurn(node)
    }

    // MARK: What explains it

    private func index(_ node: NodeID) -> Int { Int(node.rawValue) - 1 }

    private mutating func add(
        _ action: Action,
        _ node: NodeID,
        _ ballot: Ballot = .zero,
        slot: Slot = .zero
    ) {
        turn.append(Step(action: action, node: node, ballot: ballot, slot: slot))
    }

    /// Standing, giving up, promising.
    private mutating func explainRole(_ old: ModelState, _ new: ModelState, of node: NodeID) {
        if let ballot = new.asks, !stood.contains(ballot) {
            stood.insert(ballot)
            active = active.filter { $0.proposer != node }
            active.insert(ballot)
            guard stood.count <= limits.ballots else {
                isOver = true
                return
            }
            add(.stand, node, ballot)
        } else if let ballot = old.leads, new.leads != ballot, new.promised == ballot {
            active = active.filter { $0.proposer != node }
            add(.crash, node, slot: old.committed)
        }
        if new.promised > old.promised, new.leads != new.promised {
            raisePromise(to: new.promised, of: node)
        }
    }

    private mutating func raisePromise(to ballot: Ballot, of node: NodeID) {
        // A ballot of its own, and not by leading: part of a view that was not flushed whole.
        guard ballot.proposer != node else {
            isOver = true
            return
        }
        if let led = active.first(where: { $0.proposer == node && led.contains($0) }) {
            active.remove(led)
        }
        add(led.contains(ballot) ? .follow : .promise, node, ballot)
    }

    /// Accepting, proposing, learning, committing.
    private mutating func explainLog(
        _ old: ModelState,
        _ new: ModelState,
        of node: NodeID,
        entries: ClosedRange<Slot>?
    ) {
        var committed = old.committed
        if new.checkpoint > old.committed {
            add(.fetch, node, slot: new.checkpoint)
            committed = new.checkpoint
        }
        let changed = new.slots.filter { new[$0] != old[$0] }
            .sorted { (new[$0]?.ballot ?? .zero, $0) < (new[$1]?.ballot ?? .zero, $1) }
        for slot in changed {
            guard let held = new[slot], !(entries?.contains(slot) ?? false) else { continue }
            if new.leads == held.ballot {
                if old.leads == held.ballot { propose(slot, in: held.ballot, of: node) }
            } else {
                add(.accept, node, held.ballot, slot: slot)
            }
        }
        while committed < new.committed {
            committed = committed.next
            if entries?.contains(committed) ?? false {
                add(.learn, node, new[committed]?.ballot ?? .zero, slot: committed)
            } else if let ballot = new.leads, old.leads == ballot {
                add(.count, node, ballot)
            } else {
                add(.commit, node, new[committed]?.ballot ?? .zero, slot: committed)
            }
        }
    }

    private mutating func propose(_ slot: Slot, in ballot: Ballot, of node: NodeID) {
        add(.propose, node, ballot)
        var open = unflushed[index(node)] ?? Unflushed(ballot: ballot, slots: [])
        open.slots.append(slot)
        unflushed[index(node)] = open
    }

    private mutating func lead(_ ballot: Ballot, of node: NodeID) {
        led.insert(ballot)
        add(.lead, node, ballot)
    }

    private mutating func explainCheckpoint(
        _ old: ModelState,
        _ new: ModelState,
        of node: NodeID
    ) {
        guard new.checkpoint > old.checkpoint, new.checkpoint <= old.committed else { return }
        add(.checkpoint, node, slot: new.checkpoint)
    }

    /// The slots that a node can only have learned before it ended: up to the last one that it
    /// holds in a ballot below what it had promised.
    private func learned(_ old: ModelState, _ new: ModelState) -> ClosedRange<Slot>? {
        let last = new.slots.last { slot in
            new[slot] != old[slot] && (new[slot].map { $0.ballot < old.promised } ?? false)
        }
        guard let last, last > old.committed else { return nil }
        return old.committed.next...last
    }

    /// The slots that an input brings as chosen.
    private static func entries(of input: Input?) -> ClosedRange<Slot>? {
        guard case .line(let line) = input, case .paxos(.entries(let proposals)) = line.message,
            let first = proposals.first?.slot, let last = proposals.last?.slot, first <= last
        else { return nil }
        return first...last
    }

    // MARK: What is seen

    /// Returns what a node is, and gives names to entries that are new; nil if the run has grown
    /// beyond what is followed.
    private mutating func state(of node: SimulatedNode) -> ModelState? {
        let paxos = node.replica.paxos
        let end = max(paxos.acceptor.last, paxos.committed)
        guard end <= Slot(UInt64(limits.slots)), !paxos.status.isRecovering else {
            isOver = true
            return nil
        }
        var state = ModelState(paxos)
        let view = paxos.ownView
        var slot = paxos.acceptor.checkpoint.next
        while slot <= end {
            state.append(
                paxos.acceptor[slot]
                    .map { held in
                        let isNew = view.map { $0.ballot == held.ballot && slot > $0.last } ?? false
                        let origin = origin(of: held, at: slot, isNew: isNew)
                        return ModelState.Held(ballot: held.ballot, origin: origin)
                    }
            )
            slot = slot.next
        }
        return state
    }

    /// The ballot in which an entry was proposed first; nil for a no-op.
    ///
    /// One that a leader proposes behind its view is new, though it may equal another one by
    /// chance: the same request with the same stamp.
    private mutating func origin(
        of held: Accepted<StampedRequest>,
        at slot: Slot,
        isNew: Bool
    ) -> Ballot? {
        let known = named[slot] ?? [:]
        if let own = known[held.ballot] {
            // Two entries in one ballot and slot have different names: TLC refuses one of them.
            if own.entry == held.entry { return own.origin }
            return own.origin == nil ? held.ballot : nil
        }
        let earlier =
            isNew ? nil : known.filter { $0.value.entry == held.entry }.max { $0.key < $1.key }
        let origin = held.entry == .noop ? nil : earlier?.value.origin ?? held.ballot
        named[slot, default: [:]][held.ballot] = Named(entry: held.entry, origin: origin)
        return origin
    }
}

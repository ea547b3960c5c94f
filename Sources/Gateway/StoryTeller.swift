internal import Bank
internal import JSON
internal import Paxos
internal import Wire

/// A line that a node remembers.
struct RememberedLine {
    /// The node.
    let node: NodeID
    /// The line.
    let record: HistoryRecord

    /// Orders lines by the nodes' clocks; those of one moment by node and number.
    static func isBefore(_ one: RememberedLine, _ other: RememberedLine) -> Bool {
        (one.record.microseconds, one.node, one.record.number)
            < (other.record.microseconds, other.node, other.record.number)
    }
}

/// Says what a line means for one slot, each thing once.
struct StoryTeller {
    /// The slot.
    private let slot: Slot
    /// The request in it; nil for a no-op and where nobody knows.
    private let request: Request?
    /// The ballots in which it was proposed.
    private var ballots: Set<Ballot> = []
    /// What was told already.
    private var told: Set<Event> = []
    /// Whether the client got a reply already.
    private var replied = false

    /// What is told once.
    private struct Event: Hashable {
        /// Who did it.
        let node: NodeID
        /// In which ballot; zero where that does not matter.
        let ballot: Ballot
        /// What.
        let kind: Kind

        /// The kinds of steps.
        enum Kind { case request, relay, proposal, acceptance, decision, fetch }
    }

    /// Creates a teller for a slot.
    init(_ view: SlotView) {
        slot = view.slot
        if case .command(let stamped)? = view.entry {
            request = stamped.request
        } else {
            request = nil
        }
    }

    /// Takes note of the ballots in which the slot was proposed: an acceptance names a ballot and
    /// the last slot, and so means this slot only there.
    mutating func noteProposal(_ line: RememberedLine) {
        guard case .paxos(let message)? = PeerMessage.remembered(line.record.line) else { return }
        switch message {
        case .accept(let run, _) where run.holds(slot): ballots.insert(run.ballot)
        case .newView(let page) where page.run.holds(slot): ballots.insert(page.run.ballot)
        default: break
        }
    }

    /// Says what a line means for the slot; nil if nothing, or nothing new.
    mutating func tell(_ line: RememberedLine) -> String? {
        if let message = PeerMessage.remembered(line.record.line) { return tell(message, line) }
        let bytes = line.record.line.serialized()
        if case .request(let asked)? = try? ClientMessage(reading: bytes.span), asked == request {
            return once(.request, line) ? "received the request of \(asked.client)" : nil
        }
        guard case .reply(let reply)? = try? ServerMessage(reading: bytes.span) else { return nil }
        return tell(reply, line)
    }

    private mutating func tell(_ message: PeerMessage, _ line: RememberedLine) -> String? {
        switch message {
        case .paxos(let message): return tell(message, line)
        case .request(let asked, _) where asked == request && line.record.isSent:
            return once(.relay, line) ? "relayed the request to \(line.record.peers)" : nil
        default: return nil
        }
    }

    private mutating func tell(_ message: PaxosMessage, _ line: RememberedLine) -> String? {
        let record = line.record
        switch message {
        case .accept(let run, _) where run.holds(slot) && record.isSent:
            guard once(.proposal, line, run.ballot) else { return nil }
            return "proposed it under \(run.ballot), sent to \(record.peers)"
        case .newView(let page) where page.run.holds(slot) && record.isSent:
            guard once(.proposal, line, page.run.ballot) else { return nil }
            return
                "proposed it again in the NEW_VIEW of \(page.run.ballot), sent to \(record.peers)"
        case .accepted(let ballot, let through)
        where through >= slot && record.isSent && ballots.contains(ballot):
            return once(.acceptance, line, ballot) ? "accepted it under \(ballot)" : nil
        case .commit(let ballot, let through)
        where through >= slot && ballots.contains(ballot):
            return decided(line)
        case .accept(let run, let committed)
        where committed >= slot && ballots.contains(run.ballot):
            return decided(line)
        case .entries(let proposals)
        where !record.isSent && proposals.contains { $0.slot == slot }:
            return once(.fetch, line) ? "fetched it from \(record.peers)" : nil
        default: return nil
        }
    }

    /// A leader says what is chosen, and a follower hears of it.
    private mutating func decided(_ line: RememberedLine) -> String? {
        guard once(.decision, line) else { return nil }
        return line.record.isSent
            ? "knew that it is chosen, and told \(line.record.peers)"
            : "heard from \(line.record.peers) that it is chosen"
    }

    private mutating func tell(_ reply: ReplyMessage, _ line: RememberedLine) -> String? {
        guard case .bank(let answer) = reply.answer, answer.position == slot.rawValue,
            line.record.isSent
        else { return nil }
        defer { replied = true }
        return "replied \(answer.result) to \(answer.client)" + (replied ? " again" : "")
    }

    /// Whether a thing was not told yet.
    private mutating func once(
        _ kind: Event.Kind,
        _ line: RememberedLine,
        _ ballot: Ballot = .zero
    ) -> Bool {
        told.insert(Event(node: line.node, ballot: ballot, kind: kind)).inserted
    }
}

extension ProposalRun {
    /// Whether the slot is among those of the run.
    fileprivate func holds(_ slot: Slot) -> Bool { (first...).contains(slot) && slot <= last }
}

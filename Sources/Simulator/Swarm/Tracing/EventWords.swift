import Bank
import BankReplica
import Paxos
import Wire

/// Short words for what happens, as the columns of an ``EventTable`` hold them.
enum EventWords {
    /// Whether an input is one of those that are left out where nothing comes of them.
    static func isIdle(_ input: Input) -> Bool {
        switch input {
        case .tick: true
        case .line(let line): isIdle(line)
        case .connected, .client, .sessionClosed, .resumed: false
        }
    }

    /// Whether a line is a heartbeat.
    static func isIdle(_ line: PeerLine) -> Bool {
        if case .paxos(.heartbeat) = line.message { true } else { false }
    }

    /// What a node takes in; nil for a tick.
    static func text(of input: Input) -> String? {
        switch input {
        case .tick: nil
        case .line(let line): "\(text(of: line)) from \(line.node.rawValue)"
        case .connected(let node): "meets \(node.rawValue)"
        case .client(let session, .request(let request)):
            "c\(session.rawValue) asks \(request.command) @\(request.timestamp)"
        case .client(let session, .read(_, .account(let account))):
            "c\(session.rawValue) asks what \(account) has"
        case .client(let session, .read(_, .key(let key))):
            "c\(session.rawValue) asks for key \(key.low)"
        case .sessionClosed(let session): "c\(session.rawValue) leaves"
        case .resumed: "goes on"
        }
    }

    /// What an answer says, and to whom.
    static func text(of answer: SimulatedCluster.ClientAnswer) -> String {
        let client = "c\(answer.session.rawValue)"
        switch answer.message {
        case .reply(let reply): return "\(client) @\(reply.timestamp) \(text(of: reply.answer))"
        case .balance(let message):
            switch message.answer {
            case .balance(let amount, let slot):
                return "\(client) \(message.account) has \(amount) in \(slot.rawValue)"
            case .unknownAccount: return "\(client) no \(message.account)"
            case .notLeader: return "\(client) not leader"
            }
        case .outcome(let message): return "\(client) key \(message.key.low) \(message.answer)"
        case .error(let error): return "\(client) error \(error.code)"
        }
    }

    /// What has changed in a turn.
    static func changes(from old: ReplicaStatus, to new: ReplicaStatus) -> [String] {
        var texts: [String] = []
        if old.role != new.role || old.ballot != new.ballot {
            texts.append("= \(new.role.rawValue) \(new.ballot)")
        }
        if old.isRecovering != new.isRecovering {
            texts.append(new.isRecovering ? "= takes no part" : "= takes part")
        }
        if old.executed != new.executed {
            texts.append("= executed \(new.executed.rawValue)")
        } else if old.committed != new.committed {
            texts.append("= committed \(new.committed.rawValue)")
        }
        return texts
    }

    /// Nodes as their numbers: `2,3`.
    static func list(_ nodes: [NodeID]) -> String {
        nodes.map { "\($0.rawValue)" }.joined(separator: ",")
    }

    // MARK: Lines

    /// What a line says.
    static func text(of line: PeerLine) -> String {
        switch line.message {
        case .paxos(let message): "\(message.name) \(text(of: message))"
        case .request(let request, _): "REQUEST \(text(of: request))"
        case .reply(let reply, _):
            "REPLY \(reply.client)@\(reply.timestamp) \(text(of: reply.answer))"
        case .fetchSnapshot(let request):
            "FETCH_SNAPSHOT \(request.slot.rawValue) part \(request.index)"
        case .snapshot(let part):
            "SNAPSHOT \(part.slot.rawValue) part \(part.index) of \(part.count)"
        }
    }

    private static func text(of message: PaxosMessage) -> String {
        switch message {
        case .prepare(let ballot, let first): "\(ballot) \(first.rawValue)"
        case .promise(let page):
            "\(page.ballot) \(page.first.rawValue)"
                + (page.accepted.isEmpty ? "" : " has \(slots(of: page.accepted))")
                + (page.checkpoint > .zero ? " checkpoint \(page.checkpoint.rawValue)" : "")
                + (page.isLast ? "" : " more")
                + (page.memory.lost.isEmpty ? "" : " lost \(ranges(page.memory.lost))")
        case .newView(let page): "\(text(of: page.run))" + (page.isLast ? "" : " more")
        case .accept(let run, _): text(of: run)
        case .accepted(let ballot, let through), .commit(let ballot, let through):
            "\(ballot) ..\(through.rawValue)"
        case .reject(let promised): "\(promised)"
        case .heartbeat(let beat): "\(beat.ballot) #\(beat.beat) c\(beat.committed.rawValue)"
        case .fetch(let first): "\(first.rawValue)"
        case .entries(let proposals): slots(of: proposals)
        case .recall(let recall):
            "life \(recall.life)" + (recall.floor.map { " above \($0)" } ?? "")
        case .noted(let recollection):
            "life \(recollection.life) promised \(recollection.promised)"
        }
    }

    private static func text(of run: ProposalRun<StampedRequest>) -> String {
        guard !run.entries.isEmpty else { return "\(run.ballot)" }
        return "\(run.ballot) \(range(run.first, run.last))"
    }

    private static func text(of request: Request) -> String {
        "\(request.client)@\(request.timestamp) \(request.command)"
    }

    private static func text(of answer: ReplyMessage.Answer) -> String {
        switch answer {
        case .bank(let reply): "\(reply.result) in \(reply.position)"
        case .notLeader: "not leader"
        case .unavailable: "unavailable"
        }
    }

    /// The slots of proposals, as ranges.
    private static func slots(of proposals: [Proposal<StampedRequest>]) -> String {
        var numbers = NumberRanges()
        for proposal in proposals {
            numbers.insert(proposal.slot.rawValue...proposal.slot.rawValue)
        }
        return numbers.isEmpty ? "none" : "\(numbers)"
    }

    private static func ranges(_ ranges: [SlotRange]) -> String {
        ranges.map { range($0.first, $0.last) }.joined(separator: "+")
    }

    private static func range(_ first: Slot, _ last: Slot) -> String {
        first == last ? "\(first.rawValue)" : "\(first.rawValue)-\(last.rawValue)"
    }
}

extension Simulation.Mending: CustomStringConvertible {
    /// What is mended.
    var description: String {
        switch self {
        case .start(let node): "start \(node)"
        case .connect(let node): "\(node) is let in"
        case .cuts: "all cuts end"
        case .cut(let kind, let node): "\(kind.rawValue) at \(node) again"
        case .hold(let sender, let receiver): "lines from \(sender) to \(receiver) are held"
        case .release(let sender, let receiver): "lines from \(sender) to \(receiver) are let go"
        case .space(let node): "the disk of \(node) has space"
        case .speed(let node): "the disk of \(node) is fast"
        }
    }
}

import Bank
import BankReplica
import HybridClock
import Paxos
import Wire

/// What nodes and clients say to each other, as words of a digest: every field of it.
extension DigestHasher {
    /// A word for a line: the same for equal lines.
    static func word(of line: PeerLine) -> UInt64 {
        var hasher = DigestHasher()
        hasher.mix(UInt64(line.node.rawValue))
        hasher.mix(line.clock.raw)
        switch line.message {
        case .paxos(let message): hasher.mix(message)
        case .request(let request, let via):
            hasher.mix(101 | UInt64(via.rawValue) << 8)
            request.mix(into: &hasher)
        case .reply(let reply, let command):
            hasher.mix(102)
            hasher.mix(reply)
            Request(client: reply.client, timestamp: reply.timestamp, command: command)
                .mix(into: &hasher)
        case .fetchSnapshot(let request):
            hasher.mix(103)
            hasher.mix(request.slot)
            hasher.mix(UInt64(request.index))
        case .snapshot(let part):
            hasher.mix(104)
            hasher.mix(part.slot)
            hasher.mix(UInt64(part.index) << 32 | UInt64(part.count))
            hasher.mix(part.bytes)
        }
        return hasher.state
    }

    /// A word for an answer to a client.
    static func word(of answer: SimulatedCluster.ClientAnswer) -> UInt64 {
        var hasher = DigestHasher()
        hasher.mix(UInt64(answer.node.rawValue) << 32 | answer.session.rawValue)
        switch answer.message {
        case .reply(let reply): hasher.mix(reply)
        case .balance(let balance): hasher.mix(balance)
        case .outcome(let outcome): hasher.mix(outcome)
        case .error(let error):
            hasher.mix(Array(error.code.utf8))
            hasher.mix(Array(error.message.utf8))
        }
        return hasher.state
    }

    /// A word for what a client waits for.
    static func word(of open: SimulatedClient.Open, at node: NodeID) -> UInt64 {
        var hasher = DigestHasher()
        hasher.mix(UInt64(node.rawValue))
        switch open {
        case .request(let request): request.mix(into: &hasher)
        case .read(.account(let account), let id):
            hasher.mix(id)
            account.identifier.mix(into: &hasher)
        case .read(.key(let key), let id):
            hasher.mix(id)
            hasher.mix(key.high)
            hasher.mix(key.low)
        }
        return hasher.state
    }

    /// A word for a record.
    static func word(of record: DurableRecord<StampedRequest>) -> UInt64 {
        var hasher = DigestHasher()
        switch record {
        case .usedRound(let round):
            hasher.mix(1)
            hasher.mix(round)
        case .promised(let ballot):
            hasher.mix(2)
            hasher.mix(ballot)
        case .accepted(let run, let committed):
            hasher.mix(3)
            hasher.mix(run)
            hasher.mix(committed)
        case .learned(let proposals):
            hasher.mix(4)
            hasher.mix(proposals)
        case .noted(let note):
            hasher.mix(5)
            hasher.mix([note])
        case .forgot: hasher.mix(6)
        case .rejoined(let life): hasher.mix(7 | UInt64(life) << 8)
        }
        return hasher.state
    }

    // MARK: The protocol

    private mutating func mix(_ message: PaxosMessage) {
        switch message {
        case .prepare(let ballot, let first):
            mix(1)
            mix(ballot)
            mix(first)
        case .promise(let page):
            mix(2)
            mix(page)
        case .newView(let page):
            mix(3 | (page.isLast ? 1 << 8 : 0))
            mix(page.first)
            mix(page.run)
        case .accept(let run, let committed):
            mix(4)
            mix(run)
            mix(committed)
        case .accepted(let ballot, let through):
            mix(5)
            mix(ballot)
            mix(through)
        case .commit(let ballot, let through):
            mix(6)
            mix(ballot)
            mix(through)
        case .reject(let promised):
            mix(7)
            mix(promised)
        case .heartbeat(let heartbeat):
            mix(8)
            mix(heartbeat)
        case .fetch(let first):
            mix(9)
            mix(first)
        case .entries(let proposals):
            mix(10)
            mix(proposals)
        case .recall(let recall):
            mix(11)
            mix(recall.attempt)
            mix(UInt64(recall.life))
            mix(recall.floor ?? .zero)
        case .noted(let recollection):
            mix(12)
            mix(recollection)
        }
    }

    private mutating func mix(_ page: PromisePage<StampedRequest>) {
        mix(page.isLast ? 1 : 0)
        mix(page.ballot)
        mix(page.checkpoint)
        mix(page.first)
        mix(page.accepted)
        mix(page.memory.committed)
        mix(UInt64(page.memory.life))
        mix(page.memory.notes)
        mix(UInt64(page.memory.lost.count))
        for range in page.memory.lost {
            mix(range.first)
            mix(range.last)
        }
    }

    private mutating func mix(_ beat: Heartbeat) {
        mix(beat.ballot)
        mix(beat.beat)
        mix(beat.committed)
        mix(beat.executed)
        mix(beat.digest)
        mix(beat.flushMilliseconds)
    }

    private mutating func mix(_ recollection: Recollection) {
        mix(recollection.attempt)
        mix(UInt64(recollection.life) << 32 | UInt64(recollection.ownLife))
        mix(recollection.promised)
        mix(recollection.notes)
    }

    private mutating func mix(_ reply: ReplyMessage) {
        mix(reply.ballot)
        reply.client.identifier.mix(into: &self)
        mix(reply.timestamp.raw)
        switch reply.answer {
        case .bank(let answer): answer.mix(into: &self)
        case .notLeader: mix(1)
        case .unavailable: mix(2)
        }
    }

    private mutating func mix(_ balance: BalanceMessage) {
        mix(balance.ballot)
        mix(balance.id)
        balance.account.identifier.mix(into: &self)
        switch balance.answer {
        case .balance(let amount, let slot):
            mix(UInt64(bitPattern: amount.minorUnits))
            mix(slot)
        case .unknownAccount: mix(1)
        case .notLeader: mix(2)
        }
    }

    private mutating func mix(_ outcome: OutcomeMessage) {
        mix(outcome.ballot)
        mix(outcome.id)
        mix(outcome.key.high)
        mix(outcome.key.low)
        switch outcome.answer {
        case .unused(let slot):
            mix(1)
            mix(slot)
        case .executed(let result, let slot, let balances):
            mix(result.reason.map { Array($0.rawValue.utf8) } ?? [])
            mix(slot)
            mix(UInt64(bitPattern: balances?.from.minorUnits ?? -1))
            mix(UInt64(bitPattern: balances?.to.minorUnits ?? -1))
        case .expired(let slot):
            mix(2)
            mix(slot)
        case .notLeader: mix(3)
        }
    }

    // MARK: Parts

    private mutating func mix(_ run: ProposalRun<StampedRequest>) {
        mix(run.ballot)
        mix(run.first)
        mix(UInt64(run.entries.count))
        for entry in run.entries { mix(entry) }
    }

    private mutating func mix(_ proposals: [Proposal<StampedRequest>]) {
        mix(UInt64(proposals.count))
        for proposal in proposals {
            mix(proposal.ballot)
            mix(proposal.slot)
            mix(proposal.entry)
        }
    }

    private mutating func mix(_ entry: BankEntry) {
        switch entry {
        case .command(let command):
            mix(command.stamp.raw)
            command.request.mix(into: &self)
        case .noop: mix(0)
        }
    }

    private mutating func mix(_ notes: [Note]) {
        mix(UInt64(notes.count))
        for note in notes {
            mix(UInt64(note.node.rawValue))
            mix(note.incarnation.rawValue)
        }
    }

    private mutating func mix(_ ballot: Ballot) {
        mix(ballot.round &<< 8 | UInt64(ballot.proposer.rawValue))
    }

    private mutating func mix(_ slot: Slot) { mix(slot.rawValue) }

    /// Mixes bytes in, eight to a word, and how many they are.
    mutating func mix(_ bytes: [UInt8]) {
        mix(UInt64(bytes.count))
        let span = bytes.span
        var word: UInt64 = 0
        for index in span.indices {
            word = word &<< 8 | UInt64(span[index])
            if index & 7 == 7 { mix(word) }
        }
        mix(word)
    }
}

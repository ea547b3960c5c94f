import Bank
import Paxos
import Wire

#if MUTANTS
import Mutation
#endif

/// A read that waits until a quorum confirms that this node still led when it arrived.
struct PendingRead: Hashable, Sendable {
    /// The number that comes back with the answer.
    let id: UInt64
    /// What is asked for.
    let subject: ReadSubject
    /// Who asks.
    let session: SessionID
    /// The heartbeat that must be answered by a quorum; it left after the read arrived.
    let beat: UInt64
    /// When the read arrived, in ticks.
    let arrivedAt: UInt64
    /// What was committed when the read arrived; all of it must be executed.
    let slot: Slot
}

/// Linearizable reads: no slot, no lease, no clock.
///
/// Source: Ongaro, "Consensus: Bridging Theory and Practice" (2014), §6.4, the read index.
extension BankReplica {
    /// Takes a read on, or says that this node does not lead.
    mutating func receiveRead(
        of subject: ReadSubject,
        id: UInt64,
        session: SessionID,
        into output: inout Output
    ) {
        guard reads.count < limits.pendingReadsMax, let beat = paxos.askForBeat() else {
            // Somebody wants something of a leader: where there is none, one is looked for.
            paxos.requestArrived(into: &output.effects)
            return refuseRead(of: subject, id: id, session: session, into: &output)
        }
        reads.append(
            PendingRead(
                id: id,
                subject: subject,
                session: session,
                beat: beat,
                arrivedAt: now,
                slot: paxos.committed
            )
        )
    }

    /// Answers the reads that are confirmed; all of them, with a refusal, if this node was deposed.
    mutating func answerReads(into output: inout Output) {
        guard !reads.isEmpty else { return }
        #if MUTANTS
        guard let confirmed = mutatedConfirmation else { return refuseReads(into: &output) }
        #else
        guard let confirmed = paxos.confirmedBeat else { return refuseReads(into: &output) }
        #endif
        let executed = paxos.execution.through
        let count = reads.prefix { $0.beat <= confirmed && $0.slot <= executed }.count
        for read in reads.prefix(count) {
            let message = message(of: read.subject, id: read.id, through: executed)
            output.answers.append(Output.Answer(session: read.session, message: message))
        }
        reads.removeFirst(count)
    }

    #if MUTANTS
    /// The last confirmed heartbeat, as a planted bug sees it.
    private var mutatedConfirmation: UInt64? {
        guard let confirmed = paxos.confirmedBeat else { return nil }
        if Mutant.readWithoutQuorum.isPlanted { return .max }
        if Mutant.leaseRead.isPlanted, paxos.wasFollowedLately { return .max }
        if Mutant.reuseReadRound.isPlanted { return confirmed + 1 }
        return confirmed
    }
    #endif

    /// Refuses the reads that arrived before `time`.
    mutating func refuseReads(before time: UInt64 = .max, into output: inout Output) {
        let count = reads.prefix { $0.arrivedAt < time }.count
        for read in reads.prefix(count) {
            refuseRead(of: read.subject, id: read.id, session: read.session, into: &output)
        }
        reads.removeFirst(count)
    }

    private func refuseRead(
        of subject: ReadSubject,
        id: UInt64,
        session: SessionID,
        into output: inout Output
    ) {
        let ballot = paxos.leaderBallot ?? .zero
        let message: ServerMessage =
            switch subject {
            case .account(let account):
                .balance(
                    BalanceMessage(id: id, account: account, ballot: ballot, answer: .notLeader)
                )
            case .key(let key):
                .outcome(OutcomeMessage(id: id, key: key, ballot: ballot, answer: .notLeader))
            }
        output.answers.append(Output.Answer(session: session, message: message))
    }

    /// Returns what a confirmed read finds, after every slot up to `executed`.
    private func message(
        of subject: ReadSubject,
        id: UInt64,
        through executed: Slot
    ) -> ServerMessage {
        let ballot = paxos.leaderBallot ?? .zero
        switch subject {
        case .account(let account):
            let found = bank.ledger.balance(of: account)
            return .balance(
                BalanceMessage(
                    id: id,
                    account: account,
                    ballot: ballot,
                    answer: found.map { .balance($0, slot: executed) } ?? .unknownAccount
                )
            )
        case .key(let key):
            let answer = Self.answer(bank.keys[key], through: executed)
            return .outcome(OutcomeMessage(id: id, key: key, ballot: ballot, answer: answer))
        }
    }

    /// Returns what the record of a key, or that there is none, says of it.
    private static func answer(
        _ record: KeyRecord?,
        through executed: Slot
    ) -> OutcomeMessage.Answer {
        guard let record else { return .unused(through: executed) }
        let slot = Slot(record.position)
        guard let outcome = record.outcome else { return .expired(slot: slot) }
        return .executed(outcome.result, slot: slot, balances: outcome.balances)
    }
}

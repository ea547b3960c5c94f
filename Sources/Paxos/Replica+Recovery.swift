extension Replica {
    /// Takes in what was flushed before a restart.
    mutating func replay(_ record: DurableRecord<Command>) {
        switch record {
        case .usedRound(let round):
            election.see(Ballot(round: round, proposer: configuration.id))
        case .promised(let ballot):
            election.see(ballot)
            replayPromise(ballot)
        case .accepted(let run, let committed):
            election.see(run.ballot)
            replayPromise(run.ballot)
            do {
                _ = try acceptor.accept(run, committed: self.committed)
            } catch {
                preconditionFailure("\(run.ballot) is below the replayed \(error.promised)")
            }
            self.committed = max(self.committed, min(committed, acceptor.last))
        case .noted, .forgot, .rejoined: break
        case .learned(let proposals):
            // They followed on what was committed then; everything before them is in the records
            // too, but perhaps not that it was committed.
            for proposal in proposals where proposal.slot > acceptor.checkpoint {
                _ = acceptor.learn(proposal)
                committed = max(committed, proposal.slot)
            }
        }
    }

    private mutating func replayPromise(_ ballot: Ballot) {
        do {
            _ = try acceptor.prepare(ballot)
        } catch {
            preconditionFailure("a flushed promise fell from \(error.promised) to \(ballot)")
        }
    }
}

extension Replica {
    /// Stops the process unless everything that must hold between two calls holds.
    ///
    /// The simulator and the tests call it after every event; it costs O(slots held).
    public func checkInvariants() {
        // What was learned is chosen, in whatever ballot, also behind damage.
        acceptor.checkInvariants(committed: max(committed, learned))
        precondition(
            execution.through <= committed,
            "executed \(execution.through) beyond committed \(committed)"
        )
        for slot in acceptor.checkpoint..<max(committed, acceptor.checkpoint) {
            precondition(acceptor[slot.next] != nil, "\(slot.next) is committed, and not held")
        }
        if let followed {
            precondition(
                followed.ballot == acceptor.promised,
                "follows \(followed.ballot), and promised \(acceptor.promised)"
            )
        }
        precondition(
            lost.ranges.allSatisfy { $0.first > committed },
            "\(lost.ranges) is lost, and \(committed) is committed"
        )
        switch role {
        case .follower, .recovering:
            precondition(pending.isEmpty, "a follower has something to propose")
        case .preparing(let candidacy):
            precondition(
                candidacy.ballot > acceptor.promised,
                "stands with \(candidacy.ballot), and promised \(acceptor.promised)"
            )
        case .leading(let leadership):
            precondition(followed == nil, "leads and follows")
            precondition(
                leadership.ballot == acceptor.promised,
                "leads \(leadership.ballot), and promised \(acceptor.promised)"
            )
            checkOwnProposals(leadership)
        }
    }

    /// Every slot of a leader's view is held in its own ballot, without a gap.
    private func checkOwnProposals(_ leadership: Leadership) {
        precondition(
            leadership.viewFirst <= committed.next,
            "the view begins at \(leadership.viewFirst), after a gap from \(committed)"
        )
        var slot = leadership.viewFirst
        while slot <= leadership.lastProposed {
            precondition(
                slot <= acceptor.checkpoint || acceptor.ballotHeld(at: slot) == leadership.ballot,
                "\(slot) of the view of \(leadership.ballot) is not held in it"
            )
            slot = slot.next
        }
    }
}

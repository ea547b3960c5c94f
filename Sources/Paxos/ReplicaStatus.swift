/// What a slot has come to at one replica; the letter is what people see.
public enum SlotStatus: String, Hashable, Sendable {
    /// Nothing is known.
    case nothing = "X"
    /// Accepted, and not known to be chosen.
    case accepted = "A"
    /// Known to be chosen.
    case committed = "C"
    /// Executed.
    case executed = "E"
}

/// What a replica says of itself.
public struct ReplicaStatus: Hashable, Sendable {
    /// What a replica does in the agreement.
    public enum Role: String, Hashable, Sendable {
        /// It follows, or waits.
        case follower
        /// It asks for promises.
        case candidate
        /// A quorum promised.
        case leader
    }

    /// What it does.
    public let role: Role
    /// The ballot it leads, asks for, or has promised.
    public let ballot: Ballot
    /// The leader it knows; itself if it leads.
    public let leader: NodeID?
    /// The last slot it has accepted anything for.
    public let accepted: Slot
    /// Every slot up to this one is committed.
    public let committed: Slot
    /// Every slot up to this one is executed.
    public let executed: Slot
    /// The digest of what is executed.
    public let digest: UInt64
    /// Whether it leads, its view is installed, and a quorum follows.
    public let isReady: Bool
    /// Whether it may have forgotten what it promised, and takes no part until it has rejoined.
    public let isRecovering: Bool
    /// What it waits for if it recovers or cannot lead, in words; empty otherwise.
    public let waitsFor: String
}

/// How often a replica asked to lead, since the start.
public struct ElectionCounters: Hashable, Sendable {
    /// How many times it asked for promises, each time in a ballot above all that it had seen.
    public internal(set) var begun: UInt64 = 0
    /// How many times a quorum promised, and it led.
    public internal(set) var won: UInt64 = 0
}

extension Replica {
    /// What this replica says of itself now.
    public var status: ReplicaStatus {
        ReplicaStatus(
            role: statusRole,
            ballot: currentBallot,
            leader: leaderBallot?.proposer,
            accepted: max(acceptor.last, committed),
            committed: committed,
            executed: execution.through,
            digest: execution.digest,
            isReady: isViewInstalled && hasQuorumContact,
            isRecovering: isRecovering,
            waitsFor: waitsFor
        )
    }

    /// Returns what `slot` has come to here.
    public func status(of slot: Slot) -> SlotStatus {
        if slot <= execution.through { return .executed }
        if slot <= committed { return .committed }
        guard let ballot = acceptor.ballotHeld(at: slot) else { return .nothing }
        let isHinted = followed?.ballot == ballot && slot <= (followed?.commitHint ?? .zero)
        return isHinted ? .committed : .accepted
    }

    /// The slots of which this replica has lost what it accepted, in rising order.
    public var lostSlots: [SlotRange] { lost.ranges }

    /// The ballot of the leader this replica knows, its own if it leads; nil while none is known.
    public var leaderBallot: Ballot? {
        switch role {
        case .follower, .recovering: followed?.ballot
        case .preparing: nil
        case .leading(let leadership): leadership.ballot
        }
    }

    /// Whether this replica leads, installed or not.
    public var isLeading: Bool {
        if case .leading = role { true } else { false }
    }

    /// Whether this replica neither leads nor asks for promises in order to.
    public var isFollower: Bool {
        switch role {
        case .follower, .recovering: true
        case .preparing, .leading: false
        }
    }

    /// How many of this replica's elections ended without it as the leader, since the start.
    public var electionsLost: UInt64 {
        let isOpen = if case .preparing = role { true } else { false }
        return elections.begun - elections.won - (isOpen ? 1 : 0)
    }

    /// Whether a PREPARE waits here until the leader it would depose is silent.
    public var holdsPrepare: Bool { election.isHolding }

    /// The last slot that this replica proposed as leader; nil if it does not lead.
    public var lastProposed: Slot? {
        guard case .leading(let leadership) = role else { return nil }
        return leadership.lastProposed
    }

    /// How many committed slots `peer` has not said it holds; nil unless this replica leads and
    /// `peer` has answered in its ballot.
    public func lag(of peer: NodeID) -> Int? {
        guard case .leading(let leadership) = role, configuration.peers.contains(peer),
            let matched = leadership[peer].matched
        else { return nil }
        return matched >= committed ? 0 : matched.distance(to: committed)
    }

    /// How many commands may be proposed in this turn: 0 unless this replica leads, its view is
    /// installed, a quorum still follows, and the log takes something.
    ///
    /// Costs O(members); ask once a turn.
    public var proposalRoom: Int {
        guard case .leading(let leadership) = role, isViewInstalled, hasQuorumContact,
            leadership.refusedBy.isEmpty, !isDiskFull
        else { return 0 }
        let last = pending.last?.last ?? leadership.lastProposed
        let window = configuration.limits.inFlightSlotsMax - committed.distance(to: last)
        return max(0, min(window, last.distance(to: acceptor.lastAcceptable)))
    }

    /// The highest heartbeat of this leader that a quorum has answered; nil if it does not lead.
    public var confirmedBeat: UInt64? {
        guard case .leading(let leadership) = role else { return nil }
        return leadership.confirmedBeat(
            among: configuration.peers,
            quorum: configuration.quorum
        )
    }

    /// The new view this replica leads in: its ballot, first slot and last slot; nil otherwise.
    public var ownView: (ballot: Ballot, first: Slot, last: Slot)? {
        guard case .leading(let leadership) = role else { return nil }
        return (leadership.ballot, leadership.viewFirst, leadership.viewLast)
    }

    /// What keeps this replica from taking part or from leading, in words.
    private var waitsFor: String {
        switch role {
        case .recovering(let rejoining):
            guard configuration.peers.count >= configuration.quorum else {
                return "nothing: there are no others that could remember what was promised here"
            }
            if let floor = rejoining.joined?.floor {
                return "a leader with a ballot above \(floor), and what was decided before it"
            }
            let silent = configuration.peers.filter { !rejoining.answered.contains($0) }
            return "\(configuration.quorum) others to say what they remember;"
                + " no answer from \(NodeSet(silent))"
        case .preparing(let candidacy):
            guard let missing = candidacy.missing else { return "" }
            return "slots \(missing.slots.first.rawValue) to \(missing.slots.last.rawValue):"
                + " \(missing.nodes) have lost them, and no quorum knows what was accepted there"
        case .follower, .leading: return ""
        }
    }

    private var statusRole: ReplicaStatus.Role {
        switch role {
        case .follower, .recovering: .follower
        case .preparing: .candidate
        case .leading: .leader
        }
    }

    private var currentBallot: Ballot {
        switch role {
        case .follower, .recovering: acceptor.promised
        case .preparing(let candidacy): candidacy.ballot
        case .leading(let leadership): leadership.ballot
        }
    }
}

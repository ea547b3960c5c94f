import BankReplica
import EventLog
import EventLoop
import Paxos

/// What people were told last, so that every change is told once.
struct Announcements {
    /// What the node did in the agreement.
    var role = ReplicaStatus.Role.follower
    /// The leader it knew.
    var leader: Ballot?
    /// Whether it had forgotten something and not rejoined.
    var isRecovering = false
    /// Why it would be recovering, with the file and the place if its own files are damaged.
    var recoveryReason = Self.notRejoined
    /// What it has been waiting for.
    var wait = LongWait()
    /// Whether it was told in this start that another node remembers more of it.
    var wasToldOfLoss = false
    /// When the snapshot was begun that is being written, in microseconds; nil if none is.
    var snapshotBegin: Int64?
    /// How many snapshots were written.
    var snapshotsWritten: UInt64 = 0

    /// Why a node is recovering whose files are as it left them.
    static let notRejoined = "it had not rejoined when it was stopped"

    /// Whether something was found on disk, or heard, that this node has lost.
    var knowsOfLoss: Bool { recoveryReason != Self.notRejoined }
}

/// What a node has been waiting for: a long wait is told once, and again when its reason changes.
struct LongWait {
    /// What it waits for, in words; empty while it waits for nothing.
    private var reason = ""
    /// Since when it waits for that, in milliseconds.
    private var beginning = 0
    /// What people were told last in this wait; empty if nothing.
    private var told = ""

    /// Takes note of what is waited for now.
    ///
    /// - Parameters:
    ///   - reason: What for, in words.
    ///   - now: The time, in milliseconds.
    ///   - limit: How long a wait is not worth a word, in milliseconds.
    /// - Returns: Whether people MUST be told now.
    mutating func goOn(for reason: String, at now: Int, limit: Int) -> Bool {
        if reason != self.reason {
            self.reason = reason
            beginning = now
        }
        guard reason != told, now - beginning >= limit else { return false }
        told = reason
        return true
    }

    /// Takes note that nothing is waited for any more.
    mutating func end() { self = LongWait() }
}

/// Lines for people about what changes rarely and matters.
extension Node {
    /// Tells people of an event, with the hybrid time of what this node has seen.
    ///
    /// Nothing that a client sent may stand in it.
    func tell(
        _ level: EventLevel,
        _ event: StaticString,
        _ fields: @autoclosure () -> [EventField] = []
    ) {
        log.write(level, event, stamp: "\(replica.latestStamp)", fields())
    }

    /// Tells of a new role, a new leader, a lost memory, or one that was made up for.
    func announceChanges() {
        let status = replica.paxos.status
        if status.isRecovering != announced.isRecovering {
            announced.isRecovering = status.isRecovering
            if status.isRecovering {
                tell(.warn, "recovering", [EventField("why", announced.recoveryReason)])
            } else {
                let life = replica.paxos.durableState.life
                tell(
                    .info,
                    "rejoined",
                    [EventField("life", life), EventField("ballot", "\(status.ballot)")]
                )
            }
        }
        let leader = replica.paxos.leaderBallot
        metrics.note(leader: leader)
        announceWait(status, hasLeader: leader != nil)
        guard status.role != announced.role || leader != announced.leader else { return }
        announced.role = status.role
        announced.leader = leader
        tell(
            .info,
            "role",
            [
                EventField("role", status.role.rawValue),
                EventField("ballot", "\(status.ballot)"),
            ]
        )
    }

    /// Tells whom this node waits for, and why, if it could not take part or not lead for long.
    ///
    /// A candidate that finds too many copies of a slot lost gives up and tries again, so its wait
    /// ends only when somebody leads.
    private func announceWait(_ status: ReplicaStatus, hasLeader: Bool) {
        guard !status.waitsFor.isEmpty else {
            if hasLeader { announced.wait.end() }
            return
        }
        let isLong = announced.wait.goOn(
            for: status.waitsFor,
            at: loop.nowMilliseconds,
            limit: limits.peerSilenceMillisecondsMax * Self.silencesUntilWaitIsTold
        )
        guard isLong else { return }
        var fields = [EventField("for", status.waitsFor)]
        if status.isRecovering || announced.knowsOfLoss {
            fields.append(EventField("why", announced.recoveryReason))
        }
        tell(.warn, "waiting", fields)
    }

    /// A wait is told when it took so many times what a linked peer may be silent.
    private static var silencesUntilWaitIsTold: Int { 3 }

    /// Tells, once, that another node remembers more of this one than it does itself.
    func announceLoss(at node: NodeID, _ reason: String) {
        announced.recoveryReason = "\(node) remembers more of it"
        guard !announced.wasToldOfLoss else { return }
        announced.wasToldOfLoss = true
        tell(.warn, "forgotten", [EventField("peer", "\(node)"), EventField("reason", reason)])
    }

    /// Tells of a snapshot when it is on disk.
    ///
    /// - Parameter begin: When the slice of work began that was just done, in microseconds.
    func announceSnapshot(after begin: Int64) {
        if store.counters.snapshotsWritten > announced.snapshotsWritten {
            announced.snapshotsWritten = store.counters.snapshotsWritten
            let end = SystemClock.monotonicMicroseconds
            let milliseconds = max(0, end - (announced.snapshotBegin ?? begin)) / 1_000
            tell(
                .info,
                "snapshot",
                [
                    EventField("slot", store.snapshotSlot?.rawValue ?? 0),
                    EventField("ms", milliseconds),
                    EventField("bytes", store.snapshotBytes),
                ]
            )
        }
        announced.snapshotBegin = store.isWritingSnapshot ? announced.snapshotBegin ?? begin : nil
    }

    /// Tells of a snapshot of another node that this one goes on from.
    func announceInstallation(from node: NodeID) {
        let slot = store.snapshotSlot?.rawValue ?? 0
        tell(.info, "installed", [EventField("slot", slot), EventField("from", "\(node)")])
    }
}

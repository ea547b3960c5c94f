import BankReplica
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
    /// Why it would be recovering.
    var recoveryReason = "it had not rejoined when it was stopped"
    /// Whether it was told in this start that another node remembers more of it.
    var wasToldOfLoss = false
    /// When the snapshot was begun that is being written, in microseconds; nil if none is.
    var snapshotBegin: Int64?
    /// How many snapshots were written.
    var snapshotsWritten: UInt64 = 0
}

/// Lines for people about what changes rarely and matters.
extension Node {
    /// Tells of a new role, a new leader, a lost memory, or one that was made up for.
    func announceChanges() {
        let status = replica.paxos.status
        if status.isRecovering != announced.isRecovering {
            announced.isRecovering = status.isRecovering
            if status.isRecovering {
                journal.write("recovering", [("why", announced.recoveryReason)])
            } else {
                let life = replica.paxos.durableState.life
                journal.write("rejoined", [("life", "\(life)"), ("ballot", "\(status.ballot)")])
            }
        }
        let leader = replica.paxos.leaderBallot
        guard status.role != announced.role || leader != announced.leader else { return }
        announced.role = status.role
        announced.leader = leader
        journal.write("role", [("role", status.role.rawValue), ("ballot", "\(status.ballot)")])
    }

    /// Tells, once, that another node remembers more of this one than it does itself.
    func announceLoss(at node: NodeID, _ reason: String) {
        announced.recoveryReason = "\(node) remembers more of it"
        guard !announced.wasToldOfLoss else { return }
        announced.wasToldOfLoss = true
        journal.write("forgotten", [("peer", "\(node)"), ("reason", reason)])
    }

    /// Tells of a snapshot when it is on disk.
    ///
    /// - Parameter begin: When the slice of work began that was just done, in microseconds.
    func announceSnapshot(after begin: Int64) {
        if store.counters.snapshotsWritten > announced.snapshotsWritten {
            announced.snapshotsWritten = store.counters.snapshotsWritten
            let end = SystemClock.monotonicMicroseconds
            let milliseconds = max(0, end - (announced.snapshotBegin ?? begin)) / 1_000
            journal.write(
                "snapshot",
                [
                    ("slot", "\(store.snapshotSlot?.rawValue ?? 0)"), ("ms", "\(milliseconds)"),
                    ("bytes", "\(store.snapshotBytes)"),
                ]
            )
        }
        announced.snapshotBegin = store.isWritingSnapshot ? announced.snapshotBegin ?? begin : nil
    }

    /// Tells of a snapshot of another node that this one goes on from.
    func announceInstallation(from node: NodeID) {
        let slot = store.snapshotSlot?.rawValue ?? 0
        journal.write("installed", [("slot", "\(slot)"), ("from", "\(node)")])
    }
}

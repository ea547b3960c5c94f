#if MUTANTS
/// A bug that is planted to see whether the simulator notices: our code with one decision made
/// wrong.
///
/// Each stands between `#if MUTANTS` and `#endif` where the decision is made, and there is none in
/// a program that was built without `-D MUTANTS`. docs/TESTING.md has what catches each.
public enum Mutant: String, CaseIterable, Sendable {
    // MARK: Agreement

    /// B01: the used round is not remembered over a restart.
    case reuseBallot = "reuse-ballot"
    /// B01: a candidacy's round is not made durable before it asks.
    case roundNotFlushed = "round-not-flushed"
    /// B02: the promise is not remembered over a restart.
    case forgetPromise = "forget-promise"
    /// B02: accepted entries are not remembered over a restart.
    case forgetAccepted = "forget-accepted"
    /// B03: a PROMISE that comes twice counts twice.
    case countMessagesNotSenders = "count-messages-not-senders"
    /// B03: a PROMISE of another ballot counts.
    case countStalePromise = "count-stale-promise"
    /// B03: one promise too few makes a leader.
    case shortPhaseOneQuorum = "short-phase-one-quorum"
    /// B03: one acceptance too few commits.
    case quorumOfTwo = "quorum-of-two"
    /// B03: an ACCEPTED of another ballot counts.
    case countStaleAccepted = "count-stale-accepted"
    /// B04: accepting does not raise the promise.
    case acceptWithoutPromise = "accept-without-promise"
    /// B05: a PROMISE leaves out what was accepted in the same turn.
    case promiseFromFlushedState = "promise-from-flushed-state"
    /// B06: a lower ballot is obeyed and lowers the promise.
    case newViewLowersPromise = "new-view-lowers-promise"
    /// B06: who promised a higher ballot leads on.
    case oldLeaderKeepsSending = "old-leader-keeps-sending"
    /// B07: COMMIT is believed for whatever is held.
    case commitAnyBallot = "commit-any-ballot"
    /// B07: the watermark of HEARTBEAT is believed for whatever is held.
    case heartbeatCommitsBlindly = "heartbeat-commits-blindly"
    /// B08: a new view ends at the first gap.
    case truncateAtGap = "truncate-at-gap"
    /// B08: the first slot after the view is one of the view.
    case reuseSlotAfterView = "reuse-slot-after-view"
    /// B09: the first page of a PROMISE counts as the last.
    case noopBeforeLastPage = "no-op-before-last-page"
    /// B09: of two reports the one of the lower ballot is proposed.
    case lowestBallotWins = "lowest-ballot-wins"
    /// B09: the candidate's own entry is proposed, whatever others report.
    case ownEntryWins = "own-entry-wins"
    /// B09: a lost slot is reported as one in which nothing was accepted.
    case lostSlotAsNothing = "lost-slot-as-nothing"
    /// B10: what is committed behind a hole is executed.
    case executePastHole = "execute-past-hole"
    /// B10: ACCEPTED names the last slot held, whatever is missing before it.
    case acceptedThroughHole = "accepted-through-hole"
    /// B11: a node that recovers promises.
    case voteWhileRecovering = "vote-while-recovering"
    /// B12: a node with an emptied disk takes part at once.
    case amnesiacVotes = "amnesiac-votes"
    /// B12: a PROMISE of an earlier life counts.
    case oldIncarnationCounts = "old-incarnation-counts"
    /// B12: who forgot takes part again in a view that misses slots here.
    case rejoinBeforeComplete = "rejoin-before-complete"
    /// B22: a PROMISE leaves before the flush.
    case promiseBeforeFlush = "promise-before-flush"
    /// B22: an ACCEPTED leaves before the flush.
    case acceptedBeforeFlush = "accepted-before-flush"
    /// B22: a NEW_VIEW leaves before the leader's own promise is durable.
    case newViewBeforeFlush = "new-view-before-flush"
    /// B22: the leader counts its own acceptance before it is durable.
    case leaderCountsUnflushed = "leader-counts-unflushed"
    /// B26: a PROMISE has everything on one page.
    case unpagedPromise = "unpaged-promise"
    /// B29: what was lost on the way is never sent again.
    case noResend = "no-resend"
    /// B29: a FETCH is never answered.
    case noCatchUp = "no-catch-up"
    /// B30: a PREPARE above the promise is answered at once, however well the leader works.
    case climbBallots = "climb-ballots"

    // MARK: Bank

    /// B13: a duplicate is looked for when it is proposed, not when it is executed.
    case dedupeAtProposal = "dedupe-at-proposal"
    /// B13: equal timestamps are equal requests.
    case fingerprintIgnored = "fingerprint-ignored"
    /// B14: an older timestamp gets the newest reply.
    case staleGetsLastReply = "stale-gets-last-reply"
    /// B14: a repeated request gets the reply without its balances.
    case replyRebuilt = "reply-rebuilt"
    /// B15: a snapshot is loaded without its clients.
    case snapshotWithoutClients = "snapshot-without-clients"
    /// B15: a snapshot is loaded without its idempotency keys.
    case snapshotWithoutKeys = "snapshot-without-keys"
    /// B16: idempotency keys expire by the machine's clock.
    case keysExpireByMachineClock = "keys-expire-by-machine-clock"
    /// B39: an idempotency key is tested when it is proposed, not when it is executed.
    case keyTestedAtProposal = "key-tested-at-proposal"
    /// B39: an expired idempotency key counts as a new one.
    case expiredKeyPaysAgain = "expired-key-pays-again"
    /// B39: another transfer under an idempotency key gets the answer of the first.
    case keyFingerprintIgnored = "key-fingerprint-ignored"
    /// B16: clients are forgotten by the machine's clock.
    case pruneByMachineClock = "prune-by-machine-clock"
    /// B27: a balance may go beyond its bound.
    case creditPastTheBound = "credit-past-the-bound"
    /// B27: who lacks funds pays all the same.
    case overdraft
    /// B28: execution takes the machine's clock in place of the entry's stamp.
    case machineClockInExecution = "machine-clock-in-execution"
    /// B28: the clients of a snapshot come in the order of a dictionary.
    case unorderedSnapshot = "unordered-snapshot"
    /// I17: what is paid is never received, now and then.
    case debitWithoutCredit = "debit-without-credit"
    /// I19: a refused transfer stands in the journal as done.
    case journalOfRefused = "journal-of-refused"
    /// The 1,000th transfer credits one unit too much: the alarm that must ring.
    case canary

    // MARK: Reads and requests

    /// B17: a leader answers reads from its own state.
    case readWithoutQuorum = "read-without-quorum"
    /// B17: a read is confirmed by a heartbeat that left before it came.
    case reuseReadRound = "reuse-read-round"
    /// B17: a new leader reads before it has executed its view.
    case serveBeforeRecovered = "serve-before-recovered"
    /// B18: a leader reads as long as it was followed lately.
    case leaseRead = "lease-read"
    /// B34: any number of requests is taken on.
    case unboundedQueue = "unbounded-queue"
    /// B41: who gives a request up says that it failed.
    case failedOnTimeout = "failed-on-timeout"

    // MARK: Storage

    /// B19: a torn tail stays where it is.
    case appendAfterTornTail = "append-after-torn-tail"
    /// B20: damage in the log ends it.
    case corruptionAsTail = "corruption-as-tail"
    /// B20: a record that does not pass is passed over in silence.
    case skipBadRecord = "skip-bad-record"
    /// B21: the digest of a snapshot is that of the slot before.
    case executedApartFromState = "executed-apart-from-state"
    /// B21: a snapshot names a slot behind the one it holds.
    case snapshotAheadOfLog = "snapshot-ahead-of-log"
    /// B23: changes of names are not flushed.
    case skipDirectoryFsync = "skip-directory-fsync"
    /// B23: the log lets go of what is in no durable snapshot.
    case trimWithoutFlush = "trim-without-flush"
    /// B23: a snapshot gets its name before its bytes are flushed.
    case renameBeforeFlush = "rename-before-flush"
    /// B24: a failed flush of the log is taken for a success, as a second try would report.
    case retryFsync = "retry-fsync"
    /// B25: records are written that are longer than what is read.
    case writePastReadLimit = "write-past-read-limit"
    /// B35: a snapshot with a part missing counts as installed.
    case swallowInstallFailure = "swallow-install-failure"
    /// B35: a second offer of the snapshot that is being fetched is not gone on with.
    case dropSecondSnapshot = "drop-second-snapshot"
    /// I11: a flush does nothing now and then.
    case forgetFlush = "forget-flush"
    /// I14: lines between nodes and in snapshots are read without their checksums.
    case sumsUnchecked = "sums-unchecked"
}

extension Mutant {
    /// Whether this one is planted in this process.
    public var isPlanted: Bool { PlantedMutant.current == self }
}
#endif

public import Bank
internal import Paxos
public import Wire

/// Linearizable reads: each gives what all earlier answered transfers have led to.
extension ClusterConnection {
    /// Whether one more read can be begun, see ``ClientLimits/readsMax``.
    public var hasRoomForRead: Bool { reads.hasRoom }

    /// How many reads are under way.
    public var readCount: Int { reads.count }

    /// Begins to read; the pump goes on with it.
    ///
    /// The caller MUST see to it that there is room, see ``hasRoomForRead``, and take the read with
    /// ``takeReads()`` when it is over. It may be called in the condition of a pump and in
    /// ``onOtherEvent``.
    ///
    /// - Parameters:
    ///   - subject: What to read.
    ///   - tag: The caller's number, which comes back with the read.
    ///   - timeoutMilliseconds: How long it has at most; nil for as long as nobody gives it up.
    /// - Returns: What names it.
    public func beginRead(
        _ subject: ReadSubject,
        tag: Int = 0,
        timeoutMilliseconds: Int?
    ) -> ReadID {
        reads.begin(
            subject,
            tag: tag,
            leaders: clients.leaders,
            at: Moment.now.milliseconds,
            end: timeoutMilliseconds.map { Self.deadline(after: $0) } ?? .max
        )
    }

    /// Takes the reads that are over since the last time, in the order in which they ended.
    public func takeReads() -> [FinishedRead] { reads.takeFinished() }

    /// Ends a read's time; it is over with ``ReadFailure/timedOut(milliseconds:)``, unless it was
    /// over already.
    public func giveUp(_ read: ReadID) { reads.giveUp(read, at: Moment.now.milliseconds) }

    /// Ends the time of all reads; see ``giveUp(_:)``.
    public func giveUpReads() { reads.giveUpAll(at: Moment.now.milliseconds) }

    /// Asks for a balance and waits for it.
    ///
    /// - Parameters:
    ///   - account: The account.
    ///   - timeoutMilliseconds: How long to wait at most.
    /// - Returns: The balance with its slot, or that there is no such account; never
    ///   ``Wire/BalanceMessage/Answer/notLeader``.
    /// - Throws: ``BankClientError/noAnswer(nodes:milliseconds:)`` if no leader confirmed it in
    ///   time or every node turned us away, ``BankClientError/loop(_:)``.
    public func balance(
        of account: AccountID,
        timeoutMilliseconds: Int
    ) throws(BankClientError) -> BalanceMessage {
        let read = beginRead(.account(account), timeoutMilliseconds: nil)
        defer {
            giveUp(read)
            _ = reads.takeFinished(read)
        }
        _ = try pump(
            until: { reads.isFinished(read) },
            timeoutMilliseconds: timeoutMilliseconds
        )
        guard case .success(.balance(let answer)) = reads.takeFinished(read)?.result else {
            throw .noAnswer(nodes: reachability, milliseconds: timeoutMilliseconds)
        }
        return answer
    }
}

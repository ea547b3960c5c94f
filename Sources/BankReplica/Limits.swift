/// Limits of one replica's own bookkeeping.
public struct ReplicaLimits: Hashable, Sendable {
    /// The most requests that wait for a leader, for a view or for room in the window.
    public let waitingRequestsMax: Int
    /// The most requests that were taken on and are not answered yet, the waiting ones included.
    public let openRequestsMax: Int
    /// The most that wait for the answer to one request besides who asked first; beyond, the oldest
    /// of them is forgotten and asks again.
    public let otherOriginsMax: Int
    /// How long a request or a read that cannot be served is kept, in ticks; its client asks again.
    public let waitingTicksMax: UInt64
    /// The most reads that wait for a quorum's confirmation.
    public let pendingReadsMax: Int
    /// How many digests of the last slots are kept, to be compared with those of other nodes.
    public let digestsMax: Int

    /// Creates limits; the parts are checked against each other.
    public init(
        waitingRequestsMax: Int = 65_536,
        openRequestsMax: Int = 131_072,
        otherOriginsMax: Int = 8,
        waitingTicksMax: UInt64 = 1_000,
        pendingReadsMax: Int = 65_536,
        digestsMax: Int = 65_536
    ) {
        precondition(
            waitingRequestsMax >= 1 && waitingRequestsMax <= openRequestsMax,
            "\(waitingRequestsMax) waiting requests are among \(openRequestsMax) open ones"
        )
        precondition(otherOriginsMax >= 1, "whoever asked last gets an answer")
        precondition(pendingReadsMax >= 1 && digestsMax >= 1, "there is room for something")
        self.waitingRequestsMax = waitingRequestsMax
        self.openRequestsMax = openRequestsMax
        self.otherOriginsMax = otherOriginsMax
        self.waitingTicksMax = waitingTicksMax
        self.pendingReadsMax = pendingReadsMax
        self.digestsMax = digestsMax
    }
}

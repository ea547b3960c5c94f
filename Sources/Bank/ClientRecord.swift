/// What a snapshot keeps of a client.
public struct ClientRecord: Hashable, Sendable {
    /// The reply to the client's last request.
    public let reply: Reply
    /// The fingerprint of that request.
    public let fingerprint: UInt64

    /// Creates a record.
    public init(reply: Reply, fingerprint: UInt64) {
        self.reply = reply
        self.fingerprint = fingerprint
    }

    /// Says whether an execution at or before `position` can have left this record.
    func isPossible(through position: UInt64) -> Bool {
        guard reply.position >= 1, reply.position <= position else { return false }
        switch reply.result {
        case .success: return reply.balances != nil
        case .failed(let reason): return reason != .tooManyClients
        case .stale, .conflict: return false
        }
    }
}

/// What executing a request would do, by what is known of its client.
public enum Lookup: Hashable, Sendable {
    /// It would be executed: its timestamp is the client's greatest so far.
    case new
    /// It was executed; this is its reply.
    case replay(Reply)
    /// Its timestamp already stands for another command.
    case conflict
    /// The client had a later request executed.
    case stale
    /// The client is new and there is no room for another.
    case tooManyClients

    /// Returns the answer to the request that was looked up.
    ///
    /// - Parameter request: That request.
    /// - Returns: The reply that execution would give; nil if it has to be executed for that.
    public func reply(to request: Request) -> Reply? {
        switch self {
        case .new: nil
        case .replay(let reply): reply
        case .conflict: Reply(refusing: request, as: .conflict)
        case .stale: Reply(refusing: request, as: .stale)
        case .tooManyClients: Reply(refusing: request, as: .failed(.tooManyClients))
        }
    }
}

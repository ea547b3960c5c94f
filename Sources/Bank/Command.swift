/// What the bank can be asked to do.
///
/// Switch over it without `default`, so that the compiler finds every place a new command needs.
public enum Command: Hashable, Sendable {
    /// Move money.
    case transfer(Transfer)

    /// Mixes the kind and then all fields in.
    public func mix(into hasher: inout DigestHasher) {
        switch self {
        case .transfer(let transfer):
            hasher.mix(1)
            transfer.mix(into: &hasher)
        }
    }

    /// A word that is the same for equal commands on every machine; it is part of snapshots.
    ///
    /// It finds a client that uses a timestamp twice by mistake; it is no defence against one
    /// that looks for two commands of one fingerprint, which would cheat only itself.
    public var fingerprint: UInt64 {
        var hasher = DigestHasher()
        mix(into: &hasher)
        return hasher.finished
    }
}

extension Command: CustomStringConvertible {
    /// `(G, B, 6)`.
    public var description: String {
        switch self {
        case .transfer(let transfer): transfer.description
        }
    }
}

/// What the bank can be asked to do.
///
/// Switch over it without `default`, so that the compiler finds every place a new command needs.
public enum Command: Hashable, Sendable {
    /// Move money.
    case transfer(Transfer)
    /// Move money, at most once under this key, whoever asks and however often.
    case keyedTransfer(Transfer, key: IdempotencyKey)

    /// The transfer that is asked for.
    @inline(__always)
    public var transfer: Transfer {
        switch self {
        case .transfer(let transfer), .keyedTransfer(let transfer, _): transfer
        }
    }

    /// The key under which it is asked for; nil if there is none.
    @inline(__always)
    public var key: IdempotencyKey? {
        switch self {
        case .transfer: nil
        case .keyedTransfer(_, let key): key
        }
    }

    /// Mixes the kind and then all fields in.
    public func mix(into hasher: inout DigestHasher) {
        switch self {
        case .transfer(let transfer):
            hasher.mix(1)
            transfer.mix(into: &hasher)
        case .keyedTransfer(let transfer, let key):
            hasher.mix(2)
            key.mix(into: &hasher)
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
    /// `(G, B, 6)`; `(G, B, 6) under a key`.
    public var description: String {
        switch self {
        case .transfer(let transfer): transfer.description
        case .keyedTransfer(let transfer, _): "\(transfer) under a key"
        }
    }
}

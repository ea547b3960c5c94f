public import Bank
public import HybridClock
public import Paxos

/// What `Paxos` agrees on here: a client's request with the leader's stamp.
///
/// The stamp is part of what is agreed on, so execution never asks a clock.
public struct StampedRequest: Hashable, Sendable {
    /// When the leader proposed it, in hybrid time.
    public let stamp: Timestamp
    /// The request.
    public let request: Request

    /// Creates a stamped request.
    public init(stamp: Timestamp, request: Request) {
        self.stamp = stamp
        self.request = request
    }
}

extension StampedRequest: CustomStringConvertible {
    /// The form used in prints, for example `(G, B, 6) by G`.
    public var description: String { "\(request)" }
}

/// A message of the protocol, about this bank's requests.
public typealias PaxosMessage = Message<StampedRequest>

/// What a slot holds in this bank: a stamped request or a no-op.
public typealias BankEntry = Entry<StampedRequest>

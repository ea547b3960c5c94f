package import Bank

/// What became of the last request of each lane, for whoever asks for it by its made key.
package struct LaneMemory: Hashable, Sendable {
    /// The last request of a lane.
    package struct Last: Hashable, Sendable {
        /// Its timestamp.
        package let timestamp: RequestTimestamp
        /// What the bank answered; nil if that is not known.
        package let result: RequestResult?
        /// The slot; 0 if it has none or it is not known.
        package let slot: UInt64

        /// Creates a memory.
        package init(timestamp: RequestTimestamp, result: RequestResult?, slot: UInt64) {
            self.timestamp = timestamp
            self.result = result
            self.slot = slot
        }
    }

    /// What is known of a key.
    package enum Finding: Hashable, Sendable {
        /// It names the lane's last request.
        case last(Last)
        /// The lane was used since.
        case expired
        /// The lane was not used so late since the gateway started.
        case unknown
    }

    /// The last request of each lane; nil if it had none since the gateway started.
    private var lasts: [Last?]

    /// Creates a memory of so many lanes that were not used yet.
    package init(count: Int = GatewayLimits.lanesMax) {
        lasts = [Last?](repeating: nil, count: count)
    }

    /// Takes note of what became of a request of a lane, unless a later one is known.
    package mutating func note(_ last: Last, of lane: Int) {
        if let known = lasts[lane], known.timestamp > last.timestamp { return }
        lasts[lane] = last
    }

    /// Returns what is known of the request of a lane with a timestamp.
    package func find(_ timestamp: RequestTimestamp, of lane: Int) -> Finding {
        guard let last = lasts[lane], last.timestamp >= timestamp else { return .unknown }
        return last.timestamp == timestamp ? .last(last) : .expired
    }
}

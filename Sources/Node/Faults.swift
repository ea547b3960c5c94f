import Paxos

/// The faults that operators made: soft ones, in which the process and its memory stay.
struct Faults {
    /// Whether the node takes part.
    private(set) var isConnected = true
    /// Why it does not.
    private(set) var cause = ""
    /// Whether it was cut off since it last took part.
    private var wasCutOff = false
    /// Whether its timers stand still.
    var isIdle = false
    /// The nodes that a partition cuts off from it.
    var blocked = NodeSet()

    /// Whether ticks pass.
    var letsTimePass: Bool { isConnected && !isIdle }

    mutating func disconnect(cause: String) {
        isConnected = false
        wasCutOff = true
        self.cause = cause
    }

    /// Whether it was cut off since it last took part; asking takes note that it takes part again.
    mutating func takeCutOff() -> Bool {
        defer { wasCutOff = false }
        return wasCutOff
    }

    mutating func connect() {
        isConnected = true
        cause = ""
    }
}

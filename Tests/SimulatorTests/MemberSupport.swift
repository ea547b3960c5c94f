import Paxos
import Simulator
import Wire
import WriteAheadLog

extension LogLimits {
    /// Segments of which a test fills several.
    static let small = LogLimits(
        segmentBytes: 16_384,
        recordBytesMax: 4_096,
        preparedSliceBytes: 16_384
    )
    /// Segments that a test does not fill.
    static let wide = LogLimits(segmentBytes: 131_072, recordBytesMax: 65_536)
}

extension PaxosMessage {
    /// The heartbeat of a leader that has nothing to tell.
    static func leads(_ round: UInt64, by node: UInt8) -> Self {
        .heartbeat(
            Heartbeat(
                ballot: Ballot(round: round, proposer: NodeID(node)),
                beat: 1,
                committed: .zero,
                executed: .zero,
                digest: 0
            )
        )
    }
}

extension SimulatedDisk {
    /// The log's segments, oldest first.
    var segments: [String] { names().filter { $0.hasPrefix("log-0") }.sorted() }
}

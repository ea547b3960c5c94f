import Paxos

/// Limits of the wire format, all named here.
public enum WireLimits {
    /// The longest line, its line feed included, in bytes.
    public static let lineBytesMax = 1 << 20
    /// The longest line of a client, its line feed included, in bytes.
    public static let clientLineBytesMax = 16 << 10
    /// The most entries in one line between nodes.
    ///
    /// Each entry has at most ``entryBytesMax`` bytes, so a full line stays below ``lineBytesMax``.
    public static let entriesMax = 2_000
    /// The most bytes one entry takes in a line, whatever its names and numbers are, with its slot
    /// and ballot.
    public static let entryBytesMax = 512
    /// The highest round, 2^53: every reader of JSON represents it exactly.
    public static let roundMax: UInt64 = 1 << 53
    /// The highest life of a node, as ``Paxos/PaxosLimits/lifeMax`` has it.
    public static let lifeMax: UInt32 = 1 << 21 - 1
    /// The most ranges of lost slots in one line, as ``Paxos/PaxosLimits/lostRangesMax`` has it.
    public static let lostRangesMax = 64
    /// The highest slot, 2^53; slots near the end of 64 bits could not be counted on from.
    public static let slotMax: UInt64 = 1 << 53
    /// The longest part of a snapshot in a line, in bytes; this program writes at most half of it.
    public static let snapshotPartBytesMax = 128 << 10
    /// The most parts of a snapshot: more than the greatest bank that can be has.
    public static let snapshotPartsMax = 1 << 20
    /// The longest payload of the log, in bytes: a record of the log holds 4 MiB, and some of that
    /// is its frame.
    public static let logPayloadBytesMax = 4 << 20 - 4_096
    /// The most entries that certainly fit into a payload of the log, each record counted as one
    /// more; the state takes at most the place of two.
    public static let logEntriesMax = logPayloadBytesMax / entryBytesMax - 2
    /// The most characters of the reason in an ERROR line; the reason may quote what was refused.
    public static let errorCharactersMax = 256
    /// The longest cause of a disconnection, in bytes.
    public static let causeBytesMax = 256
    /// The most elements in one page of an answer to an operator.
    public static let pageElementsMax = 1_000
    /// The most entries of a journal in one answer; each takes at most ``entryBytesMax`` bytes.
    public static let journalEntriesMax = 500
    /// The longest name of a metric or of its label, in bytes.
    public static let metricNameBytesMax = 64

    /// Stops the process unless the limits fit together.
    public static func check() {
        precondition(
            entriesMax * entryBytesMax + 4_096 <= lineBytesMax,
            "\(entriesMax) entries of \(entryBytesMax) bytes do not fit into \(lineBytesMax)"
        )
        precondition(
            snapshotPartBytesMax + 4_096 <= lineBytesMax,
            "a part of \(snapshotPartBytesMax) bytes does not fit into \(lineBytesMax)"
        )
        precondition(
            journalEntriesMax <= pageElementsMax && journalEntriesMax <= entriesMax,
            "\(journalEntriesMax) entries of a journal fit into no answer"
        )
        precondition(
            lifeMax == PaxosLimits.lifeMax,
            "a line names lives up to \(lifeMax), a replica up to \(PaxosLimits.lifeMax)"
        )
        precondition(
            Incarnation(life: lifeMax, start: .max).rawValue < 1 << 53,
            "life \(lifeMax) makes incarnations that no reader of JSON represents"
        )
        precondition(
            lostRangesMax == PaxosLimits.lostRangesMax,
            "a line names \(lostRangesMax) ranges, a replica \(PaxosLimits.lostRangesMax)"
        )
        precondition(
            PaxosLimits.greetedRoundMax < roundMax,
            "round \(PaxosLimits.greetedRoundMax) of a greeting leaves none below \(roundMax)"
        )
    }
}

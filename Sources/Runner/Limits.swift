/// The bounds of everything that people type and read here.
public enum RunnerLimits {
    /// The most characters of a line in the console; further ones are refused with a bell.
    public static let lineCharactersMax = 4_096
    /// The most lines of history that are kept; the oldest go first.
    public static let historyLinesMax = 1_000
    /// The most lines that tab shows; of further choices only the number.
    public static let completionLinesMax = 20
    /// The most slots that one command prints.
    public static let slotsPrintedMax = 100_000
    /// The most characters of a foreign text that a message repeats.
    public static let quotedCharactersMax = 60
    /// The most violations that a verdict names; of further ones only the number.
    public static let violationsShownMax = 20

    /// The greatest timestamp that can be given: a client needs room for the requests after it.
    public static let timestampMax: UInt64 = 1 << 62
}

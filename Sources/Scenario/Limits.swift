/// The bounds of everything this room keeps or prints.
public enum ScenarioLimits {
    /// The longest file that is read, in bytes: some three million rows.
    public static let fileBytesMax = 64 << 20

    /// The longest name of an account or a node, in characters.
    public static let nameCharactersMax = 64

    /// The errors of a file that are kept to be printed; the others are only counted.
    public static let errorsKeptMax = 20

    /// The longest piece of a row that is printed under an error, in characters.
    public static let rowCharactersMax = 160

    /// The longest piece of a file's text that is quoted in a message, in characters.
    static let quotedCharactersMax = 40

    /// The known names that are listed in a hint; a larger cluster's list is cut.
    static let namesListedMax = 12

    /// The known names that a wrong name is compared with, to suggest the nearest.
    static let namesComparedMax = 10_000
}

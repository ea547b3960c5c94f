/// Limits of lines for people and of the files they are kept in.
public enum EventLimits {
    /// The longest line, its line feed included, in bytes: what a pipe takes in one piece.
    public static let lineBytesMax = 4_096
    /// The longest value as it is written, its quotation marks not counted, in bytes.
    public static let valueBytesMax = 400
    /// What is kept free in a line for its end, in bytes: request, stamp, how many fields were cut
    /// and how many lines lost.
    static let lineEndBytes = 2 * (valueBytesMax + 32) + 64
    /// How many files are kept besides the one that is written.
    public static let oldFilesMax = 3
    /// How large a file may be before it is put aside, unless somebody says otherwise, in bytes.
    public static let fileBytesDefault = 16 << 20
    /// What may be said instead, in bytes.
    public static let fileBytes = (64 << 10)...(1 << 30)
}

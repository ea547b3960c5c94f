/// One thing that is wrong with a scenario file; the user should edit the file at this place.
public struct ScenarioError: Error, Hashable, Sendable {
    /// The kind of mistake, as a stable word for scripts and for the pages that explain errors.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// A byte is no part of UTF-8 text.
        case badEncoding = "bad_encoding"
        /// There is a NUL byte.
        case nulByte = "nul_byte"
        /// A carriage return ends no line.
        case badLineEnd = "bad_line_end"
        /// The file is longer than ``ScenarioLimits/fileBytesMax``.
        case fileTooLong = "file_too_long"
        /// A quote is never closed.
        case openQuote = "open_quote"
        /// Something stands behind a closed quote.
        case textAfterQuote = "text_after_quote"
        /// A row has more cells than there are columns.
        case tooManyCells = "too_many_cells"
        /// The first cell of a row is no number that can be used.
        case badSetNumber = "bad_set_number"
        /// A set number is below the one before it.
        case setGoesBack = "set_goes_back"
        /// An item or a live list stands before the first set number.
        case itemBeforeSet = "item_before_set"
        /// An item is neither a well-formed transfer nor `LF`.
        case badItem = "bad_item"
        /// A transfer names an account that the cluster does not have.
        case unknownAccount = "unknown_account"
        /// A live list is malformed.
        case badLiveList = "bad_live_list"
        /// A live list names a node that the cluster does not have.
        case unknownNode = "unknown_node"
        /// A live list names a node twice.
        case duplicateNode = "duplicate_node"
        /// A set's live list is repeated with other nodes.
        case liveListDiffers = "live_list_differs"
        /// The file holds no set.
        case noSets = "no_sets"
        /// A column or verb is reserved for a later version.
        case notSupported = "not_supported"
    }

    /// The kind of mistake.
    public let code: Code

    /// The line of the file, counted from 1; a quoted cell may span several.
    public let line: Int

    /// The place in the line, in characters from 1; a byte order mark does not count.
    public let column: Int

    /// What is wrong, in one line, with the words of the file.
    public let message: String

    /// The line as it stands, without its end.
    ///
    /// A control character or a byte that is not UTF-8 is replaced by U+FFFD, and of a long line
    /// only the ``ScenarioLimits/rowCharactersMax`` characters around the place are kept.
    public let row: String

    /// The place in `row`, in characters from 0.
    public let caret: Int

    /// What to do about it, in one line.
    public let hint: String
}

/// What went wrong, why, and what to do about it: the one form of every error people see.
public struct UserError: Error, Hashable, Sendable {
    /// What went wrong, in one line and without a full stop.
    public let message: String
    /// A stable word in `snake_case`, for scripts and for the page that explains the error.
    public let code: String
    /// The cause, with the names, numbers and places that matter.
    public let why: String
    /// A command to type or an edit to make.
    public let hint: String
    /// The class of the error, which decides the exit code.
    public let kind: Kind

    /// Classes of errors: what a caller can do about one.
    ///
    /// The program gives each an exit code; a console that reads from a pipe ends with that of the
    /// last error.
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// A scenario, an expectation or an invariant failed: fail the build.
        case failed
        /// The call makes no sense: fix it.
        case usage
        /// The bank refused: do not retry.
        case rejected
        /// There is no such thing.
        case notFound
        /// The key already stands for another transfer: look for a bug.
        case conflict
        /// Nobody could be reached, and nothing was executed: retry later.
        case unavailable
        /// An invariant is broken: stop, keep the data, report.
        case broken
        /// A disk or a file failed: repair it.
        case inputOutput
        /// It was sent and not answered: retry with the same key.
        case unknownOutcome
        /// It is not allowed here.
        case refused
        /// A file of configuration or a scenario is invalid: fix the file.
        case configuration
    }

    /// Creates an error; no text may be empty.
    public init(_ message: String, code: String, why: String, hint: String, kind: Kind = .usage) {
        precondition(!message.isEmpty && !why.isEmpty && !hint.isEmpty, "an error without words")
        precondition(!code.isEmpty, "an error without a code: \(message)")
        self.message = message
        self.code = code
        self.why = why
        self.hint = hint
        self.kind = kind
    }
}

extension UserError {
    /// The column, from 1, at which the code begins if the message leaves room.
    private static let codeColumn = 72

    /// The three lines as people read them, each with its end.
    public var rendered: String {
        let head = "error: \(message)"
        let gap = max(Self.codeColumn - 1 - head.count, 1)
        return """
            \(head)\(String(repeating: " ", count: gap))[\(code)]
              why:  \(why)
              hint: \(hint)

            """
    }
}

extension UserError: CustomStringConvertible {
    /// The message with its code, in one line.
    public var description: String { "\(message) [\(code)]" }
}

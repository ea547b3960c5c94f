/// An error in the three parts that people read: what, why, and what to do, with a stable code.
public struct Explanation: Hashable, Sendable {
    /// A stable word for scripts, for example `no_quorum`.
    public let code: String
    /// What happened.
    public let what: String
    /// Why: addresses, numbers and ages.
    public let why: String
    /// A command or an edit that helps.
    public let hint: String

    /// Creates an explanation.
    public init(code: String, what: String, why: String, hint: String) {
        self.code = code
        self.what = what
        self.why = why
        self.hint = hint
    }
}

extension Explanation: CustomStringConvertible {
    /// The three lines that the command line prints.
    public var description: String {
        """
        error: \(what)  [\(code)]
          why:  \(why)
          hint: \(hint)
        """
    }
}

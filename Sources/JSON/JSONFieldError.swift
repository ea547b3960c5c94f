/// A value is well-formed JSON but not what the program asks for.
///
/// Tell its author: the description names the place and what to write there.
public struct JSONFieldError: Error, Hashable, Sendable {
    /// Where the value stands, as `nodes[2].port`; empty for the whole text.
    public let path: String
    /// What is wrong there.
    public let problem: Problem

    /// What can be wrong with a value.
    public enum Problem: Hashable, Sendable {
        /// The object lacks this key.
        case missing
        /// The object may not have this key; with the expected one that is spelled most alike.
        case unknown(suggestion: String?)
        /// The value is of one kind, another was asked for.
        case wrongKind(JSONKind, expected: JSONKind)
        /// The number is outside the range.
        case outOfRange(Int64, ClosedRange<Int64>)
        /// The value breaks a rule of the program that asked, told in words.
        case invalid(String)
    }

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - path: Where the value stands.
    ///   - problem: What is wrong there.
    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }
}

extension JSONFieldError: CustomStringConvertible {
    /// The place and the problem in words: `nodes[2].prot: unknown key, did you mean "port"?`.
    public var description: String { (path.isEmpty ? "the text" : path) + ": " + reason }

    private var reason: String {
        switch problem {
        case .missing: "missing"
        case .unknown(let suggestion?): "unknown key, did you mean \"\(suggestion)\"?"
        case .unknown(nil): "unknown key"
        case .wrongKind(let kind, let expected): "\(expected) expected, not \(kind)"
        case .outOfRange(let number, let range):
            "\(number) is outside \(range.lowerBound)...\(range.upperBound)"
        case .invalid(let rule): rule
        }
    }
}

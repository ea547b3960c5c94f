public import JSON

/// An answer that can be had in every form; each form tells the same facts.
public protocol ThreeForms {
    /// Whole lines for people.
    var human: String { get }
    /// Whole lines with fields apart by tabs, a header line first.
    var plain: String { get }
    /// One object that names its schema first.
    var json: JSONValue { get }
}

extension ThreeForms {
    /// Returns the answer as it goes to standard output: whole lines.
    public func text(_ form: OutputForm) -> String {
        switch form {
        case .human: human
        case .plain: plain
        case .json: "\(json)\n"
        }
    }
}

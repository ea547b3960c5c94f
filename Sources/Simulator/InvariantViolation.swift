/// A rule that was broken, found by a checker; the run that found it is over.
///
/// The numbers are those of docs/PROTOCOL.md, section Invariants.
public struct InvariantViolation: Error, Hashable, Sendable {
    /// The rule's number, for example `I7`.
    public let rule: String
    /// What was found, with the values that contradict each other.
    public let finding: String

    /// Creates a violation.
    public init(_ rule: String, _ finding: String) {
        self.rule = rule
        self.finding = finding
    }
}

extension InvariantViolation: CustomStringConvertible {
    /// `I7: n2 executed …`.
    public var description: String { "\(rule): \(finding)" }
}

/// Throws unless `condition` holds.
///
/// - Parameters:
///   - condition: What must hold.
///   - rule: The rule's number.
///   - finding: What was found instead, with the values; read only if the rule is broken.
/// - Throws: ``InvariantViolation`` if the condition does not hold.
func require(
    _ condition: Bool,
    _ rule: String,
    _ finding: @autoclosure () -> String
) throws(InvariantViolation) {
    guard condition else { throw InvariantViolation(rule, finding()) }
}

/// The forms in which every answer can be had; they tell the same facts.
public enum OutputForm: String, Hashable, Sendable, CaseIterable {
    /// For people: aligned tables, units.
    case human
    /// For line tools: fields apart by tabs, a header line first.
    case plain
    /// For programs: one object a command.
    case json
}

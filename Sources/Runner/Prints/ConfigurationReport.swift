public import JSON

/// What `config check` found.
public struct ConfigurationReport: Hashable, Sendable {
    /// The file that was read; nil if none is named.
    public let file: String?
    /// How many keys the file gives.
    public let keyCount: Int
    /// How many variables of the environment give flags; nil if they were not looked at.
    public let variableCount: Int?
    /// Everything that is wrong.
    public let problems: [UserError]
    /// What is odd and breaks nothing: variables that no flag reads.
    public let notes: [String]

    /// Creates a report.
    public init(
        file: String?,
        keyCount: Int,
        variableCount: Int?,
        problems: [UserError],
        notes: [String]
    ) {
        self.file = file
        self.keyCount = keyCount
        self.variableCount = variableCount
        self.problems = problems
        self.notes = notes
    }

    /// Whether nothing is wrong.
    public var isOK: Bool { problems.isEmpty }

    /// What it comes to, in one line without its end.
    private var verdict: String {
        guard isOK else {
            return problems.count == 1 ? "1 problem" : "\(problems.count) problems"
        }
        let keys = file.map { Self.count(keyCount, "key") + " of \(ForeignText.harmless($0))" }
        let variables = variableCount.map { Self.count($0, "variable") }
        let parts = [keys, variables].compactMap { $0 }
        let isOne = parts.count == 1 && keyCount + (variableCount ?? 0) == 1
        return "\(parts.joined(separator: " and ")) \(isOne ? "is" : "are") fine"
    }

    private static func count(_ number: Int, _ what: String) -> String {
        "\(number) \(what)\(number == 1 ? "" : "s")"
    }
}

extension ConfigurationReport: ThreeForms {
    /// Each problem in its three lines, the notes, then what it comes to.
    public var human: String {
        problems.map(\.rendered).joined() + notes.map { "note: \($0)\n" }.joined() + "\(verdict)\n"
    }

    /// A line a problem or note; what it comes to stands last.
    public var plain: String {
        PlainTable.text(
            ["level", "code", "message", "why", "hint"],
            problems.map { ["error", $0.code, $0.message, $0.why, $0.hint] }
                + notes.map { ["note", "unknown_variable", $0, dash, dash] }
                + [[isOK ? "ok" : "failed", dash, verdict, dash, dash]]
        )
    }

    /// The same; `file` and `variables` are null if there was none to look at.
    public var json: JSONValue {
        .answer(
            "config_check",
            [
                .init("ok", .bool(isOK)),
                .init("file", file.map { .string($0) } ?? .null),
                .init("keys", .of(UInt64(keyCount))),
                .init("variables", variableCount.map { .of(UInt64($0)) } ?? .null),
                .init(
                    "problems",
                    .array(
                        problems.map { problem in
                            .object([
                                .init("code", .string(problem.code)),
                                .init("message", .string(problem.message)),
                                .init("why", .string(problem.why)),
                                .init("hint", .string(problem.hint)),
                            ])
                        }
                    )
                ),
                .init("notes", .array(notes.map { .string($0) })),
            ]
        )
    }
}

public import JSON
public import Paxos

/// What nodes wrote to disk because somebody asked for a snapshot.
public struct SnapshotsPrint: Hashable, Sendable {
    /// Of each node that was asked the last slot in its snapshot, or why there is none.
    public let answers: [NodeAnswer<Slot>]

    /// Creates the answer to `snapshot`.
    public init(_ answers: [NodeAnswer<Slot>]) {
        self.answers = answers
    }

    /// The error that it amounts to for a script; nil if every node has its snapshot.
    public var error: UserError? {
        guard let failed = answers.first(where: { $0.value == nil }) else { return nil }
        let count = answers.filter { $0.value == nil }.count
        return UserError(
            "\(count) of \(answers.count) nodes took no snapshot",
            code: "no_snapshot",
            why: "\(failed.node): \(failed.silence ?? "")",
            hint: "look at 'nodes', or wait longer with '--timeout'",
            kind: .unavailable
        )
    }
}

extension SnapshotsPrint: ThreeForms {
    /// A table; a node without a snapshot has the reason.
    public var human: String {
        var table = TextTable([.words("node"), .numbers("slot"), .words("state")])
        for answer in answers {
            table.append([
                "\(answer.node)", answer.value.map { "\($0.rawValue)" } ?? dash,
                answer.silence ?? "on disk",
            ])
        }
        return table.text
    }

    /// The same columns.
    public var plain: String {
        PlainTable.text(
            ["node", "slot", "state"],
            answers.map { answer in
                [
                    "\(answer.node)", answer.value.map { "\($0.rawValue)" } ?? dash,
                    answer.silence ?? "on disk",
                ]
            }
        )
    }

    /// The same; `slot` is null without a snapshot, and then `reason` says why.
    public var json: JSONValue {
        .answer(
            "snapshot",
            [
                .init(
                    "nodes",
                    .array(
                        answers.map { answer in
                            .object([
                                .init("node", .of(answer.node)),
                                .init("slot", answer.value.map { .of($0) } ?? .null),
                                .init("reason", answer.silence.map { .string($0) } ?? .null),
                            ])
                        }
                    )
                )
            ]
        )
    }
}

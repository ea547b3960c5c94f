public import BankReplica
import Paxos
import WriteAheadLog

/// What lies in a node's directory.
public struct InspectionPrint: Hashable, Sendable {
    /// The directory.
    public let directory: String
    /// What is there.
    public let found: StoreInspection
    /// The number of the process that uses the directory; nil if none does.
    public let holder: String?
    /// Whether each record of the log is listed; JSON lists them always.
    public let listsRecords: Bool

    /// Creates the answer to `log inspect`.
    public init(
        _ directory: String,
        _ found: StoreInspection,
        holder: String?,
        listsRecords: Bool
    ) {
        self.directory = directory
        self.found = found
        self.holder = holder
        self.listsRecords = listsRecords
    }

    /// The error that it amounts to for a script; nil if every file is as it was written.
    public var error: UserError? {
        guard let first = found.problems.first else { return nil }
        let count = found.problems.count
        return UserError(
            "\(directory) is damaged, \(count == 1 ? "in one place" : "in \(count) places")",
            code: "damaged",
            why: first,
            hint: "start its node: it gets back from the others what it lacks; docs/STORAGE.md",
            kind: .inputOutput
        )
    }

    /// Whose directory it is.
    private var owner: String {
        guard let identity = found.identity else { return "nobody can say whose this is" }
        let incarnation = Incarnation(rawValue: identity.incarnation)
        return "\(NodeID(identity.node)) of cluster \(identity.cluster),"
            + " life \(incarnation.life), start \(incarnation.start)"
    }

    /// From the first to the last slot of the log; dashes if it has none.
    private var slots: (first: String, last: String) {
        found.slots.map { ("\($0.first.rawValue)", "\($0.last.rawValue)") } ?? (dash, dash)
    }

    /// What the log holds, in words.
    private var content: String {
        let count = found.records.count
        var text = count == 1 ? "1 record" : "\(count) records"
        text += found.slots == nil ? " without slots" : ", slots \(slots.first) to \(slots.last)"
        guard found.base > .zero else { return text }
        return text + "; slots up to \(found.base.rawValue) are in a snapshot"
    }

    /// How the log ends, in words.
    private var end: String { found.verdict.map { "\($0)" } ?? "not readable" }

    private static func state(_ snapshot: StoreInspection.Snapshot) -> String {
        snapshot.problem.isEmpty ? "sound" : snapshot.problem
    }
}

// MARK: - Lines

extension InspectionPrint: ThreeForms {
    /// Sentences and tables.
    public var human: String {
        var text = "\(directory): \(owner)\n"
        if let holder { text += "in use by process \(holder): it may change while it is read\n" }
        if let state = found.state {
            text += "promised \(state.promised), highest round used \(state.usedRound)"
            text += state.isRecovering ? ", has forgotten something and not rejoined\n" : "\n"
        }
        if !found.snapshots.isEmpty { text += snapshotTable }
        if !found.segments.isEmpty { text += segmentTable }
        text += "log: \(content)\nend: \(end)\n"
        for problem in found.problems { text += "damage: \(problem)\n" }
        return listsRecords ? text + recordTable : text
    }

    private var snapshotTable: String {
        var table = TextTable([
            .words("snapshot"), .numbers("slot"), .numbers("parts"), .numbers("bytes"),
            .words("state"),
        ])
        for snapshot in found.snapshots {
            table.append([
                snapshot.file, "\(snapshot.slot.rawValue)", "\(snapshot.parts)",
                "\(snapshot.bytes)", Self.state(snapshot),
            ])
        }
        return table.text
    }

    private var segmentTable: String {
        var table = TextTable([
            .words("segment"), .numbers("records"), .numbers("bytes"), .numbers("of"),
        ])
        for segment in found.segments {
            table.append([
                segment.file, "\(segment.records)", "\(segment.bytes)", "\(segment.size)",
            ])
        }
        return table.text
    }

    /// The titles of a record's cells.
    private static let recordTitles = [
        "record", "file", "offset", "bytes", "first", "last", "promised", "recovering", "lost",
    ]

    private var recordRows: [[String]] {
        found.records.map { record in
            [
                "\(record.extent.position.rawValue)", record.extent.file,
                "\(record.extent.offset)", "\(record.extent.end - record.extent.start)",
                record.slots.map { "\($0.first.rawValue)" } ?? dash,
                record.slots.map { "\($0.last.rawValue)" } ?? dash, "\(record.promised)",
                record.isRecovering ? "yes" : "no", "\(record.lostBefore)",
            ]
        }
    }

    private var recordTable: String {
        let words = ["file", "promised", "recovering"]
        var table = TextTable(
            Self.recordTitles.map { words.contains($0) ? .words($0) : .numbers($0) }
        )
        for row in recordRows { table.append(row) }
        return table.text
    }

    /// A row a file, then how the log ends and what is damaged; or a row a record.
    public var plain: String {
        guard !listsRecords else { return PlainTable.text(Self.recordTitles, recordRows) }
        var rows = [["directory", directory, dash, dash, dash, dash, owner]]
        if let holder { rows.append(["process", holder, dash, dash, dash, dash, "uses it"]) }
        rows += found.snapshots.map {
            [
                "snapshot", $0.file, "\($0.parts)", "\($0.bytes)", dash, "\($0.slot.rawValue)",
                Self.state($0),
            ]
        }
        rows += found.segments.map {
            ["segment", $0.file, "\($0.records)", "\($0.bytes)", dash, dash, dash]
        }
        let bytes = found.segments.reduce(0) { $0 + $1.bytes }
        rows.append([
            "log", dash, "\(found.records.count)", "\(bytes)", slots.first, slots.last, end,
        ])
        rows += found.problems.map { ["damage", dash, dash, dash, dash, dash, $0] }
        return PlainTable.text(
            ["what", "file", "count", "bytes", "first_slot", "last_slot", "state"],
            rows
        )
    }
}

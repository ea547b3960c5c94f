import BankReplica
public import JSON
import Paxos
import WriteAheadLog

extension InspectionPrint {
    /// Everything that was found, each record too.
    public var json: JSONValue {
        let identity = found.identity
        let incarnation = identity.map { Incarnation(rawValue: $0.incarnation) }
        return .answer(
            "loginspect",
            [
                .init("directory", .string(directory)),
                .init("cluster", .text(identity?.cluster)),
                .init("node", .of(identity.map { NodeID($0.node) })),
                .init("incarnation", .text(incarnation.map { "\($0)" })),
                .init("process", .text(holder)),
                .init("sound", .bool(found.isSound)),
                .init("problems", .array(found.problems.map { .string($0) })),
                .init("state", state),
                .init("base", .of(found.base)),
                .init("first_slot", found.slots.map { .of($0.first) } ?? .null),
                .init("last_slot", found.slots.map { .of($0.last) } ?? .null),
                .init("end", end),
                .init("gaps", .array(found.gaps.map(Self.object))),
                .init("snapshots", .array(found.snapshots.map(Self.object))),
                .init("segments", .array(found.segments.map(Self.object))),
                .init("records", .array(found.records.map(Self.object))),
            ]
        )
    }

    private var state: JSONValue {
        guard let state = found.state else { return .null }
        return .object([
            .init("promised", .of(state.promised)), .init("round", .of(state.usedRound)),
            .init("life", .integer(Int64(state.life))),
            .init("recovering", .bool(state.isRecovering)),
            .init(
                "notes",
                .object(
                    state.notes.map { .init("\($0.node)", .string("\($0.incarnation)")) }
                )
            ),
        ])
    }

    private var end: JSONValue {
        switch found.verdict {
        case nil: .null
        case .clean: .object([.init("kind", "clean")])
        case .torn(let file, let offset, let bytes):
            .object([
                .init("kind", "torn"), .init("file", .string(file)),
                .init("offset", .integer(Int64(offset))), .init("bytes", .integer(Int64(bytes))),
            ])
        case .damagedEnd(let file, let offset, let reason):
            .object([
                .init("kind", "damaged"), .init("file", .string(file)),
                .init("offset", .integer(Int64(offset))), .init("reason", .string(reason)),
            ])
        }
    }

    private static func object(_ gap: LogGap) -> JSONValue {
        .object([
            .init("first_lost", .of(gap.firstLost.rawValue)),
            .init("next", .of(gap.next.rawValue)), .init("file", .string(gap.file)),
            .init("offset", .integer(Int64(gap.offset))),
            .init("bytes", gap.bytes == .max ? .null : .integer(Int64(gap.bytes))),
            .init("bounded", .bool(gap.isBounded)),
        ])
    }

    private static func object(_ snapshot: StoreInspection.Snapshot) -> JSONValue {
        .object([
            .init("file", .string(snapshot.file)), .init("slot", .of(snapshot.slot)),
            .init("parts", .integer(Int64(snapshot.parts))),
            .init("bytes", .integer(Int64(snapshot.bytes))),
            .init("problem", .text(snapshot.problem.isEmpty ? nil : snapshot.problem)),
        ])
    }

    private static func object(_ segment: StoreInspection.Segment) -> JSONValue {
        .object([
            .init("file", .string(segment.file)),
            .init("records", .integer(Int64(segment.records))),
            .init("bytes", .integer(Int64(segment.bytes))),
            .init("size", .integer(Int64(segment.size))),
        ])
    }

    private static func object(_ record: StoreInspection.Record) -> JSONValue {
        .object([
            .init("record", .of(record.extent.position.rawValue)),
            .init("file", .string(record.extent.file)),
            .init("offset", .integer(Int64(record.extent.offset))),
            .init("bytes", .integer(Int64(record.extent.end - record.extent.start))),
            .init("first_slot", record.slots.map { .of($0.first) } ?? .null),
            .init("last_slot", record.slots.map { .of($0.last) } ?? .null),
            .init("promised", .of(record.promised)),
            .init("recovering", .bool(record.isRecovering)),
            .init("lost_before", .of(record.lostBefore)),
        ])
    }
}

extension JSONValue {
    /// A text; null for none.
    fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

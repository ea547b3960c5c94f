import Node
import Paxos
import Runner
import Wire

/// A command of the program with the words and flags given to it.
struct CommandCall {
    /// The command.
    let spec: CommandSpec
    /// The words and flags, with what the environment and a file give.
    let read: FlagReader
    /// Where the latter comes from.
    let configuration: Configuration

    /// Refuses a call with too few or too many words.
    func checkCount() throws(UserError) { try spec.checkCount(read.words) }

    /// Returns a value that must be given.
    func required<Value>(_ flag: String, _ value: Value?) throws(UserError) -> Value {
        if let value { return value }
        throw UserError(
            "\(spec.name) needs --\(flag)",
            code: "missing_flag",
            why: "it is written \(ArgumentsTable.program) \(spec.usage)",
            hint: "for example: \(ArgumentsTable.program) \(spec.example)"
        )
    }

    /// Returns the number given for a flag; nil if it was not given.
    func number(_ flag: String, in range: ClosedRange<UInt64>) throws(UserError) -> UInt64? {
        guard let text = read.value(flag) else { return nil }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
        guard isNumber, let number = UInt64(text), range.contains(number) else {
            throw invalid(
                flag,
                text,
                why: "it is a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// Returns the duration given for a flag, in milliseconds; nil if it was not given.
    func duration(_ flag: String) throws(UserError) -> UInt64? {
        guard let text = read.value(flag) else { return nil }
        return try GlobalOptions.duration(text, of: flag, in: read)
    }

    /// Returns the node given for a flag; nil if it was not given.
    func node(_ flag: String) throws(UserError) -> NodeID? {
        guard let name = read.value(flag) else { return nil }
        do throws(UserError) {
            return try ConsoleParser(nodes: nil).node(name)
        } catch {
            throw read.placing(error, of: flag)
        }
    }

    /// Returns the error for a flag whose value makes no sense.
    func invalid(_ flag: String, _ value: String, why: String, hint: String? = nil) -> UserError {
        UserError(
            "\(read.place(of: flag)) \(ForeignText.quoted(value)) makes no sense",
            code: "bad_value",
            why: why,
            hint: hint ?? "see '\(ArgumentsTable.program) \(spec.name) --help'",
            kind: read.origin(flag).errorKind
        )
    }

    /// Returns the error for two flags of which one may be given.
    func conflict(_ flag: String, _ other: String, why: String, hint: String) -> UserError {
        let kinds = [flag, other].map { read.origin($0).errorKind }
        return UserError(
            "\(read.place(of: flag)) and \(read.place(of: other)) exclude each other",
            code: "conflicting_flags",
            why: why,
            hint: hint,
            kind: kinds[0] == kinds[1] ? kinds[0] : .usage
        )
    }

    /// Returns the error for a flag beside a cluster file, which names nodes that run already.
    func conflictWithCluster(_ flag: String, why: String) -> UserError {
        let places = [flag, "cluster"].map { read.place(of: $0) }
        return UserError(
            "\(places[0]) and a cluster file exclude each other",
            code: "conflicting_flags",
            why: why,
            hint: "leave out '\(places[0])', or '\(places[1])' to start nodes",
            kind: read.origin(flag).errorKind
        )
    }
}

// MARK: - Storage

extension CommandCall {
    /// Returns where everything is to be kept.
    func place() throws(UserError) -> StoragePlace {
        guard let directory = read.value("data") else {
            return read.has("memory") ? .memory : .standard
        }
        guard !read.has("memory") else {
            throw conflict(
                "memory",
                "data",
                why: "one keeps nothing, the other keeps everything in a folder",
                hint: "keep one of them"
            )
        }
        guard !directory.isEmpty else {
            throw invalid("data", directory, why: "a folder has a name")
        }
        return .directory(directory)
    }

    /// Returns every how many slots a snapshot is taken; nil if that was not given.
    func checkpointInterval() throws(UserError) -> UInt64? {
        try number("checkpoint-interval", in: 1...NodeStorage.checkpointIntervalMax)
    }

    /// Returns how large a segment of the log is to be; nil if that was not given.
    func segmentBytes() throws(UserError) -> Int? {
        guard let bytes = try number("segment-bytes", in: Self.segmentBytes) else { return nil }
        guard bytes.isMultiple(of: Self.blockBytes) else {
            throw invalid(
                "segment-bytes",
                "\(bytes)",
                why: "files grow by blocks of \(Self.blockBytes) bytes"
            )
        }
        return Int(bytes)
    }

    /// Returns how nodes that are started keep everything.
    func storage() throws(UserError) -> LocalStorage {
        LocalStorage(place: try place(), checkpointInterval: try checkpointInterval())
    }

    /// Refuses flags about storage for nodes that somebody else started.
    func refuseStorage(with cluster: String) throws(UserError) {
        let flags = ["data", "memory", "checkpoint-interval"]
        guard let flag = flags.first(where: { read.has($0) }) else { return }
        throw conflictWithCluster(
            flag,
            why: "\(ForeignText.quoted(cluster)) names nodes that run already"
        )
    }

    /// How large a segment can be: where it is small, a node cuts its records to what fits.
    private static let segmentBytes: ClosedRange<UInt64> = (16 << 10)...(256 << 20)
    /// What a segment's size is a multiple of.
    private static let blockBytes: UInt64 = 512
}

import Node
import Runner
import Wire

/// A command of the program with the words and flags given to it.
struct CommandCall {
    /// The command.
    let spec: CommandSpec
    /// The words and flags.
    let read: FlagReader

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
        return try GlobalOptions.duration(text, of: "--\(flag)")
    }

    /// Returns the error for a flag whose value makes no sense.
    func invalid(_ flag: String, _ value: String, why: String, hint: String? = nil) -> UserError {
        UserError(
            "--\(flag) \(ForeignText.quoted(value)) makes no sense",
            code: "bad_value",
            why: why,
            hint: hint ?? "see '\(ArgumentsTable.program) \(spec.name) --help'"
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
            throw UserError(
                "--memory and --data exclude each other",
                code: "conflicting_flags",
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
        throw UserError(
            "--\(flag) and a cluster file exclude each other",
            code: "conflicting_flags",
            why: "\(ForeignText.quoted(cluster)) names nodes that run already",
            hint: "leave out '--\(flag)', or '--cluster' and PAXOSBANK_CLUSTER to start nodes"
        )
    }

    /// How large a segment can be: where it is small, a node cuts its records to what fits.
    private static let segmentBytes: ClosedRange<UInt64> = (16 << 10)...(256 << 20)
    /// What a segment's size is a multiple of.
    private static let blockBytes: UInt64 = 512
}

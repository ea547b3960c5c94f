public import WriteAheadLog

#if MUTANTS
import Mutation
#endif

/// A disk that forgets what was not flushed, tears what it was writing, fails and rots.
///
/// It is a value: a copy taken at any time is the machine at that time. Reads show everything
/// written, as a running system does; ``crash(keeping:)`` shows what a power cut leaves.
///
/// The model, where systems differ:
/// - A sector of 512 bytes is written whole or not at all, or a write ends within one and all
///   behind is missing. The writes of one file are kept in any selection.
/// - The names are apart from the contents: flushing a file does not make its name durable. Changes
///   of names are kept in any selection, too, and take effect in the order in which they were made;
///   one that finds no file of that name does nothing.
/// - A failed flush of a file loses what it should have made durable: the running system still
///   shows those bytes, the next flush succeeds, and a power cut takes them (the behaviour of
///   Linux). Names are the file system's own: what it cannot write in its journal it does not take
///   for written.
public struct SimulatedDisk: Storage, Hashable, Sendable {
    /// The unit that is written whole or not at all, in bytes.
    public static let sectorBytes = 512

    /// A file, under whichever name.
    struct File: Hashable, Sendable {
        /// What the running system shows.
        var content: [UInt8] = []
        /// What a power cut leaves, if no pending write is kept.
        var durable: [UInt8] = []
    }

    /// The files by number; one without a name stays until the next crash.
    var files: [Int: File] = [:]
    /// The number of the next file.
    private var nextFile = 0
    /// The names, as the running system shows them.
    var shownNames: [String: Int] = [:]
    /// The names that a power cut leaves, if no pending change is kept.
    var durableNames: [String: Int] = [:]
    /// What is not flushed, in the order in which it was done.
    public internal(set) var pending: [PendingStep] = []
    /// How many steps were tried: every call but the ones that only look.
    public private(set) var stepCount = 0
    /// Whether the power went in the middle of a step; a crash shows what is left then.
    public internal(set) var hasLostPower = false
    /// The steps that will fail, by number from 1.
    private var failures: [Int: Failure] = [:]
    /// The last writes that were flushed, oldest first.
    var flushedWrites: [FlushedWrite] = []
    /// The places whose reads bring something else.
    var misreads: [Misread] = []
    /// Whether every read fails.
    var failsReads = false
    /// The most bytes all files together may have.
    public var capacityBytes = Int.max

    /// How a step fails.
    public enum Failure: Hashable, Sendable {
        /// The disk is broken.
        case inputOutput
        /// The disk is full.
        case outOfSpace
        /// The power goes: what was not flushed by then is pending for ever.
        case powerLoss
    }

    /// Creates an empty disk.
    public init() {}

    // MARK: - Looking

    /// Returns the names of all files, sorted.
    public func names() -> [String] { shownNames.keys.sorted() }

    /// Returns the size of a file.
    public func size(of name: String) throws(StorageError) -> Int {
        try file(name, for: "stat").content.count
    }

    /// Appends up to `count` bytes from `offset` to `bytes`; fewer only at the file's end.
    public func read(
        _ name: String,
        at offset: Int,
        count: Int,
        into bytes: inout [UInt8]
    ) throws(StorageError) {
        precondition(offset >= 0 && count >= 0, "\(count) bytes at \(offset) are not a place")
        if failsReads {
            throw StorageError(file: name, call: "read", reason: "Input/output error")
        }
        let content = try file(name, for: "read").content
        let found = content.dropFirst(offset).prefix(count)
        bytes += found
        guard !misreads.isEmpty else { return }
        applyMisreads(&bytes, count: found.count, at: offset, of: name, content: content)
    }

    // MARK: - Steps

    /// Creates an empty file; there must be none of this name.
    public mutating func create(_ name: String) throws(StorageError) {
        try step("create", name)
        guard shownNames[name] == nil else {
            throw StorageError(file: name, call: "create", reason: "File exists")
        }
        files[nextFile] = File()
        shownNames[name] = nextFile
        pending.append(.create(name, file: nextFile))
        nextFile += 1
    }

    /// Gives a file that size; what is new reads as zeros.
    public mutating func preallocate(_ name: String, size: Int) throws(StorageError) {
        try step("preallocate", name)
        let number = try number(of: name, for: "preallocate")
        let missing = size - (files[number]?.content.count ?? 0)
        guard missing > 0 else { return }
        try requireSpace(missing, for: "preallocate", name)
        files[number]?.content.grow(to: size)
        pending.append(.grow(file: number, size: size))
    }

    /// Writes `bytes`; a file grows as needed.
    public mutating func write(
        _ bytes: Span<UInt8>,
        to name: String,
        at offset: Int
    ) throws(StorageError) {
        try step("write", name)
        let number = try number(of: name, for: "write")
        let missing = offset + bytes.count - (files[number]?.content.count ?? 0)
        try requireSpace(max(0, missing), for: "write", name)
        var copy: [UInt8] = []
        copy.append(addingCapacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
        files[number]?.content.overwrite(at: offset, with: copy[...])
        pending.append(.write(file: number, offset: offset, bytes: copy))
    }

    /// Makes a file's content durable; if it fails, the content is lost in the next crash.
    public mutating func flush(_ name: String) throws(StorageError) {
        #if MUTANTS
        if Mutant.forgetFlush.isPlanted, stepCount.isMultiple(of: 100) {
            stepCount += 1
            return
        }
        #endif
        let number = shownNames[name]
        defer {
            if !hasLostPower { pending.removeAll { $0.file == number && !$0.isOfNames } }
        }
        try step("flush", name)
        let found = try self.number(of: name, for: "flush")
        for step in pending where step.file == found {
            keep(step, .whole)
            remember(step)
        }
    }

    /// Makes all names durable; if it fails, they are not, and the next call may make them so.
    public mutating func flushNames() throws(StorageError) {
        try step("flushNames", ".")
        #if MUTANTS
        if Mutant.skipDirectoryFsync.isPlanted { return }
        #endif
        for step in pending where step.isOfNames { keep(step, .whole) }
        pending.removeAll(where: \.isOfNames)
    }

    /// Gives a file another name; a file that had that name is gone.
    public mutating func rename(_ name: String, to newName: String) throws(StorageError) {
        try step("rename", name)
        let number = try number(of: name, for: "rename")
        shownNames[name] = nil
        shownNames[newName] = number
        pending.append(.rename(name, newName))
    }

    /// Removes a file.
    public mutating func remove(_ name: String) throws(StorageError) {
        try step("remove", name)
        _ = try number(of: name, for: "remove")
        shownNames[name] = nil
        pending.append(.remove(name))
    }

    // MARK: - Failures

    /// Lets a step fail; the first step ever has number 1.
    public mutating func fail(step: Int, with failure: Failure) {
        precondition(step > stepCount, "step \(step) of \(stepCount) is over")
        failures[step] = failure
    }

    /// Lets no more step fail, and gives the disk all space.
    public mutating func heal() {
        failures.removeAll()
        capacityBytes = .max
        healReads()
    }

    /// Lets no more step fail that was to fail.
    mutating func healCalls() { failures.removeAll() }

    /// Lets reads bring what is there again.
    mutating func healReads() {
        misreads.removeAll()
        failsReads = false
    }

    private mutating func step(_ call: String, _ name: String) throws(StorageError) {
        stepCount += 1
        switch failures[stepCount] {
        case nil: return
        case .powerLoss:
            hasLostPower = true
            throw StorageError(file: name, call: call, reason: "The power is gone")
        case .inputOutput:
            throw StorageError(file: name, call: call, reason: "Input/output error")
        case .outOfSpace: throw outOfSpace(call, name)
        }
    }

    private func outOfSpace(_ call: String, _ name: String) -> StorageError {
        StorageError(
            file: name,
            call: call,
            reason: "No space left on device",
            isOutOfSpace: true
        )
    }

    private func requireSpace(
        _ count: Int,
        for call: String,
        _ name: String
    ) throws(StorageError) {
        guard count > 0, capacityBytes < Int.max else { return }
        let used = shownNames.values.reduce(0) { $0 + (files[$1]?.content.count ?? 0) }
        guard used + count <= capacityBytes else { throw outOfSpace(call, name) }
    }

    private func number(of name: String, for call: String) throws(StorageError) -> Int {
        guard let number = shownNames[name] else {
            throw StorageError(file: name, call: call, reason: "No such file or directory")
        }
        return number
    }

    private func file(_ name: String, for call: String) throws(StorageError) -> File {
        files[try number(of: name, for: call), default: File()]
    }
}

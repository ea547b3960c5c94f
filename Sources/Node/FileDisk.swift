import WriteAheadLog

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The files of one data directory, by system calls.
///
/// Nothing is retried but a `pwrite` or `pread` that a signal interrupted or that was cut short: a
/// flush that failed may have lost what it was to keep, and a second one would not say so.
///
/// Source: Rebello et al., "Can Applications Recover from fsync Failures?" (2020), §3.
final class FileDisk: Storage {
    /// What is done with a directory.
    enum Access {
        /// It is created, for its owner alone, if it is not there.
        case create
        /// It must be there.
        case existing
        /// It must be there, and nothing in it changes.
        case readOnly
    }

    /// The directory's path, for messages.
    let path: String
    /// What is done with it.
    private let access: Access
    /// The directory.
    private let directory: Int32
    /// The files that are open, by name.
    private var descriptors: [String: Int32] = [:]

    /// Opens the directory.
    init(path: String, access: Access = .create) throws(StorageError) {
        self.path = path
        self.access = access
        if access == .create { try Self.create(path) }
        directory = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw Self.error("open", path) }
    }

    /// Creates a directory, unless it is there, and makes its name durable in any case: whoever
    /// created it may have been stopped before that.
    private static func create(_ path: String) throws(StorageError) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw error("mkdir", path) }
        // Files that are flushed in a folder whose name is not would be lost with it.
        let parent = unsafe open("\(path)/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard parent >= 0 else { throw error("open", "\(path)/..") }
        defer { _ = close(parent) }
        guard fsync(parent) == 0 else { throw error("fsync", "\(path)/..") }
    }

    deinit {
        for descriptor in descriptors.values { _ = close(descriptor) }
        _ = close(directory)
    }

    // MARK: Names

    func names() throws(StorageError) -> [String] {
        let copy = unsafe openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else { throw error("opendir", "") }
        defer { unsafe closedir(stream) }
        var found: [String] = []
        while true {
            // The end and a failure look the same; a name that is not seen would be taken for lost.
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw error("readdir", "") }
                break
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe String(cString: text)
                }
            }
            if name != ".", name != ".." { found.append(name) }
        }
        return found.sorted()
    }

    func create(_ name: String) throws(StorageError) {
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = unsafe openat(directory, name, flags, 0o600)
        guard descriptor >= 0 else { throw error("open", name) }
        descriptors[name] = descriptor
    }

    func rename(_ name: String, to newName: String) throws(StorageError) {
        guard unsafe renameat(directory, name, directory, newName) == 0 else {
            throw error("rename", name)
        }
        if let replaced = descriptors.removeValue(forKey: newName) { _ = close(replaced) }
        if let moved = descriptors.removeValue(forKey: name) { descriptors[newName] = moved }
    }

    func remove(_ name: String) throws(StorageError) {
        guard unsafe unlinkat(directory, name, 0) == 0 else { throw error("unlink", name) }
        if let removed = descriptors.removeValue(forKey: name) { _ = close(removed) }
    }

    func flushNames() throws(StorageError) {
        guard fsync(directory) == 0 else { throw error("fsync", "") }
    }

    // MARK: Contents

    func size(of name: String) throws(StorageError) -> Int {
        let descriptor = try descriptor(of: name)
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw error("fstat", name) }
        return Int(facts.st_size)
    }

    func read(
        _ name: String,
        at offset: Int,
        count: Int,
        into bytes: inout [UInt8]
    ) throws(StorageError) {
        let descriptor = try descriptor(of: name)
        let start = bytes.count
        bytes += [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let result = unsafe bytes.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[(start + done)...])
                return unsafe pread(descriptor, rest.baseAddress, count - done, offset + done)
            }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw error("pread", name) }
            if result == 0 { break }
            done += result
        }
        bytes.removeLast(count - done)
    }

    func preallocate(_ name: String, size: Int) throws(StorageError) {
        let descriptor = try descriptor(of: name)
        // Asking the file system for the space now is what tells that the disk is full in time.
        let result = posix_fallocate(descriptor, 0, size)
        guard result == 0 else { throw error("fallocate", name, number: result) }
    }

    func write(
        _ bytes: Span<UInt8>,
        to name: String,
        at offset: Int
    ) throws(StorageError) {
        let descriptor = try descriptor(of: name)
        var done = 0
        while done < bytes.count {
            let result = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                return unsafe pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw error("pwrite", name) }
            done += result
        }
    }

    func zero(_ name: String, at offset: Int, count: Int) throws(StorageError) {
        let zeros = [UInt8](repeating: 0, count: count)
        try write(zeros.span, to: name, at: offset)
    }

    func flush(_ name: String) throws(StorageError) {
        let descriptor = try descriptor(of: name)
        #if os(Linux)
        guard fdatasync(descriptor) == 0 else { throw error("fdatasync", name) }
        #else
        guard fcntl(descriptor, F_FULLFSYNC) == 0 else { throw error("fcntl", name) }
        #endif
    }

    // MARK: The lock

    /// Takes the directory for this process alone, until the process ends.
    ///
    /// - Returns: What the holder wrote into the lock, if there is one: its process's number; nil
    ///   if the directory is this process's now.
    func lock(_ name: String) throws(StorageError) -> String? {
        let descriptor = unsafe openat(directory, name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw error("open", name) }
        descriptors[name] = descriptor
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw error("flock", name) }
            var text: [UInt8] = []
            try read(name, at: 0, count: 32, into: &text)
            return String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
        }
        guard ftruncate(descriptor, 0) == 0 else { throw error("ftruncate", name) }
        let text = Array("\(getpid())\n".utf8)
        try write(text.span, to: name, at: 0)
        return nil
    }

    /// Returns the number of the process that holds the lock, without taking or changing it.
    ///
    /// - Returns: What the holder wrote into the lock; nil if nobody holds it.
    func holder(of name: String) throws(StorageError) -> String? {
        guard try names().contains(name) else { return nil }
        var text: [UInt8] = []
        try read(name, at: 0, count: 32, into: &text)
        let process = String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
        var facts = stat()
        let descriptor = try descriptor(of: name)
        guard unsafe fstat(descriptor, &facts) == 0 else { throw error("fstat", name) }
        return FileLocks.isHeld(fileNumber: UInt64(facts.st_ino), by: process) ? process : nil
    }

    // MARK: Helpers

    /// The open file of a name; it is opened if it is not.
    private func descriptor(of name: String) throws(StorageError) -> Int32 {
        if let known = descriptors[name] { return known }
        let flags = access == .readOnly ? O_RDONLY : O_RDWR
        let descriptor = unsafe openat(directory, name, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw error("open", name) }
        descriptors[name] = descriptor
        return descriptor
    }

    private func error(_ call: String, _ name: String, number: Int32 = errno) -> StorageError {
        Self.error(call, name.isEmpty ? path : "\(path)/\(name)", number: number)
    }

    private static func error(
        _ call: String,
        _ file: String,
        number: Int32 = errno
    ) -> StorageError {
        StorageError(
            file: file,
            call: call,
            reason: unsafe String(cString: strerror(number)),
            isOutOfSpace: number == ENOSPC || number == EDQUOT
        )
    }
}

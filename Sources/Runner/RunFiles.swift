import Foundation

/// Files that belong to one run.
enum RunFiles {
    /// Creates a new folder for one run under the system's folder for such things.
    static func makeFolder() throws -> URL {
        let root = FileManager.default.temporaryDirectory.path
        var template = Array("\(root)/paxosbank-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw ChildProcess.Failure("mkdtemp in \(root)", errno)
        }
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        return URL(filePath: String(decoding: bytes, as: UTF8.self))
    }

    /// Removes the folder of a run; what cannot be removed is told and left.
    static func remove(_ folder: URL) {
        do {
            try FileManager.default.removeItem(at: folder)
        } catch {
            Terminal.write("note: \(folder.path) was not removed: \(error)\n", to: 2)
        }
    }

    /// Opens a log for appending.
    static func openLog(_ url: URL) throws -> Int32 {
        let descriptor = unsafe open(url.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ChildProcess.Failure("open \(url.path)", errno) }
        return descriptor
    }

    /// Writes a file so that after a power cut it is there, whole, or not there at all.
    static func writeDurably(_ data: Data, to url: URL) throws {
        let unfinished = url.appendingPathExtension("tmp")
        try data.write(to: unfinished)
        try flush(unfinished)
        guard unsafe rename(unfinished.path, url.path) == 0 else {
            throw ChildProcess.Failure("rename \(unfinished.path)", errno)
        }
        try flush(url.deletingLastPathComponent())
    }

    /// Creates a folder, and those above it that are not there, and flushes what holds them.
    static func makeDurably(folder: URL) throws {
        let files = FileManager.default
        var holders: [URL] = []
        var place = folder.absoluteURL.standardizedFileURL
        while !files.fileExists(atPath: place.path), place.path != "/" {
            place.deleteLastPathComponent()
            holders.append(place)
        }
        try files.createDirectory(
            atPath: folder.path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for holder in holders { try flush(holder) }
    }

    /// Flushes a file or what a folder lists.
    private static func flush(_ url: URL) throws {
        let descriptor = unsafe open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ChildProcess.Failure("open \(url.path)", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw ChildProcess.Failure("fsync \(url.path)", errno) }
    }

    /// The path of the program that runs now.
    static var ownProgram: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }
}

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

    /// The path of the program that runs now.
    static var ownProgram: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            ?? CommandLine.arguments[0]
    }
}

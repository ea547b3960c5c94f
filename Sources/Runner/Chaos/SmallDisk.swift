import Foundation

/// A file system in memory that is so small that it can be filled; for the folder of one node.
final class SmallDisk {
    /// Where it is mounted.
    let folder: URL
    /// Whether it is mounted.
    private var isMounted = true
    /// The name of the file that fills it.
    private static let fillerName = "filler"
    /// How many bytes are written at a time, first and last: the last gaps are filled too.
    private static let chunks = [1 << 20, 4_096]

    /// Mounts a disk at a new folder.
    ///
    /// - Parameter bytes: How large it is.
    /// - Throws: ``ChildProcess/Failure`` if that is not permitted here; nothing is left then.
    init(bytes: Int) throws {
        folder = try RunFiles.makeFolder()
        let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOEXEC)
        let options = "size=\(bytes),mode=0700"
        let result = unsafe options.withCString { text in
            unsafe mount("tmpfs", folder.path, "tmpfs", flags, text)
        }
        guard result == 0 else {
            let number = errno
            isMounted = false
            RunFiles.remove(folder)
            throw ChildProcess.Failure("mount", number)
        }
    }

    private var filler: URL { folder.appending(path: Self.fillerName) }

    /// Fills the disk until not another byte finds room.
    ///
    /// - Throws: ``ChildProcess/Failure`` if anything but a full disk ends it.
    func fill() throws {
        let descriptor = try RunFiles.openLog(filler)
        defer { close(descriptor) }
        for count in Self.chunks {
            let zeros = [UInt8](repeating: 0, count: count)
            while unsafe write(descriptor, zeros, count) > 0 {}
            guard errno == ENOSPC else { throw ChildProcess.Failure("write \(filler.path)", errno) }
        }
    }

    /// Gives the room back.
    func free() { try? FileManager.default.removeItem(at: filler) }

    /// Unmounts the disk and removes its folder; what it held is gone.
    func end() {
        guard isMounted else { return }
        isMounted = false
        // A process that is still about to end holds on to it a moment longer.
        guard unsafe umount2(folder.path, Int32(MNT_DETACH)) == 0 else {
            let failure = ChildProcess.Failure("umount \(folder.path)", errno)
            return Terminal.write("note: \(failure)\n", to: 2)
        }
        RunFiles.remove(folder)
    }
}

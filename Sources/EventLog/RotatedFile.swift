/// A file that lines are added to, and that is put aside when it is full: `FILE` becomes `FILE.1`,
/// that one `FILE.2`, and so on; the oldest is overwritten.
///
/// It never grows beyond its limit: if it cannot be put aside, lines are refused.
struct RotatedFile: ~Copyable {
    /// Its name.
    private let path: String
    /// The most bytes of it.
    private let bytesMax: Int
    /// The open file; nil before the first line, and after a failure.
    private var file: OutputFile?
    /// How large it is, in bytes.
    private var size = 0

    init(path: String, bytesMax: Int) {
        self.path = path
        self.bytesMax = bytesMax
    }

    /// Adds a line; the first one opens the file, which goes on with what it holds.
    ///
    /// - Returns: Why it could not be added, in words; nil if it was. No part of it is left then.
    mutating func append(_ line: [UInt8]) -> String? {
        do {
            try openIfNeeded()
            if size > 0, size + line.count > bytesMax { try putAside() }
            guard file != nil else { return "\(path) is not open" }
            try file?.append(line, at: size)
            size += line.count
            return nil
        } catch {
            // It is opened anew for the next line: somebody may have made room, or a folder.
            file = nil
            return error.description
        }
    }

    private mutating func openIfNeeded() throws(OutputError) {
        guard file == nil else { return }
        let opened = try OutputFile(path: path)
        size = try opened.size()
        file = consume opened
    }

    private mutating func putAside() throws(OutputError) {
        file = nil
        for number in stride(from: EventLimits.oldFilesMax - 1, through: 1, by: -1) {
            try OutputFile.move("\(path).\(number)", to: "\(path).\(number + 1)")
        }
        try OutputFile.move(path, to: "\(path).1")
        try openIfNeeded()
    }
}

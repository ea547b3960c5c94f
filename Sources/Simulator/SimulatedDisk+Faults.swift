/// Faults of a disk that no call reports: writes that never reached it or went elsewhere, reads
/// that bring something else.
extension SimulatedDisk {
    /// A write that was flushed.
    struct FlushedWrite: Hashable, Sendable {
        /// The file.
        let file: Int
        /// Where it began.
        let offset: Int
        /// Its bytes.
        let bytes: [UInt8]

        /// The place behind it.
        var end: Int { offset + bytes.count }
    }

    /// A place of a file whose reads bring other bytes of the file.
    struct Misread: Hashable, Sendable {
        /// The file's name.
        let name: String
        /// Where it begins: a whole sector.
        let offset: Int
        /// Where the bytes come from.
        let source: Int
    }

    /// How many flushed writes are remembered.
    private static let flushedWritesMax = 8

    /// Remembers a write that is flushed, so that it may turn out to be lost.
    mutating func remember(_ step: PendingStep) {
        guard case .write(let file, let offset, let bytes) = step,
            bytes.contains(where: { $0 != 0 })
        else { return }
        if flushedWrites.count == Self.flushedWritesMax { flushedWrites.removeFirst() }
        flushedWrites.append(FlushedWrite(file: file, offset: offset, bytes: bytes))
    }

    /// The name of a file; nil if it has none any more.
    func name(of file: Int) -> String? {
        shownNames.filter { $0.value == file }.keys.min()
    }

    /// Lets a flushed write turn out never to have reached the disk: the place reads as zeros, as
    /// it was before in every file of a node.
    mutating func lose(_ write: FlushedWrite) {
        guard let name = name(of: write.file) else { return }
        zero(write.offset..<write.end, of: name)
    }

    /// Lets a flushed write turn out to have gone to another place of its file.
    mutating func misdirect(_ write: FlushedWrite, to offset: Int) {
        guard let name = name(of: write.file) else { return }
        lose(write)
        overwrite(offset, of: name, with: write.bytes)
    }

    /// Applies misreads to what was read of a file.
    ///
    /// - Parameters:
    ///   - bytes: What was read last, at the end.
    ///   - count: How many bytes that is.
    ///   - offset: Where it lies in the file.
    ///   - name: The file.
    ///   - content: All that the file holds.
    func applyMisreads(
        _ bytes: inout [UInt8],
        count: Int,
        at offset: Int,
        of name: String,
        content: [UInt8]
    ) {
        let begin = bytes.count - count
        for misread in misreads where misread.name == name {
            for place in misread.offset..<misread.offset + Self.sectorBytes
            where place >= offset && place < offset + count {
                let source = misread.source + place - misread.offset
                bytes[begin + place - offset] = source < content.count ? content[source] : 0
            }
        }
    }
}

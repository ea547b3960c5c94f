import Paxos
import WriteAheadLog

extension SimulatedDisk {
    /// Damages something: a bit, a block, a file.
    ///
    /// What a node cannot see in its own files is left out: that the end of its log was never
    /// written, or is gone. Others remember it, unless all of them were started again since
    /// (docs/STORAGE.md); no protocol helps then.
    ///
    /// - Returns: Whether there was something to damage; so do the other kinds.
    mutating func rot(_ dice: inout SeededGenerator) -> Bool {
        guard let name = names().randomElement(using: &dice), let size = try? size(of: name),
            size > 0
        else { return false }
        let place = Int.random(in: 0..<size, using: &dice)
        let isNewest = name == newestSegment
        let most = safeEnd(of: name)
        switch Int.random(in: 0..<5, using: &dice) {
        case 2 where place < most: zero(place..<min(most, place + 4_096), of: name)
        case 3 where place < most:
            let source = Int.random(in: 0..<size, using: &dice)
            copy(source..<min(size, source + min(512, most - place)), of: name, to: place, of: name)
        case 4 where !isNewest: lose(name)
        default: flip(bit: Int.random(in: 0..<8, using: &dice), at: place, of: name)
        }
        return true
    }

    /// Lets one of the last flushed writes be lost, but not the last one of the log.
    mutating func loseWrite(_ dice: inout SeededGenerator) -> Bool {
        guard let write = losableWrites.randomElement(using: &dice) else { return false }
        lose(write)
        return true
    }

    /// Lets one of the last flushed writes go to another sector of its file, even to one behind
    /// everything, but not over the end of the log.
    mutating func misdirectWrite(_ dice: inout SeededGenerator) -> Bool {
        guard let write = losableWrites.randomElement(using: &dice),
            let name = name(of: write.file), let size = try? size(of: name)
        else { return false }
        let sectors = Int.random(in: 0...size / Self.sectorBytes, using: &dice)
        let target = sectors * Self.sectorBytes + write.offset % Self.sectorBytes
        let isClear =
            target + write.bytes.count <= safeEnd(of: name) || target >= contentEnd(of: name)
        guard target != write.offset, target + write.bytes.count <= size, isClear else {
            return false
        }
        misdirect(write, to: target)
        return true
    }

    /// Lets reads of a sector bring another one, until ``healReads()``.
    mutating func misread(_ dice: inout SeededGenerator) -> Bool {
        guard let name = names().randomElement(using: &dice), let size = try? size(of: name)
        else { return false }
        let sectors = safeEnd(of: name) / Self.sectorBytes
        guard sectors > 0 else { return false }
        let place = Int.random(in: 0..<sectors, using: &dice)
        let source = Int.random(in: 0...size / Self.sectorBytes, using: &dice)
        guard place != source else { return false }
        misreads.append(
            Misread(
                name: name,
                offset: place * Self.sectorBytes,
                source: source * Self.sectorBytes
            )
        )
        return true
    }

    /// The flushed writes whose loss a node can see: of the log's newest segment, not the last one.
    private var losableWrites: [FlushedWrite] {
        let newest = newestSegment.flatMap { shownNames[$0] }
        return flushedWrites.filter { write in
            name(of: write.file) != nil
                && (write.file != newest
                    || flushedWrites.contains {
                        $0.file == write.file && $0.offset >= write.end
                    })
        }
    }

    /// The segment that the log's last record is in.
    private var newestSegment: String? { names().filter { $0.hasPrefix("log-0") }.max() }

    /// The place in a file from which on the log's last record may lie; the longest record lies
    /// within so many bytes of the end.
    private func safeEnd(of name: String) -> Int {
        guard name == newestSegment else { return (try? size(of: name)) ?? 0 }
        return max(0, contentEnd(of: name) - 8_192)
    }

    /// The place behind the last byte of a file that is not zero.
    private func contentEnd(of name: String) -> Int {
        guard let bytes = shownNames[name].flatMap({ files[$0]?.content }) else { return 0 }
        return (bytes.lastIndex { $0 != 0 } ?? -1) + 1
    }
}

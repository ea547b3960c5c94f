import Paxos
import WriteAheadLog

extension SimulatedDisk {
    /// Damages something: a bit, a block, a file.
    ///
    /// What a node cannot see in its own files is left out: that the end of its log was never
    /// written, or is gone. Others remember it, unless all of them were started again since
    /// (docs/STORAGE.md); no protocol helps then.
    mutating func rot(_ dice: inout SeededGenerator) {
        guard let name = names().randomElement(using: &dice), let size = try? size(of: name),
            size > 0
        else { return }
        let place = Int.random(in: 0..<size, using: &dice)
        let isNewest = name == names().filter { $0.hasPrefix("log-0") }.max()
        // The longest record lies within so many bytes of the end.
        let most = isNewest ? max(0, contentEnd(of: name) - 8_192) : size
        switch Int.random(in: 0..<5, using: &dice) {
        case 2 where place < most: zero(place..<min(most, place + 4_096), of: name)
        case 3 where place < most:
            let source = Int.random(in: 0..<size, using: &dice)
            copy(source..<min(size, source + min(512, most - place)), of: name, to: place, of: name)
        case 4 where !isNewest: lose(name)
        default: flip(bit: Int.random(in: 0..<8, using: &dice), at: place, of: name)
        }
    }

    /// The place behind the last byte of a file that is not zero.
    private func contentEnd(of name: String) -> Int {
        var bytes: [UInt8] = []
        do { try read(name, at: 0, count: .max, into: &bytes) } catch { return 0 }
        return (bytes.lastIndex { $0 != 0 } ?? -1) + 1
    }
}

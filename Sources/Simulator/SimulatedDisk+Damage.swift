extension SimulatedDisk {
    /// Flips a bit; the lowest one of a byte is 0.
    public mutating func flip(bit: Int, at offset: Int, of name: String) {
        damage(name) { $0[offset] ^= 1 << UInt8(bit) }
    }

    /// Makes a part of a file zero.
    public mutating func zero(_ range: Range<Int>, of name: String) {
        damage(name) { bytes in
            for offset in range where offset < bytes.count { bytes[offset] = 0 }
        }
    }

    /// Cuts a file.
    public mutating func truncate(_ name: String, to size: Int) {
        damage(name) { $0.removeLast(max(0, $0.count - size)) }
    }

    /// Writes a part of a file over another place, as a disk does that goes to a wrong sector.
    public mutating func copy(
        _ range: Range<Int>,
        of name: String,
        to offset: Int,
        of target: String
    ) {
        let block = shownNames[name].flatMap { files[$0]?.content[range] } ?? []
        damage(target) { $0.overwrite(at: offset, with: block) }
    }

    /// Writes bytes over a place that nobody asked to be written.
    mutating func overwrite(_ offset: Int, of name: String, with bytes: [UInt8]) {
        damage(name) { $0.overwrite(at: offset, with: bytes[...]) }
    }

    /// Exchanges the contents of two files.
    public mutating func swap(_ name: String, _ other: String) {
        (shownNames[name], shownNames[other]) = (shownNames[other], shownNames[name])
        (durableNames[name], durableNames[other]) = (durableNames[other], durableNames[name])
    }

    /// Loses a file.
    public mutating func lose(_ name: String) {
        shownNames[name] = nil
        durableNames[name] = nil
    }

    /// Changes what a file shows and what a crash leaves of it.
    private mutating func damage(_ name: String, _ change: (inout [UInt8]) -> Void) {
        guard let number = shownNames[name], var file = files[number] else {
            preconditionFailure("there is no file \(name) to damage")
        }
        let isFlushed = file.content == file.durable
        files[number] = nil
        change(&file.content)
        if isFlushed { file.durable = file.content } else { change(&file.durable) }
        files[number] = file
    }
}

extension SimulatedDisk {
    /// A step that is done for the running system, and not yet durable.
    public enum PendingStep: Hashable, Sendable {
        /// A file got a name.
        case create(String, file: Int)
        /// A file got another name.
        case rename(String, String)
        /// A file lost its name.
        case remove(String)
        /// A file got a greater size.
        case grow(file: Int, size: Int)
        /// Bytes were written.
        case write(file: Int, offset: Int, bytes: [UInt8])

        /// The file whose content changes.
        var file: Int? {
            switch self {
            case .create, .rename, .remove: nil
            case .grow(let file, _), .write(let file, _, _): file
            }
        }

        /// Whether it changes names.
        public var isOfNames: Bool { file == nil }
    }

    /// What a crash leaves of a pending step.
    public enum Survival: Hashable, Sendable {
        /// Nothing.
        case lost
        /// All of it.
        case whole
        /// Of a write, the bytes before a place in it, counted from its beginning; of any other
        /// step, all.
        case cut(bytes: Int)
        /// Of a write, the sectors whose bit is set, the lowest bit for the first sector touched;
        /// from the 64th on, all sectors share one bit. Of any other step, all.
        case sectors(UInt64)
    }

    /// Cuts the power: what is not flushed is kept or lost, step by step.
    ///
    /// - Parameter choose: Gives for a step and its index in ``pending`` what is left of it.
    public mutating func crash(keeping choose: (Int, PendingStep) -> Survival) {
        for (index, step) in pending.enumerated() { keep(step, choose(index, step)) }
        restart()
    }

    /// Cuts the power; nothing that was not flushed is kept.
    public mutating func crash() {
        crash { _, _ in .lost }
    }

    /// Shows what is durable, and forgets the rest.
    private mutating func restart() {
        pending.removeAll()
        hasLostPower = false
        shownNames = durableNames
        let named = Set(durableNames.values)
        files = files.filter { named.contains($0.key) }
            .mapValues {
                File(content: $0.durable, durable: $0.durable)
            }
    }

    /// Makes a step, or a part of it, durable.
    mutating func keep(_ step: PendingStep, _ survival: Survival) {
        guard survival != .lost else { return }
        switch step {
        case .create(let name, let file): durableNames[name] = file
        case .remove(let name): durableNames[name] = nil
        case .rename(let name, let newName):
            guard let file = durableNames.removeValue(forKey: name) else { return }
            durableNames[newName] = file
        case .grow(let file, let size): files[file]?.durable.grow(to: size)
        case .write(let file, let offset, let bytes):
            for part in Self.kept(survival, of: bytes.count, at: offset) {
                files[file]?.durable.overwrite(at: offset + part.lowerBound, with: bytes[part])
            }
        }
    }

    /// The parts of a write that survive, counted from its beginning.
    private static func kept(
        _ survival: Survival,
        of count: Int,
        at offset: Int
    ) -> [Range<Int>] {
        switch survival {
        case .lost: []
        case .whole: [0..<count]
        case .cut(let bytes): [0..<min(bytes, count)]
        case .sectors(let mask):
            sectors(of: count, at: offset).enumerated()
                .filter { mask >> UInt64(min($0.offset, 63)) & 1 == 1 }
                .map(\.element)
        }
    }

    /// Returns the parts of a write that lie in one sector each, counted from its beginning.
    public static func sectors(of count: Int, at offset: Int) -> [Range<Int>] {
        var sectors: [Range<Int>] = []
        var start = 0
        while start < count {
            let end = min(count, start + sectorBytes - (offset + start) % sectorBytes)
            sectors.append(start..<end)
            start = end
        }
        return sectors
    }
}

extension [UInt8] {
    /// Fills up with zeros.
    mutating func grow(to size: Int) {
        guard size > count else { return }
        self += [UInt8](repeating: 0, count: size - count)
    }

    /// Puts `bytes` at `offset`; a gap before them is filled with zeros.
    mutating func overwrite(at offset: Int, with bytes: ArraySlice<UInt8>) {
        grow(to: offset + bytes.count)
        replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}

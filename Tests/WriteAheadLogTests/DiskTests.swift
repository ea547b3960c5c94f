import Paxos
import Simulator
import Testing
import WriteAheadLog

@Suite("Disks")
struct DiskTests {
    private static let hello = Array("hello".utf8)

    /// Everything that can be read, or the error.
    private static func content<Disk: Storage>(
        of name: String,
        on disk: inout Disk
    ) -> [UInt8]? {
        var bytes: [UInt8] = []
        do {
            try disk.read(name, at: 0, count: .max, into: &bytes)
            return try disk.size(of: name) == bytes.count ? bytes : nil
        } catch {
            return nil
        }
    }

    @Test("The disk in memory and the simulated one do and refuse the same", arguments: 0..<20)
    func agree(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var memory = MemoryDisk()
        var simulated = SimulatedDisk()
        let names = ["a", "b", "c", "log-1"]
        for _ in 0..<300 {
            let operation = Operation(using: &generator, names: names)
            let first = operation.error(on: &memory)
            let second = operation.error(on: &simulated)
            #expect(first == second, "\(operation)")
            #expect(memory.names() == simulated.names())
            for name in names {
                #expect(
                    Self.content(of: name, on: &memory) == Self.content(of: name, on: &simulated)
                )
            }
        }
    }

    /// A call with its arguments.
    private struct Operation {
        let call: UInt64
        let name: String
        let other: String
        let offset: Int

        init(using generator: inout SeededGenerator, names: [String]) {
            call = generator.next() % 7
            name = names[Int(generator.next() % 4)]
            other = names[Int(generator.next() % 4)]
            offset = Int(generator.next() % 2_000)
        }

        /// Makes the call; returns how it failed.
        func error<Disk: Storage>(on disk: inout Disk) -> StorageError? {
            do {
                switch call {
                case 0: try disk.create(name)
                case 1: try disk.preallocate(name, size: offset)
                case 2, 3: try disk.write(DiskTests.hello.span, to: name, at: offset)
                case 4: try disk.flush(name)
                case 5: try disk.rename(name, to: other)
                default: try disk.remove(name)
                }
                try disk.flushNames()
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("A crash loses what was not flushed, content and names apart")
    func crash() throws {
        var disk = SimulatedDisk()
        try disk.create("a")
        try disk.flushNames()
        try disk.write(Self.hello.span, to: "a", at: 0)
        try disk.flush("a")
        try disk.write(Self.hello.span, to: "a", at: 5)
        try disk.create("b")
        try disk.write(Self.hello.span, to: "b", at: 0)
        try disk.flush("b")
        #expect(disk.pending.count == 2)

        disk.crash()

        #expect(disk.names() == ["a"])
        #expect(Self.content(of: "a", on: &disk) == Self.hello)
        #expect(disk.pending == [])
    }

    @Test("A crash keeps of a write what is chosen")
    func survivals() throws {
        let bytes = [UInt8](repeating: 7, count: 1_200)
        for (survival, kept) in [
            (.lost, []), (.whole, [0..<1_200]), (.cut(bytes: 513), [0..<513]),
            (.sectors(0b010), [412..<924]), (.sectors(0b101), [0..<412, 924..<1_200]),
        ] as [(SimulatedDisk.Survival, [Range<Int>])] {
            var disk = SimulatedDisk()
            try disk.create("a")
            try disk.preallocate("a", size: 2_000)
            try disk.flush("a")
            try disk.flushNames()
            try disk.write(bytes.span, to: "a", at: 100)

            disk.crash { _, _ in survival }

            let expected = (0..<2_000)
                .map { place in
                    kept.contains { $0.contains(place - 100) } ? UInt8(7) : 0
                }
            #expect(Self.content(of: "a", on: &disk) == expected, "\(survival)")
        }
    }

    @Test("Changes of names are kept in any selection; a rename without its file does nothing")
    func names() throws {
        var disk = SimulatedDisk()
        try disk.create("old")
        try disk.flushNames()
        try disk.create("new")
        try disk.rename("new", to: "old")
        let steps = disk.pending
        #expect(steps == [.create("new", file: 1), .rename("new", "old")])

        for (kept, expected) in [
            ([], ["old"]), ([0], ["new", "old"]), ([1], ["old"]), ([0, 1], ["old"]),
        ] {
            var crashed = disk
            crashed.crash { index, _ in kept.contains(index) ? .whole : .lost }
            #expect(crashed.names() == expected)
        }
    }

    @Test("After a failed flush the next one succeeds, and the bytes are gone in a crash")
    func failedFlush() throws {
        var disk = SimulatedDisk()
        try disk.create("a")
        try disk.flushNames()
        try disk.write(Self.hello.span, to: "a", at: 0)
        disk.fail(step: disk.stepCount + 1, with: .inputOutput)
        #expect(throws: StorageError.self) { try disk.flush("a") }
        try disk.flush("a")
        #expect(Self.content(of: "a", on: &disk) == Self.hello)

        disk.crash()

        #expect(Self.content(of: "a", on: &disk) == [])
    }

    @Test("A full disk refuses what would grow a file, and nothing else")
    func full() throws {
        var disk = SimulatedDisk()
        disk.capacityBytes = 10
        try disk.create("a")
        try disk.write(Self.hello.span, to: "a", at: 0)
        try disk.write(Self.hello.span, to: "a", at: 5)
        try disk.write(Self.hello.span, to: "a", at: 2)

        #expect(throws: StorageError.self) { try disk.preallocate("a", size: 11) }
        #expect(throws: StorageError.self) { try disk.write(Self.hello.span, to: "a", at: 6) }
        #expect(try disk.size(of: "a") == 10)
    }
}

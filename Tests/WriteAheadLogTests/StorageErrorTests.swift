import Simulator
import Testing
import WriteAheadLog

@Suite("Write-ahead log: errors of the disk")
struct StorageErrorTests {
    /// Appends, prepares and removes until something fails; returns the error and how many records
    /// were acknowledged.
    private static func run(
        on disk: inout SimulatedDisk
    ) -> (error: LogError?, acknowledged: UInt64) {
        var acknowledged: UInt64 = 0
        do {
            var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
            for number in 0..<60 {
                try log.appendText(on: &disk)
                acknowledged = log.end.rawValue
                if number % 4 == 0 { _ = try log.prepare(on: &disk) }
                if number % 20 == 19 {
                    let position = LogPosition(acknowledged - 5)
                    try log.removeSegments(before: position, on: &disk)
                }
            }
            return (nil, acknowledged)
        } catch {
            return (error, acknowledged)
        }
    }

    @Test("Any step that fails is told with file and call, and nothing is done after it")
    func everyStep() throws {
        var whole = SimulatedDisk()
        #expect(Self.run(on: &whole).error == nil)
        #expect(whole.stepCount > 150)
        var calls: Set<String> = []
        for step in 1...whole.stepCount {
            var disk = SimulatedDisk()
            disk.fail(step: step, with: .inputOutput)

            let (error, acknowledged) = Self.run(on: &disk)

            guard case .storage(let failure) = error else {
                Issue.record("step \(step): \(String(describing: error))")
                return
            }
            calls.insert(failure.call)
            #expect(failure.reason == "Input/output error")
            #expect(failure.file == "." || failure.file.hasPrefix("log-"))
            #expect(disk.stepCount == step, "a call after the one that failed")
            for crashes in [false, true] where acknowledged > 0 {
                var rest = disk
                if crashes { rest.crash() }
                let wanted = acknowledged - min(acknowledged, 5)
                let reading = try read(&rest, from: wanted)
                #expect(reading.gaps == [] && reading.isGenuine)
                let numbers = Array(wanted..<acknowledged)
                #expect(
                    reading.numbers == numbers || reading.numbers == numbers + [acknowledged],
                    "step \(step)"
                )
            }
        }
        let all = ["create", "preallocate", "write", "flush", "flushNames", "rename", "remove"]
        #expect(calls.sorted() == all.sorted())
    }

    @Test("An error reads as call, file and reason")
    func words() {
        let error = StorageError(file: "log-7", call: "write", reason: "Input/output error")

        #expect(LogError.storage(error).description == "write log-7: Input/output error")
    }

    @Test("A log that is used after a failed call stops the process", arguments: 0..<3)
    func usedAfterFailure(call: Int) async {
        let result = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) { [call] in
            var disk = SimulatedDisk()
            var (log, _) = try makeLog(of: 60, on: &disk)
            disk.fail(step: disk.stepCount + 2, with: .inputOutput)
            _ = try? log.appendText(on: &disk)
            switch call {
            case 0: try log.appendText(on: &disk)
            case 1: _ = try log.prepare(on: &disk)
            default: try log.removeSegments(before: log.end, on: &disk)
            }
        }
        let message = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
        #expect(message.contains("a log is used after a call on its disk failed"))
    }

    // MARK: - No space

    @Test("Without space for a segment the log goes on in the room it has, and beyond with space")
    func outOfSpace() throws {
        var disk = SimulatedDisk()
        var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
        disk.capacityBytes = 6_000

        for _ in 0..<3 {
            let error = #expect(throws: LogError.self) { try log.prepare(on: &disk) }
            guard case .outOfSpace(let cause) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(cause.isOutOfSpace && cause.file == "log-next.tmp")
            #expect(disk.names() == [log.segments[0].name])
            #expect(log.needsPreparation)
            #expect(disk.pending == [])
        }
        while log.room >= 400 { try log.appendText(count: 400, on: &disk) }
        let end = log.end
        #expect(throws: LogError.self) { try log.appendText(count: 400, on: &disk) }
        #expect(log.end == end)
        try log.appendText(count: log.room, on: &disk)

        disk.capacityBytes = 100_000
        while try log.prepare(on: &disk) {}
        for _ in 0..<20 { try log.appendText(count: 400, on: &disk) }
        let reading = try read(&disk)
        #expect(reading.numbers == Array(0..<log.end.rawValue))
        #expect(reading.verdict == .clean && reading.gaps == [])
    }

    @Test("Any step of a preparation may find the disk full; the space is given back")
    func outOfSpaceAtEveryStep() throws {
        for step in 1...10 {
            var disk = SimulatedDisk()
            var log = try WriteAheadLog.create(on: &disk, identity: owner, limits: smallLimits)
            try log.appendText(on: &disk)
            // Create, preallocate, and four slices of write and flush.
            disk.fail(step: disk.stepCount + step, with: .outOfSpace)

            #expect(throws: LogError.self) { while try log.prepare(on: &disk) {} }

            #expect(disk.names() == [log.segments[0].name])
            while try log.prepare(on: &disk) {}
            for _ in 0..<20 { try log.appendText(on: &disk) }
            #expect(try read(&disk).numbers == Array(0..<21))
        }
    }

    @Test("A full disk while a record is written is final: its space was there before")
    func outOfSpaceInAppend() throws {
        var disk = SimulatedDisk()
        var (log, _) = try makeLog(of: 3, on: &disk)
        disk.fail(step: disk.stepCount + 1, with: .outOfSpace)

        let error = #expect(throws: LogError.self) { try log.appendText(on: &disk) }

        guard case .storage = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}

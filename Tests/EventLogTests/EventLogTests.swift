import EventLog
import Foundation
import Testing

@Suite("The log of events")
struct EventLogTests {
    /// A folder of its own for each test.
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "events-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func text(_ name: String) -> String? {
        try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    /// Runs `body` with a log whose descriptor is a file, and returns what lies in that.
    private func said(
        level: EventLevel = .info,
        file: String? = nil,
        _ body: (EventLog) throws -> Void
    ) throws -> String {
        let path = folder.appending(path: "said-\(UUID().uuidString)")
        let descriptor = open(path.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let settings = EventLogSettings(
            level: level,
            descriptor: descriptor,
            file: file.map { folder.appending(path: $0).path },
            fileBytesMax: EventLimits.fileBytes.lowerBound
        )
        try body(EventLog(component: EventComponent("gateway", "g1"), settings: settings))
        return try String(contentsOf: path, encoding: .utf8)
    }

    @Test("Events below the level are not written, and their fields are not evaluated")
    func levels() throws {
        for level in EventLevel.allCases {
            var evaluated = 0
            func fields() -> [EventField] {
                evaluated += 1
                return []
            }
            let text = try said(level: level) { log in
                for other in EventLevel.allCases { log.write(other, "tried", fields()) }
            }
            let told = EventLevel.allCases.filter { $0 <= level }
            #expect(evaluated == told.count)
            let lines = text.split(separator: "\n")
            #expect(lines.count == told.count)
            for (line, level) in zip(lines, told) {
                #expect(line.contains(" level=\(level.rawValue) gateway=g1 event=tried"))
            }
        }
    }

    @Test("A full file is put aside, three are kept, none grows beyond its size or is for others")
    func rotation() throws {
        let count = 4_000
        let said = try said(file: "log") { log in
            for number in 1...count {
                log.write(.info, "tried", [EventField("number", number)])
            }
            #expect(log.failures == 0)
        }
        let names = ["log.3", "log.2", "log.1", "log"]
        let files = try names.map { try #require(text($0)) }

        #expect(files.allSatisfy { $0.utf8.count <= EventLimits.fileBytes.lowerBound })
        #expect(files.dropLast().allSatisfy { $0.utf8.count > 60 << 10 })
        #expect(said.hasSuffix(files.joined()) && files.joined().utf8.count < said.utf8.count)
        #expect(said.split(separator: "\n").count == count)
        #expect(text("log.4") == nil)
        for name in names {
            let path = folder.appending(path: name).path
            let facts = try FileManager.default.attributesOfItem(atPath: path)
            #expect(facts[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test("A file goes on with what it holds after a restart")
    func restart() throws {
        for number in 1...3 {
            _ = try said(file: "log") { $0.write(.info, "tried", [EventField("number", number)]) }
        }
        #expect(text("log")?.split(separator: "\n").count == 3)
    }

    @Test("A file that cannot be written is told once, counted, and told again when it can be")
    func failure() throws {
        let hidden = folder.appending(path: "hidden")
        let said = try said(file: "hidden/log") { log in
            for _ in 1...5 { log.write(.info, "tried") }
            #expect(log.failures == 5)
            try FileManager.default.createDirectory(at: hidden, withIntermediateDirectories: true)
            for _ in 1...2 { log.write(.info, "tried") }
            #expect(log.failures == 5)
        }
        let lines = said.split(separator: "\n")

        #expect(lines.count == 9)
        #expect(lines[0].contains("level=error") && lines[0].contains("event=log_file_failed"))
        #expect(lines[0].contains("No such file or directory"))
        #expect(lines[6].contains("level=info") && lines[6].contains("event=log_file_written"))
        #expect(lines.count { $0.contains("event=tried") } == 7)
        #expect(text("hidden/log")?.split(separator: "\n").count == 2)
    }

    @Test("A disk that takes half a line loses lines, and leaves none in part")
    func fullDisk() async throws {
        let path = folder.appending(path: "full").path
        await #expect(processExitsWith: .success) { [path = path as String] in
            // The system's limit for files of this process stands for the size of a disk.
            var limit = rlimit(rlim_cur: 10_000, rlim_max: 10_000)
            precondition(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            signal(SIGXFSZ, SIG_IGN)
            let settings = EventLogSettings(descriptor: -1, file: path)
            let log = EventLog(component: EventComponent("node", "n1"), settings: settings)
            for number in 1...400 { log.write(.info, "tried", [EventField("number", number)]) }
            precondition(log.failures > 500, "\(log.failures)")
        }
        let kept = try #require(text("full"))

        #expect(kept.utf8.count > 9_000 && kept.utf8.count <= 10_000)
        #expect(kept.hasSuffix("\n"))
        let lines = kept.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("time=") && $0.contains("number=") })
    }

    @Test("What is no file is neither written nor renamed nor given other rights")
    func devices() throws {
        let before = try FileManager.default.attributesOfItem(atPath: "/dev/null")
        let log = EventLog(
            component: EventComponent("node", "n1"),
            settings: EventLogSettings(descriptor: -1, file: "/dev/null")
        )
        for _ in 1...3 { log.write(.info, "tried") }

        #expect(log.failures >= 6)
        let after = try FileManager.default.attributesOfItem(atPath: "/dev/null")
        #expect(after[.posixPermissions] as? Int == before[.posixPermissions] as? Int)
    }

    @Test("A reader that is stuck loses lines, and is told how many when it reads again")
    func stuck() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let settings = EventLogSettings(descriptor: ends[1])
        let log = EventLog(component: EventComponent("node", "n1"), settings: settings)
        // A pipe says that it takes something only while a whole line fits.
        let filler = String(repeating: "x", count: EventLimits.valueBytesMax)
        while log.failures == 0 { log.write(.info, "tried", [EventField("filler", filler)]) }
        for _ in 1...4 { log.write(.info, "tried") }
        let lost = log.failures
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        _ = read(ends[0], &bytes, bytes.count)
        log.write(.info, "heard")
        log.write(.info, "again")
        let count = read(ends[0], &bytes, bytes.count)
        let lines = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
            .split(separator: "\n")

        #expect(lines.count == 2)
        #expect(lines.first?.hasSuffix("event=heard lines_lost=\(lost)") == true, "\(lines)")
        #expect(lines.last?.hasSuffix("event=again") == true)
    }
}

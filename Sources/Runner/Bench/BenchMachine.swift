import EventLoop
import Foundation

/// What a machine needs at least for one durable answer: a flush, and what the network takes.
public struct BenchMachine: Hashable, Sendable {
    /// How long it takes to write a small record into a file and flush it, in nanoseconds, half of
    /// the time; nil if nodes flush nothing.
    public var flush: UInt64?
    /// How long a small line takes to another thread and back over TCP on this machine, in
    /// nanoseconds, half of the time.
    public var roundTrip: UInt64

    /// Creates what was measured.
    public init(flush: UInt64?, roundTrip: UInt64) {
        self.flush = flush
        self.roundTrip = roundTrip
    }

    /// Whatever is less in this and in another measure of the same machine: other work on it only
    /// makes it look slower.
    func least(_ other: BenchMachine) -> BenchMachine {
        BenchMachine(
            flush: [flush, other.flush].compactMap(\.self).min(),
            roundTrip: min(roundTrip, other.roundTrip)
        )
    }

    /// The least that a transfer can take: one flush and two round trips, from the client to the
    /// leader and from the leader to its followers; in nanoseconds.
    public var floor: UInt64 { (flush ?? 0) + 2 * roundTrip }
}

extension BenchMachine {
    /// How many flushes are timed.
    private static let flushCount = 200
    /// The bytes of a record of the log with one transfer, about.
    private static let recordBytes = 192
    /// How many round trips are timed.
    private static let roundTripCount = 2_000
    /// The bytes of a line with one request, about.
    private static let lineBytes = 128

    /// Measures this machine while nothing else is asked of it.
    ///
    /// - Parameter folder: Where the log's files are; nil if there are none.
    /// - Returns: What it needs.
    /// - Throws: ``ChildProcess/Failure`` or what a file throws.
    static func measure(folder: URL?) throws -> BenchMachine {
        BenchMachine(flush: try folder.map(flush), roundTrip: try roundTrip())
    }

    /// Writes and flushes as the log does: records one after the other, into room that is there.
    private static func flush(in folder: URL) throws -> UInt64 {
        let url = folder.appending(path: "bench.probe")
        defer { try? FileManager.default.removeItem(at: url) }
        let size = (flushCount + 1) * recordBytes
        try Data(count: size).write(to: url)
        let file = try FileHandle(forUpdating: url)
        defer { try? file.close() }
        try file.synchronize()
        let record = Data(repeating: 0x2A, count: recordBytes)
        var times: [UInt64] = []
        for _ in 0..<flushCount {
            let start = DispatchTime.now().uptimeNanoseconds
            try file.write(contentsOf: record)
            guard fdatasync(file.fileDescriptor) == 0 else {
                throw ChildProcess.Failure("fdatasync \(url.path)", errno)
            }
            times.append(DispatchTime.now().uptimeNanoseconds - start)
        }
        return median(times)
    }

    /// Sends a small line to another thread and waits for it to come back.
    private static func roundTrip() throws -> UInt64 {
        let listener = try ListeningSocket()
        defer { close(listener.descriptor) }
        let ends = try LoopbackPair(listener)
        let echo = Thread { [far = ends.far] in
            var line = [UInt8](repeating: 0, count: lineBytes)
            while LoopbackPair.receive(&line, from: far), LoopbackPair.send(line, to: far) {}
            close(far)
        }
        echo.start()
        defer { close(ends.near) }
        var line = [UInt8](repeating: 0x2A, count: lineBytes)
        var times: [UInt64] = []
        for _ in 0..<roundTripCount {
            let start = DispatchTime.now().uptimeNanoseconds
            guard LoopbackPair.send(line, to: ends.near),
                LoopbackPair.receive(&line, from: ends.near)
            else { throw ChildProcess.Failure("a line over 127.0.0.1", errno) }
            times.append(DispatchTime.now().uptimeNanoseconds - start)
        }
        return median(times)
    }

    private static func median(_ times: [UInt64]) -> UInt64 { times.sorted()[times.count / 2] }
}

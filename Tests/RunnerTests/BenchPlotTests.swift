import Foundation
import Paxos
import Runner
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("Bench: picture")
struct BenchPlotTests {
    /// Collects the elements of a document, and whether it is well formed.
    private final class Elements: NSObject, XMLParserDelegate {
        /// How often each element comes.
        var counts: [String: Int] = [:]
        /// The words in text elements.
        var words = ""

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            counts[name, default: 0] += 1
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { words += string }
    }

    private static func elements(_ svg: String) throws -> Elements {
        let elements = Elements()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = elements
        try #require(parser.parse(), "not well formed:\n\(svg)")
        return elements
    }

    /// A load of three seconds, in the middle of which nobody answered.
    private static func load(inFlight: Int) -> BenchMeasure {
        var tally = BenchTally(start: 0, intervalMicroseconds: 100_000)
        for time in stride(from: Int64(0), to: 3_000_000, by: 1_000)
        where !(1_000_000..<1_500_000).contains(time) {
            if time == 1_500_000 { tally.didKill(NodeID(4), at: 1_000_000) }
            tally.didHear(at: time)
            tally.count(.transfer, .completed, latency: 300 + time % 977)
        }
        tally.didFinish(at: 3_000_000)
        var load = BenchMeasure()
        load.inFlight = inFlight
        load.completed = UInt64(3_000 * inFlight)
        load.microseconds = 3_000_000
        load.latency.p50 = 400 * UInt64(inFlight)
        load.latency.p99 = 900 * UInt64(inFlight)
        load.failures = tally.failures
        load.intervals = tally.intervals.all
        load.intervalMicroseconds = 100_000
        return load
    }

    @Test("One load is drawn over time: axes with units, ticks, a legend, and who was killed")
    func time() throws {
        var report = BenchReport()
        report.add(Self.load(inFlight: 100))

        let elements = try Self.elements(report.svg)

        #expect(elements.counts["svg"] == 1 && elements.counts["g"] == 2)
        for words in [
            "Throughput over time", "Latency over time", "time (s)", "transactions per second",
            "latency (ms), logarithmic", "p50", "p99", "n4 killed", "100 in flight",
        ] {
            #expect(elements.words.contains(words), "\(words)")
        }
        #expect(!report.svg.contains("NaN") && !report.svg.contains("inf"))
    }

    @Test("A sweep is drawn against load, each point with how many were in flight")
    func sweep() throws {
        var report = BenchReport()
        for inFlight in [1, 10, 100, 1_000, 8_192] { report.add(Self.load(inFlight: inFlight)) }

        let elements = try Self.elements(report.svg)

        #expect(elements.counts["circle"] == 15)
        for words in ["Latency against throughput", "Throughput against load", "8,192"] {
            #expect(elements.words.contains(words), "\(words)")
        }
    }

    @Test("The picture needs nothing else: no script, no link, no font, and has a dark side")
    func selfContained() {
        var report = BenchReport()
        report.add(Self.load(inFlight: 1))

        for word in ["<script", "href", "url(", "@import", "@font-face"] {
            #expect(!report.svg.contains(word), "\(word)")
        }
        #expect(report.svg.contains("@media(prefers-color-scheme:dark)"))
    }

    @Test("A load without a single answer is drawn empty")
    func empty() throws {
        var report = BenchReport()
        report.add(BenchMeasure())

        _ = try Self.elements(report.svg)
        _ = try Self.elements(BenchReport().svg)
    }
}

@Suite("Bench: progress")
struct BenchProgressTests {
    @Test("A bar, how far it is, how much is done and how fast")
    func line() {
        var progress = BenchProgress(
            perMille: 450,
            microseconds: 4_500_000,
            executed: 1_234_567,
            rate: 98_765
        )
        progress.remark = "n1 killed"

        #expect(
            progress.text
                == "█████████░░░░░░░░░░░ 45 %  4.5 s  1,234,567 done  98,765/s  n1 killed"
        )
    }

    @Test("What lasts longer than was planned stays at the end")
    func late() {
        let progress = BenchProgress(perMille: 1_700, microseconds: 1, executed: 0, rate: 0)

        #expect(progress.text.hasPrefix("████████████████████ 100 %"))
    }
}

import Bank
import Foundation
import Testing
import Wire

@Suite("docs/WIRE.md")
struct DocumentTests {
    private static func page() throws -> String {
        let file = Golden.folder.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/WIRE.md")
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// The examples, by the name that stands behind the opening fence.
    private static func examples() throws -> [String: String] {
        // Every second piece between fences is a block.
        let pieces = try page().components(separatedBy: "```")
        var examples: [String: String] = [:]
        for index in stride(from: 1, to: pieces.count, by: 2)
        where pieces[index].hasPrefix("json ") {
            let parts = pieces[index].split(separator: "\n", maxSplits: 1)
            let name = String(parts[0].dropFirst("json ".count))
            #expect(examples.updateValue(String(parts[1]), forKey: name) == nil, "\(name) twice")
        }
        return examples
    }

    @Test("Every example is the golden file of its name")
    func examples() throws {
        let examples = try Self.examples()

        #expect(examples.count > 40)
        for (name, text) in examples {
            let file = name == "cluster" ? "cluster.json" : "\(name).line"
            #expect(try Golden.bytes(file) == Array(text.utf8), "\(name)")
        }
    }

    @Test("Every type of line has its example")
    func types() throws {
        let examples = try Self.examples()

        func type(_ line: [UInt8]) -> Substring {
            // `{"type":"NAME"` between quotation marks: `{`, `type`, `:`, the name.
            String(decoding: line, as: UTF8.self).split(separator: "\"")[3]
        }
        for golden in GoldenSample.all {
            let alike = GoldenSample.all.filter {
                $0.sample.kind == golden.sample.kind
                    && type($0.sample.line) == type(golden.sample.line)
            }
            #expect(alike.contains { examples[$0.name] != nil }, "\(golden.name)")
        }
    }

    @Test("What is written to files has its examples")
    func files() throws {
        let examples = try Self.examples()

        for name in ["log-records", "log-promise", "log-forgot"] + GoldenSample.partNames {
            #expect(examples[name] != nil, "\(name)")
        }
    }

    @Test("The first talk holds lines that a node takes")
    func firstTalk() throws {
        let page = try Self.page()

        for name in ["hello-client", "request"] {
            let line = String(decoding: golden(name).line, as: UTF8.self)
            #expect(page.contains("'\(line)'"), "\(name)")
        }
    }

    @Test("Every word of an answer and every code of a refusal has its row")
    func words() throws {
        let page = try Self.page()
        let words = ["success", "failed", "stale", "conflict", "not_leader", "unavailable"]
        let codes = [
            "bad_json", "bad_sum", "unknown_type", "unknown_key", "missing_key", "out_of_range",
        ]

        for word in words + codes { #expect(page.contains("\n| `\(word)` | "), "\(word)") }
        for golden in GoldenSample.all {
            guard case .server(.reply(let reply)) = golden.sample,
                case .bank(let answer) = reply.answer,
                let reason = answer.result.reason
            else { continue }
            #expect(page.contains("\n| `\(reason.rawValue)` | "), "\(reason)")
        }
    }

    @Test("The limits on the page are those of the program")
    func limits() throws {
        let page = try Self.page()

        #expect(WireLimits.lineBytesMax == 1 << 20 && page.contains("| 1 MiB with its line feed |"))
        #expect(
            WireLimits.clientLineBytesMax == 16 << 10
                && page.contains("| 16 KiB with its line feed |")
        )
        #expect(WireLimits.entriesMax == 2_000 && page.contains("| 2,000, so that"))
        #expect(WireLimits.entryBytesMax == 512 && page.contains("| at most 512 bytes |"))
        #expect(WireLimits.pageElementsMax == 1_000 && page.contains("list | 1,000 |"))
        #expect(WireLimits.slotMax == 1 << 53 && page.contains("| 0 to 2^53 |"))
        #expect(WireLimits.errorCharactersMax == 256 && page.contains("at most 256 characters"))
    }
}

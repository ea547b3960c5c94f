import Foundation
import Scenario
import Testing

@Suite("docs/SCENARIO.md")
struct DocumentTests {
    /// A fenced block of the page.
    private struct Block {
        /// What stands behind the opening fence.
        let kind: String
        /// The lines between the fences, each with its end.
        let text: String
    }

    private static func page() throws -> String {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/SCENARIO.md")
        return try String(contentsOf: file, encoding: .utf8)
    }

    private static func blocks() throws -> [Block] {
        // Every second piece between fences is a block.
        let pieces = try page().components(separatedBy: "```")
        return stride(from: 1, to: pieces.count, by: 2)
            .map { index in
                let lines = pieces[index]
                    .split(
                        separator: "\n",
                        maxSplits: 1,
                        omittingEmptySubsequences: false
                    )
                return Block(kind: String(lines[0]), text: String(lines[1]))
            }
    }

    @Test("Every example of a good file is one, and the first is in the normal form")
    func goodFiles() throws {
        let examples = try Self.blocks().filter { $0.kind == "csv" }

        #expect(!examples.isEmpty)
        for example in examples {
            #expect(try parse(example.text).normalForm() == example.text)
        }
    }

    @Test("The variants mean the same")
    func variants() throws {
        let variants = try Self.blocks().filter { $0.kind == "csv same" }

        let values = try variants.map { try parse($0.text).normalized }
        #expect(values.count == 6)
        #expect(Set(values).count == 1)
    }

    @Test("Every example of a bad file is followed by what is printed about it")
    func badFiles() throws {
        let blocks = try Self.blocks()

        let refused = blocks.indices.filter { blocks[$0].kind == "csv refused" }
        #expect(refused.count == 3)
        for index in refused {
            let found = mistakes(in: Array(blocks[index].text.utf8))
            #expect(found?.rendered(file: "example.csv") == blocks[index + 1].text)
        }
    }

    @Test("Every error code has its row in the table")
    func codes() throws {
        let page = try Self.page()

        for code in ScenarioError.Code.allCases {
            #expect(page.contains("\n| `\(code.rawValue)` | "), "\(code.rawValue)")
        }
    }
}

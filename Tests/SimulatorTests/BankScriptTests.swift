import Foundation
import TestSupport
import Testing

@Suite("Bank scripts")
struct BankScriptTests {
    /// The scripts, by name.
    static let names: [String] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "testdata")
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test("There are scripts")
    func scripts() {
        #expect(Self.names.count >= 20)
    }

    @Test("The script shows what is written in it", arguments: names)
    func script(name: String) throws {
        var script = BankScript()
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "testdata/\(name)")
        try runDataDriven(file) { try script.carryOut($0) }
    }
}

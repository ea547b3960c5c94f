import Foundation
import TestSupport
import Testing

@Suite("Cluster scripts")
struct ClusterScriptTests {
    /// Every script in `testdata/cluster`, by name.
    private static let scripts: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (files ?? []).filter { $0.hasSuffix(".txt") }.sorted()
    }()

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "testdata/cluster")

    @Test("testdata/cluster", arguments: scripts)
    func script(name: String) throws {
        var script = ClusterScript()
        try runDataDriven(Self.folder.appending(path: name)) { try script.run($0) }
    }

    @Test("There are scripts to run")
    func scriptsExist() {
        #expect(Self.scripts.count >= 20)
    }
}

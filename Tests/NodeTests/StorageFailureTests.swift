import Bank
import Foundation
import JSON
import Node
import Paxos
import Testing
import Wire

@Suite("Failures of the disk")
struct StorageFailureTests {
    /// Returns the first part of the snapshot of a cluster in which one transfer was made.
    private func firstPart() throws -> SnapshotPart {
        var made: SnapshotPart?
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let client = try cluster.client(of: 1)
            client.send(Lines.request(1) + "\n")
            #expect(try client.answer().bankResult == .success)
            let admin = try cluster.admin(of: 1)
            _ = try admin.ask(.snapshot)
            try admin.status { $0["snapshot_slot"] == 1 }
            let part = try admin.ask(.part(SnapshotRequest(slot: Slot(1), index: 0)))
            made = SnapshotPart(
                slot: Slot(1),
                index: 0,
                count: Int(try #require(part["count"]?.asInteger)),
                bytes: Array(try #require(part["text"]?.asString).utf8)
            )
        }
        return try #require(made)
    }

    @Test("What comes after a failure of the disk, in the same turn too, is not taken in")
    func nothingMore() throws {
        let part = try firstPart()
        let files = FileManager.default
        let directory = files.temporaryDirectory.appending(path: "paxosbank-\(UUID())").path()
        try files.createDirectory(atPath: directory, withIntermediateDirectories: false)
        let pipe = Descriptors.pipe()
        try TestCluster.with(nodes: 3, started: []) { cluster in
            cluster.directory = directory
            cluster.journalDescriptor = pipe.writing
            cluster.start(1)
            let peer = try cluster.connect(to: 1)
            peer.send(Lines.hello(node: 2))
            _ = try peer.line()
            try files.removeItem(atPath: directory)

            peer.send(Lines.peer(2, .snapshot(part)) + Lines.sealed("no line at all"))

            guard case .storage? = cluster.waitForOwnEnd(of: 1) else {
                Issue.record("the node ended for another reason")
                return
            }
        }
        close(pipe.writing)
        let journal = FileHandle(fileDescriptor: pipe.reading, closeOnDealloc: true)
        let text = String(decoding: try #require(try journal.readToEnd()), as: UTF8.self)
        #expect(text.contains("event=linked peer=n2"))
        #expect(!text.contains("event=refused"), "\(text)")
        #expect(text.contains("level=error node=n1 event=failed why="), "\(text)")
    }
}

import Bank
import Foundation
import JSON
import Node
import Paxos
import Testing
import Wire

@Suite("Snapshots that operators ask for")
struct SnapshotTests {
    /// Makes transfers of 1 from G to B and back, and checks the answers.
    private func pay(_ numbers: ClosedRange<Int>, on cluster: TestCluster) throws {
        let client = try cluster.client(of: 1)
        for number in numbers {
            let isThere = number.isMultiple(of: 2)
            client.send(
                Lines.request(number, from: isThere ? "B" : "G", to: isThere ? "G" : "B") + "\n"
            )
            #expect(try client.answer().bankResult == .success)
        }
    }

    /// Takes a snapshot on a node and waits until it is on disk.
    private func takeSnapshot(_ slot: Int64, on node: LineClient) throws {
        try node.status { $0["executed"] == .integer(slot) }
        #expect(try node.ask(.snapshot)["slot"] == .integer(slot))
        try node.status { $0["snapshot_slot"] == .integer(slot) }
    }

    @Test("PART gives the parts of a snapshot one by one, which make the whole state")
    func parts() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let admin = try cluster.admin(of: 1)
            let early = try admin.ask(.snapshot)
            #expect(early["type"] == "REFUSED" && early["code"] == "nothing_executed")
            let none = try admin.ask(.part(SnapshotRequest(slot: Slot(1), index: 0)))
            #expect(none["type"] == "REFUSED" && none["code"] == "no_snapshot")
            try pay(1...5, on: cluster)
            try takeSnapshot(5, on: admin)

            var reader = SnapshotReader(limits: .standard)
            repeat {
                let part = try admin.ask(
                    .part(SnapshotRequest(slot: Slot(5), index: reader.next))
                )
                #expect(part["type"] == "PART" && part["slot"] == 5)
                #expect(part["index"] == .integer(Int64(reader.next)))
                let bytes = Array(try #require(part["text"]?.asString).utf8)
                try reader.read(bytes.span)
                #expect(part["count"] == reader.count.map { .integer(Int64($0)) })
            } while !reader.isComplete
            let state = try reader.finish()
            #expect(state.slot == Slot(5) && state.bank.ledger.total.minorUnits == 100)
        }
    }

    @Test("If a snapshot is gone, or has no such part, PART gives the newest one's first part")
    func replaced() throws {
        try TestCluster.with(nodes: 1, started: [1]) { cluster in
            let admin = try cluster.admin(of: 1)
            for last in [1, 3, 5] {
                try pay(max(1, last - 1)...last, on: cluster)
                try takeSnapshot(Int64(last), on: admin)
            }
            for (slot, index) in [(1, 1), (5, 5), (7, 2)] {
                let request = SnapshotRequest(slot: Slot(UInt64(slot)), index: index)
                let part = try admin.ask(.part(request))
                #expect(part["slot"] == 5 && part["index"] == 0, "\(slot) \(index)")
            }
            let older = try admin.ask(.part(SnapshotRequest(slot: Slot(3), index: 1)))
            #expect(older["slot"] == 3 && older["index"] == 1)
        }
    }

    @Test("A node tells, each on one line, that it recovers, installs, has rejoined, and writes")
    func journal() throws {
        let pipe = Descriptors.pipe()
        let journal = Journal(pipe.reading)
        defer { close(pipe.writing) }
        try TestCluster.with(nodes: 3, started: [1, 2]) { cluster in
            for last in [2, 4] {
                try pay(last - 1...last, on: cluster)
                for number: UInt8 in [1, 2] {
                    try takeSnapshot(Int64(last), on: try cluster.admin(of: number))
                }
            }
            cluster.journalDescriptor = pipe.writing
            cluster.isNewCluster = false
            cluster.start(3)
            let admin = try cluster.admin(of: 3)
            try admin.status { $0["recovering"] == false && $0["executed"] == 4 }
            try pay(5...5, on: cluster)
            try takeSnapshot(5, on: admin)
            cluster.stop(3)

            let text = try journal.read(until: "event=stopped")
            let lines = text.split(separator: "\n")
            func place(_ words: String) -> Int {
                let found = lines.indices.filter { lines[$0].contains(words) }
                #expect(found.count == 1, "\(words): \(text)")
                return found.first ?? -1
            }
            let recovering = place("node=n3 event=recovering why=\"this directory does not say")
            let installed = place("event=installed slot=4 from=n")
            let rejoined = place("event=rejoined life=1 ballot=(")
            let written = place("event=snapshot slot=5 ms=")
            #expect(recovering < installed && installed < rejoined && rejoined < written)
            #expect(lines[max(0, written)].contains(" bytes="))
        }
    }
}

/// What a node says to people, read from the other end.
final class Journal {
    /// The reading end.
    private let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Reads until there are these words, each wait at most 20 seconds.
    func read(until words: String) throws -> String {
        var text: [UInt8] = []
        while !String(decoding: text, as: UTF8.self).contains(words) {
            try #require(Descriptors.isReadable(descriptor), "no \(words)")
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = Foundation.read(descriptor, &bytes, bytes.count)
            try #require(count > 0, "it ends before \(words)")
            text += bytes[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }
}

import Paxos
import Testing
import Wire

/// What nodes note of each other, and the slots they have lost.
@Suite("Notes and lost slots")
struct MemoryTests {
    private static let frame = #""node":"n5","clock":[1,0]"#

    private static func noted(_ notes: String) -> WireError? {
        let line =
            #"{"type":"NOTED",\#(frame),"attempt":1,"life":1,"own":0,"promised":[3,1],"#
            + #""notes":[\#(notes)]}"#
        return refusal(of: line, as: .peer)
    }

    private static func promise(lost: String) -> WireError? {
        let line =
            #"{"type":"PROMISE",\#(frame),"ballot":[4,5],"checkpoint":0,"committed":0,"life":0,"#
            + #""notes":[],"lost":[\#(lost)],"first":1,"accepted":[],"last":true}"#
        return refusal(of: line, as: .peer)
    }

    @Test("Notes are of rising nodes, one each, and an incarnation is at most 2^53 - 1")
    func notes() {
        for notes in ["", "[1,0]", "[2,4294967297],[4,7]", "[64,9007199254740991]"] {
            #expect(Self.noted(notes) == nil, "\(notes)")
        }
        let refused = [
            "[4,7],[2,1]", "[2,1],[2,1]", "[0,1]", "[65,1]", "[-1,1]", "[257,1]", "[2]", "[]",
            "[2,1,1]", "[2,-1]", "[2,9007199254740992]", "[2,1.0]", "[\"n2\",1]", "2", "null",
            "[2,1],", "[9223372036854775807,1]", "[2,9223372036854775807]",
        ]
        for notes in refused { #expect(Self.noted(notes) != nil, "\(notes)") }
    }

    @Test("There are at most as many notes as nodes in a cluster")
    func manyNotes() {
        func notes(_ count: Int) -> String {
            (1...count).map { "[\($0),1]" }.joined(separator: ",")
        }
        #expect(Self.noted(notes(Cluster.nodesMax)) == nil)
        #expect(Self.noted(notes(Cluster.nodesMax + 1))?.code == "out_of_range")
    }

    @Test("Ranges of lost slots rise and do not overlap")
    func lost() {
        for ranges in ["", "[1,1]", "[6,6],[8,11]", "[6,7],[8,8]", "[1,9007199254740992]"] {
            #expect(Self.promise(lost: ranges) == nil, "\(ranges)")
        }
        let refused = [
            "[2,1]", "[0,1]", "[8,11],[6,6]", "[6,8],[8,11]", "[6,6],[6,6]", "[6]", "[]",
            "[6,7,8]", "[1,9007199254740993]", "6", "[6,6],", "[-1,6]", "null",
        ]
        for ranges in refused { #expect(Self.promise(lost: ranges) != nil, "\(ranges)") }
    }

    @Test("There are at most 64 ranges of lost slots")
    func manyLost() {
        func ranges(_ count: Int) -> String {
            (1...count).map { "[\($0 * 2),\($0 * 2)]" }.joined(separator: ",")
        }
        #expect(Self.promise(lost: ranges(WireLimits.lostRangesMax)) == nil)
        #expect(Self.promise(lost: ranges(WireLimits.lostRangesMax + 1))?.code == "out_of_range")
    }

    @Test("A greeting's incarnation is read back as life and start")
    func incarnations() throws {
        guard case .hello(let hello) = golden("hello-replica-recovering"),
            case .replica(_, let greeting) = hello.speaker
        else {
            Issue.record("no HELLO of a node")
            return
        }
        let line = String(decoding: golden("hello-replica-recovering").line, as: UTF8.self)

        #expect(greeting.incarnation == Incarnation(life: 1, start: 1))
        #expect(line.contains(#""incarnation":4294967297,"#))
    }
}

import Bank
import HybridClock
import JSON
import Paxos
import Testing
import Wire

@Suite("Limits of lines")
struct LimitTests {
    private static let longest = Identifier(
        validated: """
            zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
            """
    )

    /// An entry that takes the most bytes: longest names, greatest numbers, a stamp of its own.
    static func longestEntry(_ index: Int) -> BankEntry {
        guard let timestamp = RequestTimestamp(RequestTimestamp.rawMax) else {
            preconditionFailure("the greatest timestamp is one")
        }
        let transfer = Transfer(
            from: AccountID(identifier: longest),
            to: AccountID(identifier: longest),
            amount: Amount(minorUnits: .min)
        )
        let request = Request(
            client: ClientID(identifier: longest),
            timestamp: timestamp,
            command: .transfer(transfer)
        )
        // Two stamps in turn, so that none is left out.
        let stamp = Timestamp(raw: Timestamp.max.raw - UInt64(index % 2))
        return entry(request, at: stamp)
    }

    static let highest = Ballot(round: WireLimits.roundMax, proposer: NodeID(64))

    private static func line(_ message: PaxosMessage) -> Sample {
        .peer(PeerLine(node: NodeID(64), clock: .max, message: .paxos(message)))
    }

    private static func accept(_ count: Int) -> Sample {
        let first = Slot(WireLimits.slotMax - UInt64(count))
        let run = ProposalRun(
            ballot: highest,
            first: first,
            entries: (0..<count).map(longestEntry)
        )
        return line(.accept(run, committed: Slot(WireLimits.slotMax)))
    }

    private static func proposals(_ count: Int) -> [Proposal<StampedRequest>] {
        (0..<count)
            .map { index in
                let slot = Slot(WireLimits.slotMax - UInt64(count - index))
                return Proposal(ballot: highest, slot: slot, entry: longestEntry(index))
            }
    }

    static let notes = (56...64)
        .map { (node: UInt8) in
            let incarnation = Incarnation(life: WireLimits.lifeMax, start: .max)
            return Note(node: NodeID(node), incarnation: incarnation)
        }

    private static let lost = (1...UInt64(WireLimits.lostRangesMax))
        .map { (index: UInt64) in
            let slot = Slot(WireLimits.slotMax - 100 + index)
            return SlotRange(first: slot, last: slot)
        }

    private static func promise(_ count: Int) -> Sample {
        let page = PromisePage(
            ballot: highest,
            checkpoint: Slot(1),
            first: Slot(2),
            accepted: proposals(count),
            isLast: false,
            memory: PromiseMemory(
                committed: Slot(1),
                life: WireLimits.lifeMax,
                notes: notes,
                lost: lost
            )
        )
        return line(.promise(page))
    }

    private static func newView(_ count: Int) -> Sample {
        let run = ProposalRun(
            ballot: highest,
            first: Slot(WireLimits.slotMax - UInt64(count)),
            entries: (0..<count).map(longestEntry)
        )
        return line(.newView(ViewPage(first: Slot(1), run: run, isLast: false)))
    }

    private static func entries(_ count: Int) -> Sample { line(.entries(proposals(count))) }

    static let shapes: [String: @Sendable (Int) -> Sample] = [
        "ACCEPT": accept, "NEW_VIEW": newView, "PROMISE": promise, "ENTRIES": entries,
    ]

    @Test(
        "The longest line of the most entries fits, and one entry more is refused",
        arguments: ["ACCEPT", "ENTRIES", "NEW_VIEW", "PROMISE"]
    )
    func longestLines(type: String) throws {
        let shape = try #require(Self.shapes[type])
        let full = shape(WireLimits.entriesMax)

        #expect(full.written.count <= WireLimits.lineBytesMax)
        #expect(try Sample.reading(full.line, as: .peer) == full)
        let tooMany = shape(WireLimits.entriesMax + 1)
        #expect(Sample.readingIfPossible(tooMany.line, as: .peer) == nil)
    }

    @Test("No entry takes more than its limit, and a line without entries fits in the rest")
    func entryBytes() throws {
        for shape in Self.shapes.values {
            let two = shape(2).written.count
            let bytes = shape(3).written.count - two
            #expect(bytes <= WireLimits.entryBytesMax)
            #expect(two - 2 * bytes + 4_096 >= 0 && two - 2 * bytes <= 4_096)
        }
        WireLimits.check()
    }

    @Test("A client's longest line fits")
    func clientLines() throws {
        guard case .command(let stamped) = Self.longestEntry(0) else { return }
        let line = Sample.client(.request(stamped.request))
        #expect(line.written.count <= 512)
        #expect(line.written.count <= WireLimits.clientLineBytesMax)
        #expect(try Sample.reading(line.line, as: .client) == line)
    }

    /// A part of so many bytes.
    private static func part(_ count: Int) -> [UInt8] {
        let frame = #"{"part":""}"#.utf8.count
        return Array((#"{"part":""# + String(repeating: "x", count: count - frame) + "\"}").utf8)
    }

    @Test("The longest part of a snapshot fits into a line, and is kept byte for byte")
    func snapshotParts() throws {
        let bytes = Self.part(WireLimits.snapshotPartBytesMax)
        let part = SnapshotPart(slot: Slot(6), index: 0, count: 1, bytes: bytes)
        let line = Sample.peer(PeerLine(node: NodeID(64), clock: .max, message: .snapshot(part)))
        #expect(line.written.count <= WireLimits.lineBytesMax)
        #expect(try Sample.reading(line.line, as: .peer) == line)

        let head = #"{"type":"SNAPSHOT","node":"n1","clock":[1,0],"slot":6,"index":0,"count":1,"#
        let longer = Self.part(WireLimits.snapshotPartBytesMax + 1)
        let refused = head + #""part":"# + String(decoding: longer, as: UTF8.self) + "}"
        #expect(refusal(of: refused, as: .peer)?.code == "out_of_range")
    }

    @Test("A part is an object, kept with its blanks and without those around it")
    func partBytes() throws {
        let head = #"{"type":"SNAPSHOT","node":"n1","clock":[1,0],"slot":6,"index":0,"count":1,"#
        let object = #"{ "b" : [1 ,2],"a":"\u00e9" }"#
        let line = sealed(Array((head + #""part":  "# + object + "  }").utf8))

        guard case .peer(let read) = try Sample.reading(line, as: .peer),
            case .snapshot(let part) = read.message
        else {
            Issue.record("no SNAPSHOT")
            return
        }
        #expect(part.bytes == Array(object.utf8))
        for other in ["[]", "1", "null", "\"{}\"", "{", "{}}", #"{"a":1,}"#, #"{"a":01}"#, ""] {
            let text = head + #""part":"# + other + "}"
            #expect(refusal(of: text, as: .peer) != nil, "\(other)")
        }
    }

    @Test("Deep nesting is refused wherever it stands")
    func depth() {
        for count in [9, 100, 100_000] {
            for open in ["[", #"{"a":"#, #"{"entries":"#, "[[", #"[{"client":"#] {
                let text = String(repeating: open, count: count)
                for kind in Sample.Kind.allCases {
                    #expect(refusal(of: text, as: kind) != nil || kind == .cluster)
                    #expect(Sample.readingIfPossible(Array(text.utf8), as: kind) == nil)
                }
            }
        }
        let deep =
            #"{"type":"STATUS","id":1,"x":"# + String(repeating: "[", count: 8)
            + String(repeating: "]", count: 8) + "}"
        #expect(refusal(of: deep, as: .adminRequest)?.code == "bad_json")
    }

    @Test("A page of an answer has at most its elements, and a request has few keys")
    func pages() {
        let record = #"{"slot":1,"status":"X","ballot":null,"entry":null}"#
        func slots(_ count: Int) -> String {
            let records = Array(repeating: record, count: count).joined(separator: ",")
            return #"{"type":"SLOTS","id":1,"slots":["# + records + "]}"
        }
        #expect(refusal(of: slots(WireLimits.pageElementsMax), as: .adminReply) == nil)
        #expect(refusal(of: slots(WireLimits.pageElementsMax + 1), as: .adminReply) != nil)

        func accounts(_ count: Int) -> String {
            let members = (0..<count).map { "\"a\($0)\":1" }.joined(separator: ",")
            return #"{"type":"ACCOUNTS","id":1,"accounts":{"# + members
                + #"},"count":1,"total":1,"executed":1}"#
        }
        #expect(refusal(of: accounts(WireLimits.pageElementsMax), as: .adminReply) == nil)
        #expect(refusal(of: accounts(WireLimits.pageElementsMax + 1), as: .adminReply) != nil)

        let keys = (0..<65).map { "\"k\($0)\":1" }.joined(separator: ",")
        #expect(refusal(of: "{\(keys)}", as: .adminRequest)?.code == "bad_json")
    }

    @Test("The longest page of a journal fits into a line, and a longer one is not asked for")
    func journals() throws {
        let longest = AccountID(identifier: Self.longest)
        let amount = Amount(minorUnits: .min)
        let entry = JournalEntry(
            position: WireLimits.slotMax,
            stamp: Timestamp.max.raw,
            transfer: Transfer(from: longest, to: longest, amount: amount),
            result: .failed(.insufficientFunds),
            balances: TransferBalances(from: amount, to: amount)
        )
        let page = JournalPage(
            entries: Array(repeating: entry, count: WireLimits.journalEntriesMax),
            hasMore: true,
            executed: Slot(WireLimits.slotMax),
            oldest: Slot(WireLimits.slotMax),
            balance: amount
        )
        let line = Sample.adminReply(AdminReply(id: 1, answer: .journal(page)))
        #expect(line.written.count / WireLimits.journalEntriesMax <= WireLimits.entryBytesMax)
        #expect(line.written.count <= WireLimits.lineBytesMax)
        #expect(try Sample.reading(line.line, as: .adminReply) == line)

        for (count, isTaken) in [(0, false), (1, true), (500, true), (501, false)] {
            let text = #"{"type":"JOURNAL","id":1,"count":\#(count)}"#
            #expect((refusal(of: text, as: .adminRequest) == nil) == isTaken, "\(count)")
        }
        let both = #"{"type":"JOURNAL","id":1,"before":3,"after":1,"count":1}"#
        #expect(refusal(of: both, as: .adminRequest) != nil)
    }

    @Test("A metric with a strange name, falling counts or buckets of a gauge is refused")
    func metrics() {
        func answer(_ name: String, _ kind: String, _ sample: String) -> String {
            #"{"type":"METRICS","id":1,"families":[{"name":"\#(name)","kind":"\#(kind)","help":"","#
                + #""samples":[{"labels":{},\#(sample)}]}]}"#
        }
        let number = #""value":1"#
        #expect(refusal(of: answer("is_leader", "gauge", number), as: .adminReply) == nil)
        for name in ["", "1a", "_a", "a-b", "A", "a b", "é", String(repeating: "a", count: 65)] {
            #expect(refusal(of: answer(name, "gauge", number), as: .adminReply) != nil, "\(name)")
        }
        let buckets = #""buckets":[[1,2],[2,2]],"count":2,"sum":3"#
        #expect(refusal(of: answer("a", "histogram", buckets), as: .adminReply) == nil)
        for (kind, sample) in [
            ("gauge", buckets), ("histogram", number), ("summary", number),
            ("histogram", #""buckets":[[1,2],[1,2]],"count":2,"sum":3"#),
            ("histogram", #""buckets":[[1,2],[2,1]],"count":2,"sum":3"#),
            ("histogram", #""buckets":[[1,2]],"count":1,"sum":3"#),
        ] {
            #expect(refusal(of: answer("a", kind, sample), as: .adminReply) != nil, "\(sample)")
        }
    }

    @Test("The cause of a disconnection is short")
    func causes() {
        func disconnect(_ count: Int) -> String {
            let cause = String(repeating: "x", count: count)
            return #"{"type":"DISCONNECT","id":1,"cause":""# + cause + "\"}"
        }
        #expect(refusal(of: disconnect(WireLimits.causeBytesMax), as: .adminRequest) == nil)
        #expect(refusal(of: disconnect(WireLimits.causeBytesMax + 1), as: .adminRequest) != nil)
    }

    @Test("The reason of a refusal is short, whatever it quotes")
    func reasons() throws {
        let key = String(repeating: "x", count: 10_000)
        let error = try #require(
            refusal(of: #"{"type":"STATUS","id":1,"\#(key)":1}"#, as: .adminRequest)
        )
        #expect(error.message.message.count <= WireLimits.errorCharactersMax)
        #expect(error.code == "unknown_key")
    }
}

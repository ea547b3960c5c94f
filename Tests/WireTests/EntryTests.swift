import Bank
import HybridClock
import Paxos
import Testing
import Wire

/// What stands inside `entries`, `accepted` and `chosen`, and which lines contradict themselves.
@Suite("Entries and pages")
struct EntryTests {
    private static let request =
        #""client":"G","timestamp":"7","command":{"transfer":["G","B",6]}"#
    private static let frame = #""node":"n5","clock":[1,0],"ballot":[4,5]"#

    private static func accept(_ entries: String) -> String {
        #"{"type":"ACCEPT",\#(frame),"first":6,"entries":[\#(entries)],"committed":5}"#
    }

    private static func promise(_ accepted: String, first: Int = 5, checkpoint: Int = 0) -> String {
        #"{"type":"PROMISE",\#(frame),"checkpoint":\#(checkpoint),"committed":\#(checkpoint),"#
            + #""life":0,"notes":[],"lost":[],"first":\#(first),"#
            + #""accepted":[\#(accepted)],"last":true}"#
    }

    private static func entries(_ chosen: String) -> String {
        #"{"type":"ENTRIES","node":"n5","clock":[1,0],"chosen":[\#(chosen)]}"#
    }

    @Test("A request without a stamp has that of the request before it in the line")
    func stamps() throws {
        let text = Self.accept(
            "{\(Self.request),\"stamp\":[1,2]},\"no-op\",{\(Self.request)},"
                + "{\"stamp\":[3,4],\(Self.request)},{\(Self.request)}"
        )
        let read = try Sample.reading(sealed(Array(text.utf8)), as: .peer)

        guard case .peer(let line) = read, case .paxos(.accept(let run, _)) = line.message else {
            Issue.record("\(read) is no ACCEPT")
            return
        }
        let stamps = run.entries.map { entry -> Timestamp? in
            if case .command(let stamped) = entry { stamped.stamp } else { nil }
        }
        let (early, late) = (
            Timestamp(microseconds: 1, logical: 2), Timestamp(microseconds: 3, logical: 4)
        )
        #expect(stamps == [early, nil, early, late, late])
    }

    /// The text that a run keeps which was read from an ACCEPT with these entries.
    private func keptText(_ entries: String) throws -> String {
        let line = sealed(Array(Self.accept(entries).utf8))
        guard case .peer(let read) = try Sample.reading(line, as: .peer),
            case .paxos(.accept(let run, _)) = read.message
        else {
            Issue.record("\(entries) makes no ACCEPT")
            return ""
        }
        return String(decoding: run.text, as: UTF8.self)
    }

    @Test("A run keeps the text of its entries if it is the one that this program writes")
    func keptText() throws {
        let canonical = "{\(Self.request),\"stamp\":[1,2]},{\(Self.request)}"
        #expect(try keptText(canonical) == "[\(canonical)]")

        let others = [
            "{\(Self.request),\"stamp\":[1,2]}, {\(Self.request)}",
            "{ \(Self.request),\"stamp\":[1,2]}",
            "{\"stamp\":[1,2],\(Self.request)}",
            "{\(Self.request),\"stamp\":[1, 2]}",
            "{\(Self.request),\"stamp\":[1,2]},\"no-op\"",
            "{\(Self.request),\"stamp\":[1,2]},{\(Self.request),\"stamp\":[1,2]}",
        ]
        for other in others { #expect(try keptText(other) == "", "\(other)") }
    }

    @Test("A run is written the same with its text and without it")
    func sameWithText() throws {
        var batch = EntryBatch(capacity: 2)
        let names = ["G", "a-name-of-more-than-ten-characters"]
        for name in names {
            let client = try #require(ClientID(name))
            let request = Request(
                client: client,
                timestamp: try #require(RequestTimestamp(7)),
                command: .transfer(
                    Transfer(
                        from: AccountID(validated: "G"),
                        to: AccountID(validated: "B"),
                        amount: Amount(minorUnits: -6)
                    )
                )
            )
            let stamp = Timestamp(microseconds: 1, logical: 2)
            batch.append(StampedRequest(stamp: stamp, request: request))
        }
        let entries = batch.entries
        let ballot = Ballot(round: 4, proposer: NodeID(5))
        let bare = ProposalRun(ballot: ballot, first: Slot(6), entries: entries)
        let run = ProposalRun(
            ballot: ballot,
            first: Slot(6),
            entries: entries,
            text: batch.text()
        )

        #expect(run == bare && !run.text.isEmpty)
        #expect(line(run) == line(bare))
        #expect(payload(run) == payload(bare))
    }

    private func line(_ run: ProposalRun<StampedRequest>) -> [UInt8] {
        let message = PeerMessage.paxos(.accept(run, committed: Slot(5)))
        return Sample.peer(PeerLine(node: NodeID(5), clock: .zero, message: message)).written
    }

    private func payload(_ run: ProposalRun<StampedRequest>) -> [UInt8] {
        let record = LogPayload.Record.accepted(run, committed: Slot(5))
        return Sample.logPayload(LogPayload(state: DurableState(), records: [record])).written
    }

    @Test("The first request of a line has a stamp, also after a no-op")
    func firstStamp() {
        let missing = refusal(of: Self.accept(#""no-op",{\#(Self.request)}"#), as: .peer)
        #expect(missing?.code == "missing_key")
        #expect(missing?.description.contains("stamp") == true)
    }

    @Test("An entry has its keys once, and no others")
    func keys() {
        let stamp = #""stamp":[1,2]"#
        #expect(refusal(of: Self.accept("{\(Self.request),\(stamp)}"), as: .peer) == nil)
        let refused = [
            "{\(Self.request),\(stamp),\(stamp)}", "{\(Self.request),\(Self.request),\(stamp)}",
            "{\(Self.request),\(stamp),\"slot\":1}", "{\(stamp)}", "{}", "null", "\"noop\"",
            "\"NO-OP\"", "\"no\\u002dop\"", "[]", "7",
            #"{"timestamp":"7","command":{"transfer":["G","B",6]},"stamp":[1,2]}"#,
            #"{"client":"G","command":{"transfer":["G","B",6]},"stamp":[1,2]}"#,
            #"{"client":"G","timestamp":"7","stamp":[1,2]}"#, "\"no-op\",", ",\"no-op\"",
        ]
        for entry in refused {
            #expect(refusal(of: Self.accept(entry), as: .peer) != nil, "\(entry)")
        }
    }

    @Test("A command is one transfer of three parts")
    func commands() {
        func request(_ command: String) -> String {
            #"{"type":"REQUEST","client":"G","timestamp":"7","command":\#(command)}"#
        }
        #expect(refusal(of: request(#"{"transfer":["G","B",6]}"#), as: .client) == nil)
        let refused = [
            "{}", #"{"transfer":[]}"#, #"{"transfer":["G","B"]}"#, #"{"transfer":["G","B",6,7]}"#,
            #"{"transfer":["G","B",6],"transfer":["G","B",6]}"#, #"{"transfer":["G",6,"B"]}"#,
            #"{"transfer":["G","B",6],"note":1}"#, #"{"deposit":["G","B",6]}"#, "null", "[]",
            #"{"transfer":{"from":"G","to":"B","amount":6}}"#,
        ]
        for command in refused {
            #expect(refusal(of: request(command), as: .client) != nil, "\(command)")
        }
    }

    @Test("An ACCEPT proposes something; only a new view may be empty")
    func emptyRuns() {
        #expect(refusal(of: Self.accept(""), as: .peer)?.code == "out_of_range")
    }

    @Test("The slots of a promise rise, from the one asked for and above the checkpoint")
    func promises() {
        let five = #"[5,[3,1],"no-op"]"#
        let six = #"[6,[3,1],"no-op"]"#
        #expect(refusal(of: Self.promise("\(five),\(six)"), as: .peer) == nil)
        #expect(refusal(of: Self.promise("\(six),\(five)"), as: .peer) != nil)
        #expect(refusal(of: Self.promise("\(five),\(five)"), as: .peer) != nil)
        #expect(refusal(of: Self.promise(five, first: 6), as: .peer) != nil)
        #expect(refusal(of: Self.promise(five, checkpoint: 5), as: .peer) != nil)
        #expect(refusal(of: Self.promise(five, checkpoint: 4), as: .peer) == nil)
        for proposal in ["[5,[3,1]]", #"[5,[3,1],"no-op",1]"#, #"[0,[3,1],"no-op"]"#, "5"] {
            #expect(refusal(of: Self.promise(proposal, first: 1), as: .peer) != nil)
        }
    }

    @Test("Chosen entries have no gap between their slots")
    func gaps() {
        let (five, six, eight) = (
            #"[5,[3,1],"no-op"]"#, #"[6,[4,2],"no-op"]"#, #"[8,[3,1],"no-op"]"#
        )
        #expect(refusal(of: Self.entries(""), as: .peer) == nil)
        #expect(refusal(of: Self.entries("\(five),\(six)"), as: .peer) == nil)
        #expect(refusal(of: Self.entries("\(six),\(five)"), as: .peer) != nil)
        #expect(refusal(of: Self.entries("\(six),\(eight)"), as: .peer) != nil)
        #expect(refusal(of: Self.entries("\(five),\(six),\(eight)"), as: .peer) != nil)
    }

    @Test("A request is passed on once, by the sender of the line")
    func relays() {
        func relayed(by node: String, via: String) -> String {
            #"{"type":"REQUEST","node":"\#(node)","clock":[1,0],\#(Self.request),"via":"\#(via)"}"#
        }
        #expect(refusal(of: relayed(by: "n4", via: "n4"), as: .peer) == nil)
        #expect(refusal(of: relayed(by: "n4", via: "n5"), as: .peer)?.code == "out_of_range")
    }
}

import Bank
import JSON
import Paxos
import Testing
import Wire

@Suite("Payloads of the log")
struct LogPayloadTests {
    private static func written(_ payload: LogPayload) -> [UInt8] {
        var writer = JSONWriter()
        payload.write(into: &writer)
        return writer.bytes
    }

    private static func refusal(_ text: String) -> WireError? {
        WireTests.refusal(of: text, as: .logPayload)
    }

    @Test("What goes without saying is left out, and refused if it is said")
    func shortest() throws {
        let empty = #"{"promised":[0,0],"round":0,"life":0}"#
        let payload = LogPayload(state: DurableState())

        #expect(Self.written(payload) == Array(empty.utf8))
        #expect(try LogPayload(reading: Array(empty.utf8).span) == payload)
        for member in [#""recovering":false"#, #""notes":[]"#, #""records":[]"#] {
            let text = empty.dropLast() + "," + member + "}"
            #expect(Self.refusal(String(text))?.code == "out_of_range", "\(member)")
        }
    }

    @Test("A record is a run that was accepted or a list that was learned, whole and nothing else")
    func records() {
        let run = #""ballot":[3,1],"first":6,"entries":["no-op"],"committed":5"#
        let chosen = #""chosen":[[4,[3,1],"no-op"],[9,[3,1],"no-op"]]"#
        func refusal(_ records: String) -> WireError? {
            Self.refusal(#"{"promised":[4,5],"round":3,"life":0,"records":[\#(records)]}"#)
        }
        let accepted = [
            "{\(run)}", "{\(chosen)}", "{\(run)},{\(chosen)},{\(run)}", #"{"chosen":[]}"#,
            #"{"ballot":[3,1],"first":6,"entries":[],"committed":5}"#,
        ]
        let refused = [
            "", "{}", "[]", "1", "{\(run),\(chosen)}", "{\(run),\"slot\":1}", "{\(run)},",
            #"{"ballot":[3,1],"first":6,"entries":["no-op"]}"#,
            #"{"ballot":[0,0],"first":6,"entries":["no-op"],"committed":5}"#,
            #"{"ballot":[3,1],"first":0,"entries":["no-op"],"committed":5}"#,
            #"{"ballot":[3,1],"first":9007199254740992,"entries":["no-op"],"committed":5}"#,
            #"{"chosen":[[9,[3,1],"no-op"],[4,[3,1],"no-op"]]}"#, #"{"chosen":[],"chosen":[]}"#,
        ]
        for records in accepted { #expect(refusal(records) == nil, "\(records)") }
        for records in refused { #expect(refusal(records) != nil, "\(records)") }
    }

    @Test("A record may hold more entries than a line")
    func longRun() throws {
        let entries = [BankEntry](repeating: .noop, count: WireLimits.entriesMax + 1)
        let run = ProposalRun(ballot: ballot, first: Slot(6), entries: entries)
        let payload = LogPayload(
            state: DurableState(),
            records: [.accepted(run, committed: Slot(5))]
        )
        #expect(try LogPayload(reading: Self.written(payload).span) == payload)
    }

    @Test("A payload longer than its limit is refused")
    func longest() {
        let text = #"{"promised":[0,0],"round":0,"life":0}"#
        func refusal(_ count: Int) -> WireError? {
            Self.refusal(text + String(repeating: " ", count: count - text.utf8.count))
        }
        #expect(refusal(WireLimits.logPayloadBytesMax) == nil)
        #expect(refusal(WireLimits.logPayloadBytesMax + 1)?.code == "out_of_range")
    }

    @Test("The slots of a payload reach from the lowest to the highest one touched")
    func slots() throws {
        guard case .logPayload(let payload) = golden("log-records") else { return }
        #expect(payload.slots == SlotRange(first: Slot(4), last: Slot(8)))
        #expect(LogPayload(state: DurableState(), records: [.forgot, .learned([])]).slots == nil)
    }
}

@Suite("Payloads of a turn")
struct TurnPayloadsTests {
    @Test("The payloads of a turn say what its records say, in their order", arguments: 0..<20)
    func turns(seed: Int) throws {
        var values = RandomValues(seed: UInt64(seed))
        for _ in 0..<50 {
            let records = (0..<(1 + values.below(6))).map { _ in values.durableRecord() }
            var state = values.logPayload().state
            let payloads = LogPayload.payloads(for: records, after: state)
            for record in records { state.apply(record) }

            #expect(payloads.count == 1)
            #expect(payloads.last?.state == state)
            #expect(payloads.flatMap(\.records) == records)
            for payload in payloads {
                let read = try Sample.reading(Sample.logPayload(payload).line, as: .logPayload)
                var bare = payload
                bare.records.removeAll { record in
                    switch record {
                    case .accepted, .learned: false
                    case .usedRound, .promised, .noted, .forgot, .rejoined: true
                    }
                }
                #expect(read == .logPayload(bare))
            }
        }
    }

    @Test("Very many entries are cut into payloads that fit, each with the state of its time")
    func cuts() throws {
        let count = 3 * WireLimits.logEntriesMax
        let entries = (0..<count).map(LimitTests.longestEntry)
        let first = Slot(WireLimits.slotMax - UInt64(count) - 10)
        let run = ProposalRun(ballot: LimitTests.highest, first: first, entries: entries)
        let noop = BankEntry.noop
        let small = ProposalRun(ballot: LimitTests.highest, first: run.last.next, entries: [noop])
        let learned: [Proposal<StampedRequest>] = entries.indices.map { index in
            let slot = first.advanced(by: index)
            return Proposal(ballot: LimitTests.highest, slot: slot, entry: entries[index])
        }
        let records: [LogPayload.Record] = [
            .usedRound(WireLimits.roundMax), .accepted(run, committed: first),
            .learned(learned),
            .rejoined(life: WireLimits.lifeMax), .accepted(small, committed: run.last),
        ]
        var before = DurableState()
        before.isRecovering = true
        before.notes = LimitTests.notes
        let payloads = LogPayload.payloads(for: records, after: before)

        #expect(payloads.count > 3)
        var next = first
        for payload in payloads {
            var payload = payload
            payload.behind = SlotRange(first: first, last: Slot(WireLimits.slotMax))
            let line = Sample.logPayload(payload).line
            #expect(line.count <= WireLimits.logPayloadBytesMax)
            #expect(!line.contains(0))
            for record in payload.records {
                guard case .accepted(let part, _) = record else { continue }
                #expect(part.first == next)
                next = part.last.next
            }
            // The last record says that the node takes part again: nothing before it may.
            #expect(payload.state.isRecovering == (payload.records.last != records.last))
        }
        #expect(next == small.last.next)
        #expect(payloads.last?.state.promised == LimitTests.highest)
    }
}

import Bank
import JSON
import Paxos
import Runner
import Testing
import Wire

@Suite("LogPrint")
struct LogPrintTests {
    private static let example = RunningExample.self

    @Test("printlog lists the slots, then numbered messages with time, peer and every field")
    func log() {
        let run = ProposalRun(
            ballot: ballot(4, 5),
            first: slot(6),
            entries: [Self.example.entry(6)]
        )
        let messages = [
            Self.example.record(
                .paxos(.accept(run, committed: slot(5))),
                from: node(5),
                number: 9,
                microseconds: 50_822_684_000
            ),
            Self.example.record(
                .paxos(.prepare(ballot: ballot(3, 1), first: slot(4))),
                from: node(1)
            ),
            Self.example.record(
                .paxos(.accepted(ballot: ballot(4, 5), through: slot(6))),
                from: node(3),
                number: 10,
                isSent: true,
                peers: "n5",
                microseconds: 50_822_685_000
            ),
        ]
        let print = LogPrint(
            node(3),
            scope: .set(3),
            slots: Array(Self.example.records(3, from: 5)),
            messages: messages
        )

        #expect(
            print.human == """
                LOG FOR NODE 3 (set 3; --all for everything)
                Seq=5 Ballot=(4,5) Txn=(I, C, 9) Client=I Timestamp=1795225798670207 Status=E
                Seq=6 Ballot=(4,5) Txn=(C, D, 8) Client=C Timestamp=1795225798670388 Status=E
                MESSAGES (set 3): 3
                   1. 14:07:02.184  from n1  PREPARE  Ballot=(3,1) First=4
                   2. 14:07:02.684  from n5  ACCEPT  Ballot=(4,5) First=6 Entries=1 Committed=5
                     Seq=6 (C, D, 8) by C Timestamp=1795225798670388 Stamp=7.1
                   3. 14:07:02.685  to n5  ACCEPTED  Ballot=(4,5) Through=6

                """
        )
    }

    @Test("Local time is told in human output, UTC in the other forms")
    func times() {
        let message = Self.example.record(
            .paxos(.reject(promised: ballot(4, 5))),
            from: node(2),
            microseconds: 1_795_225_798_670_412
        )
        let print = LogPrint(
            node(3),
            scope: .wholeRun,
            slots: [],
            messages: [message],
            dropped: 2,
            utcOffset: -3_600
        )

        #expect(
            print.human == """
                LOG FOR NODE 3 (since the start)
                Log is empty.
                MESSAGES (since the start): 1
                (2 more are not kept)
                   1. 00:49:58.670  from n2  REJECT  Promised=(4,5)

                """
        )
        #expect(
            print.plain == """
                kind\tslot_or_time\tstatus_or_peer\tballot_or_type\tcontent
                message\t2026-11-21T01:49:58.670412Z\tfrom n2\tREJECT\tPromised=(4,5)

                """
        )
        #expect(print.json["messages"]?.asArray?.first?["line"]?["type"] == "REJECT")
        #expect(print.json["dropped"] == 2)
    }

    @Test("Slots below the checkpoint stand in one line, no-ops and open slots as they are")
    func slots() {
        let slots = [
            SlotRecord(slot: slot(1), status: .executed, ballot: nil, entry: nil),
            SlotRecord(slot: slot(2), status: .executed, ballot: nil, entry: nil),
            SlotRecord(slot: slot(3), status: .executed, ballot: ballot(1, 1), entry: .noop),
            SlotRecord(slot: slot(4), status: .nothing, ballot: nil, entry: nil),
            SlotRecord(
                slot: slot(5),
                status: .accepted,
                ballot: ballot(2, 3),
                entry: Self.example.entry(1)
            ),
        ]
        let print = LogPrint(node(2), scope: .wholeRun, slots: slots, messages: [])

        #expect(
            print.human == """
                LOG FOR NODE 2 (since the start)
                slots 1..2: in the checkpoint
                Seq=3 Ballot=(1,1) Txn=no-op Status=E
                Seq=5 Ballot=(2,3) Txn=(G, B, 6) Client=G Timestamp=1795225798670001 Status=A
                MESSAGES (since the start): 0

                """
        )
    }

    @Test("Every message between nodes shows all its fields", arguments: messages)
    func fields(message: PeerMessage, text: String) {
        let record = Self.example.record(message, from: node(2))
        let print = LogPrint(node(1), scope: .set(1), slots: [], messages: [record])

        #expect(print.human.hasSuffix("from n2  \(text)\n"))
    }

    private static let messages: [(PeerMessage, String)] = [
        (.paxos(.fetch(first: slot(4))), "FETCH  First=4"),
        (
            .paxos(.commit(ballot: ballot(4, 5), through: slot(6))),
            "COMMIT  Ballot=(4,5) Through=6"
        ),
        (
            .paxos(
                .heartbeat(
                    Heartbeat(
                        ballot: ballot(4, 5),
                        beat: 17,
                        committed: slot(6),
                        executed: slot(5),
                        digest: 0x9F2C
                    )
                )
            ),
            "HEARTBEAT  Ballot=(4,5) Beat=17 Committed=6 Executed=5 Digest=0000000000009f2c"
        ),
        (
            .paxos(
                .promise(
                    PromisePage(
                        ballot: ballot(4, 5),
                        checkpoint: slot(0),
                        first: slot(5),
                        accepted: [
                            Proposal(ballot: ballot(3, 1), slot: slot(5), entry: .noop)
                        ],
                        isLast: true
                    )
                )
            ),
            """
            PROMISE  Ballot=(4,5) Checkpoint=0 First=5 Accepted=1 Last=true
                 Seq=5 Ballot=(3,1) no-op
            """
        ),
        (
            .request(example.requests[0], via: node(2)),
            "REQUEST  Txn=(G, B, 6) Client=G Timestamp=1795225798670001 Via=n2"
        ),
        (
            .reply(reply(.notLeader), to: example.requests[0].command),
            "REPLY  Txn=(G, B, 6) Ballot=(4,5) Client=G Timestamp=1795225798670001 Result=not_leader"
        ),
    ]

    private static func reply(_ answer: ReplyMessage.Answer) -> ReplyMessage {
        ReplyMessage(
            ballot: ballot(4, 5),
            client: example.requests[0].client,
            timestamp: example.requests[0].timestamp,
            answer: answer
        )
    }

    @Test("A client's lines show their fields, and a line nobody knows shows its members")
    func clientLines() {
        let request: JSONValue = [
            "type": "REQUEST", "client": "G", "timestamp": "12",
            "command": ["transfer": ["G", "B", 6]],
        ]
        let odd: JSONValue = ["type": "O\u{1B}DD", "x": [1, 2]]
        let records = [request, odd].enumerated()
            .map {
                HistoryRecord(
                    number: UInt64($0),
                    microseconds: 0,
                    isSent: false,
                    peers: "client #7",
                    line: $1
                )
            }
        let print = LogPrint(node(1), scope: .set(1), slots: [], messages: records)

        #expect(
            print.human.contains("from client #7  REQUEST  Txn=(G, B, 6) Client=G Timestamp=12\n")
        )
        #expect(print.human.contains("from client #7  O\\u{1b}DD  x=[1,2]\n"))
    }
}

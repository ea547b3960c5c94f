import Bank
import Gateway
import HybridClock
import JSON
import Paxos
import Testing
import Wire

@Suite("Bodies")
struct BodyTests {
    /// Checks that what is written fits a schema of the description, and returns it.
    private func written(
        _ schema: String,
        _ body: (inout JSONWriter) -> Void
    ) throws -> String {
        let text = text(body)
        let value = try JSONValue(parsing: Array(text.utf8).span)
        let description = try Description()
        let findings = Schema(description: description)
            .findings(value, try description.schema(schema))
        #expect(findings == [], "\(text)")
        return text
    }

    @Test("A transfer that moved money is what docs/HTTP.md shows")
    func success() throws {
        let balances = TransferBalances(from: Amount(minorUnits: 4), to: Amount(minorUnits: 16))
        let body = try written("Transfer") {
            $0.append(
                Transfer(.g, .b, 6),
                result: .success,
                slot: 7,
                balances: balances,
                stamp: nil
            )
        }

        #expect(
            body == #"""
                {"object":"transfer","id":"7","from":"G","to":"B","amount":6,\#
                "outcome":"success","slot":7,"balances":{"G":4,"B":16}}
                """#
        )
    }

    @Test("A transfer that failed has its reason; one that is read has its time")
    func failed() throws {
        let stamp = Timestamp(microseconds: 1_795_921_842_123_456, logical: 3)
        let body = try written("Transfer") {
            $0.append(
                Transfer(.z, .b, -6),
                result: .failed(.unknownAccount),
                slot: 8,
                balances: nil,
                stamp: stamp.raw
            )
        }

        #expect(
            body == #"""
                {"object":"transfer","id":"8","from":"Z","to":"B","amount":-6,\#
                "outcome":"failed","reason":"unknown_account","slot":8,\#
                "at":"2026-11-29T03:10:42.123456Z"}
                """#
        )
    }

    @Test("A transfer from an account to itself names its balance once")
    func sameAccount() throws {
        let balances = TransferBalances(from: Amount(minorUnits: 4), to: Amount(minorUnits: 4))
        let body = try written("Transfer") {
            $0.append(
                Transfer(.g, .g, 6),
                result: .failed(.sameAccount),
                slot: 9,
                balances: balances,
                stamp: nil
            )
        }

        #expect(body.hasSuffix(#""balances":{"G":4}}"#))
    }

    @Test("Accounts have what is known of them")
    func account() throws {
        let account = Account(id: .a, balance: Amount(minorUnits: 10))
        let body = try written("Account") {
            $0.append(account, slot: Slot(7), consistency: "linearizable")
        }

        #expect(
            body
                == #"{"object":"account","id":"A","balance":10,"slot":7,"consistency":"linearizable"}"#
        )
        let bare = try written("Account") { $0.append(account, slot: nil, consistency: nil) }
        #expect(bare == #"{"object":"account","id":"A","balance":10}"#)
    }

    @Test("What became of a key has one form each")
    func outcomes() throws {
        let forms: [(KeyOutcome, String)] = [
            (.success(slot: 7), #""outcome":"success","slot":7,"transfer":"/v1/transfers/7""#),
            (
                .failed(.sameAccount, slot: 7),
                #""outcome":"failed","reason":"same_account","slot":7,"transfer":"/v1/transfers/7""#
            ),
            (.pending, #""outcome":"pending""#), (.neverSeen, #""outcome":"never_seen""#),
            (.expired(slot: 7), #""outcome":"expired","slot":7"#),
        ]
        for (outcome, members) in forms {
            let body = try written("Outcome") { outcome.write(into: &$0) }
            #expect(body == #"{"object":"outcome",\#(members)}"#)
        }
    }

    @Test("Nodes are listed with what they say, or why they say nothing")
    func nodes() throws {
        let view = view(away: [4]) { status in
            status.heardMilliseconds = [.init(node: NodeID(2), milliseconds: 3)]
            status.blocked = NodeSet([NodeID(5)])
            status.digest = 0xBEEF
            if status.node == NodeID(3) { status.executed = Slot(5) }
        }
        let body = try written("NodeList") {
            NodeBodies.write(view, allowsFaults: true, into: &$0)
        }

        #expect(body.contains(#"{"object":"node","node":"n4","reachable":false,"why":"c"#))
        #expect(body.contains(#""executed":5,"lag":2,"#))
        #expect(body.contains(#""blocked":["n5"],"heard_ms":{"n2":3}"#))
        #expect(body.contains(#""digest":"000000000000beef""#))
        let tail = #""leader":"n1","ballot":[1,1],"quorum":true,"faults_allowed":true}"#
        #expect(body.hasSuffix(tail))
    }

    @Test("Nobody leads a cluster that is away")
    func nobody() throws {
        let body = try written("NodeList") {
            NodeBodies.write(view(away: [1, 2, 3, 4, 5]), allowsFaults: false, into: &$0)
        }
        let tail = #""leader":null,"ballot":[0,0],"quorum":false,"faults_allowed":false}"#
        #expect(body.hasSuffix(tail))
        let leader = try #require(view().leader)
        let named = try written("Leader") { NodeBodies.write(leader: leader, into: &$0) }
        #expect(named == #"{"object":"leader","node":"n1","ballot":[1,1],"ready":true}"#)
    }

    /// Returns a slot of which two nodes know nothing, one of them because it is away.
    private func slot(_ entry: BankEntry?) -> SlotView {
        let statuses: [SlotStatus?] = [.executed, .committed, .accepted, .nothing, nil]
        let nodes = statuses.enumerated()
            .map { index, status in
                let holds = status != nil && status != .nothing && entry != nil
                let record = status.map {
                    SlotRecord(
                        slot: Slot(7),
                        status: holds ? $0 : .nothing,
                        ballot: holds ? Ballot(round: 1, proposer: NodeID(1)) : nil,
                        entry: holds ? entry : nil
                    )
                }
                return SlotView.Member(node: NodeID(UInt8(index + 1)), record: record)
            }
        return SlotView(slot: Slot(7), nodes: nodes)
    }

    @Test("A slot has an entry, what each node did with it, and under which ballots")
    func slots() throws {
        let body = try written("SlotView") { slot(.noop).write(into: &$0) }

        #expect(
            body == #"""
                {"object":"slot","slot":7,"entry":{"kind":"noop"},\#
                "nodes":{"n1":"E","n2":"C","n3":"A","n4":"X","n5":"?"},\#
                "ballots":{"n1":[1,1],"n2":[1,1],"n3":[1,1]}}
                """#
        )
        let empty = try written("SlotView") { slot(nil).write(into: &$0) }
        #expect(empty.contains(#""entry":null"#) && empty.hasSuffix(#""ballots":{}}"#))
    }

    @Test("What is chosen hides what was accepted under a higher ballot")
    func chosen() {
        func record(_ status: SlotStatus, _ round: UInt64, _ entry: BankEntry) -> SlotRecord {
            SlotRecord(
                slot: Slot(7),
                status: status,
                ballot: Ballot(round: round, proposer: NodeID(1)),
                entry: entry
            )
        }
        let accepted = SlotView(
            slot: Slot(7),
            nodes: [.init(node: NodeID(1), record: record(.accepted, 2, .noop))]
        )
        #expect(accepted.entry == .noop && !accepted.isChosen)
        #expect(slot(.noop).isChosen && !slot(nil).isChosen)
    }

    @Test("The story of a slot of which nobody remembers anything is short")
    func explanation() throws {
        let explanation = Explanation(of: slot(.noop), [])
        let body = try written("Explanation") { explanation.write(into: &$0) }

        #expect(body.contains(#""story":[],"partial":false"#))
        #expect(body.contains("slot 7 holds a no-op"))
        #expect(body.contains("unknown at n5"))
    }
}

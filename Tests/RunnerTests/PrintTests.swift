import Bank
import JSON
import Paxos
import Runner
import Testing
import Wire

@Suite("Prints of the running example")
struct PrintTests {
    @Test("printdb is a table of all nodes with total, executed slot and state")
    func database() {
        let print = DatabasePrint(
            RunningExample.nodes.map { NodeAnswer($0, RunningExample.database($0.rawValue)) }
        )

        #expect(
            print.human == """
                node     A    B    C    D    E    F    G    H    I    J   total  executed
                n1      10   16   19   10    6   10    9    5    5   10     100         5   disconnected (LF)
                n2      10   16   11   18    6   10    9    5    5   10     100         6
                n3      10   16   11   18    6   10    9    5    5   10     100         6
                n4      10   16   10   10   10   10    9    5   10   10     100         3   disconnected
                n5      10   16   11   18    6   10    9    5    5   10     100         6   leader (4,5)

                """
        )
        #expect(
            print.plain.split(separator: "\n").prefix(2) == [
                "node\tA\tB\tC\tD\tE\tF\tG\tH\tI\tJ\ttotal\texecuted\tstate",
                "n1\t10\t16\t19\t10\t6\t10\t9\t5\t5\t10\t100\t5\tdisconnected (LF)",
            ]
        )
        #expect(print.json["schema"] == "paxosbank.printdb/1")
        #expect(print.json["nodes"]?.asArray?.count == 5)
        #expect(
            print.json["nodes"]?.asArray?.first?.description == #"""
                {"node":"n1","balances":{"A":10,"B":16,"C":19,"D":10,"E":6,"F":10,"G":9,"H":5,"I":5,"J":10},"total":100,"executed":5,"connected":false,"cause":"LF","role":"follower","ballot":[3,1]}
                """#
        )
    }

    @Test("printdb of one node has the Python version's lines and the total")
    func nodeDatabase() {
        let print = NodeDatabasePrint(node(1), RunningExample.database(1))

        #expect(
            print.human == """
                DATABASE STATE FOR NODE 1 (executed 5, disconnected (LF))
                Client A: 10 units
                Client B: 16 units
                Client C: 19 units
                Client D: 10 units
                Client E: 6 units
                Client F: 10 units
                Client G: 9 units
                Client H: 5 units
                Client I: 5 units
                Client J: 10 units
                Total: 100 units

                """
        )
        #expect(print.plain.hasPrefix("account\tbalance\nA\t10\nB\t16\n"))
        #expect(print.json["nodes"]?.asArray?.count == 1)
    }

    @Test("printstatus has a row a slot and a column a node")
    func status() {
        let answers = RunningExample.nodes.map {
            NodeAnswer($0, RunningExample.records($0.rawValue, from: 4))
        }
        let print = StatusPrint(answers, slots: slot(4)...slot(6), scope: .set(3))

        #expect(
            print.human == """
                slot   n1  n2  n3  n4  n5
                   4    E   E   E   X   E    (E, I, 4) by E
                   5    E   E   E   X   E    (I, C, 9) by I
                   6    X   E   E   X   E    (C, D, 8) by C

                """
        )
        #expect(print.plain.hasSuffix("6\tX\tE\tE\tX\tE\t(C, D, 8) by C\n"))
        #expect(
            print.json["slots"]?.asArray?.last?.description == #"""
                {"slot":6,"status":{"n1":"X","n2":"E","n3":"E","n4":"X","n5":"E"},"request":"(C, D, 8)","client":"C","timestamp":"1795225798670388"}
                """#
        )
    }

    @Test("printstatus of a node and a slot is the Python version's line")
    func slotStatus() {
        let print = SlotStatusPrint(node: node(3), slot: slot(6), status: .executed)

        #expect(print.human == "Node 3 - Sequence 6: E\n")
        #expect(print.plain == "node\tslot\tstatus\nn3\t6\tE\n")
        #expect(
            print.text(.json) == #"""
                {"schema":"paxosbank.printstatus/1","nodes":["n3"],"slots":[{"slot":6,"status":{"n3":"E"}}]}

                """#
        )
    }

    @Test("printview shows every NEW_VIEW with its entries, each once")
    func views() {
        let print = ViewsPrint(NewView.merged(RunningExample.views), scope: .set(3))

        #expect(
            print.human == """
                NEW-VIEW MESSAGES (set 3): 2
                1. Ballot=(3,1) Leader=n1 First=4 Entries=0
                2. Ballot=(4,5) Leader=n5 First=5 Entries=1
                     Seq=5 (I, C, 9) by I

                """
        )
        #expect(
            print.plain == """
                ballot\tleader\tfirst\tslot\tentry
                (3,1)\tn1\t4\t-\t-
                (4,5)\tn5\t5\t5\t(I, C, 9) by I

                """
        )
        #expect(
            print.json["views"]?.asArray?.last?.description == #"""
                {"ballot":[4,5],"leader":"n5","first":5,"whole":true,"entries":[{"slot":5,"request":"(I, C, 9)","client":"I","timestamp":"1795225798670207"}]}
                """#
        )
    }

    @Test("nodes tells role, ballot, slots, lag, age and state of each node")
    func nodes() {
        let print = NodesPrint(RunningExample.statuses)

        #expect(
            print.human == """
                node  role       ballot  accepted  committed  executed  lag  heard   state
                n1    -          (3,1)          5          5         5    1  9.2 s   disconnected
                n2    follower   (4,5)          6          6         6    0  0.1 s   connected
                n3    follower   (4,5)          6          6         6    0  0.1 s   connected
                n4    -          (1,1)          3          3         3    3  12 s    disconnected
                n5    leader     (4,5)          6          6         6    0  -       connected

                """
        )
        #expect(print.plain.contains("n4\t-\t(1,1)\t3\t3\t3\t3\t12004\tdisconnected\t-\n"))
        #expect(print.json["leader"] == "n5")
        #expect(print.json["nodes"]?.asArray?[3]["last_heard_ms"] == 12004)
        #expect(print.json["nodes"]?.asArray?[0]["cause"] == "LF")
    }

    @Test("leader tells who leads, or that nobody does")
    func leader() {
        let some = LeaderPrint(RunningExample.statuses)
        let none = LeaderPrint(Array(RunningExample.statuses.prefix(4)))

        #expect(some.human == "n5 leads with ballot (4,5), executed slot 6\n")
        #expect(some.plain == "leader\tballot\texecuted\tready\nn5\t(4,5)\t6\ttrue\n")
        #expect(none.human == "no leader: 2 of 4 nodes are connected\n")
        #expect(
            none.text(.json) == #"""
                {"schema":"paxosbank.leader/1","leader":null,"ballot":null,"executed":null,"ready":false,"connected":2,"nodes":4}

                """#
        )
    }

    @Test("transfer and balance answer in one line")
    func transfers() {
        let paid = TransferPrint(
            RunningExample.requests[0],
            outcome: .success(slot: slot(1)),
            ballot: ballot(1, 1),
            balances: TransferBalances(from: Amount(minorUnits: 4), to: Amount(minorUnits: 16))
        )
        let refused = TransferPrint(
            RunningExample.requests[2],
            outcome: .failed(slot: slot(3), .insufficientFunds),
            ballot: ballot(1, 1),
            balances: TransferBalances(from: Amount(minorUnits: 16), to: Amount(minorUnits: 10))
        )
        let again = TransferPrint(
            paid.request,
            outcome: paid.outcome,
            ballot: ballot(1, 1),
            balances: paid.balances,
            isReplayed: true
        )
        let balance = BalancePrint(account("G"), Amount(minorUnits: 9), slot: slot(6))

        #expect(paid.human == "success  slot 1  ballot (1,1)  G 4  B 16\n")
        #expect(again.human == "success  slot 1  ballot (1,1)  G 4  B 16  replayed\n")
        #expect(again.plain == paid.plain)
        #expect(again.json["replayed"] == true && paid.json["replayed"] == nil)
        #expect(refused.human == "failed  slot 3  insufficient_funds: B has 16, needs 20\n")
        #expect(
            paid.text(.json) == #"""
                {"schema":"paxosbank.transfer/1","client":"G","timestamp":"1795225798670001","from":"G","to":"B","amount":6,"outcome":"success","slot":1,"ballot":[1,1],"from_balance":4,"to_balance":16}

                """#
        )
        #expect(refused.json["reason"] == "insufficient_funds")
        #expect(balance.human == "G 9  slot 6  confirmed by a quorum\n")
        #expect(
            BalancePrint(account("G"), Amount(minorUnits: 9), slot: slot(6), local: node(3)).plain
                == "account\tbalance\tslot\tnode\nG\t9\t6\tn3\n"
        )
    }
}

import Bank
import Paxos
import Runner
import Testing
import Wire

@Suite("ConsoleParser")
struct ConsoleParserTests {
    private static let parser = ConsoleParser(nodes: RunningExample.nodes)

    @Test("Every form of every command is read", arguments: lines)
    func reading(line: String, command: ConsoleCommand?) throws {
        #expect(try Self.parser.parse(line) == command)
    }

    private static let lines: [(String, ConsoleCommand?)] = prints + others

    /// The identity of a payment under a key.
    private static func key(_ principal: String, _ text: String) -> RequestIdentity {
        .key(IdempotencyKey(principal: principal, text: text))
    }

    private static let prints: [(String, ConsoleCommand?)] = [
        ("printdb", .printDB(node: nil)), ("printdb all", .printDB(node: nil)),
        ("PrintDB", .printDB(node: nil)), ("  printdb\tN3 ", .printDB(node: node(3))),
        ("printdb 3", .printDB(node: node(3))), ("PRINTDB ALL", .printDB(node: nil)),
        ("printlog 3", .printLog(node: node(3), wholeRun: false, heartbeats: false)),
        (
            "PrintLog --all n3 --heartbeats",
            .printLog(node: node(3), wholeRun: true, heartbeats: true)
        ),
        ("printstatus", .printStatus(.ofSet)), ("printstatus --all", .printStatus(.all)),
        ("printstatus 6", .printStatus(.range(slot(6)...slot(6)))),
        ("printstatus 3..9", .printStatus(.range(slot(3)...slot(9)))),
        ("printstatus n3 6", .printStatusOf(node: node(3), slot: slot(6))),
        ("PrintStatus 3 6", .printStatusOf(node: node(3), slot: slot(6))),
        ("printview", .printView(node: nil, wholeRun: false)),
        ("printview 3 --all", .printView(node: node(3), wholeRun: true)),
    ]

    private static let others: [(String, ConsoleCommand?)] = [
        ("", nil), ("   \t", nil), ("# a remark", nil), ("\r\n", nil),
        ("next", .next(all: false)), ("n", .next(all: false)), ("Next ALL", .next(all: true)),
        ("transfer A B 3", .transfer(transfer("A", "B", 3), identity: .new)),
        ("transfer A A -3", .transfer(transfer("A", "A", -3), identity: .new)),
        (
            "transfer A B 3 --client C",
            .transfer(transfer("A", "B", 3), identity: .client(ClientID(validated: "C")))
        ),
        (
            "transfer A B 3 --client=C --timestamp=7",
            .transfer(
                transfer("A", "B", 3),
                identity: .request(
                    ClientID(validated: "C"),
                    RunningExample.request("C", transfer("A", "B", 3), 7).timestamp
                )
            )
        ),
        (
            "transfer --key order-17 A B 3",
            .transfer(transfer("A", "B", 3), identity: key("public", "order-17"))
        ),
        (
            "transfer A B 3 --key order/17:4711 --principal shop",
            .transfer(transfer("A", "B", 3), identity: key("shop", "order/17:4711"))
        ),
        ("transfer A B 3 --", .transfer(transfer("A", "B", 3), identity: .new)),
        ("balance A", .balance(account("A"), local: nil)),
        ("balance A --local n3", .balance(account("A"), local: node(3))),
        ("balance A --local=3", .balance(account("A"), local: node(3))),
        ("nodes", .nodes), ("leader", .leader), ("fail leader", .fail(nil)),
        ("fail Leader", .fail(nil)), ("fail 2", .fail(node(2))), ("recover n2", .recover(node(2))),
        (
            "partition n1,n2/n3,n4,n5",
            .partition([NodeSet([node(1), node(2)]), NodeSet([node(3), node(4), node(5)])])
        ),
        (
            "partition 1 2 / 3 4 / 5",
            .partition([
                NodeSet([node(1), node(2)]), NodeSet([node(3), node(4)]), NodeSet([node(5)]),
            ])
        ),
        ("heal", .heal), ("set output json", .setOutput(.json)),
        ("SET Output Human", .setOutput(.human)), ("quit", .quit), ("exit", .quit),
        ("help", .help(nil)), ("help PrintLog", .help(CommandTable.command(named: "printlog"))),
    ]

    @Test("Every wrong line is refused with what, why and hint", arguments: errors)
    func refusing(line: String, rendered: String) {
        let error = #expect(throws: UserError.self) { try Self.parser.parse(line) }

        #expect(error?.rendered == rendered + "\n")
        #expect(error?.kind == .usage)
    }

    private static let errors: [(String, String)] = wordErrors + valueErrors

    private static let wordErrors: [(String, String)] = [
        (
            "prinlog 3",
            """
            error: there is no command "prinlog"                                   [unknown_command]
              why:  commands are printdb, printlog, printstatus, printview, transfer, balance, nodes, leader, snapshot, fail, recover, partition, heal, next, set, help, quit
              hint: did you mean printlog?
            """
        ),
        (
            "flush",
            """
            error: flush is not supported yet                                      [not_supported_yet]
              why:  the name is kept for a later version
              hint: see 'help' for what there is
            """
        ),
        (
            "printlog",
            """
            error: printlog needs NODE                                             [missing_argument]
              why:  it is written printlog NODE [--all] [--heartbeats]
              hint: for example: printlog n3 --all
            """
        ),
        (
            "heal now",
            """
            error: "now" is too much                                               [too_many_arguments]
              why:  the command is written heal
              hint: for example: heal
            """
        ),
        (
            "printlog 3 --al",
            """
            error: there is no flag "--al" here                                    [unknown_flag]
              why:  known are --all, --heartbeats
              hint: did you mean --all?
            """
        ),
        (
            "nodes -v",
            """
            error: there is no flag "-v" here                                      [unknown_flag]
              why:  this command has no flags
              hint: see 'help nodes'
            """
        ),
        (
            "printlog 3 --all --all",
            """
            error: --all is given twice                                            [repeated_flag]
              why:  a flag stands at most once, so that no value is silently lost
              hint: keep one of them
            """
        ),
        (
            "printlog 3 --all=yes",
            """
            error: --all takes no value                                            [unexpected_value]
              why:  it was given "yes"
              hint: write --all alone
            """
        ),
        (
            "balance A --local",
            """
            error: --local needs a value                                           [missing_value]
              why:  nothing stands after it
              hint: write --local NODE
            """
        ),
    ]

    private static let valueErrors: [(String, String)] = [
        (
            "printdb n9",
            """
            error: there is no node "n9"                                           [unknown_node]
              why:  the cluster has n1, n2, n3, n4, n5
              hint: write a node as n1 or 1
            """
        ),
        (
            "set output jsno",
            """
            error: "jsno" makes no sense in set                                    [bad_argument]
              why:  set knows human, plain, json at this place
              hint: did you mean json?
            """
        ),
        (
            "printstatus 9..3",
            """
            error: "9..3" makes no sense in printstatus                            [bad_argument]
              why:  the range runs backwards
              hint: for example: printstatus 4..6
            """
        ),
        (
            "printstatus 1..100001",
            """
            error: "1..100001" makes no sense in printstatus                       [bad_argument]
              why:  one command prints at most 100000 slots
              hint: for example: printstatus 4..6
            """
        ),
        (
            "printstatus 0",
            """
            error: "0" makes no sense in printstatus                               [bad_argument]
              why:  a slot is a number from 1 on, a range is like 4..6
              hint: for example: printstatus 4..6
            """
        ),
        (
            "transfer A B 4x",
            """
            error: "4x" makes no sense in transfer                                 [bad_argument]
              why:  an amount is an integer that fits in 64 bits
              hint: for example: transfer G B 6
            """
        ),
        (
            "transfer A\u{1B}[2J B 4",
            """
            error: "A\\u{1b}[2J" makes no sense in transfer                         [bad_argument]
              why:  a name is 1 to 64 of A-Z a-z 0-9 _ -
              hint: for example: transfer G B 6
            """
        ),
        (
            "transfer A B 4 --key a --client C",
            """
            error: "--key" makes no sense in transfer                              [bad_argument]
              why:  --client and --timestamp name a request too
              hint: for example: transfer G B 6
            """
        ),
        (
            "transfer A B 4 --key gw:name-0@7",
            """
            error: "gw:name-0@7" makes no sense in transfer                        [bad_argument]
              why:  keys that begin with gw: are made by gateways
              hint: repeat it through the gateway that made it, or use another key
            """
        ),
        (
            "transfer A B 4 --key é",
            """
            error: "é" makes no sense in transfer                                  [bad_argument]
              why:  a key is 1 to 255 visible characters of ASCII
              hint: for example: transfer G B 6
            """
        ),
        (
            "transfer A B 4 --key a --principal é",
            """
            error: "é" makes no sense in transfer                                  [bad_argument]
              why:  a principal is 1 to 64 visible characters of ASCII
              hint: for example: transfer G B 6
            """
        ),
        (
            "transfer A B 4 --principal shop",
            """
            error: "--principal" makes no sense in transfer                        [bad_argument]
              why:  it says whose --key is meant
              hint: for example: transfer G B 6
            """
        ),
        (
            "transfer A B 4 --timestamp 3",
            """
            error: "--timestamp" makes no sense in transfer                        [bad_argument]
              why:  it counts the requests of a --client
              hint: for example: transfer G B 6
            """
        ),
        (
            "partition n1,n2",
            """
            error: "n1,n2" makes no sense in partition                             [bad_argument]
              why:  one group alone is no partition
              hint: for example: partition n1,n2/n3,n4,n5
            """
        ),
        (
            "partition n1,n2/n2,n3",
            """
            error: "n1,n2/n2,n3" makes no sense in partition                       [bad_argument]
              why:  n2 stands in it twice
              hint: for example: partition n1,n2/n3,n4,n5
            """
        ),
        (
            "partition n1/n2",
            """
            error: "n1/n2" makes no sense in partition                             [bad_argument]
              why:  no group holds n3, n4, n5
              hint: for example: partition n1,n2/n3,n4,n5
            """
        ),
    ]

    @Test("Without a known cluster any node number is taken")
    func unknownCluster() throws {
        let parser = ConsoleParser(nodes: nil)

        #expect(try parser.parse("fail n64") == .fail(node(64)))
        #expect(throws: UserError.self) { try parser.parse("fail n65") }
        #expect(throws: UserError.self) { try parser.parse("fail n0") }
        #expect(throws: UserError.self) { try parser.parse("fail n256") }
    }

    @Test("The example of every command in the table is a line that is read")
    func examples() throws {
        for command in CommandTable.commands {
            #expect(try Self.parser.parse(command.example) != nil, "\(command.example)")
            #expect(CommandHelp.text(command).contains("example: \(command.example)\n"))
        }
    }

    @Test("Names and aliases are in lower case and stand for one command each")
    func names() {
        let names = CommandTable.commands.flatMap { [$0.name] + $0.aliases } + CommandTable.reserved

        #expect(Set(names).count == names.count)
        #expect(names == names.map { $0.lowercased() })
    }

    @Test("help tells a line about each command, and of one its flags and an example")
    func help() throws {
        let printlog = try #require(CommandTable.command(named: "printlog"))

        #expect(
            CommandHelp.text(printlog) == """
                usage: printlog NODE [--all] [--heartbeats]
                  the slots and the messages of one node
                  --all         everything since the start, not only this set
                  --heartbeats  also the HEARTBEAT messages
                example: printlog n3 --all

                """
        )
        #expect(CommandHelp.consoleOverview().split(separator: "\n").count == 19)
        #expect(CommandHelp.consoleOverview().contains("  quit         ends the console"))
    }
}

import Runner
import Testing
import paxosbank

@Suite("Arguments: usage errors")
struct ArgumentErrorTests {
    @Test("Every wrong call is refused with what, why and hint, and exits 2", arguments: errors)
    func refusing(call: String, rendered: String) {
        let words = call.split(separator: " ").map(String.init)
        let error = #expect(throws: UserError.self) { try Arguments(words) }

        #expect(error?.rendered == rendered + "\n")
        #expect(error.map { ExitCode($0.kind) } == .usage)
    }

    private static let errors: [(String, String)] = callErrors + valueErrors + simulateErrors

    private static let callErrors: [(String, String)] = [
        (
            "rnu a.csv",
            """
            error: there is no command "rnu"                                       [unknown_command]
              why:  commands are run, console, demo, cluster init, node, gateway, stress, bench, chaos, simulate, backup, restore, log inspect, config show, config check, printdb, printlog, printstatus, printview, transfer, balance, nodes, leader, snapshot, fail, recover, partition, heal
              hint: did you mean run?
            """
        ),
        (
            "cluster",
            """
            error: there is no command "cluster"                                   [unknown_command]
              why:  commands are run, console, demo, cluster init, node, gateway, stress, bench, chaos, simulate, backup, restore, log inspect, config show, config check, printdb, printlog, printstatus, printview, transfer, balance, nodes, leader, snapshot, fail, recover, partition, heal
              hint: did you mean cluster init?
            """
        ),
        (
            "performance",
            """
            error: performance is not supported yet                                [not_supported_yet]
              why:  the name is kept for a later version
              hint: see 'paxosbank --help' for what there is
            """
        ),
        (
            "run",
            """
            error: run needs FILE.csv                                              [missing_argument]
              why:  it is written run FILE.csv [--pause] [--no-pause] [--report OUT.json] [--set 3,5..7] [--jitter MS] [--seed N] [--settle DURATION] [--kill] [--data DIR] [--memory] [--checkpoint-interval SLOTS]
              hint: for example: run Testcases.csv --no-pause --report report.json
            """
        ),
        (
            "run a.csv --kill --memory",
            """
            error: --kill and --memory exclude each other                          [conflicting_flags]
              why:  a node in memory that is killed forgets everything, also what it promised
              hint: leave out '--memory': then it is started again from its folder
            """
        ),
        (
            "node --id n1 --cluster c.json --data d --memory",
            """
            error: --memory and --data exclude each other                          [conflicting_flags]
              why:  one keeps nothing, the other keeps everything in a folder
              hint: keep one of them
            """
        ),
        (
            "console --cluster c.json --data d",
            """
            error: --data and a cluster file exclude each other                    [conflicting_flags]
              why:  "c.json" names nodes that run already
              hint: leave out '--data', or '--cluster' to start nodes
            """
        ),
        (
            "node --cluster c.json",
            """
            error: node needs --id                                                 [missing_flag]
              why:  it is written paxosbank node --id NODE [--allow-faults] [--new-cluster] [--data DIR] [--memory] [--checkpoint-interval SLOTS] [--log-level error|warn|info|debug] [--log-format kv|json] [--log-file FILE] [--log-file-bytes SIZE]
              hint: for example: paxosbank node --id n1 --cluster cluster.json --data n1.data --new-cluster
            """
        ),
        (
            "run a.csv --reprot x",
            """
            error: there is no flag "--reprot" here                                [unknown_flag]
              why:  known are --pause, --no-pause, --report, --set, --jitter, --seed, --settle, --kill, --data, --memory, --checkpoint-interval, --cluster, --config, --output, --timeout, --quiet, --color, --no-input, --help, --version
              hint: did you mean --report?
            """
        ),
        (
            "--quiet=1 nodes",
            """
            error: --quiet takes no value                                          [unexpected_value]
              why:  it was given "1"
              hint: write --quiet alone
            """
        ),
    ]

    private static let valueErrors: [(String, String)] = [
        (
            "run a.csv --pause --no-pause",
            """
            error: --pause and --no-pause exclude each other                       [conflicting_flags]
              why:  one waits between sets, the other does not
              hint: keep one of them; without both, a run pauses on a terminal only
            """
        ),
        (
            "run a.csv --checkpoint-interval 0",
            """
            error: --checkpoint-interval "0" makes no sense                        [bad_value]
              why:  it is a whole number from 1 to 524288
              hint: see 'paxosbank run --help'
            """
        ),
        (
            "run a.csv --checkpoint-interval 524289",
            """
            error: --checkpoint-interval "524289" makes no sense                   [bad_value]
              why:  it is a whole number from 1 to 524288
              hint: see 'paxosbank run --help'
            """
        ),
        (
            "node --id n1 --cluster c.json --segment-bytes 8388609",
            """
            error: --segment-bytes "8388609" makes no sense                        [bad_value]
              why:  files grow by blocks of 512 bytes
              hint: see 'paxosbank node --help'
            """
        ),
        (
            "node --id n1 --cluster c.json --log-level loud",
            """
            error: --log-level "loud" makes no sense                               [bad_value]
              why:  it is one of error, warn, info, debug
              hint: see 'paxosbank node --help'
            """
        ),
        (
            "node --id n1 --cluster c.json --log-file f --log-file-bytes 16MB",
            """
            error: --log-file-bytes "16MB" makes no sense                          [bad_value]
              why:  it is a number of bytes from 64KiB to 1GiB, as 16MiB
              hint: see 'paxosbank node --help'
            """
        ),
        (
            "node --id n1 --cluster c.json --log-file-bytes 16MiB",
            """
            error: --log-file-bytes "16MiB" makes no sense                         [bad_value]
              why:  only --log-file writes a file
              hint: see 'paxosbank node --help'
            """
        ),
        (
            "run a.csv --data=",
            """
            error: --data "" makes no sense                                        [bad_value]
              why:  a folder has a name
              hint: see 'paxosbank run --help'
            """
        ),
        (
            "run a.csv --set 7..5",
            """
            error: --set "7..5" makes no sense                                     [bad_value]
              why:  the range 7..5 runs backwards
              hint: write it as --set 3,5..7
            """
        ),
        (
            "run a.csv --jitter 1s",
            """
            error: --jitter "1s" makes no sense                                    [bad_value]
              why:  it is a whole number from 0 to 60000
              hint: see 'paxosbank run --help'
            """
        ),
        (
            "run a.csv --seed 3",
            """
            error: --seed "3" makes no sense                                       [bad_value]
              why:  only --jitter draws random numbers
              hint: see 'paxosbank run --help'
            """
        ),
        (
            "chaos --duration 500ms",
            """
            error: --duration "500ms" makes no sense                               [bad_value]
              why:  it is from 1 second to 1 hour
              hint: see 'paxosbank chaos --help'
            """
        ),
        (
            "chaos --cluster c.json",
            """
            error: chaos and a cluster file exclude each other                     [conflicting_flags]
              why:  "c.json" names nodes of others, which are not to break
              hint: leave out '--cluster' to start nodes
            """
        ),
        (
            "chaos --memory",
            """
            error: there is no flag "--memory" here                                [unknown_flag]
              why:  known are --duration, --seed, --report, --http, --history, --data, --cluster, --config, --output, --timeout, --quiet, --color, --no-input, --help, --version
              hint: see 'paxosbank chaos --help'
            """
        ),
        (
            "nodes --timeout soon",
            """
            error: --timeout "soon" is no duration                                 [bad_value]
              why:  a duration is whole seconds or has a unit, at most one day: 5, 5s, 250ms
              hint: write --timeout 5s
            """
        ),
        (
            "nodes --output jsn",
            """
            error: --output "jsn" is not known                                     [bad_value]
              why:  it is one of human, plain, json
              hint: did you mean json?
            """
        ),
        (
            "cluster init --nodes 4 --base-port 5001 --out c.json",
            """
            error: --nodes "4" makes no sense                                      [bad_value]
              why:  4 nodes survive no more failures than 3, and wait for more
              hint: write --nodes 3 or --nodes 5
            """
        ),
        (
            "cluster init --nodes 5 --base-port 65533 --out c.json",
            """
            error: --base-port "65533" makes no sense                              [bad_value]
              why:  the port of n5 would be 65537, above 65535
              hint: see 'paxosbank cluster init --help'
            """
        ),
    ]

    private static let simulateErrors: [(String, String)] = [
        (
            "simulate --mutant canary --report r.json",
            """
            error: --mutant and --report exclude each other                        [conflicting_flags]
              why:  the search for a bug runs seed by seed, ends at the first that notices it, and makes no report
              hint: leave out one of them
            """
        ),
        (
            "simulate --mutant canary --jobs 2",
            """
            error: --mutant and --jobs exclude each other                          [conflicting_flags]
              why:  the search for a bug runs seed by seed, ends at the first that notices it, and makes no report
              hint: leave out one of them
            """
        ),
        (
            "simulate --mutant canary --model 3",
            """
            error: --model and --mutant exclude each other                         [conflicting_flags]
              why:  runs for the specification are printed as they are, one after the other
              hint: leave out one of them
            """
        ),
        (
            "simulate --model 3 --report r.json",
            """
            error: --model and --report exclude each other                         [conflicting_flags]
              why:  runs for the specification are printed as they are, one after the other
              hint: leave out one of them
            """
        ),
        (
            "simulate --model 3 --only ticks=3",
            """
            error: --model and --only exclude each other                           [conflicting_flags]
              why:  runs for the specification are printed as they are, one after the other
              hint: leave out one of them
            """
        ),
        (
            "simulate --model 3 --trace",
            """
            error: --model and --trace exclude each other                          [conflicting_flags]
              why:  runs for the specification are printed as they are, one after the other
              hint: leave out one of them
            """
        ),
        (
            "simulate --model 3 --shrink",
            """
            error: --model and --shrink exclude each other                         [conflicting_flags]
              why:  runs for the specification are printed as they are, one after the other
              hint: leave out one of them
            """
        ),
        (
            "simulate --shrink --trace",
            """
            error: --shrink and --trace exclude each other                         [conflicting_flags]
              why:  a run that was made smaller is shown as a table anyway
              hint: leave out one of them
            """
        ),
        (
            "simulate --trace --report r.json",
            """
            error: --trace and --report exclude each other                         [conflicting_flags]
              why:  the report is about a campaign, and the table about what one run did
              hint: leave out one of them
            """
        ),
        (
            "simulate --list-mutants --seed 3",
            """
            error: --list-mutants and --seed exclude each other                    [conflicting_flags]
              why:  one names the bugs that can be planted and runs nothing, the other is about runs
              hint: leave out one of them
            """
        ),
        (
            "simulate --mutant canary --list-mutants",
            """
            error: --list-mutants and --mutant exclude each other                  [conflicting_flags]
              why:  one names the bugs that can be planted and runs nothing, the other is about runs
              hint: leave out one of them
            """
        ),
        (
            "simulate --only ticks=3 --seeds 2",
            """
            error: --only and --seeds exclude each other                           [conflicting_flags]
              why:  one shows or changes a single run, the other runs 2 seeds
              hint: leave out '--seeds', and name the seed with '--seed'
            """
        ),
    ]

    @Test("A wrong variable is named by its own name")
    func environment() {
        let wrong: [(String, String)] = [
            ("PAXOSBANK_TIMEOUT", "soon"), ("PAXOSBANK_OUTPUT", "xml"),
            ("PAXOSBANK_QUIET", "maybe"),
        ]
        for (name, value) in wrong {
            let error = #expect(throws: UserError.self) {
                try Arguments(["nodes"], environment: [name: value])
            }
            #expect(error?.message.hasPrefix(name) == true)
        }
    }

    @Test("Every class of errors has its exit code")
    func exitCodes() {
        let codes: [(UserError.Kind, Int32)] = [
            (.failed, 1), (.usage, 2), (.rejected, 3), (.notFound, 4), (.conflict, 5),
            (.unavailable, 69), (.broken, 70), (.inputOutput, 74), (.unknownOutcome, 75),
            (.refused, 77), (.configuration, 78),
        ]

        #expect(codes.map { ExitCode($0.0).rawValue } == codes.map(\.1))
        #expect(codes.count == UserError.Kind.allCases.count)
    }
}

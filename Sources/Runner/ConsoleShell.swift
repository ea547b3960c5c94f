import Bank
import Foundation
import Paxos
import Wire

/// The console: reads commands, carries them out, prints answers, until it is left.
final class ConsoleShell {
    /// How the console was left.
    enum End {
        /// The next set is wanted; all of them, if so.
        case next(all: Bool)
        /// The console and what belongs to it are to end.
        case quit
    }

    /// Carries commands out.
    let executor: CommandExecutor
    /// Where commands come from.
    private let input: ConsoleInput
    /// Whether `next` means something.
    private let hasSets: Bool
    /// The last error, which a script's exit code comes from.
    private(set) var lastError: UserError?

    init(executor: CommandExecutor, input: ConsoleInput, hasSets: Bool) {
        self.executor = executor
        self.input = input
        self.hasSets = hasSets
    }

    /// Takes commands until one ends the console, or the input does.
    func run() -> End {
        let parser = ConsoleParser(nodes: executor.session.nodes)
        while true {
            guard let line = input.nextLine(prompt: prompt) else { return .quit }
            do throws(UserError) {
                guard let command = try parser.parse(line) else { continue }
                if let end = try carryOut(command) { return end }
            } catch {
                tell(error)
            }
        }
    }

    /// Carries one command out.
    ///
    /// - Returns: How the console ends, if it does.
    private func carryOut(_ command: ConsoleCommand) throws(UserError) -> End? {
        switch command {
        case .next(let all):
            guard hasSets else {
                throw UserError(
                    "there is no next set",
                    code: "no_sets",
                    why: "this console runs no test file",
                    hint: "run one with 'paxosbank run FILE.csv --pause'"
                )
            }
            return .next(all: all)
        case .quit: return .quit
        case .help(let spec):
            Terminal.write(spec.map { CommandHelp.text($0) } ?? CommandHelp.consoleOverview())
        case .setOutput(let form): executor.form = form
        default:
            let (text, error) = try executor.execute(command)
            Terminal.write(text)
            if let error { tell(error) }
        }
        return nil
    }

    private func tell(_ error: UserError) {
        lastError = error
        Terminal.write(error.rendered, to: 2)
    }

    /// Who leads and how far; nothing where nobody sees it.
    private var prompt: String {
        guard input.isTerminal else { return "" }
        let statuses = executor.session.statuses(of: executor.session.nodes).compactMap(\.value)
        let executed = statuses.map(\.executed).max() ?? .zero
        return Prompt.text(leader: statuses.leader?.ballot, executed: executed)
    }
}

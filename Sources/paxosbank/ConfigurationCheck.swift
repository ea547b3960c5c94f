import Foundation
import Gateway
package import Runner
import Wire

/// Where `config check` looks for mistakes.
package struct ConfigurationCheckOptions: Hashable, Sendable {
    /// The file; nil if none is named.
    package var path: String?
    /// What names the file, for messages.
    package var place = "the call"
    /// The process's environment; nil if it is not looked at.
    package var environment: [String: String]?
}

extension ConfigurationCheckOptions {
    /// Reads a call of `config check`.
    ///
    /// A file among the words is looked at alone. Otherwise what a command would get is looked at:
    /// the environment, and the file that `--config` or its variable names.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    init(_ call: CommandCall) throws(UserError) {
        try call.checkCount()
        if let path = call.read.words.first {
            guard !call.read.has("config") else {
                throw UserError(
                    "--config and FILE exclude each other",
                    code: "conflicting_flags",
                    why: "each names the file to be read",
                    hint: "keep one of them"
                )
            }
            self.path = path
            return
        }
        var read = call.read
        environment = call.configuration.environment
        let flag = ArgumentsTable.globalFlags.filter { $0.name == "config" }
        try read.fill(from: Configuration.variables(of: flag, in: environment ?? [:]))
        path = read.value("config")
        place = read.place(of: "config")
    }
}

extension Commands {
    /// Looks for mistakes in a file of configuration and in the environment.
    static func check(
        _ check: ConfigurationCheckOptions,
        _ options: GlobalOptions
    ) throws(UserError) -> ExitCode {
        let file = try check.path.map { (path) throws(UserError) in
            try ConfigurationFile(at: path, namedBy: check.place)
        }
        let report = ConfigurationCheck(file: file, environment: check.environment).report
        StandardStreams.write(report.text(form(options)))
        return report.isOK ? .ok : .configuration
    }
}

/// A search for all mistakes in what stands behind the words of a call.
///
/// It has every command read what it would be given. A command tells one mistake at a time; so what
/// it refused is left out, and it is asked again, until it refuses nothing. What makes sense only
/// beside a flag that was left out may be refused as well.
package struct ConfigurationCheck {
    /// The file; nil if there is none.
    private let file: ConfigurationFile?
    /// The process's environment; nil if it is not looked at.
    private let environment: [String: String]?
    /// What was found so far, each mistake once.
    private var problems: [UserError]
    /// What the variables of the environment give, without the malformed ones.
    private var variables: [FlagSetting] = []

    /// Looks for mistakes.
    ///
    /// - Parameters:
    ///   - file: The file, read; nil if there is none.
    ///   - environment: The process's environment; nil to leave it out.
    package init(file: ConfigurationFile?, environment: [String: String]?) {
        self.file = file
        self.environment = environment
        problems = file?.problems ?? []
        readVariables()
        checkVariables()
        checkSections(with: [])
        checkSections(with: variables)
        checkTimers()
    }

    /// What was found.
    package var report: ConfigurationReport {
        ConfigurationReport(
            file: file?.path,
            keyCount: file?.keyCount ?? 0,
            variableCount: environment == nil ? nil : variables.count,
            problems: problems,
            notes: notes
        )
    }

    /// Keeps a mistake, once.
    private mutating func add(_ problem: UserError) {
        if !problems.contains(problem) { problems.append(problem) }
    }
}

// MARK: - Values

extension ConfigurationCheck {
    /// A flag that a command refuses, and why.
    private struct Refusal {
        /// The flag; nil if no single flag is to blame.
        let flag: String?
        /// Why.
        let error: UserError
    }

    /// Has each command with a section read what the file gives it, behind what is nearer.
    private mutating func checkSections(with nearer: [FlagSetting]) {
        guard let file else { return }
        let commands = file.commands.compactMap { ArgumentsTable.command(named: $0) }
        for spec in [nil] + commands {
            for refusal in refusals(of: spec, nearer, file.settings(for: spec?.name)) {
                add(refusal.error)
            }
        }
    }

    /// Returns everything that a command refuses.
    ///
    /// - Parameters:
    ///   - spec: The command; nil for what every command takes.
    ///   - nearer: What was given nearer, maybe for other commands too.
    ///   - farther: What was given farther away.
    /// - Returns: Each refusal, with the flag without which it would not be.
    private func refusals(
        of spec: CommandSpec?,
        _ nearer: [FlagSetting],
        _ farther: [FlagSetting] = []
    ) -> [Refusal] {
        let names = Set(ArgumentsTable.flags(of: spec).map(\.name))
        var read = FlagReader(words: [], settings: nearer.filter { names.contains($0.flag) })
        read.fill(from: farther, alternatives: ArgumentsTable.alternatives)
        var settings = read.settings
        var found: [Refusal] = []
        while let error = refusal(of: spec, settings) {
            let culprit = settings.firstIndex { setting in
                refusal(of: spec, settings.filter { $0 != setting }) != error
            }
            found.append(Refusal(flag: culprit.map { settings[$0].flag }, error: error))
            guard let culprit else { return found }
            settings.remove(at: culprit)
        }
        return found
    }

    /// Returns the first thing that a command refuses; nil if it would run.
    ///
    /// Words, and what must be given and is not, come from the command's example.
    private func refusal(of spec: CommandSpec?, _ settings: [FlagSetting]) -> UserError? {
        let example = spec.flatMap { Self.example(of: $0) }
        var read = FlagReader(words: example?.words ?? [], settings: settings)
        let error = refusal(of: spec, read)
        guard error?.code == "missing_flag", let example else { return error }
        read.fill(from: example.settings, alternatives: ArgumentsTable.alternatives)
        return refusal(of: spec, read)
    }

    private func refusal(of spec: CommandSpec?, _ read: FlagReader) -> UserError? {
        do throws(UserError) {
            let options = try GlobalOptions(read)
            guard let spec else { return nil }
            let call = CommandCall(
                spec: spec,
                read: read,
                configuration: Configuration(environment: [:], file: nil)
            )
            _ = try Arguments.command(call, options)
            return nil
        } catch {
            return error
        }
    }

    /// Returns the example of a command, told apart; nil if it cannot be, which a test excludes.
    private static func example(of spec: CommandSpec) -> FlagReader? {
        let words = spec.example.split(separator: " ").map { String($0) }
        let own = words.dropFirst(spec.name.split(separator: " ").count)
        do throws(UserError) {
            return try FlagReader(Array(own), flags: ArgumentsTable.flags(of: spec), help: "")
        } catch {
            return nil
        }
    }
}

// MARK: - Variables

extension ConfigurationCheck {
    /// All flags that a variable stands for, each name once.
    private static var flags: [FlagSpec] {
        var seen: Set<String> = []
        return (ArgumentsTable.globalFlags + ArgumentsTable.commands.flatMap(\.flags))
            .filter { $0.reach != .commandLine && seen.insert($0.name).inserted }
    }

    /// Reads all variables that stand for flags.
    private mutating func readVariables() {
        for flag in Self.flags {
            do throws(UserError) {
                let setting = try FlagSetting.variable(of: flag, in: environment ?? [:])
                if let setting { variables.append(setting) }
            } catch {
                add(error)
            }
        }
    }

    /// Finds the variables that every command with such a flag refuses.
    ///
    /// One that only some refuse is meant for the others.
    private mutating func checkVariables() {
        let commands = [nil] + ArgumentsTable.commands
        let everything = commands.map { refusals(of: $0, variables) }
        for variable in variables {
            var reasons: [UserError] = []
            var isTaken = false
            for (spec, refusals) in zip(commands, everything) {
                let flags = ArgumentsTable.flags(of: spec)
                guard flags.contains(where: { $0.name == variable.flag }) else { continue }
                if let refusal = refusals.first(where: { $0.flag == variable.flag }) {
                    reasons.append(refusal.error)
                } else {
                    isTaken = true
                }
            }
            if !isTaken, let reason = reasons.first { add(reason) }
        }
    }

    /// The variables that look as if they stood for flags, and do not.
    private var notes: [String] {
        let known = Self.flags.map(\.variable) + Self.otherVariables
        return (environment ?? [:]).keys.sorted()
            .filter { $0.hasPrefix(FlagSpec.variablePrefix) && !known.contains($0) }
            .map { name in
                "no flag reads the variable \(ForeignText.harmless(name)): "
                    + NearestWord.hint(name, among: known, otherwise: "it does nothing")
            }
    }

    /// Variables of this program that stand for no flag.
    private static let otherVariables = ["PAXOSBANK_HISTFILE"]
}

// MARK: - Timers

extension ConfigurationCheck {
    /// Compares the gateway's patience with the timers of the cluster file, if that can be read.
    private mutating func checkTimers() {
        guard let spec = ArgumentsTable.command(named: "gateway") else { return }
        var read = FlagReader(words: [], settings: variables)
        read.fill(from: file?.settings(for: spec.name) ?? [])
        let isMeant =
            file?.commands.contains(spec.name) == true || read.has("request-timeout")
        guard isMeant, let path = read.value("cluster"),
            FileManager.default.fileExists(atPath: path)
        else { return }
        do throws(UserError) {
            let timers = try Commands.cluster(at: path).timers
            if let problem = Self.problem(read, timers, path) { add(problem) }
        } catch {
            add(error)
        }
    }

    private static func problem(
        _ read: FlagReader,
        _ timers: Cluster.Timers,
        _ path: String
    ) -> UserError? {
        let flag = "request-timeout"
        let spec = ArgumentsTable.command(named: "gateway")?.flags.first { $0.name == flag }
        guard let text = read.value(flag) ?? spec?.defaultValue,
            let patience = DurationText.milliseconds(text), patience <= timers.leaderMax
        else { return nil }
        let most = DurationText.text(milliseconds: timers.leaderMax)
        return UserError(
            "\(read.place(of: flag)) \(text) is not longer than leader_max, \(most)",
            code: "bad_timers",
            why: "\(ForeignText.harmless(path)) lets a leader be silent for \(most): a request that"
                + " waits for the next one would always end with 504, its outcome unknown",
            hint: "write a longer request-timeout, or a shorter leader_max",
            kind: .configuration
        )
    }
}

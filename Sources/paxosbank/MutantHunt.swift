import Foundation
import Runner
import Simulator

#if MUTANTS
import Mutation
#endif

extension Commands {
    /// Plants a bug in everything that is simulated from now on.
    ///
    /// - Throws: ``Runner/UserError`` if there is no such bug in this program.
    static func plant(_ name: String) throws(UserError) {
        #if MUTANTS
        guard let mutant = Mutant(rawValue: name) else {
            throw UserError(
                "there is no such mutant",
                code: "unknown_mutant",
                why: "'\(name)' is none of the bugs that can be planted",
                hint: "'paxosbank simulate --list-mutants' names them",
                kind: .usage
            )
        }
        PlantedMutant.plant(mutant)
        #else
        throw UserError(
            "this program contains no mutants",
            code: "no_mutants",
            why: "it was built without '-Xswiftc -DMUTANTS', so '\(name)' is not in it",
            hint: "docs/TESTING.md, Mutants, has the command that builds one with them",
            kind: .usage
        )
        #endif
    }

    /// Looks for a seed in which a checker notices the bug that is planted.
    ///
    /// The seeds run one after the other, and each says its number on standard error: a bug may
    /// also end the process, by an assertion of the program itself.
    ///
    /// - Returns: `failed` if a checker noticed it, as for any broken rule; `ok` if none did.
    static func hunt(_ name: String, _ simulate: SimulateOptions) -> ExitCode {
        var report = SimulationReport(
            firstSeed: simulate.seed,
            seeds: simulate.seeds,
            ticks: simulate.ticks
        )
        for seed in simulate.seed..<simulate.seed + simulate.seeds {
            StandardDescriptors.write("seed \(seed)\n", to: 2)
            var simulation = Simulation(options: simulate.swarm(of: seed))
            let violation = simulation.run()
            report.add(simulation, broke: violation)
            guard let violation else { continue }
            StandardStreams.write("\(name): seed \(seed): \(violation)\n")
            return .failed
        }
        StandardStreams.write(
            "\(name): not noticed in \(simulate.seeds) seeds; digest \(report.digest)\n"
        )
        return .ok
    }

    /// Prints the names of the bugs that this program can plant.
    static func listMutants() -> ExitCode {
        #if MUTANTS
        for mutant in Mutant.allCases { StandardStreams.write("\(mutant.rawValue)\n") }
        #else
        StandardStreams.write(
            "this program contains no mutants; docs/TESTING.md, Mutants, says how to build one\n"
        )
        #endif
        return .ok
    }
}

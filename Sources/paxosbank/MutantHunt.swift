import Foundation
import Runner
import Simulator

#if MUTANTS
import Mutation
#endif

extension Commands {
    /// Looks for a seed in which a checker notices a planted bug.
    ///
    /// The seeds run one after the other, and each says its number on standard error: a bug may
    /// also end the process, by an assertion of the program itself.
    ///
    /// - Returns: `failed` if a checker noticed it, as for any broken rule; `ok` if none did.
    /// - Throws: ``Runner/UserError`` if there is no such bug in this program.
    static func hunt(
        _ name: String,
        _ simulate: SimulateOptions
    ) throws(UserError) -> ExitCode {
        #if MUTANTS
        guard let mutant = Mutant(rawValue: name) else {
            throw UserError(
                "there is no such mutant",
                code: "unknown_mutant",
                why: "'\(name)' is none of the planted bugs",
                hint: "'paxosbank simulate --list-mutants' has them all",
                kind: .usage
            )
        }
        PlantedMutant.plant(mutant)
        for seed in simulate.seed..<simulate.seed + simulate.seeds {
            StandardDescriptors.write("seed \(seed)\n", to: 2)
            var swarm = SwarmOptions(seed: seed)
            swarm.ticks = simulate.ticks
            var simulation = Simulation(options: swarm)
            guard let violation = simulation.run() else { continue }
            StandardStreams.write("\(name): seed \(seed): \(violation)\n")
            return .failed
        }
        StandardStreams.write("\(name): not noticed in \(simulate.seeds) seeds\n")
        return .ok
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

    /// Prints the names of the planted bugs that this program contains.
    static func listMutants() -> ExitCode {
        #if MUTANTS
        for mutant in Mutant.allCases { StandardStreams.write("\(mutant.rawValue)\n") }
        #else
        StandardStreams.write(
            "this program contains no mutants; build one with '-Xswiftc -DMUTANTS'"
                + " (docs/TESTING.md, Mutants)\n"
        )
        #endif
        return .ok
    }
}

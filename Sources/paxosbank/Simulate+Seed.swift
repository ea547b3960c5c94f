import Runner
import Simulator

/// What `simulate` does with one seed: it shows its run, or makes a failing one smaller.
extension Commands {
    /// Runs one seed, and prints what happens in it.
    static func trace(_ simulate: SimulateOptions) -> ExitCode {
        var simulation = Simulation(options: simulate.swarm(of: simulate.seed))
        simulation.keepTrace()
        let violation = simulation.run()
        StandardStreams.write(simulation.table?.text ?? "")
        StandardStreams.write("digest \(simulation.digest)\n")
        guard let violation else { return .ok }
        StandardStreams.write("seed \(simulate.seed): \(violation)\n")
        return .failed
    }

    /// Makes a failing seed smaller, and prints what is left of its run.
    static func shrink(_ simulate: SimulateOptions) -> ExitCode {
        guard var shrinker = Shrinker(simulate.swarm(of: simulate.seed)) else {
            StandardStreams.write("seed \(simulate.seed) breaks no rule: nothing to shrink\n")
            return .ok
        }
        let outcome = shrinker.shrink()
        StandardStreams.write(outcome.table.text)
        StandardStreams.write(
            """
            seed \(simulate.seed): \(outcome.violation)
            \(outcome.events) events, of \(outcome.eventsBefore); \(outcome.runs) runs tried
            replay: \(replay(simulate, only: outcome.reduction))

            """
        )
        return .failed
    }

    /// The call that shows what is left of a run.
    private static func replay(
        _ simulate: SimulateOptions,
        only reduction: SwarmReduction
    ) -> String {
        let mutant = simulate.mutant.map { " --mutant \($0)" } ?? ""
        return "paxosbank simulate --seed \(simulate.seed) --only \(reduction)\(mutant) --trace"
    }
}

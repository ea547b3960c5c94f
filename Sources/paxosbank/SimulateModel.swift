import Simulator

extension Commands {
    /// Prints a TLA+ module of what the nodes did, one run a seed, for `docs/spec/Trace.tla`.
    static func writeModel(_ simulate: SimulateOptions, nodes: Int) -> ExitCode {
        var runs: [String] = []
        for seed in simulate.seed..<simulate.seed + simulate.seeds {
            var swarm = SwarmOptions(modelSeed: seed, nodeCount: nodes)
            swarm.ticks = simulate.ticks
            var simulation = Simulation(options: swarm)
            simulation.keepModelTrace()
            if let violation = simulation.runFollowed() {
                StandardStreams.write("seed \(seed): \(violation)\n")
                return .failed
            }
            guard let trace = simulation.cluster.modelTrace else { continue }
            runs.append("\"\(trace)\" \\* seed \(seed)")
        }
        StandardStreams.write(
            """
            ---- MODULE Traces ----
            TraceSteps == <<
            \(runs.joined(separator: "\n,"))
            >>
            ====

            """
        )
        return .ok
    }
}

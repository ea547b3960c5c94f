import Simulator
import Testing

/// One word for all that happens in a run.
@Suite("Trace digest") struct TraceDigestTests {
    private func run(_ seed: UInt64, _ change: (inout Simulation) -> Void = { _ in }) -> Simulation
    {
        var options = SwarmOptions(seed: seed)
        options.ticks = 150
        var simulation = Simulation(options: options)
        change(&simulation)
        #expect(simulation.run() == nil, "seed \(seed)")
        return simulation
    }

    @Test("A seed has one digest, whether a trace is kept or not", arguments: [7, 18, 42])
    func repeatable(seed: UInt64) {
        let plain = run(seed)
        let traced = run(seed) { $0.keepTrace() }

        #expect(plain.digest == run(seed).digest)
        #expect(plain.digest == traced.digest)
    }

    @Test("Twenty seeds have twenty digests")
    func different() {
        let digests = (0..<20).map { run($0).digest.value }

        #expect(Set(digests).count == 20)
    }

    @Test("A tick more is another digest")
    func longer() {
        var options = SwarmOptions(seed: 3)
        options.ticks = 151
        var simulation = Simulation(options: options)

        #expect(simulation.run() == nil)

        #expect(simulation.digest != run(3).digest)
    }

    @Test("A campaign's digest is that of its seeds, in whichever order they end")
    func campaign() {
        let runs = (1...4).map { run(UInt64($0)) }
        var (forwards, backwards, parts) = (CampaignDigest(), CampaignDigest(), CampaignDigest())
        for run in runs { forwards.add(seed: run.options.seed, digest: run.digest) }
        for run in runs.reversed() { backwards.add(seed: run.options.seed, digest: run.digest) }
        var part = CampaignDigest()
        for run in runs[2...] { part.add(seed: run.options.seed, digest: run.digest) }
        parts.add(part)
        for run in runs[..<2] { parts.add(seed: run.options.seed, digest: run.digest) }

        #expect(forwards == backwards)
        #expect(forwards == parts)
        #expect(forwards != part)
    }
}

import Bank
import Testing

@Suite("Determinism")
struct DeterminismTests {
    /// The digest of a bank, and of all its replies, after a seeded run.
    private static func digest(seed: UInt64) throws -> UInt64 {
        var generator = SplitMix(seed: seed)
        var bank = try Bank(accounts: Accounts.standard, limits: BankLimits(journalEntriesMax: 99))
        var hasher = DigestHasher()
        let names = Accounts.standard.map(\.id)
        for step: UInt64 in 1...3_000 {
            let request = Request(
                client: try #require(ClientID("client-\(generator.below(200))")),
                timestamp: timestamp(step / 2 + 1),
                command: .transfer(
                    Transfer(
                        from: generator.pick(names),
                        to: generator.pick(names),
                        amount: Amount(minorUnits: Int64(generator.below(9)))
                    )
                )
            )
            request.mix(into: &hasher)
            bank.execute(request).mix(into: &hasher)
        }
        hasher.mix(bank.stateDigest)
        return hasher.finished
    }

    @Test("B28: the same requests leave the same state and replies in every process")
    func twoProcesses() async throws {
        let here = try Self.digest(seed: 28)
        for _ in 1...2 {
            let exit = await #expect(
                processExitsWith: .success,
                observing: [\.standardOutputContent]
            ) {
                print("digest \(try Self.digest(seed: 28)).")
            }

            let output = String(decoding: try #require(exit).standardOutputContent, as: UTF8.self)
            #expect(output.contains("digest \(here)."))
        }
    }

    @Test("Another seed gives another digest, so the digest sees something")
    func otherSeed() throws {
        #expect(try Self.digest(seed: 28) != Self.digest(seed: 29))
    }
}

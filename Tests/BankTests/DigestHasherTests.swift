import Bank
import Testing

@Suite("DigestHasher")
struct DigestHasherTests {
    private func digest(_ words: [UInt64]) -> UInt64 {
        var hasher = DigestHasher()
        for word in words { hasher.mix(word) }
        return hasher.finished
    }

    @Test("Words, their order and their number count, zeros too")
    func everythingCounts() {
        let lists: [[UInt64]] = [
            [], [0], [0, 0], [1], [1, 0], [0, 1], [1, 2], [2, 1], [1, 2, 0], [.max],
        ]

        #expect(Set(lists.map(digest)).count == lists.count)
    }

    @Test("Each single bit of a word changes about half of the digest's bits")
    func avalanche() {
        var generator = SplitMix(seed: 1)
        for _ in 0..<100 {
            let words = [generator.next(), generator.next()]
            for bit in 0..<64 {
                let changed = digest(words) ^ digest([words[0] ^ (1 << bit), words[1]])
                #expect(8...56 ~= changed.nonzeroBitCount, "bit \(bit)")
            }
        }
    }

    @Test("A digest can be resumed where it stood")
    func resume() {
        var hasher = DigestHasher()
        hasher.mix(1)
        var resumed = DigestHasher(resuming: hasher.state)
        resumed.mix(2)

        #expect(resumed.finished == digest([1, 2]))
    }

    @Test("Every field of a request and of a reply is mixed in")
    func fields() throws {
        let base = request("G", 7, transfer("A", "B", 6))
        let others = [
            request("H", 7, transfer("A", "B", 6)), request("G", 8, transfer("A", "B", 6)),
            request("G", 7, transfer("C", "B", 6)), request("G", 7, transfer("A", "C", 6)),
            request("G", 7, transfer("B", "A", 6)), request("G", 7, transfer("A", "B", 5)),
            request("G", 7, transfer("A", "B", -6)),
        ]
        let digests = ([base] + others)
            .map { request in
                var hasher = DigestHasher()
                request.mix(into: &hasher)
                return hasher.finished
            }

        #expect(Set(digests).count == digests.count)
        // The fingerprint is that of the command alone.
        #expect(others[0].fingerprint == base.fingerprint)
        #expect(others[1].fingerprint == base.fingerprint)
        #expect(Set(([base] + others[2...]).map(\.fingerprint)).count == 6)
    }

    @Test("Replies that differ in any field have different digests")
    func replies() {
        let results: [RequestResult] =
            [.success, .stale, .conflict] + FailureReason.allCases.map { .failed($0) }
        var digests: [UInt64] = []
        for result in results {
            for position: UInt64 in [0, 1] {
                for balances in [nil, balances(0, 0), balances(0, 1), balances(1, 0)] {
                    let reply = Reply(
                        client: ClientID(validated: "G"),
                        timestamp: timestamp(7),
                        result: result,
                        position: position,
                        balances: balances
                    )
                    var hasher = DigestHasher()
                    reply.mix(into: &hasher)
                    digests.append(hasher.finished)
                }
            }
        }

        #expect(digests.count == 12 * 2 * 4)
        #expect(Set(digests).count == digests.count)
    }
}

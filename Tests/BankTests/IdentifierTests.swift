import Bank
import Testing

@Suite("Identifier")
struct IdentifierTests {
    private static let alphabet = Array(
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    )

    /// A text of valid characters; few kinds of them at times, so that texts share prefixes.
    private func randomText(length: Int, kinds: Int, using generator: inout SplitMix) -> String {
        String((0..<length).map { _ in Self.alphabet[generator.below(kinds)] })
    }

    /// What bytes are read as.
    private func parsed(_ bytes: [UInt8]) -> Identifier? { Identifier(ascii: bytes.span) }

    @Test("Names of every length from 1 to 64 come back as they were", arguments: 1...64)
    func roundTrip(length: Int) throws {
        var generator = SplitMix(seed: UInt64(length))
        for kinds in [1, 2, 64, 64, 64] {
            let text = randomText(length: length, kinds: kinds, using: &generator)
            let bytes = Array(text.utf8)

            let identifier = try #require(Identifier(text))

            #expect(identifier.description == text)
            #expect(identifier.count == length)
            #expect(parsed(bytes) == identifier)
            #expect(Identifier(text.dropFirst(0)) == identifier)
            var appended: [UInt8] = [1, 2]
            identifier.append(to: &appended)
            #expect(appended == [1, 2] + bytes)
        }
    }

    @Test("Every character is told from every other, at every position", arguments: 0..<64)
    func everyCharacter(position: Int) throws {
        var found: Set<Identifier> = []
        for character in Self.alphabet {
            var text = Array(repeating: Character("m"), count: 64)
            text[position] = character

            let identifier = try #require(Identifier(String(text)))

            #expect(identifier.description == String(text))
            found.insert(identifier)
        }
        #expect(found.count == 64)
    }

    @Test("No name is empty or longer than 64")
    func lengths() {
        #expect(Identifier("") == nil)
        #expect(Identifier(String(repeating: "a", count: 65)) == nil)
        #expect(Identifier(String(repeating: "a", count: 1_000_000)) == nil)
        #expect(parsed(Array(repeating: UInt8(ascii: "a"), count: 65)) == nil)
        #expect(parsed([]) == nil)
    }

    @Test("A byte outside the alphabet is refused wherever it stands")
    func badBytes() {
        let valid = Set(Self.alphabet.compactMap(\.asciiValue))
        for byte in UInt8.min...UInt8.max {
            for (length, position) in [(1, 0), (10, 9), (11, 10), (11, 0), (64, 63), (64, 10)] {
                var bytes = Array(repeating: UInt8(ascii: "a"), count: length)
                bytes[position] = byte
                let identifier = parsed(bytes)
                #expect((identifier != nil) == valid.contains(byte), "\(byte) at \(position)")
            }
        }
        for text in ["a b", "é", "a\u{0}", "Ａ", "a.b", "a/b", "a\"b", "👍"] {
            #expect(Identifier(text) == nil, "\(text)")
        }
    }

    @Test("Names are ordered, and equal, as their texts are by UTF-8")
    func order() throws {
        var generator = SplitMix(seed: 7)
        for _ in 0..<20_000 {
            let kinds = generator.pick([1, 2, 64])
            let lengthMax = generator.pick([3, 12, 64])
            let texts = [0, 1]
                .map { _ in
                    let length = 1 + generator.below(lengthMax)
                    return randomText(length: length, kinds: kinds, using: &generator)
                }
            let identifiers = texts.compactMap { Identifier($0) }
            try #require(identifiers.count == 2)

            let isLess = texts[0].utf8.lexicographicallyPrecedes(texts[1].utf8)
            #expect((identifiers[0] < identifiers[1]) == isLess, "\(texts)")
            #expect((identifiers[0] == identifiers[1]) == (texts[0] == texts[1]), "\(texts)")
        }
    }

    @Test("A hyphen at the end counts, though it is packed as zeros")
    func hyphens() {
        let names: [StaticString] = ["a", "a-", "a--", "a-0", "a0", "a0-"]
        let identifiers = names.map { Identifier(validated: $0) }

        #expect(identifiers == identifiers.sorted())
        #expect(Set(identifiers).count == identifiers.count)
        #expect(Set(identifiers.map(\.hashWord)).count == identifiers.count)
    }

    @Test("Hash words of alike names differ, and spread over the high and the low bits")
    func hashWords() throws {
        var words: Set<UInt64> = []
        var high = Array(repeating: 0, count: 256)
        var low = Array(repeating: 0, count: 256)
        for number in 0..<25_600 {
            let word = try #require(Identifier("account-\(number)")).hashWord
            words.insert(word)
            high[Int(word >> 56)] += 1
            low[Int(word & 255)] += 1
        }

        #expect(words.count == 25_600)
        // 100 names are due to each of 256 values; five standard deviations are 50.
        #expect(high.allSatisfy { 50...150 ~= $0 }, "\(high)")
        #expect(low.allSatisfy { 50...150 ~= $0 }, "\(low)")
    }

    @Test("Hash words are part of snapshots and digests, so they never change")
    func hashWordsStay() {
        #expect(Identifier(validated: "A").hashWord == 0x23AF_7982_6222_DA1D)
        #expect(Identifier(validated: "account-1").hashWord == 0xF085_D22F_BE3B_7BA5)
        #expect(
            Identifier(validated: "a-much-longer-name_of_35_characters").hashWord
                == 0x1D7D_63E1_97C0_3ECF
        )
    }

    @Test("A name in the program that is no name stops the process and shows it")
    func literals() async throws {
        let exit = await #expect(
            processExitsWith: .failure,
            observing: [\.standardErrorContent]
        ) {
            _ = Identifier(validated: "no name")
        }

        let message = String(decoding: try #require(exit).standardErrorContent, as: UTF8.self)
        #expect(message.contains("not an identifier: no name"))
    }

    @Test("Account and client names are names of different types")
    func kinds() throws {
        let account = try #require(AccountID("A-1"))
        let text = Array("A-1".utf8)
        let parsed = ClientID(ascii: text.span)
        let client = try #require(parsed)

        #expect(account.identifier == client.identifier)
        #expect("\(account) \(client)" == "A-1 A-1")
        #expect(AccountID("A 1") == nil)
        #expect(ClientID("A 1") == nil)
        #expect(account < AccountID(validated: "A-2"))
        var bytes: [UInt8] = []
        client.append(to: &bytes)
        #expect(bytes == text)
    }
}

import Scenario
import Testing

@Suite("ScenarioError")
struct ScenarioErrorTests {
    /// A file with mistakes, and what is found: line, column, code, and what the message says.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let text: String
        let findings: [Finding]
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ findings: Finding...) {
            self.text = text
            self.findings = findings
        }
    }

    /// One error, without its row and hint.
    struct Finding: Equatable, Sendable {
        let line: Int
        let column: Int
        let code: ScenarioError.Code
        let message: String

        init(_ line: Int, _ column: Int, _ code: ScenarioError.Code, _ message: String) {
            self.line = line
            self.column = column
            self.code = code
            self.message = message
        }
    }

    static let rowMistakes: [Mistake] = [
        Mistake("", .init(1, 1, .noSets, "the file holds no set")),
        Mistake("\u{FEFF}\n# x\n,,\n", .init(1, 1, .noSets, "the file holds no set")),
        Mistake("Set Number,a,b\n", .init(1, 1, .noSets, "the file holds no set")),
        Mistake(
            ",LF\n,\"(A, B, 1)\"\n1,LF\n",
            .init(1, 2, .itemBeforeSet, "a row before the first set number")
        ),
        Mistake(
            "Set Number\n,,[n1]\n1",
            .init(2, 3, .itemBeforeSet, "a row before the first set number")
        ),
        Mistake(
            "2,LF\n1,LF\n1,LF\n2,LF\n1,LF",
            .init(2, 1, .setGoesBack, "set 1 stands after set 2"),
            .init(5, 1, .setGoesBack, "set 1 stands after set 2")
        ),
        Mistake("1\n x ,LF", .init(2, 2, .badSetNumber, "\"x\" is not a set number")),
        Mistake("-1,LF", .init(1, 1, .badSetNumber, "\"-1\" is not a set number")),
        Mistake(
            "1\nSet Number,a,b\n2",
            .init(2, 1, .badSetNumber, "a header within the file")
        ),
        Mistake(
            "99999999999999999999",
            .init(
                1,
                1,
                .badSetNumber,
                "the set number \"99999999999999999999\" is too large"
            )
        ),
        Mistake(
            "1,LF,[n1],x",
            .init(1, 11, .tooManyCells, "a row has 3 cells, this is one more")
        ),
        Mistake(
            "1,\"LF\"x,[n1]\n,LF",
            .init(1, 7, .textAfterQuote, "text after a closed quote")
        ),
        Mistake(
            "1,\"(A, B, 1),[n1]\n,LF\n2,x",
            .init(1, 3, .openQuote, "a quote that is never closed"),
            .init(3, 3, .badItem, "\"x\" is neither a transfer nor LF")
        ),
        Mistake(
            "1,LF\r,[n1]",
            .init(1, 5, .badLineEnd, "a carriage return that ends no line")
        ),
        Mistake(
            "1,LF\u{0}\n2,é\u{0}",
            .init(1, 5, .nulByte, "a NUL byte"),
            .init(2, 4, .nulByte, "a NUL byte")
        ),
    ]

    static let itemMistakes: [Mistake] = [
        Mistake("2,\"(E, I, 4x)\"", .init(1, 11, .badItem, "the amount \"4x\" is not an integer")),
        Mistake(
            "1,\"(E, I, 4.0)\"",
            .init(1, 11, .badItem, "the amount \"4.0\" is not an integer")
        ),
        Mistake(
            "1,\"(E, I, - 4)\"",
            .init(1, 11, .badItem, "the amount \"- 4\" is not an integer")
        ),
        Mistake("1,\"(E, I, +)\"", .init(1, 11, .badItem, "the amount \"+\" is not an integer")),
        Mistake("1,\"(E, I, )\"", .init(1, 11, .badItem, "the amount is missing")),
        Mistake("1,\"( , I, 4)\"", .init(1, 6, .badItem, "the sender is missing")),
        Mistake("1,\"(E,,4)\"", .init(1, 7, .badItem, "the receiver is missing")),
        Mistake(
            "1,\"(E, I, 9223372036854775808)\"",
            .init(1, 11, .badItem, "the amount \"9223372036854775808\" does not fit in 64 bits")
        ),
        Mistake(
            "1,\"(E, I, -9223372036854775809)\"",
            .init(1, 11, .badItem, "the amount \"-9223372036854775809\" does not fit in 64 bits")
        ),
        Mistake("1,\"(E, I)\"", .init(1, 4, .badItem, "a transfer has 3 fields, not 2")),
        Mistake("1,\"(E, 4)\"", .init(1, 4, .badItem, "a transfer has 3 fields, not 2")),
        Mistake("1,\"(E, I, 4, 5)\"", .init(1, 4, .badItem, "a transfer has 3 fields, not 4")),
        Mistake("1,()", .init(1, 3, .badItem, "a transfer has 3 fields, not 1")),
        Mistake("1,(E I 4)", .init(1, 3, .badItem, "a transfer has 3 fields, not 1")),
        Mistake(
            "1,\"(E, I, 4\"",
            .init(1, 4, .badItem, "a transfer without its closing parenthesis")
        ),
        Mistake(
            "1,\"LF;(E, I, 4;(E, I, x)\"",
            .init(1, 7, .badItem, "a transfer without its closing parenthesis"),
            .init(1, 23, .badItem, "the amount \"x\" is not an integer")
        ),
        Mistake("1,\"E, I, 4)\"", .init(1, 4, .badItem, "\"E\" is neither a transfer nor LF")),
        Mistake(
            "1,\"E, I, 4),(E, I, x)\"",
            .init(1, 4, .badItem, "\"E\" is neither a transfer nor LF"),
            .init(1, 20, .badItem, "the amount \"x\" is not an integer")
        ),
        Mistake("1,\"(E, I, 4) x\"", .init(1, 14, .badItem, "\"x\" stands behind a transfer")),
        Mistake("1,LFx", .init(1, 3, .badItem, "\"LFx\" is neither a transfer nor LF")),
        Mistake("1,L F", .init(1, 3, .badItem, "\"L F\" is neither a transfer nor LF")),
        Mistake("1,LF(n1)", .init(1, 3, .badItem, "\"LF(n1)\" is neither a transfer nor LF")),
        Mistake("1,LF;", .init(1, 6, .badItem, "an item is missing")),
        Mistake("1,\"LF,,LF\"", .init(1, 7, .badItem, "an item is missing")),
        Mistake("1,;LF", .init(1, 3, .badItem, "an item is missing")),
        Mistake(
            "1,\"(E, \"\"I\"\", 4)\"",
            .init(1, 8, .badItem, "\"\"\"I\"\"\" is not an account name")
        ),
        Mistake("1,\"(Ä, I, 4)\"", .init(1, 5, .badItem, "\"Ä\" is not an account name")),
        Mistake(
            "1,\"(E, K, 4)\"\n,\"(g, I, x)\"",
            .init(1, 8, .unknownAccount, "there is no account \"K\""),
            .init(2, 4, .unknownAccount, "there is no account \"g\""),
            .init(2, 10, .badItem, "the amount \"x\" is not an integer")
        ),
    ]

    static let liveMistakes: [Mistake] = [
        Mistake("1,LF,[n1,n6]", .init(1, 10, .unknownNode, "there is no node \"n6\"")),
        Mistake(
            "1,LF,[N1, 2, n1 n2]",
            .init(1, 7, .unknownNode, "there is no node \"N1\""),
            .init(1, 11, .unknownNode, "there is no node \"2\""),
            .init(1, 14, .unknownNode, "there is no node \"n1 n2\"")
        ),
        Mistake(
            "1,LF,[n1, n2, n1]",
            .init(1, 15, .duplicateNode, "the node \"n1\" is listed twice")
        ),
        Mistake("1,LF,n1", .init(1, 6, .badLiveList, "\"n1\" is not a list of live nodes")),
        Mistake(
            "1,LF,[n1",
            .init(1, 6, .badLiveList, "a list of live nodes without its closing bracket")
        ),
        Mistake("1,LF,[n1] n2", .init(1, 11, .badLiveList, "\"n2\" stands behind the live nodes")),
        Mistake("1,LF,[n1,]", .init(1, 10, .badLiveList, "the name of a node is missing")),
        Mistake("1,LF,[,n1]", .init(1, 7, .badLiveList, "the name of a node is missing")),
        Mistake(
            "1,(A,B,1),(B,C,1),[n1]",
            .init(1, 11, .badLiveList, "an item stands in the column of the live nodes"),
            .init(1, 19, .tooManyCells, "a row has 3 cells, this is one more")
        ),
        Mistake(
            "1,LF,[n1,n2]\n,LF,[n2,n1]\n,LF,\"[n1]\"",
            .init(3, 6, .liveListDiffers, "the live nodes of set 1 differ from those on line 1")
        ),
        Mistake(
            "1,LF\n,LF,[n1]",
            .init(2, 5, .liveListDiffers, "the live nodes of set 1 differ from those on line 1")
        ),
        Mistake("1,LF,[n9]\n1,LF,[n1]", .init(1, 7, .unknownNode, "there is no node \"n9\"")),
    ]

    static let reserved: [Mistake] = [
        Mistake("1,(X)", .init(1, 3, .notSupported, "the item \"(X)\" is not supported yet")),
        Mistake("1,(G)", .init(1, 3, .notSupported, "the item \"(G)\" is not supported yet")),
        Mistake(
            "1,\"(G, fast)\"",
            .init(1, 4, .notSupported, "the item \"(G, fast)\" is not supported yet")
        ),
        Mistake(
            "1,\"(X, Y, 5, fast)\"",
            .init(1, 4, .notSupported, "the item \"(X, Y, 5, fast)\" is not supported yet")
        ),
        Mistake("1,F(n3)", .init(1, 3, .notSupported, "the verb \"F(n3)\" is not supported yet")),
        Mistake(
            "1,r ( 3 )",
            .init(1, 3, .notSupported, "the verb \"r ( 3 )\" is not supported yet")
        ),
        Mistake(
            "1,\"LF;R(n3);F(3)\"",
            .init(1, 7, .notSupported, "the verb \"R(n3)\" is not supported yet"),
            .init(1, 13, .notSupported, "the verb \"F(3)\" is not supported yet")
        ),
        Mistake(
            "1,P(n1 n2 | n3)",
            .init(1, 3, .notSupported, "the verb \"P(n1 n2 | n3)\" is not supported yet")
        ),
        Mistake("1,H", .init(1, 3, .notSupported, "the verb \"H\" is not supported yet")),
        Mistake("1,\"H, G, 5)\"", .init(1, 4, .badItem, "\"H\" is neither a transfer nor LF")),
        Mistake(
            "1,W(500ms)",
            .init(1, 3, .notSupported, "the verb \"W(500ms)\" is not supported yet")
        ),
        Mistake("1,K(n2)", .init(1, 3, .notSupported, "the verb \"K(n2)\" is not supported yet")),
        Mistake(
            "1,S(n2 +5ms)",
            .init(1, 3, .notSupported, "the verb \"S(n2 +5ms)\" is not supported yet")
        ),
        Mistake(
            "Set Number,Transactions,Live Nodes,Expect\n1,LF,[n1],success\n,,,total=100",
            .init(1, 36, .notSupported, "the column \"Expect\" is not supported yet")
        ),
        Mistake(
            "SetNumber\tLive\tByzantine\t attack\n1\tLF\t[n1]\tx\ty",
            .init(1, 16, .notSupported, "the column \"Byzantine\" is not supported yet"),
            .init(1, 27, .notSupported, "the column \"attack\" is not supported yet")
        ),
        Mistake(
            "Set Number,a,b,Notes\n1,LF,[n1],x",
            .init(1, 16, .tooManyCells, "a row has 3 cells, this is one more")
        ),
    ]

    @Test(
        "Every mistake is found at its line and column",
        arguments: rowMistakes + itemMistakes + liveMistakes + reserved
    )
    func everyMistake(_ mistake: Mistake) throws {
        let errors = try #require(mistakes(in: Array(mistake.text.utf8)))

        let found = errors.kept.map { Finding($0.line, $0.column, $0.code, $0.message) }
        #expect(found == mistake.findings)
        #expect(errors.count == mistake.findings.count)
    }

    @Test("Together the mistakes show every code but those of raw bytes and of length")
    func everyCode() {
        let all = Self.rowMistakes + Self.itemMistakes + Self.liveMistakes + Self.reserved
        let shown = Set(all.flatMap(\.findings).map(\.code))

        #expect(
            Set(ScenarioError.Code.allCases).subtracting(shown) == [.badEncoding, .fileTooLong]
        )
    }

    @Test("Bytes that are not UTF-8 are found once a row, also in comments")
    func encoding() throws {
        let bytes =
            Array("1,LF\n# ".utf8) + [0xFF, 0xFE, 0x0A] + Array("2,é".utf8)
            + [0xC3, 0x0A] + Array("x".utf8)
        let errors = try #require(mistakes(in: bytes))

        let found = errors.kept.map { Finding($0.line, $0.column, $0.code, $0.message) }
        #expect(
            found == [
                Finding(2, 3, .badEncoding, "the byte 0xFF is not UTF-8"),
                Finding(3, 4, .badEncoding, "the byte 0xC3 is not UTF-8"),
                Finding(4, 1, .badSetNumber, "\"x\" is not a set number"),
            ]
        )
        #expect(errors.kept[0].row == "# \u{FFFD}\u{FFFD}")
    }

    @Test("A file of 16-bit units is named as such, once")
    func utf16() throws {
        for mark in [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]] {
            let errors = try #require(mistakes(in: mark + [0x31, 0, 0x0A, 0, 0x32, 0]))

            #expect(errors.kept.map(\.message) == ["the file is UTF-16, not UTF-8"])
        }
    }

    @Test("A file above the limit is refused unread")
    func fileTooLong() throws {
        let bytes = [UInt8](repeating: 0x0A, count: ScenarioLimits.fileBytesMax + 1)

        let errors = try #require(mistakes(in: bytes))

        #expect(errors.kept.map(\.code) == [.fileTooLong])
    }

    @Test("Of many errors the first twenty are kept, in file order, and all are counted")
    func many() throws {
        let rows = (1...1_000).map { "\($0),\"(A, B, x);(A, B, y)\",[n9]\n" }.joined()

        let errors = try #require(mistakes(in: Array(rows.utf8)))

        #expect(errors.count == 3_000)
        #expect(errors.kept.count == ScenarioLimits.errorsKeptMax)
        #expect(errors.kept.map(\.line) == (0..<20).map { 1 + $0 / 3 })
        #expect(errors.rendered(file: "f").hasSuffix("\nf: 2980 more errors not shown\n"))
    }
}

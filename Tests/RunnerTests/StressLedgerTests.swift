import JSON
import Runner
import Testing

/// What stress must notice is planted here, one thing at a time.
@Suite("Ledger of stress")
struct StressLedgerTests {
    private static let opening: [String: Int64] = ["A": 10, "B": 10, "C": 10]
    private static let payment = StressPayment(from: "A", to: "B", amount: 6)

    /// The answer of a gateway to a payment that moved money in a slot.
    private static func success(
        _ slot: Int,
        balance: Int = 4,
        replayed: Bool = false
    )
        -> StressAnswer
    {
        let text = #"{"outcome":"success","slot":\#(slot),"balances":{"A":\#(balance),"B":16}}"#
        return StressAnswer(status: 201, body: Array(text.utf8), isReplayed: replayed)
    }

    /// An error of a gateway.
    private static func error(
        _ status: Int,
        _ code: String,
        type: String = "cluster_error",
        slot: Int? = nil,
        replayed: Bool = false
    ) -> StressAnswer {
        let place = slot.map { #","slot":\#($0)"# } ?? ""
        let text = #"{"error":{"type":"\#(type)","code":"\#(code)"\#(place)}}"#
        return StressAnswer(status: status, body: Array(text.utf8), isReplayed: replayed)
    }

    private static func execution(
        _ slot: UInt64,
        _ payment: StressPayment = payment,
        succeeds: Bool = true
    ) -> StressExecution {
        StressExecution(slot: slot, payment: payment, hasSucceeded: succeeds)
    }

    /// A ledger with one open key, whose payment was answered so.
    private func ledger(answers: [StressAnswer]) -> StressLedger {
        var ledger = StressLedger(balances: Self.opening)
        ledger.open("k", Self.payment)
        for answer in answers { _ = ledger.note(answer, of: "k") }
        return ledger
    }

    @Test("One execution and equal answers are what must be")
    func good() {
        var ledger = ledger(answers: [
            Self.success(1), Self.success(1, replayed: true), Self.error(409, "key_in_progress"),
            Self.error(503, "no_quorum"), Self.error(504, "unknown_outcome"),
        ])
        ledger.close(executed: [Self.execution(1)], balances: ["A": 4, "B": 16, "C": 10])

        #expect(ledger.isOK, "\(ledger.violations)")
        #expect(ledger.executions == 1 && ledger.successes == 1)
    }

    @Test("What must be asked again tells nothing", arguments: [409, 429, 503, 504])
    func again(status: Int) {
        let codes = [409: "key_in_progress", 429: "too_many_requests"]
        var ledger = ledger(answers: [])
        let isKnown = ledger.note(Self.error(status, codes[status] ?? "unavailable"), of: "k")

        #expect(!isKnown)
        #expect(ledger.isOK)
    }

    @Test("A second execution is noticed by its slot and by the balances")
    func twice() {
        var ledger = ledger(answers: [Self.success(1), Self.success(1, replayed: true)])
        ledger.close(
            executed: [Self.execution(1), Self.execution(2)],
            balances: ["A": -2, "B": 22, "C": 10]
        )

        #expect(ledger.violations.count == 1)
        #expect(ledger.violations[0].contains("slot 2 executed (A, B, 6)"))
    }

    @Test("A second execution that the journal hides is noticed by the balances")
    func hidden() {
        var ledger = ledger(answers: [Self.success(1)])
        ledger.close(executed: [Self.execution(1)], balances: ["A": -2, "B": 22, "C": 10])

        #expect(
            ledger.violations == [
                "A holds -2; by what was executed it holds 4",
                "B holds 22; by what was executed it holds 16",
            ]
        )
    }

    @Test("An execution that comes after its round is noticed in the next one")
    func late() {
        var ledger = ledger(answers: [Self.success(1)])
        ledger.close(executed: [Self.execution(1)], balances: ["A": 4, "B": 16, "C": 10])
        ledger.close(executed: [Self.execution(3)], balances: ["A": -2, "B": 22, "C": 10])

        #expect(ledger.violationCount == 1)
    }

    @Test("Two answers as if each were the first are noticed, also where they are equal")
    func marks() {
        let ledger = ledger(answers: [Self.success(1), Self.success(1)])

        #expect(ledger.violations == ["k was answered twice as if for the first time"])
    }

    @Test("Unequal answers are noticed: another slot, another body, another status")
    func unequal() {
        let others = [
            Self.success(2, replayed: true), Self.success(1, balance: 5, replayed: true),
            Self.error(422, "insufficient_funds", type: "bank_error", slot: 1, replayed: true),
        ]
        for other in others {
            let ledger = ledger(answers: [Self.success(1), other])

            #expect(ledger.violationCount == 1, "\(other.words)")
            #expect(ledger.violations[0].contains("was answered 201"))
        }
    }

    @Test("An answer without an execution, and one of another payment, are noticed")
    func invented() {
        var none = ledger(answers: [Self.success(1)])
        none.close(executed: [], balances: Self.opening)
        var foreign = ledger(answers: [Self.success(1)])
        let other = StressPayment(from: "A", to: "C", amount: 6)
        foreign.close(executed: [Self.execution(1, other)], balances: ["A": 4, "B": 10, "C": 16])
        var refused = ledger(answers: [Self.success(1)])
        refused.close(executed: [Self.execution(1, succeeds: false)], balances: Self.opening)

        #expect(none.violations == ["k was answered as slot 1, where nothing was executed"])
        #expect(foreign.violationCount == 1)
        #expect(refused.violationCount == 1)
    }

    @Test("Two keys in one slot, and a key that nobody answered, are noticed")
    func keys() {
        var ledger = StressLedger(balances: Self.opening)
        for key in ["k", "l", "m"] { ledger.open(key, Self.payment) }
        _ = ledger.note(Self.success(1), of: "k")
        _ = ledger.note(Self.success(1), of: "l")
        ledger.close(executed: [Self.execution(1)], balances: ["A": 4, "B": 16, "C": 10])

        #expect(ledger.violations.contains("slot 1 is that of k, and of l"))
        #expect(ledger.violations.contains("what became of m was never answered"))
    }

    @Test("Money that is gone is noticed once")
    func money() {
        var ledger = StressLedger(balances: Self.opening)
        ledger.close(executed: [], balances: ["A": 9, "B": 10, "C": 10])

        #expect(
            ledger.violations == [
                "all accounts together hold 29, not 30",
                "A holds 9; by what was executed it holds 10",
            ]
        )
    }

    @Test("A used key may stand for nothing else")
    func reuse() {
        var ledger = ledger(answers: [Self.success(1)])
        let reused = Self.error(422, "key_reused", type: "idempotency_error")

        let isRefused = ledger.noteReuse(reused, of: "k")
        let isTold = ledger.noteReuse(Self.error(503, "no_quorum"), of: "k")
        #expect(isRefused && !isTold)
        #expect(ledger.isOK)
        _ = ledger.noteReuse(Self.success(2), of: "k")
        #expect(ledger.violationCount == 1)
        _ = ledger.note(reused, of: "k")
        #expect(ledger.violationCount == 2)
    }

    @Test(
        "Anything else that a gateway may say is wrong",
        arguments: [
            (201, "{}"), (201, #"{"outcome":"success"}"#), (200, "{}"), (500, "{}"), (400, ""),
            (422, "{}"), (409, #"{"error":{"code":"key_expired"}}"#), (201, "[1"),
        ]
    )
    func wrong(status: Int, body: String) {
        let answer = StressAnswer(status: status, body: Array(body.utf8))
        let ledger = ledger(answers: [answer])

        #expect(answer.meaning == .wrong)
        #expect(ledger.violationCount == 1)
    }

    @Test("Of many violations the first are told, and the rest counted, in every form")
    func many() {
        var ledger = StressLedger(balances: Self.opening)
        for number in 1...30 { ledger.note(violation: "number \(number)") }
        let report = StressReport(
            options: StressOptions(),
            tally: StressTally(),
            ledger: ledger,
            rounds: 1,
            milliseconds: 1_000
        )

        #expect(!report.isOK)
        #expect(report.human.hasSuffix("BROKEN: number 20\nand 10 more\n"))
        #expect(report.plain.hasSuffix("\t30\tfalse\n"))
        #expect("\(report.json)".hasPrefix(#"{"schema":"paxosbank.stress/1","ok":false"#))
    }

    @Test("A list of transfers is read without what was refused for its key")
    func journal() throws {
        let texts = [
            #"{"slot":7,"from":"A","to":"B","amount":6,"outcome":"success"}"#,
            #"{"slot":8,"from":"A","to":"B","amount":6,"outcome":"failed","reason":"same_account"}"#,
            #"{"slot":9,"from":"A","to":"B","amount":7,"outcome":"failed","reason":"key_reused"}"#,
        ]
        let read = try texts.map { StressExecution(try JSONValue(parsing: Array($0.utf8).span)) }

        #expect(read == [Self.execution(7), Self.execution(8, succeeds: false), nil])
    }
}

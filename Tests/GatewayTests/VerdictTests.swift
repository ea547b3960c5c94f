import Bank
import BankClient
import Gateway
import Testing

@Suite("Verdicts")
struct VerdictTests {
    private func verdict(
        _ outcome: Outcome,
        of transfer: Transfer = Transfer(.g, .b, 6),
        slot: UInt64? = nil,
        balances: TransferBalances? = nil,
        wasRefused: Bool = false,
        repeatsMadeKey: Bool = false
    ) -> PaymentVerdict {
        PaymentVerdict(
            outcome,
            slot: slot,
            balances: balances,
            wasRefused: wasRefused,
            of: PaymentVerdict.Circumstances(
                transfer: transfer,
                repeatsMadeKey: repeatsMadeKey,
                accounts: [.a: 0, .b: 1, .g: 2]
            )
        )
    }

    @Test("Money that moved is no error")
    func success() {
        let verdict = verdict(.success, slot: 7)

        #expect(verdict.error == nil && verdict.isAnswered)
    }

    @Test("What the bank refused is recorded, certain, and names field and slot")
    func refusals() throws {
        let balances = TransferBalances(from: Amount(minorUnits: 4), to: Amount(minorUnits: 16))
        let cases: [(FailureReason, Transfer, ErrorCode, String, String)] = [
            (
                .insufficientFunds, .init(.g, .b, 6), .insufficientFunds, "amount",
                "G has 4, needs 6"
            ),
            (.sameAccount, .init(.g, .g, 6), .sameAccount, "to", "from and to are both G"),
            (.unknownAccount, .init(.z, .b, 6), .unknownAccount, "from", "there is no account Z"),
            (.unknownAccount, .init(.g, .z, 6), .unknownAccount, "to", "there is no account Z"),
            (.unknownAccount, .init(.z, .z, 6), .unknownAccount, "from", "there is no account Z"),
            (
                .invalidAmount, .init(.g, .b, -6), .invalidAmount, "amount",
                "-6 is not an amount from 1 to 1000000000000000"
            ),
            (
                .balanceOverflow, .init(.g, .b, 6), .balanceOverflow, "amount",
                "B would hold more than 9007199254740991"
            ),
        ]
        for (reason, transfer, code, param, message) in cases {
            let verdict = verdict(.failed(reason), of: transfer, slot: 3, balances: balances)
            let error = try #require(verdict.error)

            #expect(verdict.isAnswered && error.isRecorded)
            #expect(error.code == code && error.param == param && error.message == message)
            #expect(error.outcome == .failed && error.slot == 3)
        }
    }

    @Test("The same answer of the bank gives the same bytes, whoever repeats the request")
    func sameBytes() throws {
        let balances = TransferBalances(from: Amount(minorUnits: 4), to: Amount(minorUnits: 16))
        let bodies = [false, true]
            .map { repeats in
                let verdict = verdict(
                    .failed(.insufficientFunds),
                    slot: 3,
                    balances: balances,
                    wasRefused: !repeats,
                    repeatsMadeKey: repeats
                )
                return text { verdict.error?.write(into: &$0, requestID: "id-\(repeats)") }
            }

        #expect(bodies[0] == bodies[1] && !bodies[0].isEmpty)
    }

    @Test("A refusal without balances still says what is needed")
    func noBalances() {
        let verdict = verdict(.failed(.insufficientFunds), slot: 3)

        #expect(verdict.error?.message == "G has less, needs 6")
    }

    @Test("What is about the key was not executed, and is not recorded")
    func keys() throws {
        let cases: [(FailureReason, ErrorCode)] = [
            (.keyReused, .keyReused), (.keyExpired, .keyExpired), (.tooManyKeys, .tooManyKeys),
        ]
        for (reason, code) in cases {
            let verdict = verdict(.failed(reason), slot: 3)
            let error = try #require(verdict.error)

            #expect(error.code == code && error.outcome == .notExecuted && !verdict.isAnswered)
            #expect(error.param == "Idempotency-Key" && !error.isRecorded)
        }
        #expect(verdict(.failed(.tooManyClients)).error?.code == .unavailable)
    }

    @Test("Silence is an unknown outcome; nothing sent, or all refused, is none")
    func silence() {
        #expect(verdict(.unknown).error?.code == .unknownOutcome)
        #expect(verdict(.unknown).error?.outcome == .unknown)
        #expect(verdict(.stale).error?.code == .unknownOutcome)
        #expect(verdict(.notExecuted).error?.code == .noQuorum)
        #expect(verdict(.notExecuted).error?.outcome == .notExecuted)
        #expect(verdict(.notExecuted, wasRefused: true).error?.code == .unavailable)
        #expect(verdict(.conflict).error?.code == .unavailable)
    }

    @Test("A made key that comes again may have been executed the first time")
    func madeKeys() {
        let unsent = verdict(.notExecuted, repeatsMadeKey: true)
        #expect(unsent.error?.code == .unknownOutcome && unsent.error?.outcome == .unknown)
        let refused = verdict(.notExecuted, wasRefused: true, repeatsMadeKey: true)
        #expect(refused.error?.outcome == .unknown)
        let stale = verdict(.stale, repeatsMadeKey: true)
        #expect(stale.error?.code == .keyExpired && stale.error?.outcome == .unknown)
        let other = verdict(.conflict, repeatsMadeKey: true)
        #expect(other.error?.code == .keyReused)
    }

    @Test("No verdict but success and refusals of the bank counts as answered")
    func answered() {
        let open: [Outcome] = [.conflict, .stale, .unknown, .notExecuted]
        for outcome in open {
            for repeats in [false, true] {
                for refused in [false, true] {
                    let verdict = verdict(outcome, wasRefused: refused, repeatsMadeKey: repeats)
                    #expect(!verdict.isAnswered && verdict.error != nil, "\(outcome)")
                }
            }
        }
    }
}

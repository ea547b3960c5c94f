import Bank
import Paxos
import Runner
import Testing

@Suite("Answers of gateways, in the words of the history")
struct ChaosWebAnswerTests {
    private static func request() throws -> Request {
        Request(
            client: ClientID(validated: "chaos-1-1"),
            timestamp: try #require(RequestTimestamp(3)),
            command: .transfer(
                Transfer(
                    from: AccountID(validated: "A"),
                    to: AccountID(validated: "B"),
                    amount: Amount(minorUnits: 6)
                )
            )
        )
    }

    private func result(_ status: Int, _ body: String) throws -> ChaosOperation.Result? {
        ChaosWebAnswer.result(status: status, body: Array(body.utf8), to: try Self.request())
    }

    @Test("201 and 422 tell what became of a transfer")
    func known() throws {
        let request = try Self.request()
        let balances = TransferBalances(from: Amount(minorUnits: 4), to: Amount(minorUnits: 16))
        let success = try result(201, #"{"slot":7,"balances":{"A":4,"B":16}}"#)
        let failure = try result(
            422,
            #"{"error":{"type":"bank_error","code":"insufficient_funds","slot":8}}"#
        )

        #expect(
            success
                == .reply(
                    Reply(
                        client: request.client,
                        timestamp: request.timestamp,
                        result: .success,
                        position: 7,
                        balances: balances
                    )
                )
        )
        #expect(
            failure
                == .reply(
                    Reply(
                        client: request.client,
                        timestamp: request.timestamp,
                        result: .failed(.insufficientFunds),
                        position: 8,
                        balances: nil
                    )
                )
        )
    }

    @Test("503 is not executed, 504 and 409 are unknown, and anything else is wrong")
    func others() throws {
        #expect(try result(503, "{}") == .notExecuted)
        #expect(try result(429, "") == .notExecuted)
        #expect(try result(504, "{}") == .unknown)
        #expect(try result(409, "{}") == .unknown)
        for (status, body) in [
            (201, "{}"), (201, #"{"slot":7,"balances":{"A":4}}"#), (200, "{}"), (500, "{}"),
            (422, #"{"error":{"type":"idempotency_error","code":"key_reused"}}"#), (400, "{}"),
            (422, #"{"error":{"type":"bank_error","code":"insufficient_funds"}}"#),
        ] {
            #expect(try result(status, body) == nil, "\(status) \(body)")
        }
    }

    @Test("A balance comes with its slot")
    func balances() {
        let good = Array(#"{"id":"A","balance":10,"slot":0}"#.utf8)

        #expect(
            ChaosWebAnswer.balance(status: 200, body: good)
                == .balance(Amount(minorUnits: 10), slot: .zero)
        )
        #expect(ChaosWebAnswer.balance(status: 503, body: []) == .unknown)
        #expect(ChaosWebAnswer.balance(status: 200, body: []) == nil)
        #expect(ChaosWebAnswer.balance(status: 404, body: good) == nil)
    }

    @Test("A ballot is read as headers tell it")
    func ballots() {
        #expect(ChaosWebAnswer.ballot("(3,2)") == Ballot(round: 3, proposer: NodeID(2)))
        for text in [nil, "", "(3,0)", "3", "(a,b)", "()"] as [String?] {
            #expect(ChaosWebAnswer.ballot(text) == .zero)
        }
    }
}

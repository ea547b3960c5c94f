package import Bank
import JSON
package import Paxos

/// What a gateway's answer says, in the words of the history.
package enum ChaosWebAnswer {
    /// Reads the answer to a transfer.
    ///
    /// - Parameters:
    ///   - status: Its status.
    ///   - body: Its body.
    ///   - request: The transfer with its name.
    /// - Returns: What became of it; nil if no gateway may answer so.
    package static func result(
        status: Int,
        body: [UInt8],
        to request: Request
    ) -> ChaosOperation.Result? {
        let value = try? JSONValue(parsing: body.span)
        switch status {
        case 201:
            let transfer = request.command.transfer
            guard let value, let slot = slot(of: value),
                let from = amount(value["balances"]?["\(transfer.from)"]),
                let to = amount(value["balances"]?["\(transfer.to)"])
            else { return nil }
            let balances = TransferBalances(from: from, to: to)
            return .reply(reply(to: request, .success, slot, balances))
        case 422:
            guard let error = value?["error"], error["type"]?.asString == "bank_error",
                let slot = slot(of: error),
                let reason = error["code"]?.asString.flatMap({ FailureReason(rawValue: $0) })
            else { return nil }
            return .reply(reply(to: request, .failed(reason), slot, nil))
        case 429, 503: return .notExecuted
        case 409, 504: return .unknown
        default: return nil
        }
    }

    private static func reply(
        to request: Request,
        _ result: RequestResult,
        _ slot: UInt64,
        _ balances: TransferBalances?
    ) -> Reply {
        Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: slot,
            balances: balances
        )
    }

    /// Reads the answer to `GET /v1/accounts/{id}`.
    ///
    /// - Returns: The balance; `unknown` if there is none to be had now; nil if no gateway may
    ///   answer so.
    package static func balance(status: Int, body: [UInt8]) -> ChaosOperation.Result? {
        switch status {
        case 200:
            let value = try? JSONValue(parsing: body.span)
            guard let value, let balance = amount(value["balance"]),
                let slot = value["slot"]?.asInteger, slot >= 0
            else { return nil }
            return .balance(balance, slot: Slot(UInt64(slot)))
        case 429, 503, 504: return .unknown
        default: return nil
        }
    }

    /// Reads the ballot `(3,2)` of a header; zero if there is none.
    package static func ballot(_ text: String?) -> Ballot {
        let parts = (text ?? "").dropFirst().dropLast().split(separator: ",")
        guard parts.count == 2, let round = UInt64(parts[0]), let proposer = UInt8(parts[1]),
            proposer > 0
        else { return .zero }
        return Ballot(round: round, proposer: NodeID(proposer))
    }

    private static func slot(of value: JSONValue) -> UInt64? {
        value["slot"]?.asInteger.flatMap { $0 > 0 ? UInt64($0) : nil }
    }

    private static func amount(_ value: JSONValue?) -> Amount? {
        value?.asInteger.map { Amount(minorUnits: $0) }
    }
}

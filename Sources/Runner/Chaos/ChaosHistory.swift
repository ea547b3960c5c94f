public import Bank
import BankClient
package import JSON
public import Paxos

/// What a client of a chaos run asked for, and what became of it.
public struct ChaosOperation: Hashable, Sendable {
    /// Who asked.
    public let client: ClientID
    /// What was asked for.
    public let action: Action
    /// When it was asked for, in nanoseconds of the machine's monotonic clock.
    public let call: Int64
    /// When its answer was there, or it was given up; the same clock.
    public let end: Int64
    /// What became of it.
    public let result: Result

    /// Creates an operation.
    package init(client: ClientID, action: Action, call: Int64, end: Int64, result: Result) {
        self.client = client
        self.action = action
        self.call = call
        self.end = end
        self.result = result
    }

    /// What clients ask for.
    public enum Action: Hashable, Sendable {
        /// A transfer.
        case transfer(Request)
        /// A balance.
        case read(AccountID)
    }

    /// What became of what was asked for.
    public enum Result: Hashable, Sendable {
        /// The bank's reply.
        case reply(Reply)
        /// The balance after every slot up to this one.
        case balance(Amount, slot: Slot)
        /// Certainly nothing.
        case notExecuted
        /// No answer came.
        case unknown
    }
}

/// Everything that clients and nodes said, for who judges it.
public struct ChaosEvidence: Hashable, Sendable {
    /// The accounts with what they held at the beginning.
    public let accounts: [Account]
    /// What clients asked for, in the order of the answers.
    public let operations: [ChaosOperation]
    /// What each node came to.
    public let ends: [NodeDatabase]
    /// Whether answers to transfers that the bank refused name balances; those of gateways do not.
    public var refusalsTellBalances = true
}

extension ChaosOperation {
    /// A line of the history: `client, op, args, call_ns, return_ns, outcome, slot, reply`.
    package var json: JSONValue {
        .object([
            .init("client", .string("\(client)")), .init("op", .string(action.word)),
            .init("args", action.arguments), .init("call_ns", .integer(call)),
            .init("return_ns", .integer(end)), .init("outcome", .string(result.word)),
            .init("slot", result.slot.map { .of($0) } ?? .null), .init("reply", result.reply),
        ])
    }
}

extension ChaosOperation.Action {
    fileprivate var word: String {
        switch self {
        case .transfer: "transfer"
        case .read: "read"
        }
    }

    fileprivate var arguments: JSONValue {
        switch self {
        case .read(let account): ["account": .string("\(account)")]
        case .transfer(let request):
            [
                "timestamp": .string("\(request.timestamp)"),
                "from": .string("\(request.command.transfer.from)"),
                "to": .string("\(request.command.transfer.to)"),
                "amount": .integer(request.command.transfer.amount.minorUnits),
            ]
        }
    }
}

extension ChaosOperation.Result {
    /// The word for what became of it.
    var word: String {
        switch self {
        case .reply(let reply): reply.result.word
        case .balance: "success"
        case .notExecuted: Outcome.notExecuted.word
        case .unknown: Outcome.unknown.word
        }
    }

    fileprivate var slot: Slot? {
        switch self {
        case .reply(let reply): reply.position == 0 ? nil : Slot(reply.position)
        case .balance(_, let slot): slot
        case .notExecuted, .unknown: nil
        }
    }

    fileprivate var reply: JSONValue {
        switch self {
        case .notExecuted, .unknown: return .null
        case .balance(let balance, _): return ["balance": .integer(balance.minorUnits)]
        case .reply(let reply):
            let reason = reply.result.reason.map { JSONValue.string($0.rawValue) } ?? .null
            guard let balances = reply.balances else { return ["reason": reason] }
            return [
                "reason": reason, "from_balance": .integer(balances.from.minorUnits),
                "to_balance": .integer(balances.to.minorUnits),
            ]
        }
    }
}

public import Bank
public import JSON
public import Paxos

/// What became of a transfer: the one vocabulary of every part that people see.
public enum TransferOutcome: Hashable, Sendable {
    /// In a slot, executed, balances moved.
    case success(slot: Slot)
    /// In a slot, executed, nothing moved; final.
    case failed(slot: Slot, FailureReason)
    /// Not answered yet, and still being retried.
    case pending
    /// It certainly never entered the cluster.
    case notExecuted
    /// It was sent and not answered: ask again with the same key, or client and timestamp.
    case unknown

    /// The word in answers and reports.
    public var word: String {
        switch self {
        case .success: "success"
        case .failed: "failed"
        case .pending: "pending"
        case .notExecuted: "not_executed"
        case .unknown: "unknown"
        }
    }

    /// The slot it stands in; nil if it is not known to be in one.
    public var slot: Slot? {
        switch self {
        case .success(let slot), .failed(let slot, _): slot
        case .pending, .notExecuted, .unknown: nil
        }
    }

    /// Why the bank refused it; nil if it did not.
    public var reason: FailureReason? {
        if case .failed(_, let reason) = self { reason } else { nil }
    }

    /// Whether the cluster answered: it will not change any more.
    public var isFinal: Bool { slot != nil }
}

/// The answer to `transfer`.
public struct TransferPrint: Hashable, Sendable {
    /// The request.
    public let request: Request
    /// What became of it.
    public let outcome: TransferOutcome
    /// The ballot of the leader that answered; nil if none did.
    public let ballot: Ballot?
    /// The balances right after it was executed; nil if it was not, or an account is unknown.
    public let balances: TransferBalances?
    /// Whether the answer repeats what became of an earlier request under the same key.
    public let isReplayed: Bool

    /// Creates the answer to `transfer`.
    public init(
        _ request: Request,
        outcome: TransferOutcome,
        ballot: Ballot? = nil,
        balances: TransferBalances? = nil,
        isReplayed: Bool = false
    ) {
        self.request = request
        self.outcome = outcome
        self.ballot = ballot
        self.balances = balances
        self.isReplayed = isReplayed
    }

    /// The transfer asked for.
    private var transfer: Transfer { request.command.transfer }

    /// The reason with the numbers that explain it.
    private func explained(_ reason: FailureReason) -> String {
        switch reason {
        case .insufficientFunds:
            guard let balances else { return "\(transfer.from) has less than \(transfer.amount)" }
            return "\(transfer.from) has \(balances.from), needs \(transfer.amount)"
        case .invalidAmount: return "\(transfer.amount) is no amount to pay"
        case .sameAccount: return "\(transfer.from) pays itself"
        case .unknownAccount: return "\(transfer.from) or \(transfer.to) does not exist"
        case .balanceOverflow: return "\(transfer.to) would hold more than a balance can be"
        case .tooManyClients: return "no further client is remembered"
        case .keyReused: return "the key stands for another transfer"
        case .keyExpired: return "the key was used too long ago to tell what became of it"
        case .tooManyKeys: return "no further key is remembered"
        }
    }
}

extension TransferPrint: ThreeForms {
    /// One line.
    public var human: String {
        var words = [outcome.word]
        switch outcome {
        case .success(let slot):
            words.append("slot \(slot.rawValue)")
            if let ballot { words.append("ballot \(ballot)") }
            if let balances {
                words.append("\(transfer.from) \(balances.from)")
                words.append("\(transfer.to) \(balances.to)")
            }
        case .failed(let slot, let reason):
            words.append("slot \(slot.rawValue)")
            words.append("\(reason.rawValue): \(explained(reason))")
        case .pending, .notExecuted: break
        case .unknown where request.command.key != nil:
            words.append("ask again with the same --key")
        case .unknown:
            words.append("ask again with --client \(request.client)")
            words.append("--timestamp \(request.timestamp)")
        }
        if isReplayed { words.append("replayed") }
        return words.joined(separator: "  ") + "\n"
    }

    /// One row.
    public var plain: String {
        PlainTable.text(
            [
                "outcome", "slot", "ballot", "from", "from_balance", "to", "to_balance", "reason",
                "client", "timestamp",
            ],
            [
                [
                    outcome.word, outcome.slot.map { "\($0.rawValue)" } ?? dash,
                    ballot.map { "\($0)" } ?? dash, "\(transfer.from)",
                    balances.map { "\($0.from)" } ?? dash, "\(transfer.to)",
                    balances.map { "\($0.to)" } ?? dash, outcome.reason?.rawValue ?? dash,
                    "\(request.client)", "\(request.timestamp)",
                ]
            ]
        )
    }

    /// One object; `reason` is there only after a failure, `replayed` only if it is true.
    public var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("client", .string("\(request.client)")),
            .init("timestamp", .string("\(request.timestamp)")),
            .init("from", .string("\(transfer.from)")), .init("to", .string("\(transfer.to)")),
            .init("amount", .integer(transfer.amount.minorUnits)),
            .init("outcome", .string(outcome.word)),
            .init("slot", outcome.slot.map { .of($0) } ?? .null), .init("ballot", .of(ballot)),
        ]
        if let balances {
            members += [
                .init("from_balance", .integer(balances.from.minorUnits)),
                .init("to_balance", .integer(balances.to.minorUnits)),
            ]
        }
        if let reason = outcome.reason { members.append(.init("reason", .string(reason.rawValue))) }
        if isReplayed { members.append(.init("replayed", .bool(true))) }
        return .answer("transfer", members)
    }
}

/// The answer to `balance`.
public struct BalancePrint: Hashable, Sendable {
    /// The account.
    public let account: AccountID
    /// What it holds.
    public let balance: Amount
    /// Every slot up to this one is executed in it.
    public let slot: Slot
    /// The one node that was asked; nil if a quorum confirmed the answer.
    public let local: NodeID?

    /// Creates the answer to `balance`.
    public init(_ account: AccountID, _ balance: Amount, slot: Slot, local: NodeID? = nil) {
        self.account = account
        self.balance = balance
        self.slot = slot
        self.local = local
    }
}

extension BalancePrint: ThreeForms {
    /// One line.
    public var human: String {
        let place = local.map { "as \($0) has it, not confirmed" } ?? "confirmed by a quorum"
        return "\(account) \(balance)  slot \(slot.rawValue)  \(place)\n"
    }

    /// One row.
    public var plain: String {
        PlainTable.text(
            ["account", "balance", "slot", "node"],
            [["\(account)", "\(balance)", "\(slot.rawValue)", local.map { "\($0)" } ?? dash]]
        )
    }

    /// One object; `node` is null if a quorum confirmed the answer.
    public var json: JSONValue {
        .answer(
            "balance",
            [
                .init("account", .string("\(account)")),
                .init("balance", .integer(balance.minorUnits)),
                .init("slot", .of(slot)), .init("confirmed", .bool(local == nil)),
                .init("node", .of(local)),
            ]
        )
    }
}

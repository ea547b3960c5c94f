import Bank
import BankClient
import Paxos
import Wire

/// Transfers and reads.
extension CommandExecutor {
    /// Asks for one transfer and waits for its outcome.
    func transfer(
        _ transfer: Transfer,
        _ identity: RequestIdentity
    ) throws(UserError) -> (text: String, error: UserError?) {
        let client = identity.client ?? ownClient ?? ClientID(identifier: transfer.from.identifier)
        let completion: Completion
        do {
            completion = try session.connection.transfer(
                identity.command(transfer),
                by: client,
                timestamp: identity.timestamp,
                timeoutMilliseconds: timeoutMilliseconds
            )
        } catch {
            throw UserError(error.explanation, kind: .unavailable)
        }
        let timestamp = completion.timestamp ?? identity.timestamp
        guard let timestamp else { preconditionFailure("a request was sent without a timestamp") }
        let request = Request(client: client, timestamp: timestamp, command: completion.command)
        sentRequests.insert(request)
        let outcome = try outcome(of: completion, isRepeatable: identity.isRepeatable)
        let print = TransferPrint(
            request,
            outcome: outcome,
            ballot: completion.ballot == .zero ? nil : completion.ballot,
            balances: completion.balances,
            isReplayed: completion.isReplayed
        )
        return (print.text(form), error(for: outcome, completion))
    }

    /// What is told of a completion.
    ///
    /// Of a request that the caller can repeat, nobody knows here whether an earlier call had it
    /// executed: that nothing was taken on now does not mean that nothing was executed.
    private func outcome(
        of completion: Completion,
        isRepeatable: Bool
    ) throws(UserError) -> TransferOutcome {
        switch completion.outcome {
        case .success: return .success(slot: completion.slot ?? .zero)
        case .failed(.keyReused): throw .keyReused
        case .failed(.keyExpired): throw .keyExpired
        case .failed(let reason): return .failed(slot: completion.slot ?? .zero, reason)
        case .unknown: return .unknown
        case .notExecuted: return isRepeatable ? .unknown : .notExecuted
        case .conflict, .stale:
            if completion.command.key != nil { throw .overtaken(completion.client) }
            throw completion.outcome == .stale
                ? .stale(completion.client) : .conflict(completion.client)
        }
    }

    /// The error that an outcome amounts to for a script.
    private func error(for outcome: TransferOutcome, _ completion: Completion) -> UserError? {
        switch outcome {
        case .success, .pending: return nil
        case .failed(_, .tooManyKeys): return .tooManyKeys
        case .failed(_, let reason):
            return UserError(
                "the bank refused the transfer",
                code: reason.rawValue,
                why: "\(completion.command) was executed as failed and moved nothing",
                hint: "asking again will not help; change the transfer",
                kind: .rejected
            )
        case .unknown where completion.outcome == .notExecuted:
            return UserError(
                "nothing was taken on now; an earlier call may have been executed",
                code: "outcome_unknown",
                why: session.connection.explanation(of: completion, after: timeoutMilliseconds)?.why
                    ?? "no node can be reached",
                hint: "ask again with the same key or timestamp when the nodes run",
                kind: .unknownOutcome
            )
        case .unknown, .notExecuted:
            let isUnknown = outcome == .unknown
            guard
                let explanation = session.connection.explanation(
                    of: completion,
                    after: timeoutMilliseconds
                )
            else { preconditionFailure("\(outcome) has no explanation") }
            return UserError(explanation, kind: isUnknown ? .unknownOutcome : .unavailable)
        }
    }

    /// Reads a balance: confirmed by a quorum, or as one node has it.
    func balance(_ account: AccountID, local: NodeID?) throws(UserError) -> String {
        if let local { return try localBalance(account, on: local) }
        let message: BalanceMessage
        do {
            message = try session.connection.balance(
                of: account,
                timeoutMilliseconds: timeoutMilliseconds
            )
        } catch {
            throw UserError(error.explanation, kind: .unavailable)
        }
        switch message.answer {
        case .balance(let amount, let slot):
            return BalancePrint(account, amount, slot: slot).text(form)
        case .unknownAccount: throw unknown(account)
        case .notLeader: preconditionFailure("a read was ended by a node that does not lead")
        }
    }

    private func localBalance(
        _ account: AccountID,
        on node: NodeID
    ) throws(UserError) -> String {
        let database = try required(session.databases(of: [try known(node)])[0])
        guard let found = database.accounts.first(where: { $0.id == account }) else {
            throw unknown(account)
        }
        return BalancePrint(account, found.balance, slot: database.executed, local: node)
            .text(form)
    }

    private func unknown(_ account: AccountID) -> UserError {
        UserError(
            "there is no account \(account)",
            code: "unknown_account",
            why: "the cluster file does not name it",
            hint: "look at 'printdb'",
            kind: .notFound
        )
    }
}

extension RequestIdentity {
    /// Whether the caller can name the same request again, and may have named it before.
    fileprivate var isRepeatable: Bool {
        switch self {
        case .new, .client: false
        case .request, .key: true
        }
    }

    /// The client that asks; nil if whoever sends the request is to choose one.
    fileprivate var client: ClientID? {
        switch self {
        case .new, .key: nil
        case .client(let client), .request(let client, _): client
        }
    }

    /// The client's number of the request; nil for a new one.
    fileprivate var timestamp: RequestTimestamp? {
        if case .request(_, let timestamp) = self { timestamp } else { nil }
    }

    /// What the bank is asked for.
    fileprivate func command(_ transfer: Transfer) -> Command {
        if case .key(let key) = self {
            .keyedTransfer(transfer, key: key)
        } else {
            .transfer(transfer)
        }
    }
}

// MARK: - Requests that were there before

extension UserError {
    /// The key was used for another transfer.
    fileprivate static var keyReused: Self {
        Self(
            "this key already stands for another transfer",
            code: "idempotency_conflict",
            why: "it was used with another account or amount before, here or through a gateway",
            hint: "use a new key; nothing was executed now",
            kind: .conflict
        )
    }

    /// The key was used, and what for is forgotten.
    fileprivate static var keyExpired: Self {
        Self(
            "this key was used too long ago to tell what became of it",
            code: "key_expired",
            why: "what became of a key is kept for seven days",
            hint: "look at 'balance' before you use a new key; nothing was executed now",
            kind: .conflict
        )
    }

    /// There is no room for the key.
    fileprivate static var tooManyKeys: Self {
        Self(
            "the bank keeps as many keys as it can",
            code: "too_many_keys",
            why: "there is room for a new key when old ones expire, after seven days",
            hint: "ask again later, or without a key; nothing was executed now",
            kind: .unavailable
        )
    }

    /// Another request under a client's name came between a request with a key and its answer.
    fileprivate static func overtaken(_ client: ClientID) -> Self {
        Self(
            "another request of the client came between: it may or may not be executed",
            code: "outcome_unknown",
            why: "somebody else asks as client \(client) at the same time",
            hint: "ask again with the same key: it is executed at most once",
            kind: .unknownOutcome
        )
    }

    /// The client used the timestamp for another transfer.
    fileprivate static func conflict(_ client: ClientID) -> Self {
        Self(
            "this request already stands for another transfer",
            code: "idempotency_conflict",
            why: "client \(client) used the same number for something else",
            hint: "use a new number; nothing was executed now",
            kind: .conflict
        )
    }

    /// The client used a greater timestamp since.
    fileprivate static func stale(_ client: ClientID) -> Self {
        Self(
            "this request is older than one that was executed",
            code: "stale",
            why: "client \(client) has asked with a higher timestamp since",
            hint: "it may have been executed when it was first sent: look at 'balance' before"
                + " you ask with a higher timestamp",
            kind: .conflict
        )
    }
}

extension UserError {
    /// What a client library explains, as an error of this program.
    init(_ explanation: Explanation, kind: Kind) {
        self.init(
            explanation.what,
            code: explanation.code,
            why: explanation.why,
            hint: explanation.hint,
            kind: kind
        )
    }
}

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
        let name = try name(of: identity, payer: transfer.from)
        let completion: Completion
        do {
            completion = try session.connection.transfer(
                transfer,
                as: name,
                timeoutMilliseconds: timeoutMilliseconds
            )
        } catch {
            throw UserError(error.explanation, kind: .unavailable)
        }
        let timestamp = completion.timestamp ?? name.timestamp
        guard let timestamp else { preconditionFailure("a request was sent without a timestamp") }
        let request = Request(
            client: name.client,
            timestamp: timestamp,
            command: .transfer(transfer)
        )
        sentRequests.insert(request)
        let outcome = try outcome(of: completion, isRepeatable: identity.isRepeatable)
        let print = TransferPrint(
            request,
            outcome: outcome,
            ballot: completion.ballot == .zero ? nil : completion.ballot,
            balances: completion.reply?.balances
        )
        return (print.text(form), error(for: outcome, completion))
    }

    private func name(
        of identity: RequestIdentity,
        payer: AccountID
    ) throws(UserError) -> RequestName {
        switch identity {
        case .new:
            return .client(ownClient ?? ClientID(identifier: payer.identifier), timestamp: nil)
        case .client(let client): return .client(client, timestamp: nil)
        case .request(let client, let timestamp): return .client(client, timestamp: timestamp)
        case .key(let text):
            guard let key = RequestKey(text) else {
                throw UserError(
                    "\"\(text)\" cannot be a key",
                    code: "bad_key",
                    why: "a key has 1 to \(RequestKey.lengthMax) letters, digits, '_' and '-'",
                    hint: "use for example '--key order-17'"
                )
            }
            return .key(key)
        }
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
        case .failed(let reason): return .failed(slot: completion.slot ?? .zero, reason)
        case .unknown: return .unknown
        case .notExecuted: return isRepeatable ? .unknown : .notExecuted
        case .conflict:
            throw UserError(
                "this request already stands for another transfer",
                code: "idempotency_conflict",
                why: "client \(completion.client) used the same number or key for something else",
                hint: "use a new key; nothing was executed now",
                kind: .conflict
            )
        case .stale:
            throw UserError(
                "this request is older than one that was executed",
                code: "stale",
                why: "client \(completion.client) has asked with a higher timestamp since",
                hint: "it may have been executed when it was first sent: look at 'balance' before"
                    + " you ask with a higher timestamp",
                kind: .conflict
            )
        }
    }

    /// The error that an outcome amounts to for a script.
    private func error(for outcome: TransferOutcome, _ completion: Completion) -> UserError? {
        switch outcome {
        case .success, .pending: return nil
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

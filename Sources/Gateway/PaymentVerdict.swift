package import Bank
package import BankClient

/// What the cluster's answer to a payment means to whoever asked.
package struct PaymentVerdict: Hashable, Sendable {
    /// The error; nil if the money moved.
    package var error: APIError?
    /// Whether the cluster's answer is known, so that it will be the same again.
    package var isAnswered = false

    /// What a payment was, as far as its verdict depends on it.
    package struct Circumstances: Hashable, Sendable {
        /// What was asked.
        package let transfer: Transfer
        /// Whether the caller repeats a key that a gateway made: what became of the first request
        /// with it is then another question.
        package let repeatsMadeKey: Bool
        /// The accounts that the cluster began with, each with its place.
        package let accounts: [AccountID: Int]

        /// Creates circumstances.
        package init(transfer: Transfer, repeatsMadeKey: Bool, accounts: [AccountID: Int]) {
            self.transfer = transfer
            self.repeatsMadeKey = repeatsMadeKey
            self.accounts = accounts
        }
    }

    /// Judges an answer.
    ///
    /// - Parameters:
    ///   - outcome: What became of the request.
    ///   - slot: The slot that the bank's answer names; nil if it names none.
    ///   - balances: The balances that it names; nil if it names none.
    ///   - wasRefused: Whether nodes said that they take nothing on.
    ///   - payment: What it was about.
    package init(
        _ outcome: Outcome,
        slot: UInt64?,
        balances: TransferBalances?,
        wasRefused: Bool,
        of payment: Circumstances
    ) {
        switch outcome {
        case .success: isAnswered = true
        case .failed(let reason):
            let transfer = payment.transfer
            if let refusal = BankAnswer.refusal(
                reason,
                of: transfer,
                slot: slot ?? 0,
                balances: balances,
                exists: { payment.accounts[$0] != nil }
            ) {
                error = refusal
                isAnswered = true
            } else {
                error = Self.keyError(reason, slot: slot) ?? Self.notTakenOn
            }
        case .conflict where payment.repeatsMadeKey:
            error = Self.keyError(.keyReused, slot: slot)
        // Somebody else uses this gateway's name: another request took the timestamp.
        case .conflict: error = Self.notTakenOn
        case .stale where payment.repeatsMadeKey:
            error = Self.madeKeyForgotten
        case .stale, .unknown: error = Self.unknown
        case .notExecuted where payment.repeatsMadeKey: error = Self.unknown
        case .notExecuted: error = wasRefused ? Self.notTakenOn : Self.notSent
        }
    }

    /// The error for a refusal that is about the key; nil for any other.
    private static func keyError(_ reason: FailureReason, slot: UInt64?) -> APIError? {
        switch reason {
        case .keyReused:
            APIError(
                .keyReused,
                "the key stands for another transfer",
                outcome: .notExecuted,
                param: "Idempotency-Key"
            )
        case .keyExpired:
            APIError(
                .keyExpired,
                "the key was used more than seven days ago; nothing was executed now",
                outcome: .notExecuted,
                param: "Idempotency-Key"
            )
        case .tooManyKeys:
            APIError(
                .tooManyKeys,
                "the bank keeps as many keys as it can",
                outcome: .notExecuted,
                param: "Idempotency-Key"
            )
        case .tooManyClients:
            APIError(
                .unavailable,
                "the bank has no room for the name of a further gateway",
                outcome: .notExecuted,
                hint: "give each gateway one --name, and keep it"
            )
        default: nil
        }
    }

    /// A key that a gateway made, and of which it can tell nothing any more.
    static var madeKeyForgotten: APIError {
        APIError(
            .keyExpired,
            "the gateway has made many keys since, and this one's answer is forgotten",
            outcome: .unknown
        )
    }

    /// It was sent and not answered.
    private static var unknown: APIError {
        APIError(
            .unknownOutcome,
            "the cluster did not answer in time: it may or may not be executed",
            outcome: .unknown
        )
    }

    /// It was sent, and everybody refused it.
    private static var notTakenOn: APIError {
        APIError(.unavailable, "the leader takes nothing on for now", outcome: .notExecuted)
    }

    /// It was not sent to anybody.
    private static var notSent: APIError {
        APIError(.noQuorum, "no node could be reached", outcome: .notExecuted)
    }
}

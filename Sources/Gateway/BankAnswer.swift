package import Bank

/// What the bank's answers mean in the words of the interface.
///
/// Everything here depends on the recorded reply and the transfer alone: the same reply gives the
/// same bytes through any gateway, at any time.
package enum BankAnswer {
    /// Returns the error for a transfer that the bank executed and refused; nil for a reason that
    /// is not about the transfer.
    ///
    /// - Parameters:
    ///   - reason: Why it was refused.
    ///   - transfer: What was asked.
    ///   - slot: Where it was executed.
    ///   - balances: What the bank said the accounts hold, if both exist.
    ///   - accounts: Whether there is such an account.
    /// - Returns: The error, the same for the same reply.
    package static func refusal(
        _ reason: FailureReason,
        of transfer: Transfer,
        slot: UInt64,
        balances: TransferBalances?,
        exists accounts: (AccountID) -> Bool
    ) -> APIError? {
        switch reason {
        case .insufficientFunds:
            let held = balances.map { "\($0.from.minorUnits)" } ?? "less"
            return APIError(
                .insufficientFunds,
                "\(transfer.from) has \(held), needs \(transfer.amount.minorUnits)",
                outcome: .failed,
                param: "amount",
                slot: slot,
                hint: "lower the amount or credit \(transfer.from) first"
            )
        case .sameAccount:
            return APIError(
                .sameAccount,
                "from and to are both \(transfer.from)",
                outcome: .failed,
                param: "to",
                slot: slot
            )
        case .unknownAccount:
            let isFrom = !accounts(transfer.from)
            return APIError(
                .unknownAccount,
                "there is no account \(isFrom ? transfer.from : transfer.to)",
                outcome: .failed,
                param: isFrom ? "from" : "to",
                slot: slot
            )
        case .invalidAmount:
            return APIError(
                .invalidAmount,
                "\(transfer.amount.minorUnits) is not an amount"
                    + " from 1 to \(BankLimits.standard.amountMax)",
                outcome: .failed,
                param: "amount",
                slot: slot
            )
        case .balanceOverflow:
            return APIError(
                .balanceOverflow,
                "\(transfer.to) would hold more than \(BankLimits.standard.balanceMax)",
                outcome: .failed,
                param: "amount",
                slot: slot
            )
        case .tooManyClients, .keyReused, .keyExpired, .tooManyKeys: return nil
        }
    }
}

extension Ledger {
    /// Stops the process unless money is conserved and every account is found, in O(accounts) time.
    ///
    /// ``execute(_:)`` checks the running total each time; this recomputes it.
    public func checkInvariants() {
        precondition(names.count == balances.count, "\(names.count) names, \(balances.count) sums")
        var total: Int64 = 0
        for index in balances.indices {
            let balance = balances[index]
            precondition(
                balance >= 0 && balance <= balanceMax,
                "\(names.elements[index]) holds \(balance)"
            )
            total += balance
        }
        precondition(total == openingTotal, "the sum is \(total), it was \(openingTotal)")
        precondition(runningTotal == total, "the sum is \(total), not \(runningTotal)")
        names.checkInvariants()
    }
}

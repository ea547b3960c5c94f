package import Bank

/// What a list of transfers leaves out; a cursor carries it from page to page.
package struct JournalFilter: Hashable, Sendable {
    /// Only transfers from or to this account; nil for all.
    package let account: AccountID?
    /// Only transfers from this slot on.
    package let fromSlot: UInt64

    /// Creates a filter.
    package init(account: AccountID?, fromSlot: UInt64) {
        self.account = account
        self.fromSlot = fromSlot
    }

    /// Reads a filter; nil unless it is one that ``text`` gave.
    package init?(_ text: String) {
        let parts = text.split(separator: "&", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].hasPrefix("account="), parts[1].hasPrefix("from_slot="),
            let slot = QueryParameters.number(String(parts[1].dropFirst("from_slot=".count)))
        else { return nil }
        let name = String(parts[0].dropFirst("account=".count))
        let account = AccountID(name)
        guard name.isEmpty || account != nil else { return nil }
        self.init(account: account, fromSlot: slot)
    }

    /// The text in cursors.
    package var text: String { "account=\(account.map { "\($0)" } ?? "")&from_slot=\(fromSlot)" }
}

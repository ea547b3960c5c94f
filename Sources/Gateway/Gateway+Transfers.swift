internal import Bank
internal import BankClient
internal import HTTP
internal import JSON
internal import Paxos
internal import Wire

/// Transfers that are executed, as a node's journal has them.
extension Gateway {
    func readTransfer(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        guard let number = QueryParameters.number(call.data[0]),
            (1...WireLimits.slotMax).contains(number)
        else { throw APIError(.notFound, "there is no such transfer") }
        readTransfer(number, isExecuted: false, until: lagDeadline, call.exchange)
    }

    /// Reads a transfer.
    ///
    /// - Parameters:
    ///   - number: Its slot.
    ///   - isExecuted: Whether a quorum has confirmed that the slot is executed: then a node that
    ///     has not come so far is asked again, for whoever was told of the transfer must find it.
    ///   - deadline: Until when, in milliseconds.
    ///   - exchange: What is answered.
    private func readTransfer(
        _ number: UInt64,
        isExecuted: Bool,
        until deadline: Int,
        _ exchange: Exchange
    ) {
        let query = JournalQuery(.oldestFirst(after: Slot(number - 1)), count: 1)
        readJournal(query, exchange) { [unowned self] (node, page) throws(APIError) in
            if let entry = page.entries.first, entry.position == number {
                body.removeAll()
                body.append(entry)
                return answerWithBody(exchange, facts(of: node, at: Slot(number)))
            }
            guard page.executed.rawValue < number, let account = settings.cluster.accounts.first
            else { throw Self.missing(number, in: page) }
            guard !isExecuted else {
                return try retry(until: deadline, missing: number, at: page.executed) {
                    [unowned self] in
                    readTransfer(number, isExecuted: true, until: deadline, exchange)
                }
            }
            read(.account(account.id), exchange) { [unowned self] (reply) throws(APIError) in
                guard case .balance(let message) = reply,
                    case .balance(_, let slot) = message.answer, slot.rawValue >= number
                else { throw Self.missing(number, in: page) }
                readTransfer(number, isExecuted: true, until: deadline, exchange)
            }
        }
    }

    /// The error for a slot without a transfer: what is in its place, as far as that is known.
    private static func missing(_ slot: UInt64, in page: JournalPage) -> APIError {
        if slot > page.executed.rawValue {
            return APIError(.notFound, "slot \(slot) is not executed yet")
        }
        if let oldest = page.oldest?.rawValue, slot < oldest {
            return APIError(.notFound, "transfers before slot \(oldest) are no longer kept")
        }
        return APIError(
            .notFound,
            "slot \(slot) holds no transfer of its own",
            hint: "see /v1/slots/\(slot)"
        )
    }

    func listTransfers(_ call: Call) throws(APIError) {
        let parameters = try call.parameters("account", "from_slot", "limit", "cursor")
        let account = try parameters.account("account")
        let slot = try parameters.slot("from_slot")
        let given = JournalFilter(account: account, fromSlot: slot ?? 0)
        let isGiven = account != nil || slot != nil
        let request = try JournalRequest("transfers", given, isGiven: isGiven, parameters)
        list(request, call.exchange) { $1.append($0) }
    }

    func listEntries(_ call: Call) throws(APIError) {
        let parameters = try call.parameters("from_slot", "limit", "cursor")
        let account = try account(call).0
        let slot = try parameters.slot("from_slot")
        let given = JournalFilter(account: account, fromSlot: slot ?? 0)
        let name = "entries/\(account)"
        let request = try JournalRequest(name, given, isGiven: slot != nil, parameters)
        list(request, call.exchange) { $1.append($0, of: account) }
    }

    /// Answers with a page of the journal.
    private func list(
        _ request: JournalRequest,
        _ exchange: Exchange,
        _ write: @escaping (JournalEntry, inout JSONWriter) -> Void
    ) {
        readJournal(request.query, exchange) { [unowned self] node, page in
            let entries = page.entries.prefix { $0.position >= request.filter.fromSlot }
            let hasMore = page.hasMore && entries.count == page.entries.count
            let next = hasMore ? entries.last.map { request.cursor(after: $0.position) } : nil
            body.removeAll()
            body.list(entries, hasMore: hasMore, next: next, write)
            answerWithBody(exchange, facts(of: node, at: page.executed))
        }
    }

    /// Reads a page of a node's journal: that of the leader, else of the node that knows best.
    private func readJournal(
        _ query: JournalQuery,
        _ exchange: Exchange,
        then body: @escaping (NodeID, JournalPage) throws(APIError) -> Void
    ) {
        askBest(nil, .journal(query), exchange) { (node, reply) throws(APIError) in
            guard case .journal(let page) = reply else { throw Self.misfit(node) }
            try body(node, page)
        }
    }
}

/// A page of a list of transfers, as it is asked for.
private struct JournalRequest {
    /// The list's name, for its cursors.
    let name: String
    /// What is left out.
    let filter: JournalFilter
    /// Where the page begins and how much it has.
    let query: JournalQuery

    /// Reads what is asked for.
    ///
    /// - Parameters:
    ///   - name: The list.
    ///   - given: The filter that the parameters have.
    ///   - isGiven: Whether they have one; if not, a cursor brings its own.
    ///   - parameters: `limit` and `cursor` among others.
    /// - Throws: ``APIError`` for parameters that make no sense, and for a cursor of another list.
    init(
        _ name: String,
        _ given: JournalFilter,
        isGiven: Bool,
        _ parameters: QueryParameters
    ) throws(APIError) {
        self.name = name
        let limit = try parameters.limit()
        let cursor = try parameters.cursor(list: name, filter: isGiven ? given.text : nil)
        let carried = cursor.flatMap {
            JournalFilter(String($0.filter.dropFirst(name.utf8.count + 1)))
        }
        guard cursor == nil || carried != nil else {
            throw APIError(.badCursor, "the cursor is none of this list", param: "cursor")
        }
        filter = carried ?? given
        let before = cursor.map { Slot($0.position) }
        query = JournalQuery(of: filter.account, .newestFirst(before: before), count: limit)
    }

    /// Where the next page begins.
    func cursor(after slot: UInt64) -> Cursor {
        Cursor(filter: "\(name)?\(filter.text)", position: slot)
    }
}

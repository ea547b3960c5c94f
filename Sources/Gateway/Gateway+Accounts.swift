internal import Bank
internal import BankClient
internal import HybridClock
internal import JSON
internal import Paxos
internal import Wire

/// Balances: confirmed by a quorum, or as one node has them.
extension Gateway {
    func listAccounts(_ call: Call) throws(APIError) {
        let parameters = try call.parameters("limit", "cursor", "node", "min_slot")
        let limit = try parameters.limit()
        let node = try parameters.node("node", of: settings.cluster)
        let filter = "node=\(node.map { "\($0)" } ?? "")"
        let cursor = try parameters.cursor(list: "accounts", filter: filter)
        guard cursor.map({ $0.position <= accounts.count }) ?? true else {
            throw APIError(.badCursor, "the cursor is none of this list", param: "cursor")
        }
        let first = Int(cursor?.position ?? 0)
        let slot = try parameters.slot("min_slot") ?? 0
        readAccounts(first, limit, of: node, since: slot, call.exchange) { [unowned self] in
            let end = first + $1.accounts.count
            let next = Cursor(filter: "accounts?\(filter)", position: UInt64(end))
            let hasMore = end < $1.count && !$1.accounts.isEmpty
            body.removeAll()
            body.beginList($1.accounts, hasMore: hasMore, next: hasMore ? next : nil) {
                $1.append($0, slot: nil, consistency: nil)
            }
            let total = $1.total
            body.member("total", total.minorUnits)
            body.member("opening_total", openingTotal.minorUnits)
            body.member("conserved", total == openingTotal)
            body.member("executed", $1.executed.rawValue)
            body.member("node", "\($0)")
            body.endObject()
            answerWithBody(call.exchange, facts(of: $0, at: $1.executed))
        }
    }

    func readAccount(_ call: Call) throws(APIError) {
        let parameters = try call.parameters("consistency", "node", "min_slot")
        let consistency = try parameters.word("consistency", of: "linearizable", "local")
        let node = try parameters.node("node", of: settings.cluster)
        let slot = try parameters.slot("min_slot") ?? 0
        let (account, place) = try account(call)
        guard consistency == "local" else {
            guard node == nil else {
                throw APIError(
                    .badParameter,
                    "a linearizable read is confirmed by a quorum, not by one node",
                    param: "node",
                    hint: "add consistency=local to ask one node"
                )
            }
            return readConfirmed(account, since: slot, until: lagDeadline, call.exchange)
        }
        readAccounts(place, 1, of: node, since: slot, call.exchange) {
            [unowned self] (node, page) throws(APIError) in
            guard let found = page.accounts.first, found.id == account else {
                throw APIError(.internal, "\(node) gave another account than \(account)")
            }
            let facts = facts(of: node, at: page.executed)
            answer(found, at: page.executed, consistency: "local", facts, call.exchange)
        }
    }

    /// The account that the path names, and its place among all accounts.
    func account(_ call: Call) throws(APIError) -> (AccountID, place: Int) {
        guard let account = AccountID(call.data[0]), let place = accounts[account] else {
            throw APIError(.notFound, "there is no such account")
        }
        return (account, place)
    }

    private func readConfirmed(
        _ account: AccountID,
        since least: UInt64,
        until deadline: Int,
        _ exchange: Exchange
    ) {
        read(.account(account), exchange) { [unowned self] (reply) throws(APIError) in
            guard case .balance(let message) = reply,
                case .balance(let balance, let slot) = message.answer
            else { throw APIError(.notFound, "there is no such account") }
            guard slot.rawValue >= least else {
                return try retry(until: deadline, missing: least, at: slot) { [unowned self] in
                    readConfirmed(account, since: least, until: deadline, exchange)
                }
            }
            var facts = facts
            facts.slot = slot.rawValue
            (facts.leader, facts.ballot) = (message.ballot.proposer, message.ballot)
            let found = Account(id: account, balance: balance)
            answer(found, at: slot, consistency: "linearizable", facts, exchange)
        }
    }

    private func answer(
        _ account: Account,
        at slot: Slot,
        consistency: String,
        _ facts: ClusterFacts,
        _ exchange: Exchange
    ) {
        body.removeAll()
        body.append(account, slot: slot, consistency: consistency)
        answerWithBody(exchange, facts)
    }

    /// Reads accounts of one node once it has executed every slot up to `least`.
    private func readAccounts(
        _ first: Int,
        _ count: Int,
        of node: NodeID?,
        since least: UInt64,
        until deadline: Int? = nil,
        _ exchange: Exchange,
        then body: @escaping (NodeID, AccountsPage) throws(APIError) -> Void
    ) {
        let deadline = deadline ?? lagDeadline
        let question = AdminCommand.accounts(first: first, count: count)
        askBest(node, question, exchange) { [unowned self] (node, reply) throws(APIError) in
            guard case .accounts(let page) = reply else { throw Self.misfit(node) }
            guard page.executed.rawValue >= least else {
                return try retry(until: deadline, missing: least, at: page.executed) {
                    [unowned self] in
                    readAccounts(
                        first,
                        count,
                        of: node,
                        since: least,
                        until: deadline,
                        exchange,
                        then: body
                    )
                }
            }
            try body(node, page)
        }
    }

    // MARK: - Waiting for a slot

    /// Until when a read that begins now waits for a slot, in milliseconds.
    var lagDeadline: Int { now + GatewayLimits.lagMilliseconds }

    /// Does something again a little later, because a node lags.
    ///
    /// - Parameters:
    ///   - deadline: When that is of no use any more, in milliseconds.
    ///   - least: The slot that must be executed.
    ///   - executed: The slot that is.
    ///   - action: What is done again.
    /// - Throws: ``APIError``, code `lagging`, after the deadline.
    func retry(
        until deadline: Int,
        missing least: UInt64,
        at executed: Slot,
        _ action: @escaping () -> Void
    ) throws(APIError) {
        guard now < deadline else {
            throw APIError(
                .lagging,
                "slot \(executed.rawValue) is executed there, \(least) is asked for",
                param: "min_slot"
            )
        }
        agenda.add(at: now + GatewayLimits.lagRetryMilliseconds, action)
        needTicks()
    }

    /// What is known of the cluster when one node gave the answer.
    func facts(of node: NodeID, at slot: Slot) -> ClusterFacts {
        var facts = facts
        facts.node = node
        facts.slot = slot.rawValue
        return facts
    }

    /// The error for a node that answers another question than it was asked.
    static func misfit(_ node: NodeID) -> APIError {
        APIError(.internal, "\(node) gave an answer that does not fit the question")
    }
}

#if MUTANTS
import Mutation
#endif

/// A bank: accounts, and the memory of what was asked, as one value.
///
/// The same requests at the same positions leave the same state and the same replies, wherever and
/// whenever they are executed. The bank does not know why: that it is replicated is the business
/// of its caller, who gives each request its position and its stamp.
public struct Bank: Sendable {
    /// The bounds; they decide results, so they never change.
    public let limits: BankLimits
    /// The accounts.
    public private(set) var ledger: Ledger
    /// The last request of each client.
    public private(set) var clients: ClientTable
    /// What became of payments under idempotency keys.
    public private(set) var keys: KeyTable
    /// The newest executed transfers.
    public private(set) var journal: Journal
    /// The last position that was executed; 0 before the first.
    public private(set) var position: UInt64 = 0

    /// Creates a bank at its beginning.
    ///
    /// - Parameters:
    ///   - accounts: The accounts with their opening balances, in the order of printing.
    ///   - limits: The bounds.
    /// - Throws: ``BankError`` about the first account that is wrong.
    public init(accounts: [Account], limits: BankLimits = .standard) throws(BankError) {
        self.limits = limits
        self.ledger = try Ledger(accounts: accounts, limits: limits)
        self.clients = ClientTable(clientsMax: limits.clientsMax)
        self.keys = KeyTable(limits: limits)
        self.journal = Journal(entriesMax: limits.journalEntriesMax)
    }

    /// Executes a request, unless it was executed before, in O(1) time.
    ///
    /// It is total: no request stops the process. Duplicates are found here, whoever ordered them:
    /// a request that takes a second position changes nothing and yields its first reply.
    ///
    /// The caller MUST call it once for each position that holds a request, in rising order. A warm
    /// bank allocates nothing: only a new client's record does, now and then.
    ///
    /// - Parameters:
    ///   - request: What to do.
    ///   - position: Where it was ordered, counted from 1; above ``Bank/position``.
    ///   - stamp: When it was ordered; never below that of an earlier position. It goes to the
    ///     journal, and idempotency keys expire by it.
    /// - Returns: The answer to the client.
    public mutating func execute(_ request: Request, position: UInt64, stamp: UInt64) -> Reply {
        precondition(position > self.position, "position \(position) after \(self.position)")
        self.position = position
        let client = clients.index(of: request.client)
        #if MUTANTS
        let known = mutatedReply(to: request, at: client)
        #else
        let known = clients.lookup(request, at: client).reply(to: request)
        #endif
        if let known { return known }
        let reply =
            switch request.command {
            case .transfer(let transfer):
                enter(ledger.execute(transfer), transfer, of: request, stamp: stamp)
            case .keyedTransfer(let transfer, let key):
                execute(transfer, under: key, of: request, stamp: stamp)
            }
        clients.record(reply, fingerprint: request.fingerprint, at: client)
        return reply
    }

    /// Executes a transfer at the current position unless one was under its key.
    private mutating func execute(
        _ transfer: Transfer,
        under key: IdempotencyKey,
        of request: Request,
        stamp: UInt64
    ) -> Reply {
        keys.expire(at: stamp)
        #if MUTANTS
        if Mutant.keyTestedAtProposal.isPlanted, let record = keys[key], record.outcome != nil {
            return enter(ledger.execute(transfer), transfer, of: request, stamp: stamp)
        }
        #endif
        let fingerprint = Command.transfer(transfer).fingerprint
        switch keys.lookup(key, fingerprint: fingerprint) {
        case .new:
            let reply = enter(ledger.execute(transfer), transfer, of: request, stamp: stamp)
            let outcome = KeyRecord.Outcome(
                fingerprint: fingerprint,
                stamp: stamp,
                result: reply.result,
                balances: reply.balances
            )
            keys.record(key, position: position, outcome: outcome)
            return reply
        case .same(let record):
            return Reply(replaying: record, to: request)
        case .other: return refuse(transfer, .keyReused, of: request, stamp: stamp)
        case .expired: return refuse(transfer, .keyExpired, of: request, stamp: stamp)
        case .noRoom: return refuse(transfer, .tooManyKeys, of: request, stamp: stamp)
        }
    }

    /// Refuses a transfer for its key at the current position; no money moves.
    private mutating func refuse(
        _ transfer: Transfer,
        _ reason: FailureReason,
        of request: Request,
        stamp: UInt64
    ) -> Reply {
        let outcome = Ledger.Outcome(
            result: .failed(reason),
            balances: nil,
            parties: ledger.parties(of: transfer)
        )
        return enter(outcome, transfer, of: request, stamp: stamp)
    }

    /// Enters a transfer into the journal at the current position, and returns its reply.
    private mutating func enter(
        _ outcome: Ledger.Outcome,
        _ transfer: Transfer,
        of request: Request,
        stamp: UInt64
    ) -> Reply {
        #if MUTANTS
        let result = Mutant.journalOfRefused.isPlanted ? .success : outcome.result
        #else
        let result = outcome.result
        #endif
        let entry = JournalEntry(
            position: position,
            stamp: stamp,
            transfer: transfer,
            result: result,
            balances: outcome.balances
        )
        journal.append(entry, parties: outcome.parties)
        return Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: outcome.result,
            position: position,
            balances: outcome.balances
        )
    }
}

#if MUTANTS
extension Bank {
    /// What is known of a request, as a planted bug sees it.
    private func mutatedReply(to request: Request, at client: Int?) -> Reply? {
        let known = clients.lookup(request, at: client).reply(to: request)
        if Mutant.dedupeAtProposal.isPlanted {
            return known?.result == .failed(.tooManyClients) ? known : nil
        }
        return known
    }

    /// Forgets every client.
    public mutating func forgetClients() {
        clients = ClientTable(clientsMax: limits.clientsMax)
    }

    /// What is known of the key of a request, if it is the key of the same transfer.
    public func keyedReply(to request: Request) -> Reply? {
        guard let key = request.command.key, let record = keys[key] else { return nil }
        return record.outcome == nil ? nil : Reply(replaying: record, to: request)
    }

    /// Lets idempotency keys expire by another clock than that of the log.
    public mutating func expireKeys(at stamp: UInt64) {
        for _ in 0..<8 { keys.expire(at: stamp) }
    }

    /// Forgets every idempotency key.
    public mutating func forgetKeys() {
        keys = KeyTable(limits: limits)
    }
}
#endif

// MARK: - Reading

extension Bank {
    /// Returns a page of the journal, newest first.
    ///
    /// The next page is that before the position of this one's last entry. Finding an account's
    /// entries reads 8 bytes of each entry passed over: some milliseconds at most.
    ///
    /// - Parameters:
    ///   - account: Only transfers from or to this account; nil for all.
    ///   - position: Only entries before this position.
    ///   - limit: The greatest number of entries; ``BankLimits/journalPageEntriesMax`` also holds.
    /// - Returns: The entries; none if there is no such account.
    public func journalPage(
        of account: AccountID? = nil,
        before position: UInt64 = .max,
        limit: Int
    ) -> [JournalEntry] {
        let limit = min(limit, limits.journalPageEntriesMax)
        guard let account else { return journal.page(of: nil, before: position, limit: limit) }
        guard let index = ledger.index(of: account) else { return [] }
        return journal.page(of: index, before: position, limit: limit)
    }

    /// Returns a page of the journal, oldest first.
    ///
    /// The next page is that after the position of this one's last entry; it costs as much as one
    /// that is newest first.
    ///
    /// - Parameters:
    ///   - account: Only transfers from or to this account; nil for all.
    ///   - position: Only entries after this position; 0 for all that are kept.
    ///   - limit: The greatest number of entries; ``BankLimits/journalPageEntriesMax`` also holds.
    /// - Returns: The entries; none if there is no such account.
    public func journalPage(
        of account: AccountID? = nil,
        after position: UInt64,
        limit: Int
    ) -> [JournalEntry] {
        let limit = min(limit, limits.journalPageEntriesMax)
        guard let account else { return journal.page(of: nil, after: position, limit: limit) }
        guard let index = ledger.index(of: account) else { return [] }
        return journal.page(of: index, after: position, limit: limit)
    }
}

// MARK: - Snapshots

extension Bank {
    /// Creates a bank out of a snapshot: what `ledger`, `clients`, `keys` and `journal`
    /// gave in pages.
    ///
    /// - Parameters:
    ///   - accounts: All accounts, in their order.
    ///   - clients: All clients' records, in their order; without them requests would run twice.
    ///   - keys: All idempotency keys' records, in their order; without them payments would be made
    ///     twice.
    ///   - entries: The journal's entries, oldest first; more than are kept lose the oldest.
    ///   - position: The last position the snapshot covers.
    ///   - limits: The bounds; those of the bank the snapshot was taken of.
    /// - Throws: ``BankError`` about the first thing that is wrong.
    public init(
        accounts: [Account],
        clients: [ClientRecord],
        keys: [KeyRecord],
        journal entries: [JournalEntry],
        position: UInt64,
        limits: BankLimits = .standard
    ) throws(BankError) {
        try self.init(accounts: accounts, limits: limits)
        self.clients = try ClientTable(
            restoring: clients,
            position: position,
            clientsMax: limits.clientsMax
        )
        self.keys = try KeyTable(restoring: keys, position: position, limits: limits)
        for entry in entries {
            guard entry.position > self.position, entry.position <= position else {
                throw .journalOutOfOrder(position: entry.position)
            }
            self.position = entry.position
            let (from, to) = (entry.transfer.from, entry.transfer.to)
            journal.append(
                entry,
                parties: Parties(from: ledger.index(of: from), to: ledger.index(of: to))
            )
        }
        self.position = position
    }

    /// Stops the process if an invariant is broken, in O(state) time.
    public func checkInvariants() {
        ledger.checkInvariants()
        clients.checkInvariants(through: position)
        keys.checkInvariants(through: position)
        journal.checkInvariants(through: position)
    }
}

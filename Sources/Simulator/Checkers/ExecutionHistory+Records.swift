import Bank
import Paxos
import Wire

/// What a bank remembers of its past, compared with the one sequence of executed slots: balances,
/// client table, journal (I12, I19).
extension ExecutionHistory {
    /// Checks all that a bank holds after a slot, in O(accounts + clients + journal) time.
    ///
    /// - Parameters:
    ///   - bank: The bank: a node's, or one that was read out of a snapshot.
    ///   - slot: The last slot that is executed in it.
    ///   - owner: Whose it is, in words.
    /// - Throws: ``InvariantViolation`` if it is not what executing every slot up to there leaves.
    func checkRecords(
        of bank: Bank,
        after slot: Slot,
        _ owner: @autoclosure () -> String
    ) throws(InvariantViolation) {
        try require(slot <= last, "I12", "\(owner()) is of \(slot), and \(last) is the last one")
        let found = bank.ledger.accounts.map(\.balance.minorUnits)
        let right = balances(after: slot)
        try require(
            found == right,
            "I12",
            "\(owner()) holds \(found) after \(slot), and should hold \(right)"
        )
        try checkClients(of: bank, after: slot, owner())
        try checkJournal(of: bank, after: slot, owner())
    }

    private func checkClients(
        of bank: Bank,
        after slot: Slot,
        _ owner: @autoclosure () -> String
    ) throws(InvariantViolation) {
        let records = bank.clients.records(from: 0, count: bank.clients.count)
        let known = answeredSlots.filter { $0.value[0] <= slot }.count
        try require(
            records.count == known,
            "I12",
            "\(owner()) knows \(records.count) clients after \(slot), not \(known)"
        )
        for record in records {
            let right = lastReply(to: record.reply.client, through: slot)
            try require(
                record.reply == right,
                "I12",
                "\(owner()) remembers \(record.reply) after \(slot),"
                    + " right is \(String(describing: right))"
            )
        }
    }

    /// The reply to a client's last request that was answered up to a slot; nil if none was.
    private func lastReply(to client: ClientID, through slot: Slot) -> Reply? {
        guard let found = answeredSlots[client]?.last(where: { $0 <= slot }) else { return nil }
        return slots[Int(found.rawValue) - 1].reply
    }

    /// The reply to the request of this name; nil if no slot answered it.
    func executedReply(to client: ClientID, _ timestamp: RequestTimestamp) -> Reply? {
        answeredSlots[client]?.lazy
            .compactMap { slots[Int($0.rawValue) - 1].reply }
            .first { $0.timestamp == timestamp }
    }

    /// Checks what a read says of an idempotency key (I9, I15).
    ///
    /// - Parameters:
    ///   - answer: What it says.
    ///   - key: The key.
    ///   - floor: The last slot that somebody had been told of when it was asked.
    /// - Throws: ``InvariantViolation`` if it is not true.
    func check(
        _ answer: OutcomeMessage.Answer,
        of key: IdempotencyKey,
        askedAfter floor: Slot
    ) throws(InvariantViolation) {
        let first = keySlots[key]
        let reply = first.flatMap { slots[Int($0.rawValue) - 1].reply }
        let isTrue: Bool
        switch answer {
        case .notLeader: isTrue = true
        case .unused(let through):
            isTrue = through >= floor && through <= last && first.map { $0 > through } ?? true
        case .executed(let result, let slot, let balances):
            isTrue =
                slot == first && result == reply?.result && balances == reply?.balances
        case .expired(let slot): isTrue = slot == first
        }
        try require(
            isTrue,
            "I15",
            "a read after \(floor) finds \(answer) under a key that was used in"
                + " \(String(describing: first)), with \(String(describing: reply))"
        )
    }

    // MARK: Journal

    /// Checks that the journal holds the newest transfers, that each of them is one debit and one
    /// credit of one amount, and that what they do leads to the balances.
    private func checkJournal(
        of bank: Bank,
        after slot: Slot,
        _ owner: @autoclosure () -> String
    ) throws(InvariantViolation) {
        let entries = bank.journal.entries(from: 0, count: bank.journal.count)
        let first = entries.first.map { Slot($0.position) } ?? .zero
        var past = balances(after: first == .zero ? slot : Slot(first.rawValue - 1))
        var stamp: UInt64 = 0
        for entry in entries {
            try checkEntry(entry, owner())
            try require(
                entry.stamp > stamp,
                "I19",
                "\(owner()) has the stamp \(entry.stamp) behind \(stamp) in its journal"
            )
            stamp = entry.stamp
            move(entry, in: &past)
        }
        try require(
            past == bank.ledger.accounts.map(\.balance.minorUnits),
            "I19",
            "the journal of \(owner()) leads to \(past), and it has \(bank.ledger.accounts)"
        )
        let right = transferCount(through: slot)
        try require(
            entries.count == min(right, bank.journal.entriesMax),
            "I19",
            "\(owner()) has \(entries.count) entries in its journal after \(right) transfers"
        )
    }

    private func checkEntry(
        _ entry: JournalEntry,
        _ owner: @autoclosure () -> String
    ) throws(InvariantViolation) {
        let index = Int(entry.position) - 1
        guard slots.indices.contains(index), case .command(let command) = slots[index].entry,
            let reply = slots[index].reply, reply.position == entry.position,
            entry.transfer == command.request.command.transfer,
            entry.result == reply.result, entry.balances == reply.balances
        else {
            throw InvariantViolation(
                "I19",
                "\(owner()) has \(entry) in its journal, and executed something else there"
            )
        }
    }

    /// Debits one account and credits another one, if the transfer was done.
    private func move(_ entry: JournalEntry, in balances: inout [Int64]) {
        guard entry.result == .success, let from = index(of: entry.transfer.from),
            let to = index(of: entry.transfer.to)
        else { return }
        balances[from] -= entry.transfer.amount.minorUnits
        balances[to] += entry.transfer.amount.minorUnits
    }

    /// How many transfers were executed up to a slot.
    private func transferCount(through slot: Slot) -> Int {
        slot == .zero ? 0 : slots[Int(slot.rawValue) - 1].effects
    }
}

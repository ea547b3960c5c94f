import Bank
import BankReplica
import HybridClock
import Paxos
import Wire

/// The one sequence of executed slots that all nodes must share (I7, I8, I15–I20).
///
/// The node that executes a slot first extends it; every other node is compared with it. Replies
/// and balances are those of a bank of the checker's own.
struct ExecutionHistory: Sendable {
    /// What became of one slot.
    struct Executed: Sendable {
        /// What the slot holds.
        let entry: BankEntry
        /// What execution answers; nil for a no-op.
        let reply: Reply?
        /// The balances afterwards, in the order of the accounts.
        let balances: [Int64]
        /// How many slots had an effect of their own up to this one.
        let effects: Int
    }

    /// What a node said of itself after a slot.
    private struct Testimony: Hashable, Sendable {
        /// Its digest.
        let digest: UInt64
        /// The stamp of the last request.
        let stamp: Timestamp
        /// How many clients it knows.
        let clients: Int
        /// How many idempotency keys it knows, and how many of them are expired.
        let keys: [Int]
    }

    /// The slots, from 1 on.
    private(set) var slots: [Executed] = []
    /// The bank that executes them.
    private var model: BankModel
    /// The balances before slot 1.
    private let opening: [Int64]
    /// What all accounts hold together, at all times.
    private let total: Int64
    /// What was said of each slot by whoever stopped there first.
    private var testimonies: [Slot: Testimony] = [:]
    /// How far each node was when it was looked at last, by number.
    private var seen: [Slot]
    /// How many slots had an effect of their own: neither a no-op nor a repetition.
    private(set) var effects = 0
    /// The slots that the bank answered anew, by who asked, in rising order; none is empty.
    ///
    /// A payment that repeats another one under its key is answered so and has no effect.
    private(set) var answeredSlots: [ClientID: [Slot]] = [:]
    /// Where something was executed first under each idempotency key.
    private(set) var keySlots: [IdempotencyKey: Slot] = [:]
    /// The stamp of the last request.
    private var stamp = Timestamp.zero

    init(accounts: [Account], limits: BankLimits, nodeCount: Int) {
        model = BankModel(accounts: accounts, limits: limits)
        opening = model.orderedBalances
        total = opening.reduce(0, +)
        seen = Array(repeating: .zero, count: nodeCount + 1)
    }

    /// What became of a slot; nil if no node has executed it.
    func executed(at slot: Slot) -> Executed? {
        slot > .zero && slot <= last ? slots[Int(slot.rawValue) - 1] : nil
    }

    /// The last slot that any node executed.
    var last: Slot { Slot(UInt64(slots.count)) }

    /// What an account holds after a slot, in minor units; nil if there is no such account.
    func balance(of account: AccountID, after slot: Slot) -> Int64? {
        index(of: account).map { balances(after: slot)[$0] }
    }

    /// The place of an account in the order of the accounts; nil if there is no such account.
    func index(of account: AccountID) -> Int? { model.accounts.firstIndex(of: account) }

    /// The balances after a slot, in the order of the accounts.
    func balances(after slot: Slot) -> [Int64] {
        slot == .zero ? opening : slots[Int(slot.rawValue) - 1].balances
    }

    /// Compares what a node executed since it was looked at last.
    ///
    /// - Parameters:
    ///   - replica: The node.
    ///   - chosen: What was chosen; nothing else may be executed.
    /// - Throws: ``InvariantViolation`` if it executed something else than it may.
    mutating func observe(
        _ replica: BankReplica,
        chosen: ChosenEntries
    ) throws(InvariantViolation) {
        let node = replica.id
        let number = Int(node.rawValue)
        let through = replica.paxos.execution.through
        try require(
            through >= seen[number],
            "I8",
            "\(node) went from \(seen[number]) to \(through)"
        )
        guard through > seen[number] else { return }
        var slot = seen[number].next
        while slot <= through {
            // What a snapshot of another node brought was executed there.
            if slot > replica.paxos.acceptor.checkpoint || slot > last {
                let entry = replica.paxos.acceptor[slot]?.entry
                try observe(entry, at: slot, of: node, chosen: chosen)
            }
            slot = slot.next
        }
        seen[number] = through
        try compareState(of: replica, at: through)
    }

    /// Compares a node that was started with what had been executed.
    ///
    /// - Throws: ``InvariantViolation`` if its state is not the one of the slot that it names.
    mutating func restart(_ replica: BankReplica) throws(InvariantViolation) {
        let through = replica.paxos.execution.through
        seen[Int(replica.id.rawValue)] = through
        try require(
            through <= last,
            "I11",
            "\(replica.id) comes back at \(through), and \(last) is the last executed"
        )
        guard through > .zero else { return }
        try compareState(of: replica, at: through)
    }

    private mutating func observe(
        _ entry: BankEntry?,
        at slot: Slot,
        of node: NodeID,
        chosen: ChosenEntries
    ) throws(InvariantViolation) {
        guard let entry else {
            throw InvariantViolation("I8", "\(node) executed \(slot), and holds nothing there")
        }
        if slot <= last {
            let first = slots[Int(slot.rawValue) - 1].entry
            return try require(
                first == entry,
                "I7",
                "\(node) executed \(entry) in \(slot), others \(first)"
            )
        }
        try require(
            chosen[slot] == entry,
            "I8",
            "\(node) executed \(entry) in \(slot), chosen is \(String(describing: chosen[slot]))"
        )
        try append(entry, at: slot)
    }

    /// Lets the checker's own bank execute the next slot; no money may be gone or new after it.
    private mutating func append(_ entry: BankEntry, at slot: Slot) throws(InvariantViolation) {
        var reply: Reply?
        if case .command(let command) = entry {
            stamp = max(stamp.next, command.stamp)
            let isKnown = model.known(command.request) != nil
            let result = model.execute(
                command.request,
                position: slot.rawValue,
                stamp: stamp.raw
            )
            if !isKnown { answeredSlots[result.client, default: []].append(slot) }
            if result.position == slot.rawValue { effects += 1 }
            if let key = command.request.command.key, keySlots[key] == nil,
                model.hasPaid(under: key)
            {
                keySlots[key] = slot
            }
            reply = result
        }
        let balances = model.orderedBalances
        try require(
            balances.reduce(0, +) == total && balances.allSatisfy { $0 >= 0 },
            "I17",
            "\(entry) in \(slot) leaves \(balances), and there were \(total) in all"
        )
        slots.append(Executed(entry: entry, reply: reply, balances: balances, effects: effects))
    }

    private mutating func compareState(
        of replica: BankReplica,
        at slot: Slot
    ) throws(InvariantViolation) {
        let expected = balances(after: slot)
        let found = replica.bank.ledger.accounts.map(\.balance.minorUnits)
        try require(
            found == expected,
            "I7",
            "\(replica.id) holds \(found) after \(slot), and should hold \(expected)"
        )
        try require(
            found.reduce(0, +) == total,
            "I17",
            "\(replica.id) holds \(found) after \(slot), in all something else than \(opening)"
        )
        let testimony = Testimony(
            digest: replica.paxos.execution.digest,
            stamp: replica.lastStamp,
            clients: replica.bank.clients.count,
            keys: [replica.bank.keys.count, replica.bank.keys.expiredCount]
        )
        if let first = testimonies[slot] {
            try require(
                testimony == first,
                "I7",
                "after \(slot) \(replica.id) is at \(testimony), another node was at \(first)"
            )
        }
        testimonies[slot] = testimony
    }

    /// Checks that an answer to a request is true: what the shared sequence says, byte for byte.
    func check(_ reply: Reply, of node: NodeID) throws(InvariantViolation) {
        switch reply.result {
        case .failed(.tooManyClients) where reply.position == 0:
            try require(
                model.knownClients >= model.limits.clientsMax,
                "I15",
                "\(node) answers \(reply), and knows \(model.knownClients) clients"
            )
        case .success, .failed:
            try require(
                reply.position > 0 && reply.position <= last.rawValue,
                "I15",
                "\(node) answers for slot \(reply.position), and \(last) is the last executed"
            )
            let expected =
                reply.isReplayed
                ? executedReply(to: reply.client, reply.timestamp)
                : slots[Int(reply.position) - 1].reply
            try require(
                reply == expected,
                "I15",
                "\(node) answers \(reply), right is \(String(describing: expected))"
            )
        case .stale, .conflict:
            let known = model.lastTimestamp(of: reply.client)
            let isStale = known.map { $0 > reply.timestamp } ?? false
            try require(
                reply.position == 0 && reply.balances == nil
                    && (isStale || (reply.result == .conflict && known == reply.timestamp)),
                "I16",
                "\(node) answers \(reply), last is \(String(describing: known))"
            )
        }
    }
}

public import Bank
public import Paxos

/// Judges what clients were answered: one order of everything must explain each answer and respect
/// real time.
///
/// Replies name their slot, so the order is not searched for but read off: O(n log n). The order is
/// replayed in ``BankModel``, which shares no code with the bank. Whoever recorded the history MUST
/// have asked again for every transfer whose outcome was unknown.
///
/// Source: the idea is that of Jepsen's checker for TigerBeetle, which orders by what the database
/// says of its own order.
public struct LinearHistory: Sendable {
    /// The accounts with what they held before slot 1.
    private let accounts: [Account]
    /// The bank's bounds.
    private let limits: BankLimits

    /// Whether answers to transfers that the bank refused name balances.
    private let refusalsTellBalances: Bool

    /// Creates the judge of a bank's history.
    ///
    /// - Parameters:
    ///   - accounts: The accounts with what they held before slot 1.
    ///   - limits: The bank's bounds.
    ///   - refusalsTellBalances: Whether answers to transfers that the bank refused name balances;
    ///     if not, those of the plain bank are not compared.
    public init(
        accounts: [Account],
        limits: BankLimits = .standard,
        refusalsTellBalances: Bool = true
    ) {
        self.accounts = accounts
        self.limits = limits
        self.refusalsTellBalances = refusalsTellBalances
    }

    /// One thing that a client asked for.
    ///
    /// A transfer that was asked for again is another operation with the same request.
    public struct Operation: Hashable, Sendable {
        /// What was asked for.
        public let action: Action
        /// When it was asked for, or earlier; nanoseconds of one monotonic clock.
        public let call: Int64
        /// When the answer was there, or later; the same clock.
        public let end: Int64
        /// What was answered.
        public let outcome: Outcome

        /// Creates an operation.
        public init(action: Action, call: Int64, end: Int64, outcome: Outcome) {
            self.action = action
            self.call = call
            self.end = end
            self.outcome = outcome
        }
    }

    /// What a client can ask for.
    public enum Action: Hashable, Sendable {
        /// A transfer, under the name that the request has.
        case transfer(Request)
        /// An account's balance.
        case read(AccountID)
    }

    /// What a client can be answered.
    public enum Outcome: Hashable, Sendable {
        /// The bank's reply to a transfer.
        case reply(Reply)
        /// The balance after every slot up to this one.
        case balance(Amount, slot: Slot)
        /// Certainly not executed, then or later.
        case notExecuted
        /// No answer.
        case unknown
    }

    /// What a node came to when everything was over.
    public struct NodeEnd: Hashable, Sendable {
        /// The node.
        public let node: NodeID
        /// Every slot up to this one is executed there.
        public let executed: Slot
        /// The digest of all that it executed.
        public let digest: UInt64
        /// Its accounts.
        public let accounts: [Account]

        /// Creates the end of a node.
        public init(node: NodeID, executed: Slot, digest: UInt64, accounts: [Account]) {
            self.node = node
            self.executed = executed
            self.digest = digest
            self.accounts = accounts
        }
    }

    /// Judges a history and what the nodes came to.
    ///
    /// - Parameters:
    ///   - operations: Everything that clients asked for, in any order.
    ///   - ends: What each node came to; may be empty.
    /// - Throws: ``InvariantViolation`` with the first contradiction.
    public func check(
        _ operations: [Operation],
        ends: [NodeEnd] = []
    ) throws(InvariantViolation) {
        let order = try Self.order(operations)
        try Self.checkRealTime(order)
        var bank = BankModel(accounts: accounts, limits: limits, forgetsNothing: true)
        for event in order { try replay(event, in: &bank) }
        let last = order.last?.place.slot ?? 0
        for end in ends { try check(end, against: bank, last: last, first: ends[0]) }
    }
}

// MARK: - Order

extension LinearHistory {
    /// Where something stands in the order: a read after the slot it saw, before the next one.
    private struct Place: Comparable {
        /// The slot.
        let slot: UInt64
        /// Whether it is a read.
        let isRead: Bool

        static func < (lhs: Place, rhs: Place) -> Bool {
            lhs.slot == rhs.slot ? !lhs.isRead && rhs.isRead : lhs.slot < rhs.slot
        }
    }

    /// One effect or observation with its place in the order.
    private struct Event {
        /// Its place.
        let place: Place
        /// What happened: its calls and answers taken together if it was asked for repeatedly.
        var operation: Operation
    }

    /// What names a request.
    private struct Name: Hashable {
        /// Who asked.
        let client: ClientID
        /// The client's number for it.
        let timestamp: RequestTimestamp
    }

    /// All that is known of one request.
    private struct Asked {
        /// The request.
        let request: Request
        /// When it was asked for first.
        var call: Int64
        /// When it was answered first.
        var end = Int64.max
        /// The one reply to it.
        var reply: Reply?
        /// Whether some node said for certain that it was not executed.
        var isRefused = false
    }

    /// Puts what had an effect or saw one into the order that the slots say.
    private static func order(_ operations: [Operation]) throws(InvariantViolation) -> [Event] {
        var events: [Event] = []
        var places: [Name: Int] = [:]
        var asked: [Asked] = []
        for operation in operations {
            switch operation.action {
            case .read:
                guard case .balance(_, let slot) = operation.outcome else { continue }
                let place = Place(slot: slot.rawValue, isRead: true)
                events.append(Event(place: place, operation: operation))
            case .transfer(let request):
                let name = Name(client: request.client, timestamp: request.timestamp)
                let index = places[name] ?? asked.count
                if index == asked.count {
                    places[name] = index
                    asked.append(Asked(request: request, call: operation.call))
                }
                try note(operation, of: request, in: &asked[index])
            }
        }
        for known in asked { if let event = try event(of: known) { events.append(event) } }
        events.sort { $0.place < $1.place }
        for (event, next) in zip(events, events.dropFirst())
        where !event.place.isRead && event.place == next.place {
            throw InvariantViolation(
                "I8",
                "slot \(event.place.slot) is that of \(words(event)) and of \(words(next))"
            )
        }
        return events
    }

    /// Adds one more asking to what is known of a request.
    private static func note(
        _ operation: Operation,
        of request: Request,
        in asked: inout Asked
    ) throws(InvariantViolation) {
        try require(
            request.command == asked.request.command,
            "I26",
            "\(name(request)) is both \(asked.request.command) and \(request.command)"
        )
        asked.call = min(asked.call, operation.call)
        switch operation.outcome {
        case .reply(let reply):
            try require(
                asked.reply == nil || asked.reply == reply,
                "I15",
                "\(name(request)) was answered \(words(asked.reply)), and \(words(reply))"
            )
            asked.reply = reply
            asked.end = min(asked.end, operation.end)
        case .notExecuted: asked.isRefused = true
        case .unknown, .balance: break
        }
    }

    /// The one event that a request came to; nil if it was not executed.
    private static func event(of asked: Asked) throws(InvariantViolation) -> Event? {
        guard let reply = asked.reply else {
            try require(
                asked.isRefused,
                "I26",
                "what became of \(name(asked.request)) is unknown: ask again"
            )
            return nil
        }
        try require(
            reply.position > 0,
            "I16",
            "\(name(asked.request)) was answered \(reply.result) without a slot"
        )
        // A repetition under a key tells of the first payment's slot, and not of its own: it saw
        // that one, and nothing need stand behind it.
        let operation = Operation(
            action: .transfer(asked.request),
            call: reply.isReplayed ? .min : asked.call,
            end: asked.end,
            outcome: .reply(reply)
        )
        let place = Place(slot: reply.position, isRead: reply.isReplayed)
        return Event(place: place, operation: operation)
    }

    /// Checks that nothing stands behind what was asked for only after its answer.
    private static func checkRealTime(_ order: [Event]) throws(InvariantViolation) {
        var latest: Event?
        var waiting: Event?
        for event in order {
            // Reads of one slot change nothing, so their order among each other is free.
            if let earlier = waiting, earlier.place != event.place {
                waiting = nil
                if earlier.operation.call > latest?.operation.call ?? .min { latest = earlier }
            }
            if let latest, latest.operation.call > event.operation.end {
                throw InvariantViolation(
                    "I9",
                    "\(words(event)) was answered at \(event.operation.end) ns, before"
                        + " \(words(latest)) was asked for at \(latest.operation.call) ns,"
                        + " and stands behind it"
                )
            }
            if event.operation.call > waiting?.operation.call ?? .min { waiting = event }
        }
    }
}

// MARK: - Replay

extension LinearHistory {
    private func replay(
        _ event: Event,
        in bank: inout BankModel
    ) throws(InvariantViolation) {
        switch (event.operation.action, event.operation.outcome) {
        case (.transfer(let request), .reply(let reply)):
            // No stamps are known here: what a key's age or the number of keys decides is believed.
            if reply.result == .failed(.keyExpired) || reply.result == .failed(.tooManyKeys) {
                return
            }
            let full =
                reply.isReplayed
                ? bank.repetition(of: request)
                : bank.execute(request, position: event.place.slot, stamp: 0)
            let expected = asTold(full)
            try require(
                reply == expected,
                "I26",
                "\(Self.name(request)), \(request.command), was answered \(Self.words(reply));"
                    + " a plain bank answers \(Self.words(expected))"
            )
        case (.read(let account), .balance(let balance, let slot)):
            let expected = bank.balances[account].map { "\($0)" } ?? "no such account"
            try require(
                bank.balances[account] == balance.minorUnits,
                "I9",
                "a read of \(account) found \(balance) after slot \(slot);"
                    + " a plain bank has \(expected)"
            )
        case (let action, let outcome):
            throw InvariantViolation("I26", "\(action) cannot be answered with \(outcome)")
        }
    }

    /// A reply of the plain bank as far as clients are told it.
    private func asTold(_ reply: Reply?) -> Reply? {
        guard let reply, !refusalsTellBalances, reply.result != .success else { return reply }
        return Reply(
            client: reply.client,
            timestamp: reply.timestamp,
            result: reply.result,
            position: reply.position,
            balances: nil,
            isReplayed: reply.isReplayed
        )
    }

    private func check(
        _ end: NodeEnd,
        against bank: BankModel,
        last: UInt64,
        first: NodeEnd
    ) throws(InvariantViolation) {
        try require(
            end.executed.rawValue >= last,
            "I11",
            "\(end.node) has executed \(end.executed) slots, and slot \(last) was answered"
        )
        try require(
            end.executed == first.executed && end.digest == first.digest,
            "I7",
            "\(end.node) has digest \(String(end.digest, radix: 16)) at slot \(end.executed),"
                + " \(first.node) has \(String(first.digest, radix: 16)) at \(first.executed)"
        )
        let total = end.accounts.reduce(0) { $0 + $1.balance.minorUnits }
        let initial = accounts.reduce(0) { $0 + $1.balance.minorUnits }
        try require(total == initial, "I17", "\(end.node) holds \(total) in all, not \(initial)")
        try require(
            end.accounts.map(\.id) == bank.accounts,
            "I7",
            "\(end.node) has the accounts \(end.accounts.map(\.id))"
        )
        for account in end.accounts {
            try require(
                account.balance.minorUnits == bank.balances[account.id],
                "I15",
                "\(account.id) has \(account.balance) on \(end.node); by all answers it has"
                    + " \(bank.balances[account.id] ?? 0)"
            )
        }
    }

    // MARK: Words

    private static func name(_ request: Request) -> String {
        "the request \(request.timestamp) of \(request.client)"
    }

    private static func words(_ reply: Reply?) -> String {
        guard let reply else { return "nothing" }
        let balances = reply.balances.map { ", balances \($0.from) and \($0.to)" } ?? ""
        return "\(reply.result) in slot \(reply.position) to \(reply.client)"
            + " \(reply.timestamp)\(balances)"
    }

    private static func words(_ event: Event) -> String {
        switch event.operation.action {
        case .transfer(let request): "\(name(request)) in slot \(event.place.slot)"
        case .read(let account): "a read of \(account) after slot \(event.place.slot)"
        }
    }
}

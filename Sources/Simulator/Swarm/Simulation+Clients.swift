import Bank
import BankReplica
import Paxos
import Wire

/// What clients ask, and what they may be told.
extension Simulation {
    /// A client begins something, or asks again.
    mutating func act(_ index: Int) throws(InvariantViolation) {
        if clients[index].open == nil {
            guard isOpen, mayBegin(index) else { return }
            begin(index)
        } else {
            guard now >= clients[index].askedAt + UInt64(options.workload.patience) else { return }
            counts.repeatedRequests += 1
            clients[index].node = anyNode(for: index)
        }
        ask(index)
        if isFaulty, draws(options.workload.twicePercent, index) {
            clients[index].node = anyNode(for: index)
            ask(index)
        }
        queue.schedule(.client(index), at: now + UInt64(options.workload.patience) + 1)
    }

    /// Whether a client may begin something; one that has to wait does so later.
    private mutating func mayBegin(_ index: Int) -> Bool {
        if let quiet = options.reduction.quiet.range(with: now / 10_000) {
            queue.schedule(.client(index), at: (quiet.upperBound + 1) * 10_000)
            return false
        }
        guard begun < options.reduction.requests ?? .max else { return false }
        begun += 1
        return true
    }

    private mutating func begin(_ index: Int) {
        clients[index].floor = acknowledged
        clients[index].calledAt = now
        if draws(options.workload.readPercent, index) {
            clients[index].lastRead += 1
            if usesKey(index) {
                let key = SharedKey.draw(of: options, using: &clients[index].random).key
                clients[index].open = .read(.key(key), id: clients[index].lastRead)
                return
            }
            let account = anyAccount(for: index)
            clients[index].open = .read(.account(account), id: clients[index].lastRead)
            if draws(options.workload.twicePercent, index) { askEverybody(for: account) }
        } else {
            let step = UInt64.random(in: 1...3, using: &clients[index].random)
            clients[index].timestamp += step
            clients[index].open = .request(
                request(of: index, timestamp: clients[index].timestamp)
            )
        }
    }

    private mutating func request(of index: Int, timestamp: UInt64) -> Request {
        guard let timestamp = RequestTimestamp(timestamp) else {
            preconditionFailure("\(timestamp) is no timestamp")
        }
        if usesKey(index) {
            let shared = SharedKey.draw(of: options, using: &clients[index].random)
            return Request(
                client: clients[index].id,
                timestamp: timestamp,
                command: .keyedTransfer(shared.transfer, key: shared.key)
            )
        }
        let amounts = 0...options.workload.amountMax
        let transfer = Transfer(
            from: anyAccount(for: index),
            to: anyAccount(for: index),
            amount: Amount(minorUnits: Int64.random(in: amounts, using: &clients[index].random))
        )
        return Request(
            client: clients[index].id,
            timestamp: timestamp,
            command: .transfer(transfer)
        )
    }

    private mutating func anyAccount(for index: Int) -> AccountID {
        let accounts = options.cluster.accounts
        let most = min(options.workload.hotAccounts, accounts.count)
        return accounts[Int.random(in: 0..<most, using: &clients[index].random)].id
    }

    private mutating func anyNode(for index: Int) -> NodeID {
        Self.anyNode(of: options, using: &clients[index].random)
    }

    /// Whether a client does what it does so many times in a hundred.
    private mutating func draws(_ percent: Int, _ index: Int) -> Bool {
        Int.random(in: 0..<100, using: &clients[index].random) < percent
    }

    /// Whether what a client asks now is about a payment under a key.
    private mutating func usesKey(_ index: Int) -> Bool {
        options.workload.keyedPercent > 0 && draws(options.workload.keyedPercent, index)
    }

    /// Sends what a client waits for to its node.
    private mutating func ask(_ index: Int) {
        clients[index].askedAt = now
        let session = SessionID(UInt64(index))
        if let open = clients[index].open {
            cluster.digest.mix(DigestHasher.word(of: open, at: clients[index].node))
        }
        switch clients[index].open {
        case .request(let request):
            send(request, of: index, to: clients[index].node)
        case .read(let subject, let id):
            give(.client(session, .read(id: id, subject)), to: clients[index].node)
        case nil: break
        }
    }

    /// Sends a request of a client to a node.
    private mutating func send(_ request: Request, of index: Int, to node: NodeID) {
        give(.client(SessionID(UInt64(index)), .request(request)), to: node)
    }

    /// Hands the answers to those who wait for them, and checks each.
    mutating func takeAnswers() throws(InvariantViolation) {
        for answer in cluster.takeAnswers() {
            cluster.digest.mix(.answer, DigestHasher.word(of: answer))
            guard answer.session != Self.everybodySession else {
                try checkEverybody(answer)
                continue
            }
            guard answer.session.rawValue < Self.oddSessions else {
                try checkOdd(answer)
                continue
            }
            let index = Int(answer.session.rawValue)
            noteAnswer(answer)
            switch answer.message {
            case .reply(let message): try receive(message, at: index)
            case .balance(let message): try receive(message, at: index)
            case .outcome(let message): try receive(message, at: index)
            case .error(let message):
                throw InvariantViolation("W1", "\(answer.node) refuses a whole line: \(message)")
            }
        }
    }

    /// The session in which every node is asked for a balance at once.
    private static let everybodySession = SessionID(.max)

    /// Asks every node for a balance: one that was deposed and does not know it is found only by
    /// those who still ask it.
    private mutating func askEverybody(for account: AccountID) {
        asked.append(AskedBalance(account: account, floor: acknowledged))
        let message = ClientMessage.read(id: UInt64(asked.count), .account(account))
        for node in cluster.members { give(.client(Self.everybodySession, message), to: node) }
    }

    /// A balance that every node was asked for.
    struct AskedBalance: Sendable {
        /// The account.
        let account: AccountID
        /// The last slot that anybody had been told of then.
        let floor: Slot
    }

    /// Checks an answer to what every node was asked.
    private func checkEverybody(
        _ answer: SimulatedCluster.ClientAnswer
    ) throws(InvariantViolation) {
        guard case .balance(let message) = answer.message else { return }
        let question = asked[Int(message.id) - 1]
        switch message.answer {
        case .notLeader: break
        case .unknownAccount:
            throw InvariantViolation("I9", "a read denies that there is \(question.account)")
        case .balance(let amount, let slot):
            try check(amount, of: question.account, at: slot, askedAfter: question.floor)
        }
    }

    /// Checks a balance: it is that of a slot not before what had been told when it was asked for.
    private func check(
        _ amount: Amount,
        of account: AccountID,
        at slot: Slot,
        askedAfter floor: Slot
    ) throws(InvariantViolation) {
        try require(
            slot >= floor && slot <= cluster.lastExecuted,
            "I9",
            "a read that was asked after \(floor) was told is of \(slot)"
        )
        let right = cluster.balance(of: account, after: slot)
        try require(
            right == amount.minorUnits,
            "I9",
            "\(account) holds \(String(describing: right)) after \(slot), not \(amount)"
        )
    }

    /// The sessions from this one on ask for something under a timestamp that stands for another
    /// transfer, which was executed.
    private static let oddSessions: UInt64 = 1_000

    /// Checks that such a request is not given the answer of the other one (I16).
    private func checkOdd(
        _ answer: SimulatedCluster.ClientAnswer
    ) throws(InvariantViolation) {
        guard case .reply(let message) = answer.message, case .bank(let reply) = message.answer
        else { return }
        try require(
            reply.result == .conflict || reply.result == .stale,
            "I16",
            "\(answer.node) answers \(reply) to another transfer than the one of that name"
        )
    }

    private mutating func receive(
        _ message: ReplyMessage,
        at index: Int
    ) throws(InvariantViolation) {
        guard case .request(let request) = clients[index].open,
            request.timestamp == message.timestamp
        else { return }
        switch message.answer {
        case .notLeader, .unavailable: clients[index].node = anyNode(for: index)
        case .bank(let reply):
            record(.transfer(request), of: index, .reply(reply))
            if reply.position > 0 {
                // What is executed first after it was asked for comes behind all that was told.
                try require(
                    reply.isReplayed || reply.position > clients[index].floor.rawValue,
                    "I26",
                    "\(request) was asked after \(clients[index].floor) was told,"
                        + " and executed in slot \(reply.position)"
                )
                acknowledged = max(acknowledged, Slot(reply.position))
                counts.answeredTransfers += 1
            }
            clients[index].answered = request
            finish(index)
        }
    }

    private mutating func receive(
        _ message: BalanceMessage,
        at index: Int
    ) throws(InvariantViolation) {
        guard case .read(.account(let account), message.id) = clients[index].open else { return }
        switch message.answer {
        case .notLeader: clients[index].node = anyNode(for: index)
        case .unknownAccount:
            throw InvariantViolation("I9", "there is an account \(account), and a read denies it")
        case .balance(let amount, let slot):
            try check(amount, of: account, at: slot, askedAfter: clients[index].floor)
            record(.read(account), of: index, .balance(amount, slot: slot))
            // Whoever reads later must see as much.
            acknowledged = max(acknowledged, slot)
            counts.answeredReads += 1
            finish(index)
        }
    }

    private mutating func receive(
        _ message: OutcomeMessage,
        at index: Int
    ) throws(InvariantViolation) {
        guard case .read(.key(message.key), message.id) = clients[index].open else { return }
        guard message.answer != .notLeader else {
            clients[index].node = anyNode(for: index)
            return
        }
        try cluster.history.check(
            message.answer,
            of: message.key,
            askedAfter: clients[index].floor
        )
        counts.answeredReads += 1
        finish(index)
    }

    /// Goes on to what a client does next; sometimes that is something odd.
    private mutating func finish(_ index: Int) {
        clients[index].open = nil
        clients[index].completed += 1
        if let answered = clients[index].answered {
            if draws(options.workload.stalePercent, index) {
                counts.oddRequests += 1
                send(answered, of: index, to: anyNode(for: index))
            }
            if draws(options.workload.conflictPercent, index) {
                counts.oddRequests += 1
                let other = request(of: index, timestamp: answered.timestamp.raw)
                let isOther = other.command != answered.command
                let session = SessionID(UInt64(index) + (isOther ? Self.oddSessions : 0))
                give(.client(session, .request(other)), to: anyNode(for: index))
            }
        }
        let thinking = UInt64.random(
            in: 1...UInt64(2 * options.workload.thinking),
            using: &clients[index].random
        )
        queue.schedule(.client(index), at: now + thinking)
    }
}

import Bank
import BankReplica
import Paxos
import Wire

/// What clients ask, and what they may be told.
extension Simulation {
    /// A client begins something, or asks again.
    mutating func act(_ index: Int) throws(InvariantViolation) {
        if clients[index].open == nil {
            guard isOpen else { return }
            begin(index)
        } else {
            guard now >= clients[index].askedAt + UInt64(options.workload.patience) else { return }
            counts.repeatedRequests += 1
            clients[index].node = anyNode()
        }
        ask(index)
        if isFaulty, draw(percent: options.workload.twicePercent) {
            clients[index].node = anyNode()
            ask(index)
        }
        queue.schedule(.client(index), at: now + UInt64(options.workload.patience) + 1)
    }

    private mutating func begin(_ index: Int) {
        clients[index].floor = acknowledged
        clients[index].calledAt = now
        if draw(percent: options.workload.readPercent) {
            clients[index].lastRead += 1
            clients[index].open = .read(anyAccount(), id: clients[index].lastRead)
        } else {
            clients[index].timestamp += UInt64.random(in: 1...3, using: &random)
            clients[index].open = .request(
                request(of: index, timestamp: clients[index].timestamp)
            )
        }
    }

    private mutating func request(of index: Int, timestamp: UInt64) -> Request {
        guard let timestamp = RequestTimestamp(timestamp) else {
            preconditionFailure("\(timestamp) is no timestamp")
        }
        let transfer = Transfer(
            from: anyAccount(),
            to: anyAccount(),
            amount: Amount(
                minorUnits: Int64.random(in: 0...options.workload.amountMax, using: &random)
            )
        )
        return Request(
            client: clients[index].id,
            timestamp: timestamp,
            command: .transfer(transfer)
        )
    }

    private mutating func anyAccount() -> AccountID {
        let accounts = options.cluster.accounts
        let most = min(options.workload.hotAccounts, accounts.count)
        return accounts[Int.random(in: 0..<most, using: &random)].id
    }

    mutating func anyNode() -> NodeID {
        NodeID(UInt8.random(in: 1...UInt8(options.cluster.nodeCount), using: &random))
    }

    /// Sends what a client waits for to its node.
    private mutating func ask(_ index: Int) {
        clients[index].askedAt = now
        let session = SessionID(UInt64(index))
        switch clients[index].open {
        case .request(let request):
            give(.client(session, .request(request)), to: clients[index].node)
        case .read(let account, let id):
            give(.client(session, .read(id: id, account: account)), to: clients[index].node)
        case nil: break
        }
    }

    /// Hands the answers to those who wait for them, and checks each.
    mutating func takeAnswers() throws(InvariantViolation) {
        for answer in cluster.takeAnswers() {
            guard answer.session.rawValue < Self.oddSessions else {
                try checkOdd(answer)
                continue
            }
            let index = Int(answer.session.rawValue)
            switch answer.message {
            case .reply(let message): try receive(message, at: index)
            case .balance(let message): try receive(message, at: index)
            case .error(let message):
                throw InvariantViolation("W1", "\(answer.node) refuses a whole line: \(message)")
            }
        }
    }

    /// The sessions from this one on ask for something under a timestamp that stands for another
    /// transfer, which was executed.
    private static let oddSessions: UInt64 = 1_000

    /// Checks that such a request is not given the answer of the other one (I16), by a node that
    /// had executed that: an answer that a node passes on names no command, so that one which has
    /// not heard of the slot cannot tell.
    private func checkOdd(
        _ answer: SimulatedCluster.ClientAnswer
    ) throws(InvariantViolation) {
        guard case .reply(let message) = answer.message, case .bank(let reply) = message.answer
        else { return }
        let executed = lives[self.index(answer.node)].executedBefore
        try require(
            reply.result == .conflict || reply.result == .stale
                || reply.position > executed.rawValue,
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
        case .notLeader, .unavailable: clients[index].node = anyNode()
        case .bank(let reply):
            record(.transfer(request), of: index, .reply(reply))
            if reply.position > 0 {
                // What is executed first after it was asked for comes behind all that was told.
                try require(
                    reply.position > clients[index].floor.rawValue,
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
        guard case .read(let account, message.id) = clients[index].open else { return }
        switch message.answer {
        case .notLeader: clients[index].node = anyNode()
        case .unknownAccount:
            throw InvariantViolation("I9", "there is an account \(account), and a read denies it")
        case .balance(let amount, let slot):
            try require(
                slot >= clients[index].floor && slot <= cluster.lastExecuted,
                "I9",
                "a read that was asked after \(clients[index].floor) was told is of \(slot)"
            )
            let right = cluster.balance(of: account, after: slot)
            try require(
                right == amount.minorUnits,
                "I9",
                "\(account) holds \(String(describing: right)) after \(slot), not \(amount)"
            )
            record(.read(account), of: index, .balance(amount, slot: slot))
            // Whoever reads later must see as much.
            acknowledged = max(acknowledged, slot)
            counts.answeredReads += 1
            finish(index)
        }
    }

    /// Goes on to what a client does next; sometimes that is something odd.
    private mutating func finish(_ index: Int) {
        clients[index].open = nil
        clients[index].completed += 1
        if let answered = clients[index].answered {
            let session = SessionID(UInt64(index))
            if draw(percent: options.workload.stalePercent) {
                counts.oddRequests += 1
                give(.client(session, .request(answered)), to: anyNode())
            }
            if draw(percent: options.workload.conflictPercent) {
                counts.oddRequests += 1
                let other = request(of: index, timestamp: answered.timestamp.raw)
                let isOther = other.command != answered.command
                let session = SessionID(UInt64(index) + (isOther ? Self.oddSessions : 0))
                give(.client(session, .request(other)), to: anyNode())
            }
        }
        let thinking = UInt64.random(in: 1...UInt64(2 * options.workload.thinking), using: &random)
        queue.schedule(.client(index), at: now + thinking)
    }
}

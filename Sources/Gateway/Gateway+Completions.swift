internal import Bank
internal import BankClient
internal import EventLoop
internal import JSON
internal import Paxos
internal import Wire

/// Transfers on their way back: from what the cluster answered to whoever asked.
extension Gateway {
    /// Answers what the cluster has answered.
    func takeCompletions() {
        giveUpRefused()
        let completions = connection.clients.takeCompletions()
        for index in completions.indices { end(completions[index]) }
    }

    /// Ends requests that nodes refused to take on, which would be asked again and again.
    private func giveUpRefused() {
        let ignored = connection.clients.ignoredReplies
        guard ignored != ignoredReplies else { return }
        ignoredReplies = ignored
        connection.clients.giveUpRefused()
    }

    /// Gives up the payments whose time is over; their completions follow at once.
    func expirePayments() {
        while let payment = payments.nextOverdue(at: now) {
            connection.clients.giveUp(payment.client)
        }
    }

    private func end(_ completion: Completion) {
        let payment = payments.remove(at: completion.tag)
        if let lane = payment.lane { lanes.giveBack(lane) }
        metrics.didPay(completion.outcome, microseconds: completion.latencyMicroseconds)
        metrics.joiners -= payment.joiners.count
        let slot = completion.slot?.rawValue
        let verdict = PaymentVerdict(
            completion.outcome,
            slot: slot,
            balances: completion.balances,
            wasRefused: !completion.refusers.isEmpty,
            of: PaymentVerdict.Circumstances(
                transfer: payment.transfer,
                repeatsMadeKey: payment.repeated != nil,
                accounts: accounts
            )
        )
        let isReplayed = completion.isReplayed || wasAnswered(payment)
        remember(completion, of: payment)
        if let key = payment.key, completion.outcome == .failed(.keyExpired) {
            return tellExpired(key, payment, completion, verdict)
        }
        if let chaos = payment.chaos, verdict.isAnswered {
            drop(payment.exchange.connection)
            if chaos == .crashLeader { crash(completion.ballot.proposer) }
        } else {
            let replays = verdict.isAnswered && isReplayed
            answer(payment.exchange, payment, completion, verdict, isReplayed: replays)
        }
        for joiner in payment.joiners {
            answer(joiner, payment, completion, verdict, isReplayed: verdict.isAnswered)
        }
    }

    /// Whether a payment repeats a made key whose first request is known to be answered; a gateway
    /// that was started again does not know.
    private func wasAnswered(_ payment: Payment) -> Bool {
        guard let key = payment.repeated,
            case .last(let last) = memory.find(key.timestamp, of: key.lane)
        else { return false }
        return last.result != nil
    }

    private func remember(_ completion: Completion, of payment: Payment) {
        guard let timestamp = completion.timestamp else { return }
        guard let lane = payment.lane ?? payment.repeated?.lane else { return }
        // What has no slot was not executed, and may be another time.
        let result: RequestResult? =
            switch completion.outcome {
            case .success: .success
            case .failed(let reason) where completion.slot != nil: .failed(reason)
            case .failed, .conflict, .stale, .unknown, .notExecuted: nil
            }
        // A repetition that says nothing must not hide what is known.
        guard result != nil || payment.repeated == nil else { return }
        memory.note(
            LaneMemory.Last(
                timestamp: timestamp,
                result: result,
                slot: completion.slot?.rawValue ?? 0
            ),
            of: lane
        )
    }

    /// Finds out where an expired key was used, and tells everybody who waits.
    private func tellExpired(
        _ key: IdempotencyKey,
        _ payment: Payment,
        _ completion: Completion,
        _ verdict: PaymentVerdict
    ) {
        for exchange in [payment.exchange] + payment.joiners {
            // The slot is worth a question, but the verdict stands without it.
            guard connection.hasRoomForRead else {
                answer(exchange, payment, completion, verdict, isReplayed: false)
                continue
            }
            let id = connection.beginRead(
                .key(key),
                timeoutMilliseconds: GatewayLimits.questionMilliseconds
            )
            reads.add(id) { [unowned self] read in
                var verdict = verdict
                if case .success(.outcome(let message)) = read.result,
                    case .expired(let slot) = message.answer
                {
                    verdict.error?.slot = slot.rawValue
                }
                answer(exchange, payment, completion, verdict, isReplayed: false)
            }
        }
    }

    // MARK: - Answers

    private func answer(
        _ exchange: Exchange,
        _ payment: Payment,
        _ completion: Completion,
        _ verdict: PaymentVerdict,
        isReplayed: Bool
    ) {
        body.removeAll()
        var status = 201
        let slot = completion.slot?.rawValue ?? 0
        if let error = verdict.error {
            status = error.code.status
            error.write(into: &body, requestID: error.isRecorded ? nil : "\(exchange.id)")
        } else {
            body.append(
                payment.transfer,
                result: .success,
                slot: slot,
                balances: completion.balances,
                stamp: nil
            )
        }
        writer.begin(status, exchange)
        if verdict.error == nil {
            writer.open("Location")
            writer.append("/v1/transfers/")
            writer.append(slot)
        } else if let seconds = verdict.error?.code.retryAfterSeconds {
            writer.header("Retry-After", UInt64(seconds))
        }
        appendKey(of: payment, completion)
        if isReplayed { writer.header("Idempotency-Replayed", "true") }
        var facts = facts
        if completion.ballot > .zero {
            (facts.leader, facts.ballot) = (completion.ballot.proposer, completion.ballot)
        }
        facts.slot = slot > 0 ? slot : nil
        writer.append(facts)
        writeBody(of: "application/json", exchange)
        deliver(exchange, status: status, error: verdict.error)
    }

    /// Appends the key that a gateway made, if one did.
    private func appendKey(of payment: Payment, _ completion: Completion) {
        if let repeated = payment.repeated {
            writer.header("Idempotency-Key", "\(repeated)")
        } else if let lane = payment.lane, payment.key == nil,
            let timestamp = completion.timestamp
        {
            writer.open("Idempotency-Key")
            writer.append(laneClients[lane].keyPrefix)
            writer.append(timestamp.raw)
        }
    }
}

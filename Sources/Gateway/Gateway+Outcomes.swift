internal import Bank
internal import BankClient
internal import HTTP
internal import JSON
internal import Paxos
internal import Wire

/// What became of a key.
extension Gateway {
    func readOutcome(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        let text = try Self.key(of: [call.data[0]])
        if text.hasPrefix(MadeKey.prefix) { return try readMadeOutcome(text, call.exchange) }
        let key = IdempotencyKey(principal: settings.principal, text: text)
        read(.key(key), call.exchange) { [unowned self] (reply) throws(APIError) in
            guard case .outcome(let message) = reply else {
                throw APIError(.internal, "a node gave an answer that does not fit the question")
            }
            var facts = facts
            (facts.leader, facts.ballot) = (message.ballot.proposer, message.ballot)
            switch message.answer {
            case .executed(let result, let slot, _):
                facts.slot = slot.rawValue
                answer(call.exchange, KeyOutcome(result, slot: slot.rawValue), facts)
            case .expired(let slot):
                facts.slot = slot.rawValue
                answer(call.exchange, .expired(slot: slot.rawValue), facts)
            case .unused(let through):
                facts.slot = through.rawValue
                let isUnderWay = payments.place(of: key) != nil
                answer(call.exchange, isUnderWay ? .pending : .neverSeen, facts)
            case .notLeader: throw APIError(.noLeader, "no leader confirmed an answer in time")
            }
        }
    }

    /// What became of a request that this gateway named itself, as far as it remembers.
    private func readMadeOutcome(_ text: String, _ exchange: Exchange) throws(APIError) {
        let key = try knownKey(text)
        let finding = memory.find(key.timestamp, of: key.lane)
        if finding == .expired { throw PaymentVerdict.madeKeyForgotten }
        guard case .last(let last) = finding, let result = last.result else {
            throw APIError(
                .unknownOutcome,
                "this gateway does not know what became of the key",
                outcome: .unknown,
                hint: "repeat the transfer with the key: it is not executed twice"
            )
        }
        answer(exchange, KeyOutcome(result, slot: last.slot), facts)
    }

    private func answer(_ exchange: Exchange, _ outcome: KeyOutcome, _ facts: ClusterFacts) {
        body.removeAll()
        outcome.write(into: &body)
        answerWithBody(exchange, facts)
    }
}

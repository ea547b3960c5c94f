internal import Bank
internal import BankClient
internal import EventLoop
internal import HTTP
internal import JSON
internal import Paxos
internal import Wire

/// Transfers: from the request to the cluster, and back.
extension Gateway {
    /// Takes a transfer on.
    func pay(_ call: Call) throws(APIError) {
        if call.request.query != nil { _ = try call.parameters() }
        let chaos = try chaos(of: call.request)
        let transfer = try TransferRequest.read(call.request.body.span)
        guard call.request.headers.contains("idempotency-key") else {
            return try begin(transfer, call.exchange, key: nil, chaos: chaos)
        }
        let text = try Self.key(of: call.request.headers.values(of: "idempotency-key"))
        if text.hasPrefix(MadeKey.prefix) {
            return try repeatMade(text, transfer, call.exchange, chaos: chaos)
        }
        let key = IdempotencyKey(principal: settings.principal, text: text)
        guard let place = payments.place(of: key), let payment = payments[place] else {
            return try begin(transfer, call.exchange, key: key, chaos: chaos)
        }
        // Only the bank knows for which of them the key stands.
        guard payment.transfer == transfer else {
            return try begin(transfer, call.exchange, key: key, chaos: chaos)
        }
        try join(payment, at: place, key, call.exchange)
    }

    /// Reads the key that was given.
    static func key(of values: [String]) throws(APIError) -> String {
        do {
            return try HTTPIdempotencyKey.parse(values)
        } catch {
            throw APIError(.badKey, "\(error)", param: "Idempotency-Key")
        }
    }

    private func chaos(of request: HTTPRequest) throws(APIError) -> Chaos? {
        guard request.headers.contains(Chaos.header) else { return nil }
        try requireFaults()
        let values = request.headers.values(of: Chaos.header)
        guard values.count == 1, let chaos = Chaos(rawValue: values[0]) else {
            let words = Chaos.allCases.map(\.rawValue).joined(separator: " or ")
            throw APIError(.badField, "it is \(words)", param: "X-Simulate-Chaos")
        }
        return chaos
    }

    // MARK: Beginning

    private func begin(
        _ transfer: Transfer,
        _ exchange: Exchange,
        key: IdempotencyKey?,
        chaos: Chaos?
    ) throws(APIError) {
        guard connection.clients.hasRoom, let lane = lanes.take() else {
            throw APIError(.tooManyRequests, "\(lanes.count) transfers are under way already")
        }
        enqueue(
            Payment(
                exchange: exchange,
                transfer: transfer,
                lane: lane,
                client: laneClients[lane].client,
                key: key,
                repeated: nil,
                chaos: chaos,
                deadline: now + settings.requestMilliseconds,
                serial: payments.nextSerial()
            )
        )
    }

    private func enqueue(_ payment: Payment) {
        let place = payments.add(payment)
        needTicks()
        connection.clients.enqueue(
            client: payment.client,
            command: payment.command,
            tag: place,
            timestamp: payment.repeated?.timestamp
        )
    }

    /// Asks again for a request that this gateway named itself.
    private func repeatMade(
        _ text: String,
        _ transfer: Transfer,
        _ exchange: Exchange,
        chaos: Chaos?
    ) throws(APIError) {
        let key = try knownKey(text)
        guard connection.clients.hasRoom else {
            throw APIError(
                .tooManyRequests,
                "too many transfers are under way already",
                outcome: .unknown
            )
        }
        enqueue(
            Payment(
                exchange: exchange,
                transfer: transfer,
                lane: nil,
                client: laneClients[key.lane].client,
                key: nil,
                repeated: key,
                chaos: chaos,
                deadline: now + settings.requestMilliseconds,
                serial: payments.nextSerial()
            )
        )
    }

    /// Reads a key that a gateway made.
    ///
    /// - Throws: ``APIError``: `bad_key` for a text that no gateway makes, `unknown_outcome` for a
    ///   key of another gateway, which alone can tell, or of a later time than it is.
    func knownKey(_ text: String) throws(APIError) -> MadeKey {
        guard let key = MadeKey(text) else {
            throw APIError(.badKey, "no gateway makes such a key", param: "Idempotency-Key")
        }
        guard key.gateway == settings.name else {
            throw APIError(
                .unknownOutcome,
                "the key was made by gateway \(key.gateway), which alone can tell",
                outcome: .unknown,
                hint: "ask that gateway; send keys of your own to be able to ask any"
            )
        }
        // A greater timestamp than the clock's would make all later ones of the lane stale.
        guard key.timestamp.raw <= UInt64(max(0, SystemClock.wallMicroseconds)) else {
            throw APIError(
                .unknownOutcome,
                "the key is of a later time than this gateway's clock shows",
                outcome: .unknown
            )
        }
        return key
    }

    // MARK: Joining

    /// Lets a request wait for an earlier one with its key.
    private func join(
        _ payment: Payment,
        at place: Int,
        _ key: IdempotencyKey,
        _ exchange: Exchange
    ) throws(APIError) {
        guard metrics.joiners < GatewayLimits.joinersMax else { throw Self.inProgress }
        metrics.joiners += 1
        payments.join(exchange, at: place)
        agenda.add(at: now + GatewayLimits.joinMilliseconds) { [unowned self] in
            guard let exchange = payments.leave(key, exchange) else { return }
            metrics.joiners -= 1
            answer(exchange, Self.inProgress)
        }
        needTicks()
    }

    private static var inProgress: APIError {
        APIError(
            .keyInProgress,
            "the first request with this key is under way",
            outcome: .unknown
        )
    }
}

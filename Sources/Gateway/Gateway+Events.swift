internal import Bank
internal import BankClient
internal import EventLoop
internal import HTTP
internal import JSON
internal import Paxos
internal import Wire

/// Server-sent events: what is executed, who leads, how the nodes are.
extension Gateway {
    /// Opens a stream; the connection takes no further request.
    func follow(_ call: Call) throws(APIError) {
        let parameters = try call.parameters("from_slot", "lag_max")
        let next = try firstSlot(of: call.request, parameters)
        let lagMax = try parameters.number("lag_max", in: 1...1_000_000)
        guard streams.count < GatewayLimits.streamsMax else {
            throw APIError(.tooManyRequests, "\(streams.count) streams are open already")
        }
        guard let guest = guests[call.exchange.connection] else { return }
        guard guest.answers.isTurn(of: call.exchange.number) else {
            throw APIError(.badRequest, "a stream of events is asked for on its own connection")
        }
        let writer = HTTPEventStreamWriter(answering: call.request)
        var head: [UInt8] = []
        writer.writeHead(
            date: self.writer.dateText(),
            headers: [
                HTTPHeader("Request-Id", "\(call.exchange.id)"),
                HTTPHeader("Server-Timing", "total;dur=0.000"),
                HTTPHeader("X-Content-Type-Options", "nosniff"),
            ],
            into: &head
        )
        guest.isLast = true
        metrics.didAnswer(.events, status: 200, microseconds: 0)
        guard loop.send(head.span, to: guest.id) else { return drop(guest.id) }
        guard !call.exchange.isHead else { return endStream(guest) }
        guest.isStream = true
        streams.streams[guest.id] = EventStream(
            writer: writer,
            next: next,
            lagMax: lagMax,
            sentAt: now
        )
        lookAtNodes { [unowned self] in tell($0, only: guest.id) }
        needTicks()
    }

    /// Where a stream begins: after the event that a client has seen last, or where it says.
    private func firstSlot(
        of request: HTTPRequest,
        _ parameters: QueryParameters
    ) throws(APIError) -> Slot? {
        let from = try parameters.number("from_slot", in: 1...WireLimits.slotMax)
        let seen = request.headers.values(of: "last-event-id")
        guard !seen.isEmpty else { return from.map { Slot($0) } }
        guard seen.count == 1, let slot = QueryParameters.number(seen[0]),
            slot < WireLimits.slotMax
        else { throw APIError(.badParameter, "it is a slot", param: "Last-Event-ID") }
        return Slot(slot + 1)
    }

    /// Ends a stream with its connection.
    private func endStream(_ guest: HTTPConnection) {
        loop.close(guest.id, afterFlushing: true)
        forget(guest.id)
    }

    // MARK: - What happens

    /// Asks what has happened, unless somebody was asked already.
    func feedStreams() {
        guard !streams.isEmpty, !streams.isAsking else { return }
        streams.unblock { loop.unsentBytes(of: $0) <= GatewayLimits.streamBytesMax / 2 }
        let lowest = streams.nextStart()
        guard lowest != nil || streams.hasNew else { return }
        streams.isAsking = true
        let after = Slot((lowest?.rawValue ?? WireLimits.slotMax) - 1)
        let query = JournalQuery(.oldestFirst(after: after), count: GatewayLimits.feedMax)
        let node = watch.view?.best ?? settings.cluster.nodes[0].id
        ask(node, .journal(query)) { [unowned self] result in
            guard case .success(.journal(let page)) = result else {
                streams.isAsking = false
                return
            }
            let through = page.hasMore ? page.entries.last?.position : page.executed.rawValue
            let span = (lowest?.rawValue ?? .max, Slot(through ?? page.executed.rawValue))
            guard span.0 <= span.1.rawValue,
                page.entries.count < Int(span.1.rawValue - span.0) + 1
            else { return take(page, through: span.1, noops: []) }
            readNoops(of: node, from: Slot(span.0), page, through: span.1)
        }
    }

    /// Finds out which slots without a transfer hold no-ops; the others repeat earlier requests.
    ///
    /// The node that gave the page is asked; if it does not answer, everything is asked again.
    private func readNoops(
        of node: NodeID,
        from first: Slot,
        _ page: JournalPage,
        through end: Slot
    ) {
        let last = min(end, Slot(first.rawValue + UInt64(GatewayLimits.feedMax - 1)))
        ask(node, .slots(first: first, last: last)) { [unowned self] result in
            guard case .success(.slots(let records)) = result else {
                streams.isAsking = false
                return
            }
            let noops = records.filter { $0.entry == .noop && $0.status.isChosen }.map(\.slot)
            take(page, through: last, noops: noops)
        }
    }

    /// Tells every stream what it lacks of a page.
    private func take(_ page: JournalPage, through last: Slot, noops: [Slot]) {
        streams.isAsking = false
        var events: [(slot: UInt64, text: String)] = []
        for entry in page.entries where entry.position <= last.rawValue {
            body.removeAll()
            body.append(entry)
            let text = EventText.text("transfer", id: entry.position, data: body.bytes)
            events.append((entry.position, text))
        }
        for slot in noops {
            body.removeAll()
            body.beginObject()
            body.member("slot", slot.rawValue)
            body.endObject()
            let text = EventText.text("noop", id: slot.rawValue, data: body.bytes)
            events.append((slot.rawValue, text))
        }
        events.sort { $0.slot < $1.slot }
        for id in streams.streams.keys { bring(id, page, through: last, events) }
    }

    private func bring(
        _ id: ConnectionID,
        _ page: JournalPage,
        through last: Slot,
        _ events: [(slot: UInt64, text: String)]
    ) {
        guard let stream = streams.streams[id], !stream.isBlocked else { return }
        let executed = page.executed.rawValue
        guard let next = stream.next?.rawValue else {
            streams.streams[id]?.next = Slot(executed + 1)
            return
        }
        guard next <= last.rawValue else { return }
        if let target = Self.skip(from: next, stream.lagMax, page) {
            body.removeAll()
            body.beginObject()
            body.member("from", next)
            body.member("to", target - 1)
            body.endObject()
            send(EventText.text("gap", id: target - 1, data: body.bytes), to: id)
            streams.streams[id]?.next = Slot(target)
            return
        }
        let missing = events.drop { $0.slot < next }.map(\.text).joined()
        streams.streams[id]?.next = Slot(last.rawValue + 1)
        if !missing.isEmpty { send(missing, to: id) }
    }

    /// The slot with which a stream goes on that lacks what is no longer kept, or too much; nil if
    /// it can have the next one.
    private static func skip(from next: UInt64, _ most: UInt64?, _ page: JournalPage) -> UInt64? {
        let executed = page.executed.rawValue
        let oldest = page.oldest?.rawValue ?? executed + 1
        // A journal that was never full has every entry there was.
        let mayHaveDropped = executed > UInt64(BankLimits.standard.journalEntriesMax)
        if next < oldest, mayHaveDropped { return oldest }
        guard let most, executed >= next + most else { return nil }
        return executed
    }

    // MARK: - Nodes

    /// Tells streams how the nodes are.
    func tell(_ view: NodesView, only one: ConnectionID? = nil) {
        guard !streams.isEmpty else { return }
        body.removeAll()
        NodeBodies.write(view, allowsFaults: settings.allowsFaults, into: &body)
        let nodes = EventText.text("nodes", data: body.bytes)
        var change: String?
        if let leader = view.leader, leader.isReady {
            body.removeAll()
            NodeBodies.write(leader: leader, into: &body)
            change = EventText.text("leader", data: body.bytes)
        }
        for (id, stream) in streams.streams where one == nil || one == id {
            guard !stream.isBlocked else { continue }
            send(nodes, to: id)
            guard let change, stream.leader != view.leader?.ballot else { continue }
            streams.streams[id]?.leader = view.leader?.ballot
            send(change, to: id)
        }
    }

    // MARK: - Sending

    private func send(_ text: String, to id: ConnectionID) {
        guard let stream = streams.streams[id] else { return }
        var bytes: [UInt8] = []
        stream.writer.write(text: text, into: &bytes)
        guard loop.send(bytes.span, to: id) else { return drop(id) }
        streams.streams[id]?.sentAt = now
        streams.streams[id]?.isBlocked =
            loop.unsentBytes(of: id) > GatewayLimits.streamBytesMax
    }

    /// Says to streams on which nothing happened for long that they are alive, and closes those
    /// that read nothing of what they got.
    func sweepStreams() {
        for (id, stream) in streams.streams {
            if stream.isBlocked {
                if now - stream.sentAt > GatewayLimits.idleMilliseconds { drop(id) }
            } else if now - stream.sentAt >= GatewayLimits.heartbeatMilliseconds {
                send(HTTPEvent.comment("alive"), to: id)
            }
        }
    }
}

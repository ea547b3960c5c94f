import Bank
import HybridClock
import JSON
import Paxos
import Wire

/// Values drawn from a seed: every type and shape, numbers near their limits more often than not.
struct RandomValues {
    /// Where all draws come from.
    var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    // MARK: Draws

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    mutating func chance() -> Bool { below(2) == 0 }

    /// A number from `low` to `high`: one of them, small, or any.
    mutating func number(_ low: UInt64, _ high: UInt64) -> UInt64 {
        switch below(4) {
        case 0: low
        case 1: high
        case 2: min(high, low + UInt64(below(100)))
        default: UInt64.random(in: low...high, using: &random)
        }
    }

    mutating func count() -> UInt64 { number(0, UInt64(Int64.max)) }

    mutating func integer() -> Int64 {
        chance() ? Int64(count()) : Int64(truncatingIfNeeded: random.next())
    }

    mutating func identifier() -> Identifier {
        let alphabet = Array("ABCXYZabcxyz019_-".utf8)
        let length = [1, 1, 2, 8, 10, 11, 63, 64][below(8)]
        let bytes = (0..<length).map { _ in alphabet[below(alphabet.count)] }
        guard let identifier = Identifier(ascii: bytes.span) else {
            preconditionFailure("\(bytes) is no name")
        }
        return identifier
    }

    mutating func text() -> String {
        let parts = ["", "a", "é", "\u{1F4B6}", "\"", "\\", "\u{1}", "\n", "#", "}", "\u{2028}"]
        return (0..<below(12)).map { _ in parts[below(parts.count)] }.joined()
    }

    mutating func node() -> NodeID { NodeID(UInt8(number(1, 64))) }

    mutating func nodes() -> NodeSet { NodeSet((0..<below(6)).map { _ in node() }) }

    mutating func slot(from low: UInt64 = 0) -> Slot { Slot(number(low, WireLimits.slotMax)) }

    mutating func ballot() -> Ballot {
        Ballot(round: number(1, WireLimits.roundMax), proposer: node())
    }

    mutating func ballotOrNone() -> Ballot { below(4) == 0 ? .zero : ballot() }

    mutating func life() -> UInt32 { UInt32(number(0, UInt64(WireLimits.lifeMax))) }

    mutating func incarnation() -> Incarnation {
        Incarnation(life: life(), start: UInt32(number(0, UInt64(UInt32.max))))
    }

    mutating func notes() -> [Note] {
        nodes().prefix(Cluster.nodesMax).map { Note(node: $0, incarnation: incarnation()) }
    }

    mutating func range(from low: UInt64, to high: UInt64) -> SlotRange {
        let first = number(low, high)
        return SlotRange(first: Slot(first), last: Slot(number(first, high)))
    }

    mutating func lost() -> [SlotRange] {
        var ranges: [SlotRange] = []
        var low: UInt64 = 1
        for _ in 0..<below(5) where low <= WireLimits.slotMax {
            ranges.append(range(from: low, to: WireLimits.slotMax))
            low = (ranges.last?.last.rawValue ?? 0) + 1
        }
        return ranges
    }

    mutating func stamp() -> Timestamp { Timestamp(raw: number(0, .max)) }

    mutating func request() -> Request {
        guard let timestamp = RequestTimestamp(number(1, RequestTimestamp.rawMax)) else {
            preconditionFailure("0 is no timestamp")
        }
        let transfer = Transfer(
            from: AccountID(identifier: identifier()),
            to: AccountID(identifier: identifier()),
            amount: Amount(minorUnits: integer())
        )
        return Request(
            client: ClientID(identifier: identifier()),
            timestamp: timestamp,
            command: chance() ? .transfer(transfer) : .keyedTransfer(transfer, key: key())
        )
    }

    mutating func key() -> IdempotencyKey {
        IdempotencyKey(high: random.next(), low: random.next())
    }

    /// Entries of which some share a stamp, as those of one turn of a leader do.
    mutating func entries(_ counts: ClosedRange<Int>) -> [BankEntry] {
        var shared = stamp()
        return (0..<Int.random(in: counts, using: &random))
            .map { _ in
                if below(4) == 0 { return .noop }
                if below(3) == 0 { shared = stamp() }
                return .command(StampedRequest(stamp: shared, request: request()))
            }
    }

    mutating func proposals(above slot: Slot, isGapless: Bool) -> [Proposal<StampedRequest>] {
        var slot = slot
        return entries(0...5)
            .map { entry in
                slot = isGapless ? slot.next : slot.advanced(by: 1 + below(3))
                return Proposal(ballot: ballot(), slot: slot, entry: entry)
            }
    }

    // MARK: Lines

    mutating func sample(of kind: Sample.Kind) -> Sample {
        switch kind {
        case .hello: .hello(hello())
        case .peer: .peer(peerLine())
        case .client:
            switch below(3) {
            case 0: .client(.request(request()))
            case 1: .client(.read(id: count(), .account(AccountID(identifier: identifier()))))
            default: .client(.read(id: count(), .key(key())))
            }
        case .server: .server(serverMessage())
        case .adminRequest: .adminRequest(AdminRequest(id: count(), command: command()))
        case .adminReply: .adminReply(AdminReply(id: count(), answer: answer()))
        case .cluster: .cluster(cluster())
        case .logPayload: .logPayload(logPayload())
        }
    }

    private mutating func hello() -> Hello {
        let speaker: Hello.Speaker =
            switch below(3) {
            case 0: .client
            case 1: .admin
            default: .replica(node: node(), greeting())
            }
        return Hello(cluster: identifier(), version: count(), speaker: speaker)
    }

    private mutating func greeting() -> NodeGreeting {
        NodeGreeting(
            incarnation: incarnation(),
            promised: ballotOrNone(),
            accepted: slot(),
            isRecovering: chance(),
            startedMicroseconds: count()
        )
    }

    mutating func peerLine() -> PeerLine {
        let sender = node()
        let message: PeerMessage =
            switch below(12) {
            case 0: .request(request(), via: sender)
            case 1: .reply(reply(), to: request().command)
            case 2: .fetchSnapshot(snapshotRequest())
            case 3: .snapshot(snapshotPart())
            default: .paxos(paxosMessage())
            }
        return PeerLine(node: sender, clock: stamp(), message: message)
    }

    mutating func snapshotRequest() -> SnapshotRequest {
        let index = Int(number(0, UInt64(WireLimits.snapshotPartsMax) - 1))
        return SnapshotRequest(slot: slot(from: 1), index: index)
    }

    mutating func snapshotPart() -> SnapshotPart {
        let count = number(1, UInt64(WireLimits.snapshotPartsMax))
        let values: [JSONValue] = [
            nil, true, 7, .string(text()), .array([.integer(integer())]), ["a": [["b"], 1]],
        ]
        let part: JSONValue = .object([
            .init("part", .string(text())), .init("value", values[below(values.count)]),
        ])
        return SnapshotPart(
            slot: slot(from: 1),
            index: Int(number(0, count - 1)),
            count: Int(count),
            bytes: Array(part.serialized())
        )
    }

    private mutating func paxosMessage() -> PaxosMessage {
        let low = Slot(number(1, WireLimits.slotMax - 100))
        switch below(12) {
        case 0: return .prepare(ballot: ballot(), first: slot(from: 1))
        case 1:
            let checkpoint = chance() ? low : Slot(number(0, low.rawValue))
            let page = PromisePage(
                ballot: ballot(),
                checkpoint: checkpoint,
                first: low,
                accepted: proposals(above: low, isGapless: false),
                isLast: chance(),
                memory: PromiseMemory(
                    committed: slot(from: checkpoint.rawValue),
                    life: life(),
                    notes: notes(),
                    lost: lost()
                )
            )
            return .promise(page)
        case 2:
            let run = ProposalRun(ballot: ballot(), first: low, entries: entries(0...5))
            let first = Slot(number(1, low.rawValue))
            return .newView(ViewPage(first: first, run: run, isLast: chance()))
        case 3:
            let run = ProposalRun(ballot: ballot(), first: low, entries: entries(1...5))
            return .accept(run, committed: slot())
        case 4: return .accepted(ballot: ballot(), through: slot())
        case 5: return .commit(ballot: ballot(), through: slot())
        case 6: return .reject(promised: ballot())
        case 7:
            let heartbeat = Heartbeat(
                ballot: ballot(),
                beat: count(),
                committed: low,
                executed: Slot(number(0, low.rawValue)),
                digest: random.next(),
                flushMilliseconds: count()
            )
            return .heartbeat(heartbeat)
        case 8: return .fetch(first: slot(from: 1))
        case 9:
            let floor = chance() ? nil : ballotOrNone()
            return .recall(Recall(attempt: count(), life: life(), floor: floor))
        case 10:
            let recollection = Recollection(
                attempt: count(),
                life: life(),
                ownLife: life(),
                promised: ballotOrNone(),
                notes: notes()
            )
            return .noted(recollection)
        default: return .entries(proposals(above: low, isGapless: true))
        }
    }

    private mutating func reply() -> ReplyMessage {
        let request = request()
        let answer: ReplyMessage.Answer
        switch below(5) {
        case 0: answer = .notLeader
        case 1: answer = .unavailable
        default: answer = .bank(bankReply(to: request))
        }
        return ReplyMessage(
            ballot: ballotOrNone(),
            client: request.client,
            timestamp: request.timestamp,
            answer: answer
        )
    }

    private mutating func bankReply(to request: Request) -> Reply {
        let balances = TransferBalances(
            from: Amount(minorUnits: integer()),
            to: Amount(minorUnits: integer())
        )
        var position = slot(from: 1).rawValue
        var shown: TransferBalances?
        let result: RequestResult
        switch below(4) {
        case 0:
            result = .success
            shown = balances
        case 1:
            let reason = FailureReason.allCases[below(FailureReason.allCases.count)]
            result = .failed(reason)
            if reason == .tooManyClients { position = 0 }
            if position > 0, chance() { shown = balances }
        case let other:
            result = other == 2 ? .stale : .conflict
            position = 0
        }
        return Reply(
            client: request.client,
            timestamp: request.timestamp,
            result: result,
            position: position,
            balances: shown
        )
    }

    private mutating func outcomeMessage() -> OutcomeMessage {
        let balances = TransferBalances(
            from: Amount(minorUnits: integer()),
            to: Amount(minorUnits: integer())
        )
        let answer: OutcomeMessage.Answer =
            switch below(5) {
            case 0: .unused(through: slot())
            case 1: .expired(slot: slot(from: 1))
            case 2: .notLeader
            case 3: .executed(.success, slot: slot(from: 1), balances: balances)
            default:
                .executed(
                    .failed(.insufficientFunds),
                    slot: slot(from: 1),
                    balances: chance() ? balances : nil
                )
            }
        return OutcomeMessage(id: count(), key: key(), ballot: ballotOrNone(), answer: answer)
    }

    private mutating func serverMessage() -> ServerMessage {
        switch below(4) {
        case 0: return .reply(reply())
        case 2: return .outcome(outcomeMessage())
        case 1:
            let answer: BalanceMessage.Answer =
                switch below(3) {
                case 0: .unknownAccount
                case 1: .notLeader
                default: .balance(Amount(minorUnits: integer()), slot: slot())
                }
            let message = BalanceMessage(
                id: count(),
                account: AccountID(identifier: identifier()),
                ballot: ballotOrNone(),
                answer: answer
            )
            return .balance(message)
        default:
            let offset = chance() ? nil : Int(count())
            return .error(ErrorMessage(code: text(), message: text(), offset: offset))
        }
    }
}

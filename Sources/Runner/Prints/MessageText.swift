import Bank
import JSON
import Paxos
import Wire

/// A remembered line as prints show it: every field but sender and clock, which stand beside it.
struct MessageText {
    /// The name on the wire.
    let name: String
    /// The fields as `Key=value`, apart by blanks; empty if there are none.
    let fields: String
    /// The entries it carries, one a line.
    let entries: [String]

    /// Reads a line: one between nodes, or one of or to a client; of any other all members stand
    /// as JSON.
    init(_ line: JSONValue) {
        if let message = PeerMessage.remembered(line) {
            self.init(message)
            return
        }
        let bytes = line.serialized()
        if case .request(let request)? = try? ClientMessage(reading: bytes.span) {
            self.init(name: "REQUEST", [("Txn", "\(request.command)")] + Self.identity(request))
        } else if case .reply(let reply)? = try? ServerMessage(reading: bytes.span) {
            self.init(name: "REPLY", Self.fields(of: reply))
        } else {
            let members = line.asObject ?? []
            let name = ForeignText.harmless(line["type"]?.asString ?? "?")
            self.init(
                name: name,
                members.filter { $0.key != "type" }
                    .map { (ForeignText.harmless($0.key), ForeignText.harmless("\($0.value)")) }
            )
        }
    }

    private init(name: String, _ fields: [(String, String)], entries: [String] = []) {
        self.name = name
        self.fields = fields.map { "\($0)=\($1)" }.joined(separator: " ")
        self.entries = entries
    }

    private init(_ message: PeerMessage) {
        switch message {
        case .paxos(let message): self.init(message)
        case .request(let request, let via):
            let fields = [("Txn", "\(request.command)")] + Self.identity(request)
            self.init(name: "REQUEST", fields + [("Via", "\(via)")])
        case .reply(let reply, let command):
            let fields = [("Txn", "\(command)")] + Self.fields(of: reply)
            self.init(name: "REPLY", fields)
        case .fetchSnapshot(let request):
            let fields = [("Slot", "\(request.slot.rawValue)"), ("Part", "\(request.index)")]
            self.init(name: message.name, fields)
        case .snapshot(let part):
            let fields = [
                ("Slot", "\(part.slot.rawValue)"), ("Part", "\(part.index)"),
                ("Parts", "\(part.count)"), ("Bytes", "\(part.bytes.count)"),
            ]
            self.init(name: message.name, fields)
        }
    }

    private init(_ message: PaxosMessage) {
        let (fields, entries) = Self.parts(of: message)
        self.init(name: message.name, fields, entries: entries)
    }
}

// MARK: - Messages between nodes

extension MessageText {
    private static func parts(of message: PaxosMessage) -> ([(String, String)], [String]) {
        switch message {
        case .prepare(let ballot, let first):
            ([("Ballot", "\(ballot)"), ("First", text(first))], [])
        case .promise(let page):
            (
                [
                    ("Ballot", "\(page.ballot)"), ("Checkpoint", text(page.checkpoint)),
                    ("First", text(page.first)), ("Accepted", "\(page.accepted.count)"),
                    ("Last", "\(page.isLast)"),
                ], page.accepted.map(text)
            )
        case .newView(let page):
            (
                [
                    ("Ballot", "\(page.run.ballot)"), ("First", text(page.first)),
                    ("Entries", "\(page.run.entries.count)"), ("Last", "\(page.isLast)"),
                ], texts(page.run)
            )
        case .accept(let run, let committed):
            (
                [
                    ("Ballot", "\(run.ballot)"), ("First", text(run.first)),
                    ("Entries", "\(run.entries.count)"), ("Committed", text(committed)),
                ], texts(run)
            )
        case .accepted(let ballot, let through), .commit(let ballot, let through):
            ([("Ballot", "\(ballot)"), ("Through", text(through))], [])
        case .reject(let promised): ([("Promised", "\(promised)")], [])
        case .heartbeat(let heartbeat): (fields(of: heartbeat), [])
        case .fetch(let first): ([("First", text(first))], [])
        case .entries(let proposals):
            ([("Entries", "\(proposals.count)")], proposals.map(text))
        case .recall(let recall):
            (
                [("Life", "\(recall.life)")] + (recall.floor.map { [("Floor", "\($0)")] } ?? []),
                []
            )
        case .noted(let recollection):
            (
                [("Life", "\(recollection.life)"), ("Promised", "\(recollection.promised)")],
                []
            )
        }
    }

    private static func fields(of heartbeat: Heartbeat) -> [(String, String)] {
        [
            ("Ballot", "\(heartbeat.ballot)"), ("Beat", "\(heartbeat.beat)"),
            ("Committed", text(heartbeat.committed)), ("Executed", text(heartbeat.executed)),
            ("Digest", DigestText.text(heartbeat.digest)),
        ]
    }

    private static func text(_ slot: Slot) -> String { "\(slot.rawValue)" }

    private static func text(_ proposal: Proposal<StampedRequest>) -> String {
        "Seq=\(text(proposal.slot)) Ballot=\(proposal.ballot) \(text(proposal.entry))"
    }

    private static func texts(_ run: ProposalRun<StampedRequest>) -> [String] {
        zip(run.first..., run.entries).map { "Seq=\(text($0)) \(text($1))" }
    }

    /// An entry with everything that names it; the stamp is the leader's.
    private static func text(_ entry: BankEntry) -> String {
        guard case .command(let stamped) = entry else { return "\(entry)" }
        return "\(stamped.request) Timestamp=\(stamped.request.timestamp) Stamp=\(stamped.stamp)"
    }
}

// MARK: - Requests and replies

extension MessageText {
    private static func identity(_ request: Request) -> [(String, String)] {
        [("Client", "\(request.client)"), ("Timestamp", "\(request.timestamp)")]
    }

    private static func fields(of message: ReplyMessage) -> [(String, String)] {
        var fields = [
            ("Ballot", "\(message.ballot)"), ("Client", "\(message.client)"),
            ("Timestamp", "\(message.timestamp)"),
        ]
        switch message.answer {
        case .notLeader: fields.append(("Result", "not_leader"))
        case .unavailable: fields.append(("Result", "unavailable"))
        case .bank(let reply):
            fields.append(("Result", reply.result.word))
            if let reason = reply.result.reason { fields.append(("Reason", reason.rawValue)) }
            if reply.position > 0 { fields.append(("Seq", "\(reply.position)")) }
            if let balances = reply.balances {
                fields.append(("Balances", "\(balances.from),\(balances.to)"))
            }
        }
        return fields
    }
}

/// Digests as they stand on the wire.
enum DigestText {
    /// Returns 16 lower-case hexadecimal digits.
    static func text(_ digest: UInt64) -> String {
        let digits = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

import Bank
import BankReplica
import Paxos
import Simulator
import TestSupport
import Testing
import Wire

/// How scripts write what happens.
enum ScriptText {
    /// The connection that a client has to every node.
    static func session(of client: String) throws -> SessionID {
        let letter = try #require(client.unicodeScalars.first)
        return SessionID(UInt64(letter.value) - 64)
    }

    static func account(_ name: String) throws -> AccountID {
        AccountID(identifier: try #require(Identifier(name), "\(name) names no account"))
    }

    static func describe(_ status: ReplicaStatus, _ node: NodeID) -> String {
        let leader = status.leader.map { " leader \($0)" } ?? ""
        return "\(node) \(status.role) \(status.ballot)\(leader) accepted \(status.accepted)"
            + " committed \(status.committed) executed \(status.executed)"
    }

    static func describe(_ message: PeerMessage) -> String {
        switch message {
        case .paxos(let message): "\(message)"
        case .request(let request, let via): "REQUEST \(request) \(request.timestamp) via \(via)"
        case .reply(let reply, _): "REPLY \(describe(reply))"
        case .fetchSnapshot(let request): "\(message.name) \(request.slot) part \(request.index)"
        case .snapshot(let part):
            "\(message.name) \(part.slot) part \(part.index) of \(part.count)"
        }
    }

    static func describe(_ answer: SimulatedCluster.ClientAnswer) -> String {
        switch answer.message {
        case .reply(let reply): "\(answer.node) answers \(describe(reply))"
        case .balance(let read):
            "\(answer.node) answers read \(read.id): \(read.account) \(describe(read.answer))"
        case .outcome(let read): "\(answer.node) answers read \(read.id): \(read.answer)"
        case .error(let error): "\(answer.node) refuses: \(error.message)"
        }
    }

    private static func describe(_ reply: ReplyMessage) -> String {
        let name = "\(reply.client)\(reply.timestamp)"
        switch reply.answer {
        case .bank(let reply):
            let slot = reply.position == 0 ? "" : " in s\(reply.position)"
            return "\(name): \(reply.result)\(slot)"
        case .notLeader: return "\(name): not_leader"
        case .unavailable: return "\(name): unavailable"
        }
    }

    private static func describe(_ answer: BalanceMessage.Answer) -> String {
        switch answer {
        case .balance(let amount, let slot): "has \(amount) after \(slot)"
        case .unknownAccount: "is unknown"
        case .notLeader: "not_leader"
        }
    }
}

extension Directive {
    /// The word at a place after the command's name.
    func word(_ place: Int) throws -> String {
        try #require(place < arguments.count ? arguments[place] : nil, "\(location): word missing")
    }

    /// Reads `n3`.
    func node(_ place: Int) throws -> NodeID {
        let word = try word(place)
        try #require(word.hasPrefix("n"), "\(location): \(word) is no node")
        return NodeID(try #require(UInt8(word.dropFirst())))
    }

    /// Reads nodes from a place to the end.
    func nodes(from place: Int) throws -> [NodeID] {
        try arguments.indices.dropFirst(place).map { try node($0) }
    }

    /// Reads a number; 1 if there is none.
    func count(_ place: Int) throws -> Int {
        guard place < arguments.count else { return 1 }
        if arguments[place] == "all" { return .max }
        return try #require(Int(arguments[place]), "\(location): no number")
    }

    /// Reads `n1 n2`, one direction, or `n1`, all that leaves it.
    func links(of cluster: SimulatedCluster) throws -> [(from: NodeID, to: NodeID)] {
        let from = try node(0)
        if arguments.count > 1 { return [(from, try node(1))] }
        return cluster.members.filter { $0 != from }.map { (from, $0) }
    }

    /// Reads `G1 G>B:6`.
    func request() throws -> Request {
        let name = try word(0)
        let parts = try word(1).split { $0 == ">" || $0 == ":" }.map(String.init)
        try #require(parts.count == 3, "\(location): not a transfer")
        let client = ClientID(identifier: try #require(Identifier(name.prefix(1))))
        let timestamp = try #require(UInt64(name.dropFirst()).flatMap(RequestTimestamp.init))
        let transfer = Transfer(
            from: try ScriptText.account(parts[0]),
            to: try ScriptText.account(parts[1]),
            amount: Amount(minorUnits: try #require(Int64(parts[2])))
        )
        return Request(client: client, timestamp: timestamp, command: .transfer(transfer))
    }

    /// Reads the limits of a new cluster.
    func options() throws -> ClusterOptions {
        func number(_ key: String, _ standard: Int) -> Int {
            value(key).flatMap(Int.init) ?? standard
        }
        var options = ClusterOptions()
        options.nodeCount = number("nodes", 5)
        options.seed = UInt64(number("seed", 1))
        options.paxosLimits = PaxosLimits(
            entriesPerMessageMax: number("entries", 2_000),
            inFlightSlotsMax: number("window", 65_536),
            logSlotsMax: number("log", 1 << 20)
        )
        // A small log has small steps between snapshots, and is full for want of them.
        options.checkpointInterval = min(
            options.checkpointInterval,
            StoreSettings.checkpointIntervalMax(options.paxosLimits)
        )
        options.worksAtOnce = value("log") == nil
        let waiting = number("waiting", 1_000)
        options.replicaLimits = ReplicaLimits(
            waitingRequestsMax: waiting,
            openRequestsMax: max(waiting, number("open", 2_000)),
            otherOriginsMax: number("origins", 8),
            waitingTicksMax: UInt64(number("patience", 1_000)),
            pendingReadsMax: number("reads", 100),
            digestsMax: 64
        )
        return options
    }
}

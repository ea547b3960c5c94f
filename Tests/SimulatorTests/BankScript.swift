import Bank
import BankReplica
import Paxos
import Simulator
import TestSupport
import Testing
import Wire

/// One script: a cluster, and what its commands do to it.
///
/// A request is written `G1 G>B:6`: client G's request number 1, 6 units from G to B. A client has
/// one connection to each node, whose number is its place in the alphabet; R is who reads.
struct BankScript {
    var cluster = SimulatedCluster()

    /// Carries out one command and returns what it shows: what was delivered, then the answers.
    mutating func carryOut(_ directive: Directive) throws -> String {
        var shown: [String]
        do {
            shown = try changes(directive) ?? faults(directive) ?? views(directive)
        } catch let violation as InvariantViolation {
            shown = ["\(violation)"]
        }
        shown += cluster.takeAnswers().map(ScriptText.describe)
        return shown.isEmpty ? "ok" : shown.joined(separator: "\n")
    }

    /// Commands of clients, time and the network; nil for others.
    private mutating func changes(_ directive: Directive) throws -> [String]? {
        switch directive.name {
        case "new": cluster = SimulatedCluster(options: try directive.options())
        case "send":
            let request = try directive.request()
            for node in try directive.nodes(from: 2) {
                let session = try ScriptText.session(of: request.client.description)
                try cluster.send(request, to: node, session: session)
            }
        case "read":
            let id = try #require(UInt64(try directive.word(1)), "\(directive.location): number")
            let account = try ScriptText.account(try directive.word(2))
            let session = try ScriptText.session(of: "R")
            try cluster.read(account, id: id, from: try directive.node(0), session: session)
        case "close":
            let session = try ScriptText.session(of: try directive.word(1))
            try cluster.close(session, of: try directive.node(0))
        case "run": try cluster.deliverAll()
        case "ticks":
            for _ in 0..<(try directive.count(0)) {
                try cluster.tickAll()
                try cluster.deliverAll()
            }
        case "wait": for _ in 0..<(try directive.count(0)) { try cluster.tickAll() }
        case "tick":
            for _ in 0..<(try directive.count(1)) { try cluster.tick(try directive.node(0)) }
        case "deliver":
            let lines = try cluster.deliver(
                try directive.count(2),
                from: try directive.node(0),
                to: try directive.node(1)
            )
            return lines.map { ScriptText.describe($0.message) }
        default: return nil
        }
        return []
    }

    /// Commands that break and mend things; nil for others.
    private mutating func faults(_ directive: Directive) throws -> [String]? {
        switch directive.name {
        case "drop":
            let (from, to) = (try directive.node(0), try directive.node(1))
            let lines = cluster.drop(try directive.count(2), from: from, to: to)
            return lines.map { ScriptText.describe($0.message) }
        case "duplicate":
            let (from, to) = (try directive.node(0), try directive.node(1))
            return cluster.duplicate(from: from, to: to).map { [ScriptText.describe($0.message)] }
                ?? []
        case "hold":
            for (from, to) in try directive.links(of: cluster) { cluster.hold(from: from, to: to) }
        case "release":
            for (from, to) in try directive.links(of: cluster) {
                cluster.release(from: from, to: to)
            }
        case "partition": cluster.partition(NodeSet(try directive.nodes(from: 0)))
        case "cut": cluster.cut(from: try directive.node(0), to: try directive.node(1))
        case "heal": try cluster.heal()
        case "disconnect":
            for node in try directive.nodes(from: 0) { cluster.disconnect(node) }
        case "connect":
            for node in try directive.nodes(from: 0) { try cluster.connect(node) }
        default: return nil
        }
        return []
    }

    /// Commands that only look.
    private func views(_ directive: Directive) throws -> [String] {
        switch directive.name {
        case "status":
            return cluster.members.map { ScriptText.describe(cluster.replica($0).paxos.status, $0) }
        case "open":
            return cluster.members.map { "\($0): \(cluster.replica($0).openRequests) open" }
        case "slots":
            let paxos = cluster.replica(try directive.node(0)).paxos
            let last = paxos.status.accepted
            return last == .zero
                ? ["none"]
                : (Slot(1)...last)
                    .map { slot in
                        let held = paxos.acceptor[slot].map { "\($0.ballot) \($0.entry)" }
                        return "\(slot) \(paxos.status(of: slot).rawValue) \(held ?? "nothing")"
                    }
        case "balances":
            let accounts = cluster.replica(try directive.node(0)).bank.ledger.accounts
            return [accounts.map(\.description).joined(separator: " ")]
        case "lines":
            return cluster.members.flatMap { from in
                cluster.members.filter { $0 != from }
                    .flatMap { to in
                        cluster.lines(from: from, to: to)
                            .map { "\(from)->\(to) \(ScriptText.describe($0.message))" }
                    }
            }
        case "counts":
            let counters = cluster.members.map { cluster.replica($0).counters }
            return [
                "\(cluster.relayedRequests) relayed,"
                    + " \(counters.map { $0.duplicates }.max() ?? 0) duplicates,"
                    + " \(counters.map { $0.noops }.max() ?? 0) no-ops,"
                    + " \(cluster.lastExecuted) executed, \(cluster.effects) with effect"
            ]
        default: return ["unknown command \(directive.name)"]
        }
    }
}

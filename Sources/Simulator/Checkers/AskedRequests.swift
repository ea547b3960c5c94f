import Bank
import BankReplica
import Paxos
import Wire

/// What clients asked of each node, with which its answers are compared (I16).
///
/// An answer names a request by client and timestamp alone. Where only one command was ever asked
/// of a node under such a name, its answers are about that command and no other.
struct AskedRequests: Sendable {
    /// What was asked of a node under a name.
    private struct Name: Hashable {
        /// The node.
        let node: NodeID
        /// Who asked.
        let client: ClientID
        /// The client's number for it.
        let timestamp: RequestTimestamp
    }

    /// The only command that was asked under each name; nil for several.
    private var commands: [Name: Command?] = [:]

    /// Counts a request that is sent to a node.
    mutating func note(_ request: Request, at node: NodeID) {
        let name = Name(node: node, client: request.client, timestamp: request.timestamp)
        guard let known = commands[name] else {
            commands[name] = .some(request.command)
            return
        }
        if known != request.command { commands[name] = .some(nil) }
    }

    /// Checks that an answer is about what was asked.
    ///
    /// - Parameters:
    ///   - message: The answer.
    ///   - node: Who gives it.
    ///   - entry: Gives what was executed in a slot.
    /// - Throws: ``InvariantViolation`` if it is the answer to another command.
    func check(
        _ message: ReplyMessage,
        of node: NodeID,
        executed entry: (Slot) -> BankEntry?
    ) throws(InvariantViolation) {
        guard case .bank(let reply) = message.answer, reply.position > 0 else { return }
        let name = Name(node: node, client: message.client, timestamp: message.timestamp)
        guard let asked = commands[name] else {
            throw InvariantViolation("I16", "\(node) answers \(reply), which nobody asked of it")
        }
        guard let asked, case .command(let command)? = entry(Slot(reply.position)) else { return }
        try require(
            command.request.command == asked,
            "I16",
            "\(node) was asked for \(asked), and answers with \(reply) of \(command.request)"
        )
    }
}

public import Bank
public import Paxos
public import Wire

/// What was gathered at the end of a set, to be judged.
public struct RunFacts: Hashable, Sendable {
    /// The accounts with what they held before slot 1.
    public var initial: [Account]
    /// What each node that answered says, in order of nodes.
    public var nodes: [NodeFacts]
    /// The answers that clients got, of the whole run.
    public var answered: [AnsweredRequest]
    /// Every request ever sent, answered or not; nil if others send requests too.
    public var sent: Set<Request>?

    /// Creates facts.
    public init(
        initial: [Account],
        nodes: [NodeFacts],
        answered: [AnsweredRequest] = [],
        sent: Set<Request>? = nil
    ) {
        self.initial = initial
        self.nodes = nodes
        self.answered = answered
        self.sent = sent
    }
}

/// What one node says at the end of a set.
public struct NodeFacts: Hashable, Sendable {
    /// The node.
    public let node: NodeID
    /// Every slot up to this one is executed there.
    public let executed: Slot
    /// The digest of what is executed.
    public let digest: UInt64
    /// Its accounts, in the cluster file's order.
    public let accounts: [Account]
    /// What it says of its slots, in order; executed ones in a checkpoint have no entry.
    public let slots: [SlotRecord]

    /// Creates facts.
    public init(
        node: NodeID,
        executed: Slot,
        digest: UInt64,
        accounts: [Account],
        slots: [SlotRecord]
    ) {
        self.node = node
        self.executed = executed
        self.digest = digest
        self.accounts = accounts
        self.slots = slots
    }

    /// Creates facts out of a node's answers.
    public init(_ database: NodeDatabase, slots: [SlotRecord]) {
        self.init(
            node: database.status.node,
            executed: database.executed,
            digest: database.status.digest,
            accounts: database.accounts,
            slots: slots
        )
    }
}

/// A request that the bank answered.
public struct AnsweredRequest: Hashable, Sendable {
    /// The request.
    public let request: Request
    /// The slot that the answer names.
    public let slot: Slot
    /// Whether money moved.
    public let isSuccess: Bool

    /// Creates an answered request.
    public init(request: Request, slot: Slot, isSuccess: Bool) {
        self.request = request
        self.slot = slot
        self.isSuccess = isSuccess
    }
}

/// A broken invariant, with what is needed to look for it.
public enum Violation: Hashable, Sendable {
    /// Two nodes executed the same slots and differ in their digests.
    case digestsDiffer(NodeID, NodeID, at: Slot, UInt64, UInt64)
    /// Two nodes executed the same slots and differ in an account.
    case balancesDiffer(NodeID, NodeID, at: Slot, AccountID, String, String)
    /// Two nodes executed different entries in one slot.
    case entriesDiffer(NodeID, NodeID, slot: Slot, BankEntry, BankEntry)
    /// A node's balances do not add up to what there was at the start.
    case moneyNotConserved(NodeID, at: Slot, held: String, initial: Amount)
    /// An account is below zero.
    case negativeBalance(NodeID, at: Slot, Account)
    /// A request was answered with a slot that holds something else on a node.
    case answerNotInSlot(Request, slot: Slot, NodeID, found: BankEntry)
    /// A request was answered with one slot and executed first in another.
    case executedElsewhere(Request, answered: Slot, NodeID, executed: Slot)
    /// A request was answered, and its effect by the log of a node is another.
    case wrongResult(Request, slot: Slot, NodeID, answeredSuccess: Bool)
    /// An executed slot holds a request that nobody sent.
    case unknownRequest(NodeID, slot: Slot, BankEntry)
    /// A node says nothing of a slot that it executed.
    case slotMissing(NodeID, slot: Slot)
    /// A node's balances are not what its log comes to.
    case balanceNotOfLog(NodeID, at: Slot, AccountID, held: String, byLog: Amount)
    /// A node's balances are not what the clients' answers come to.
    case balanceNotOfAnswers(NodeID, at: Slot, AccountID, held: String, byAnswers: Amount)
}

extension Violation: CustomStringConvertible {
    /// What is broken, in one line, with slot, values and nodes.
    public var description: String {
        switch self {
        case .digestsDiffer(let first, let second, let slot, let one, let other):
            "\(first) and \(second) executed slots up to \(slot.rawValue) and differ: digest "
                + "\(DigestText.text(one)) and \(DigestText.text(other))"
        case .balancesDiffer(let first, let second, let slot, let account, let one, let other):
            "\(first) and \(second) executed slots up to \(slot.rawValue) and differ: \(account) "
                + "holds \(one) and \(other)"
        case .entriesDiffer(let first, let second, let slot, let one, let other):
            "slot \(slot.rawValue) differs: \(one) on \(first), \(other) on \(second)"
        case .moneyNotConserved(let node, let slot, let held, let initial):
            "money is not conserved on \(node) at slot \(slot.rawValue): \(held) of \(initial)"
        case .negativeBalance(let node, let slot, let account):
            "\(account.id) holds \(account.balance) on \(node) at slot \(slot.rawValue)"
        case .answerNotInSlot(let request, let slot, let node, let found):
            "\(request) was answered with slot \(slot.rawValue), which holds \(found) on \(node)"
        case .executedElsewhere(let request, let answered, let node, let executed):
            "\(request) was answered with slot \(answered.rawValue) and executed first in "
                + "slot \(executed.rawValue) on \(node)"
        case .wrongResult(let request, let slot, let node, let isSuccess):
            "\(request) in slot \(slot.rawValue) was answered \(isSuccess ? "success" : "failed"), "
                + "and by the log of \(node) it is \(isSuccess ? "failed" : "success")"
        case .unknownRequest(let node, let slot, let entry):
            "slot \(slot.rawValue) holds \(entry) on \(node), which nobody sent"
        case .slotMissing(let node, let slot):
            "\(node) executed slot \(slot.rawValue) and does not say what it holds"
        case .balanceNotOfLog(let node, let slot, let account, let held, let byLog):
            "\(account) holds \(held) on \(node) at slot \(slot.rawValue), and by its log \(byLog)"
        case .balanceNotOfAnswers(let node, let slot, let account, let held, let byAnswers):
            "\(account) holds \(held) on \(node) at slot \(slot.rawValue), and by the clients' "
                + "answers \(byAnswers)"
        }
    }
}

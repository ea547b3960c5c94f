public import Bank
public import Paxos
public import Wire

/// What one node answered, or why it did not.
public struct NodeAnswer<Value: Hashable & Sendable>: Hashable, Sendable {
    /// The node that was asked.
    public let node: NodeID
    /// Its answer, or the reason in words why there is none.
    public let result: Result<Value, NoAnswer>

    /// Creates an answer.
    public init(_ node: NodeID, _ value: Value) {
        self.node = node
        result = .success(value)
    }

    /// Creates the lack of one.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - reason: Why it did not answer, for example `connection refused`.
    public init(_ node: NodeID, silent reason: String) {
        self.node = node
        result = .failure(NoAnswer(reason: reason))
    }

    /// Passes on why there is no answer.
    public init(_ node: NodeID, _ noAnswer: NoAnswer) {
        self.node = node
        result = .failure(noAnswer)
    }

    /// The answer; nil if there is none.
    public var value: Value? {
        if case .success(let value) = result { value } else { nil }
    }

    /// Why there is no answer; nil if there is one.
    public var failure: NoAnswer? {
        if case .failure(let failure) = result { failure } else { nil }
    }

    /// Why there is no answer, in words; nil if there is one.
    public var silence: String? { failure?.reason }
}

/// A node that did not answer; print what the others said.
public struct NoAnswer: Error, Hashable, Sendable {
    /// Why, in words.
    public let reason: String
    /// Whether its process was killed on purpose and runs no more, so that nobody asked it.
    public let isKilled: Bool

    /// Creates the lack of an answer.
    public init(reason: String, isKilled: Bool = false) {
        self.reason = reason
        self.isKilled = isKilled
    }

    /// What the node is, in one word.
    public var state: String { isKilled ? "killed" : "unreachable" }
}

extension NoAnswer: CustomStringConvertible {
    /// The state with its reason: `killed (LF)`, `unreachable: connection refused`.
    public var description: String {
        guard !reason.isEmpty else { return state }
        return isKilled ? "\(state) (\(reason))" : "\(state): \(reason)"
    }
}

/// The stretch of time that a print looks at.
public enum PrintScope: Hashable, Sendable {
    /// The test set with this number.
    case set(Int)
    /// Everything since the nodes were started.
    case wholeRun

    /// The words in headings: `set 3`, or `since the start`.
    var heading: String {
        switch self {
        case .set(let number): "set \(number)"
        case .wholeRun: "since the start"
        }
    }

    /// The words in sentences: `in this set`, or `since the start`.
    var phrase: String {
        switch self {
        case .set: "in this set"
        case .wholeRun: "since the start"
        }
    }
}

/// The accounts of one node, put together from pages.
public struct NodeDatabase: Hashable, Sendable {
    /// How the node is.
    public let status: NodeStatus
    /// All accounts, in the cluster file's order.
    public let accounts: [Account]
    /// The sum of all balances, as the node says.
    public let total: Amount
    /// Every slot up to this one is executed in these balances.
    public let executed: Slot

    /// Creates a database.
    public init(status: NodeStatus, accounts: [Account], total: Amount, executed: Slot) {
        self.status = status
        self.accounts = accounts
        self.total = total
        self.executed = executed
    }

    /// Puts pages together; nil if accounts are missing or the node executed something between two
    /// pages: the caller should ask for all pages again.
    ///
    /// - Parameters:
    ///   - status: How the node is.
    ///   - pages: The pages, in order.
    public init?(status: NodeStatus, pages: [AccountsPage]) {
        guard let first = pages.first, pages.allSatisfy({ $0.executed == first.executed }) else {
            return nil
        }
        let accounts = pages.flatMap(\.accounts)
        guard accounts.count == first.count else { return nil }
        self.init(
            status: status,
            accounts: accounts,
            total: first.total,
            executed: first.executed
        )
    }
}

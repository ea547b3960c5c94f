public import Bank
public import Paxos

/// What somebody wants of the console.
public enum ConsoleCommand: Hashable, Sendable {
    /// The balances on every node, or on one.
    case printDB(node: NodeID?)
    /// The slots and messages of a node.
    case printLog(node: NodeID, wholeRun: Bool, heartbeats: Bool)
    /// What slots have come to on every node.
    case printStatus(SlotChoice)
    /// What one slot has come to on one node.
    case printStatusOf(node: NodeID, slot: Slot)
    /// The NEW_VIEW messages of all nodes, or those that one node sent or received.
    case printView(node: NodeID?, wholeRun: Bool)
    /// Run the next set, or all that are left.
    case next(all: Bool)
    /// Move money.
    case transfer(Transfer, identity: RequestIdentity)
    /// What an account holds: confirmed by a quorum, or as one node has it.
    case balance(AccountID, local: NodeID?)
    /// One line a node.
    case nodes
    /// Who leads.
    case leader
    /// Write the whole state to disk, on one node; nil means on every node.
    case snapshot(NodeID?)
    /// Cut a node off; nil means whoever leads.
    case fail(NodeID?)
    /// Connect a node again.
    case recover(NodeID)
    /// Let only nodes of one group talk to each other: two groups or more, each node in one.
    case partition([NodeSet])
    /// End a partition.
    case heal
    /// Change the form of answers.
    case setOutput(OutputForm)
    /// The help on a command, or on all.
    case help(CommandSpec?)
    /// End the console.
    case quit
}

/// Which slots to print.
public enum SlotChoice: Hashable, Sendable {
    /// Those first used or executed in the running set.
    case ofSet
    /// All since the start.
    case all
    /// These.
    case range(ClosedRange<Slot>)
}

/// How a transfer is named, so that a repeated call does not pay twice.
public enum RequestIdentity: Hashable, Sendable {
    /// A new request of the account that pays.
    case new
    /// A new request of this client.
    case client(ClientID)
    /// The request that this client calls by this number.
    case request(ClientID, RequestTimestamp)
    /// The payment that this key stands for, whoever asks, here or through a gateway.
    case key(IdempotencyKey)
}

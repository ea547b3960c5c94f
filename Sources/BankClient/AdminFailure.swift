public import EventLoop
public import Paxos

/// Why a node did not answer an operator's question.
public enum AdminFailure: Error, Hashable, Sendable {
    /// The node cannot be talked to; start it, or correct the cluster file.
    case unreachable(NodeReachability)
    /// The node is connected and did not answer in time; what was asked for may yet be done.
    case timedOut(NodeReachability, milliseconds: Int)
    /// The question cannot be put: the cluster has no such node.
    case unknownNode(NodeID)
    /// This process cannot go on watching its connections; stop it.
    case loop(SystemError)

    /// What, why, and what to do.
    public var explanation: Explanation {
        switch self {
        case .unreachable(let node):
            Explanation(
                code: node.fault?.code ?? "unreachable",
                what: "\(node.node) cannot be reached",
                why: "\(node)",
                hint: node.fault?.isLasting == true
                    ? "correct the cluster file, or ask with the one that the node was started with"
                    : "start it with 'paxosbank node --id \(node.node) --cluster FILE'"
            )
        case .timedOut(let node, let milliseconds):
            Explanation(
                code: "timeout",
                what: "\(node.node) did not answer within \(milliseconds) ms",
                why: "\(node)",
                hint: "wait longer with '--timeout 30s', or look at the node's log"
            )
        case .unknownNode(let node):
            Explanation(
                code: "unknown_node",
                what: "there is no node \(node)",
                why: "the cluster file does not name it",
                hint: "look at 'paxosbank nodes'"
            )
        case .loop(let error): BankClientError.loop(error).explanation
        }
    }
}

public import EventLoop
public import Paxos

/// Why nothing can be asked of a cluster, or a question about money has no answer.
public enum BankClientError: Error, Hashable, Sendable {
    /// A node's address in the cluster file cannot be used; correct the file.
    case address(NodeID, AddressError)
    /// This process cannot watch its connections, any more or at all; stop it.
    case loop(SystemError)
    /// Nobody answered in time; ask again, nothing can have happened.
    case noAnswer(nodes: [NodeReachability], milliseconds: Int)

    /// What, why, and what to do.
    public var explanation: Explanation {
        switch self {
        case .address(let node, let error):
            Explanation(
                code: "bad_address",
                what: "the address of \(node) cannot be used",
                why: "\(error)",
                hint: "correct the entry of \(node) in the cluster file"
            )
        case .loop(let error):
            Explanation(
                code: "io_error",
                what: "the connections to the nodes cannot be watched",
                why: "\(error)",
                hint: "look at the limit of open files with 'ulimit -n', then start again"
            )
        case .noAnswer(let nodes, let milliseconds):
            Silence(nodes: nodes, milliseconds: milliseconds).explanation
        }
    }
}

/// Nodes that did not answer in time, in words.
struct Silence {
    /// All nodes of the cluster.
    let nodes: [NodeReachability]
    /// How long they had, in milliseconds.
    let milliseconds: Int

    /// What, why, and what to do.
    var explanation: Explanation {
        let reachable = nodes.count { $0.isOpen }
        let quorum = nodes.count / 2 + 1
        if let (node, fault) = lastingFault {
            let isRefusal = if case .refused = fault { true } else { false }
            return Explanation(
                code: fault.code,
                what: isRefusal
                    ? "\(node) refused this program"
                    : "\(node) is not the node that the cluster file describes",
                why: why,
                hint: "use the cluster file that the nodes were started with"
            )
        }
        return Explanation(
            code: reachable < quorum ? "no_quorum" : "no_answer",
            what: reachable < quorum
                ? "no quorum: \(reachable) of \(nodes.count) nodes reachable, \(quorum) needed"
                : "no answer within \(milliseconds) ms, though a quorum can be reached",
            why: why,
            hint: reachable < quorum
                ? "start them with 'paxosbank node --id \(away) --cluster FILE',"
                    + " or look at 'paxosbank nodes'"
                : "look at 'paxosbank nodes' for a leader, then ask again"
        )
    }

    /// The nodes that cannot be reached, or all if all can, with addresses and ages.
    var why: String {
        let troubled = nodes.filter { !$0.isOpen }
        return (troubled.isEmpty ? nodes : troubled).map(\.description).joined(separator: "; ")
    }

    /// Who refused requests, if anybody did, and who cannot be reached; ``why`` if nobody did.
    func why(with refusers: NodeSet) -> String {
        guard !refusers.isEmpty else { return why }
        let refusal =
            "\(refusers) answered: no requests are taken now:"
            + " the leader's disk is full, or its log or queue has no room"
        return ([refusal] + nodes.filter { !$0.isOpen }.map(\.description)).joined(separator: "; ")
    }

    /// The first node that cannot be reached.
    private var away: NodeID { nodes.first { !$0.isOpen }?.node ?? NodeID(1) }

    /// The first fault that trying again does not mend.
    private var lastingFault: (NodeID, NodeFault)? {
        for node in nodes where !node.isOpen {
            if let fault = node.fault, fault.isLasting { return (node.node, fault) }
        }
        return nil
    }
}

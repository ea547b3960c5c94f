import Bank
import BankReplica
import Paxos
import Wire
import WriteAheadLog

/// One node of a simulated cluster: a replica, its records, and whether it takes part.
struct SimulatedNode: Sendable {
    /// The state.
    var replica: BankReplica
    /// The order of its log.
    var log = MemoryLog()
    /// Everything it has flushed, in order.
    var records: [DurableRecord<StampedRequest>] = []
    /// What of that its messages may rest on.
    var facts = DurableFacts()
    /// Whether ticks pass and lines come through.
    var isConnected = true

    /// Creates a node that begins.
    ///
    /// - Parameters:
    ///   - id: Its number.
    ///   - options: What the cluster is made of; its accounts MUST be valid.
    init(id: NodeID, options: ClusterOptions) {
        let configuration = Configuration(
            id: id,
            members: options.members,
            timing: options.timing,
            limits: options.paxosLimits
        )
        do {
            replica = BankReplica(
                configuration: configuration,
                bank: try Bank(accounts: options.accounts, limits: options.bankLimits),
                seed: options.seed &* 1_000_003 &+ UInt64(id.rawValue),
                limits: options.replicaLimits
            )
        } catch {
            preconditionFailure("the simulated bank is not valid: \(error)")
        }
    }
}

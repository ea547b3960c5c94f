import Bank
import BankReplica
import Paxos
import Wire
import WriteAheadLog

/// A 64-bit mix of all that happens in a run: what every event was, and what each node recorded,
/// sent and answered.
///
/// Two runs of one seed have the same digest on every machine, in every process and build, whether
/// a table is kept or not: only whole numbers go in, in the order of events, and nothing of a
/// `Hasher`, `Set` or `Dictionary`. Runs that differ anywhere have different ones, but for chance.
public struct TraceDigest: Hashable, Sendable {
    /// What was mixed so far.
    var hasher = DigestHasher()

    /// Creates the digest of a run in which nothing has happened.
    init() {}

    /// The digest of all that has happened.
    public var value: UInt64 { hasher.finished }

    /// Mixes a word in.
    mutating func mix(_ word: UInt64) { hasher.mix(word) }

    /// Mixes a word of each of two kinds in, for one multiplication.
    mutating func mix(_ tag: Tag, _ word: UInt64) { hasher.mix(word &+ tag.rawValue &<< 56) }

    /// What a word is about; a number stays with its case for ever.
    enum Tag: UInt64 {
        /// A tick of a node.
        case tick = 1
        /// A line that arrives.
        case arrival
        /// A turn of a node.
        case turn
        /// Work of a node that no turn waits for.
        case work
        /// An act of a client.
        case client
        /// A fault.
        case fault
        /// Something is mended.
        case mend
        /// A line that is sent.
        case line
        /// A record that is flushed.
        case record
        /// An answer to a client.
        case answer
        /// A disk at the end.
        case disk
    }
}

/// The digest of many runs: the same in whichever order they end, since it is a sum.
public struct CampaignDigest: Hashable, Sendable {
    /// The sum of the mixes of each seed with its digest.
    public private(set) var value: UInt64 = 0

    /// Creates the digest of no run.
    public init() {}

    /// Adds a run.
    public mutating func add(seed: UInt64, digest: TraceDigest) {
        var hasher = DigestHasher()
        hasher.mix(seed)
        hasher.mix(digest.value)
        value &+= hasher.finished
    }

    /// Adds the runs of another campaign.
    public mutating func add(_ other: CampaignDigest) { value &+= other.value }
}

extension TraceDigest: CustomStringConvertible {
    /// 16 hexadecimal digits.
    public var description: String { hexadecimal(value) }
}

extension CampaignDigest: CustomStringConvertible {
    /// 16 hexadecimal digits.
    public var description: String { hexadecimal(value) }
}

private func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

extension Simulation {
    /// The digest of all that has happened so far.
    public var digest: TraceDigest { cluster.digest }

    /// Mixes an event in.
    mutating func mix(_ event: Event) {
        cluster.digest.mix(now)
        switch event {
        case .tick(let node): mix(.tick, node)
        // The line itself follows, if it is not held.
        case .arrival: break
        case .turn(let node): mix(.turn, node)
        case .work(let node): mix(.work, node)
        case .client(let index): cluster.digest.mix(.client, UInt64(index))
        case .fault: break
        case .mend(let mending): mix(mending)
        }
    }

    private mutating func mix(_ tag: TraceDigest.Tag, _ node: NodeID) {
        cluster.digest.mix(tag, UInt64(node.rawValue))
    }

    private mutating func mix(_ mending: Mending) {
        let (kind, node, other): (UInt64, NodeID, NodeID) =
            switch mending {
            case .start(let node): (1, node, node)
            case .connect(let node): (3, node, node)
            case .cuts: (4, NodeID(0), NodeID(0))
            case .release(let sender, let receiver): (5, sender, receiver)
            case .space(let node): (6, node, node)
            case .speed(let node): (7, node, node)
            case .cut(_, let node): (8, node, node)
            case .hold(let sender, let receiver): (9, sender, receiver)
            }
        let nodes = UInt64(node.rawValue) << 8 | UInt64(other.rawValue)
        cluster.digest.mix(.mend, kind << 16 | nodes)
    }

    /// Mixes a fault in.
    mutating func mix(_ kind: FaultKind, on node: NodeID, isMade: Bool) {
        mix(.fault, node)
        for byte in kind.rawValue.utf8 { cluster.digest.mix(UInt64(byte)) }
        cluster.digest.mix(isMade ? 1 : 0)
    }

    /// Mixes in how far a node has come with a turn.
    mutating func mixState(of node: NodeID) {
        let execution = cluster.nodes[index(node)].replica.paxos.execution
        cluster.digest.mix(execution.through.rawValue)
        cluster.digest.mix(execution.digest)
    }

    /// Mixes in what every disk holds at the end.
    mutating func mixDisks() {
        for node in cluster.members {
            // What is there counts, not what a broken read would bring.
            var disk = cluster.disk(of: node)
            disk.healReads()
            mix(.disk, node)
            for name in disk.names() {
                for byte in name.utf8 { cluster.digest.mix(UInt64(byte)) }
                var bytes: [UInt8] = []
                do { try disk.read(name, at: 0, count: .max, into: &bytes) } catch {
                    preconditionFailure("\(name) is listed, and cannot be read: \(error)")
                }
                cluster.digest.hasher.mix(bytes)
            }
        }
    }
}

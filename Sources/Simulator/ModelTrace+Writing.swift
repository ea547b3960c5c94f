import Paxos

/// How a trace is written for `docs/spec/Trace.tla`.
///
/// The first word names the owner of each ballot. A step is a word: its letter, then one digit each
/// for node, ballot, slot, and how many slots of what was seen follow, plus one, or 0 if nothing
/// does; then promise, checkpoint, committed slot, and for each slot after the checkpoint two: the
/// ballot it is held in, and the one it was proposed in first. Digits are of base 64, and ballots
/// are numbered in their order, from 1.
extension ModelTrace {
    /// The digits, in their order.
    private static let digits = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+="
    )
    /// The digit that stands for the origin of a no-op.
    private static let noop = 63

    /// Those of the turn under way too: if a checker ended it, they show why.
    private var allSteps: [Step] { isOver ? steps : steps + turn }

    /// All ballots of the run, in order.
    private var ballots: [Ballot] {
        Set(allSteps.flatMap { [$0.ballot, $0.seen?.promised ?? .zero] }).subtracting([.zero])
            .sorted()
    }

    /// The owners of the ballots, a digit each, and n1 for those that were not used.
    private var owners: String {
        let owners = ballots.map { Int($0.proposer.rawValue) }
        let unused = Array(repeating: 1, count: max(0, limits.ballots - owners.count))
        return String((owners + unused).map { Self.digits[$0] })
    }

    /// The run in words: the owners of the ballots, and the steps.
    var text: String {
        let numbers = Dictionary(
            uniqueKeysWithValues: ballots.enumerated().map { ($1, $0 + 1) }
        )
        func number(_ ballot: Ballot) -> Int { numbers[ballot] ?? 0 }
        let words = allSteps.map { step in
            var word = [
                Int(step.node.rawValue), number(step.ballot), Int(step.slot.rawValue),
                step.seen.map { $0.held.count + 1 } ?? 0,
            ]
            if let seen = step.seen {
                word += [
                    number(seen.promised), Int(seen.checkpoint.rawValue),
                    Int(seen.committed.rawValue),
                ]
                for held in seen.held {
                    word.append(held.map { number($0.ballot) } ?? 0)
                    word.append(held.map { $0.origin.map(number) ?? Self.noop } ?? 0)
                }
            }
            return step.action.rawValue + String(word.map { Self.digits[$0] })
        }
        return ([owners] + words).joined(separator: " ")
    }
}

extension SimulatedCluster {
    /// Follows what happens in the words of docs/spec/MultiPaxos.tla, from the very beginning.
    public mutating func keepModelTrace() {
        model = ModelTrace(nodeCount: options.nodeCount)
    }

    /// What happened, as `docs/spec/Trace.tla` reads it; nil if it was not followed.
    public var modelTrace: String? { model?.text }
}

extension Simulation {
    /// Follows the run in the words of docs/spec/MultiPaxos.tla, from its beginning.
    public mutating func keepModelTrace() { cluster.keepModelTrace() }

    /// Runs as long as it is followed, without healing it at the end.
    ///
    /// - Returns: What was broken; nil if nothing was.
    public mutating func runFollowed() -> InvariantViolation? {
        do {
            try weather { !($0.cluster.model?.isOver ?? true) }
        } catch {
            return error
        }
        return nil
    }
}

extension SwarmOptions {
    /// Draws a run for the specification: few requests, many elections, and nothing that it leaves
    /// out, which is damage to disks.
    ///
    /// - Parameters:
    ///   - seed: The seed.
    ///   - nodeCount: How many nodes; an odd number.
    public init(modelSeed seed: UInt64, nodeCount: Int) {
        self.init(seed: seed)
        var random = SeededGenerator(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ 5)
        cluster.nodeCount = nodeCount
        cluster.checkpointInterval = UInt64.random(in: 2...5, using: &random)
        cluster.worksAtOnce = Bool.random(using: &random)
        let few = FaultKind.allCases.filter { $0 != .full && !$0.isDamage }
        let count = Int.random(in: 4...few.count, using: &random)
        faults = Set(few.shuffled(using: &random).prefix(count))
        faultMicroseconds = Int.random(in: 20_000...100_000, using: &random)
        clients = Int.random(in: 1...3, using: &random)
        workload.thinking = Int.random(in: 200_000...1_500_000, using: &random)
        workload.readPercent = 0
        ticks = 1_500
    }
}

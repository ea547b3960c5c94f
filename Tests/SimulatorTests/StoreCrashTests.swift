import Bank
import BankReplica
import Paxos
import Simulator
import Testing
import WriteAheadLog

/// A whole node over a disk that forgets: what it answered survives a crash at any moment.
@Suite struct StoreCrashTests {
    /// A run of the script: the disk at every moment, and what had been answered by then.
    private struct Run {
        /// The disk after each step.
        var moments: [SimulatedDisk] = []
        /// For each moment, how many requests had been answered before it.
        var answeredBefore: [Int] = []
        /// The answers, in the order of the requests.
        var replies: [Reply] = []
    }

    /// Runs the script without a crash.
    private static func record(requests: Int) throws -> Run {
        var run = Run()
        var node = try LoneNode(on: RecordedDisk())
        for number in 1...requests {
            run.replies.append(try node.ask(LoneScript.request(number)))
            let count = node.store.disk.moments.count
            // All steps of this turn came before its answer.
            while run.answeredBefore.count < count { run.answeredBefore.append(number - 1) }
        }
        run.moments = node.store.disk.moments
        return run
    }

    /// Everything that can be left of the steps that were pending: each of the last six kept or
    /// lost, and the last kept write cut.
    private static func survivals(
        of disk: SimulatedDisk
    ) -> [[SimulatedDisk.Survival]] {
        let count = disk.pending.count
        let free = min(count, 6)
        var all: [[SimulatedDisk.Survival]] = []
        for mask in 0..<(1 << free) {
            var kept = Array(repeating: SimulatedDisk.Survival.whole, count: count - free)
            for bit in 0..<free { kept.append(mask & (1 << bit) == 0 ? .lost : .whole) }
            all.append(kept)
            if let last = kept.lastIndex(of: .whole) {
                for cut in [1, 512] {
                    var torn = kept
                    torn[last] = .cut(bytes: cut)
                    all.append(torn)
                }
            }
        }
        return all
    }

    @Test("A node answers after any crash what it answered before it")
    func crashPoints() throws {
        let run = try Self.record(requests: 300)
        let expected = Array(run.replies)
        var states = 0
        for (index, moment) in run.moments.enumerated() {
            let answered = run.answeredBefore[index]
            // The log's own test tries them all; here every fourth, spread over all moments.
            for (variant, survival) in Self.survivals(of: moment).enumerated()
            where (index + variant) % 4 == 0 {
                var disk = moment
                disk.crash { step, _ in survival[step] }
                try Self.check(disk, answered: answered, replies: expected, "moment \(index)")
                states += 1
            }
        }
        #expect(states > 1_000)
    }

    /// Starts a node on what a crash left, and asks for everything again.
    private static func check(
        _ disk: SimulatedDisk,
        answered: Int,
        replies: [Reply],
        _ place: String
    ) throws {
        var node = try LoneNode(on: disk)
        if answered > 0 { try node.lead() }
        for number in stride(from: max(1, answered - 3), through: answered, by: 1) {
            let kept = node.kept(LoneScript.request(number))
            #expect(kept == replies[number - 1], "\(place): request \(number)")
        }
        let next = answered + 1
        guard next <= replies.count else { return }
        // The one that was under way has its first effect now, or had it before: once.
        let reply = try node.ask(LoneScript.request(next))
        let again = try node.ask(LoneScript.request(next))
        #expect(reply == again, "\(place): request \(next)")
        #expect(reply.result == replies[next - 1].result, "\(place): request \(next)")
        #expect(reply.balances == replies[next - 1].balances, "\(place): request \(next)")
    }

    @Test("Snapshots are taken, the log is dropped below the older one, and both are used")
    func snapshots() throws {
        var node = try LoneNode(on: SimulatedDisk())
        for number in 1...130 { _ = try node.ask(LoneScript.request(number)) }
        let names = node.store.disk.names().filter { $0.hasPrefix("snapshot-") }
        #expect(names == ["snapshot-00000000000000000100", "snapshot-00000000000000000120"])
        #expect(node.replica.paxos.acceptor.checkpoint.rawValue == 100)
        var disk = node.store.disk
        disk.crash()
        let restarted = try LoneNode(on: disk)
        #expect(restarted.report.snapshot.rawValue == 120)
        #expect(restarted.report.problems.isEmpty)
        #expect(restarted.report.start == 2)
    }

    @Test("A damaged snapshot is passed over for the one before it, and nothing is missing")
    func damagedSnapshot() throws {
        var node = try LoneNode(on: SimulatedDisk())
        for number in 1...130 { _ = try node.ask(LoneScript.request(number)) }
        var disk = node.store.disk
        disk.crash()
        disk.flip(bit: 3, at: 700, of: "snapshot-00000000000000000120")
        var restarted = try LoneNode(on: disk)
        #expect(restarted.report.snapshot.rawValue == 100)
        #expect(restarted.report.problems.count == 1)
        try restarted.lead()
        for number in 126...130 {
            #expect(
                restarted.kept(LoneScript.request(number)) == node.kept(LoneScript.request(number))
            )
        }
        #expect(restarted.replica.paxos.execution.through.rawValue >= 130)
    }

    @Test("A directory without its identity, or without its log, is one that has forgotten")
    func missingFiles() throws {
        var node = try LoneNode(on: SimulatedDisk())
        for number in 1...30 { _ = try node.ask(LoneScript.request(number)) }
        for lost in ["identity", "log-"] {
            var disk = node.store.disk
            disk.crash()
            for name in disk.names() where name.hasPrefix(lost) { disk.lose(name) }
            let restarted = try LoneNode(on: disk)
            #expect(restarted.replica.paxos.status.isRecovering, "without \(lost)")
            // It stays so, also after another start.
            let again = try LoneNode(on: restarted.store.disk)
            #expect(again.replica.paxos.status.isRecovering, "without \(lost), started again")
        }
    }

    @Test("A first start that was cut short at any step begins anew, and answers")
    func firstStart() throws {
        let moments = try LoneNode(on: RecordedDisk()).store.disk.moments
        #expect(moments.count > 8)
        for moment in moments {
            for survival in Self.survivals(of: moment) {
                var disk = moment
                disk.crash { step, _ in survival[step] }
                var node = try LoneNode(on: disk)
                #expect(!node.replica.paxos.status.isRecovering)
                #expect(try node.ask(LoneScript.request(1)).position == 1)
            }
        }
    }

    @Test("A failed step ends everything: nothing is answered after it, and all is there again")
    func failures() throws {
        let steps = try Self.record(requests: 60).moments.count
        for step in 1...steps {
            var disk = SimulatedDisk()
            disk.fail(step: step, with: .inputOutput)
            var replies: [Reply] = []
            var left: SimulatedDisk?
            do {
                var node = try LoneNode(on: disk)
                do {
                    for number in 1...60 {
                        replies.append(try node.ask(LoneScript.request(number)))
                    }
                    Issue.record("step \(step) did not fail")
                } catch {
                    left = node.store.disk
                }
            } catch {
                // It failed before there was a node.
                #expect(step < 40, "step \(step): \(error)")
                continue
            }
            guard var left else { continue }
            left.crash()
            var node = try LoneNode(on: left)
            if !replies.isEmpty { try node.lead() }
            for (index, reply) in replies.enumerated().suffix(4) {
                #expect(node.kept(LoneScript.request(index + 1)) == reply, "step \(step)")
            }
        }
    }
}

import Bank
import BankReplica
import EventLog
import EventLoop
import JSON
import Paxos
import Wire

/// Answers for operators: always at once, with what this node has, also when it is cut off.
extension Node {
    func answer(_ request: AdminRequest, on connection: ConnectionID) {
        guard storageFailure == nil else { return }
        let answer = answer(to: request.command)
        writer.removeAll()
        AdminReply(id: request.id, answer: answer).write(into: &writer)
        if !sendWritten(to: connection) { close(connection) }
    }

    private func answer(to command: AdminCommand) -> AdminAnswer {
        if command.isFault, !settings.allowsFaults {
            return .refused(
                ErrorMessage(
                    code: "not_allowed",
                    message: "\(settings.id) runs without --allow-faults"
                )
            )
        }
        switch command {
        case .status: return .status(status)
        case .accounts(let first, let count): return .accounts(accounts(first, count))
        case .slots(let first, let last): return .slots(slots(from: first, through: last))
        case .journal(let query): return .journal(journal(query))
        case .metrics: return .metrics(measure())
        case .history(let kind, let after, let wholeRun):
            return .history(
                history.page(kind, after: after, wholeRun: wholeRun, node: settings.id)
            )
        case .snapshot: return snapshot
        case .part(let request): return part(request)
        case .mark:
            history.mark()
            return .done
        case .block, .disconnect, .connect, .idle, .resume:
            carryOut(command)
            return .done
        }
    }

    private func carryOut(_ fault: AdminCommand) {
        let wasRunning = faults.letsTimePass
        let blockedBefore = faults.blocked
        switch fault {
        case .block(let nodes): faults.blocked = nodes
        case .disconnect(let cause): faults.disconnect(cause: cause)
        case .connect: faults.connect()
        case .idle: faults.isIdle = true
        case .resume: faults.isIdle = false
        case .status, .accounts, .slots, .journal, .metrics, .history, .mark, .snapshot, .part:
            return
        }
        tell(.warn, "fault", [EventField("command", "\(fault)")])
        guard faults.letsTimePass else { return }
        if !wasRunning { give(.resumed) }
        // Nothing is said to the others before time passes here: a pause would undo what follows.
        let wasCutOff = faults.takeCutOff()
        for node in links.linked where !faults.blocked.contains(node) {
            if wasCutOff || blockedBefore.contains(node) { give(.connected(node)) }
        }
    }

    private func accounts(_ first: Int, _ count: Int) -> AccountsPage {
        let ledger = replica.bank.ledger
        let start = min(first, ledger.count)
        return AccountsPage(
            accounts: ledger.accounts(from: start, count: min(count, ledger.count - start)),
            count: ledger.count,
            total: ledger.total,
            executed: replica.paxos.execution.through
        )
    }

    /// A page of the journal; one entry more is asked for, to know whether there is one.
    private func journal(_ query: JournalQuery) -> JournalPage {
        let bank = replica.bank
        let limit = query.count + 1
        let found =
            switch query.order {
            case .newestFirst(let slot):
                bank.journalPage(
                    of: query.account,
                    before: slot?.rawValue ?? .max,
                    limit: limit
                )
            case .oldestFirst(let slot):
                bank.journalPage(of: query.account, after: slot.rawValue, limit: limit)
            }
        return JournalPage(
            entries: Array(found.prefix(query.count)),
            hasMore: found.count > query.count,
            executed: replica.paxos.execution.through,
            oldest: bank.journal.entries(from: 0, count: 1).first.map { Slot($0.position) },
            balance: query.account.flatMap { bank.ledger.balance(of: $0) }
        )
    }

    private func slots(from first: Slot, through last: Slot) -> [SlotRecord] {
        let paxos = replica.paxos
        let start = max(first, Slot(1))
        let end = min(last, start.advanced(by: WireLimits.pageElementsMax - 1))
        guard start <= end else { return [] }
        return (start...end)
            .map { slot in
                let held = paxos.acceptor[slot]
                return SlotRecord(
                    slot: slot,
                    status: paxos.status(of: slot),
                    ballot: held?.ballot,
                    entry: held?.entry
                )
            }
    }

    /// Takes a snapshot of what is executed now; it is on disk soon after, on a full disk when
    /// there is space again.
    private var snapshot: AdminAnswer {
        guard let slot = replica.freezeNow() else {
            return .refused(
                ErrorMessage(code: "nothing_executed", message: "nothing is executed yet")
            )
        }
        return .snapshot(slot: slot)
    }

    /// A part of a snapshot, for a backup.
    private func part(_ request: SnapshotRequest) -> AdminAnswer {
        do {
            if let part = try store.part(for: request) { return .part(part) }
        } catch {
            // Nothing is answered: the node stops at the end of this turn.
            storageFailure = error
        }
        return .refused(
            ErrorMessage(code: "no_snapshot", message: "no snapshot can be read from its disk")
        )
    }

    private var status: NodeStatus {
        let paxos = replica.paxos.status
        var status = NodeStatus(node: settings.id)
        status.role = paxos.role
        status.ballot = paxos.ballot
        status.leader = paxos.leader
        status.accepted = paxos.accepted
        status.committed = paxos.committed
        status.executed = paxos.executed
        status.digest = paxos.digest
        status.isReady = paxos.isReady && faults.isConnected
        status.isConnected = faults.isConnected
        status.cause = faults.cause
        status.isIdle = faults.isIdle
        status.blocked = faults.blocked
        status.linked = links.linked
        status.heardMilliseconds = links.nodes.compactMap { node in
            links[node]?.heardAt
                .map { heardAt in
                    let age = UInt64(max(0, loop.nowMilliseconds - heardAt))
                    return NodeStatus.PeerAge(node: node, milliseconds: age)
                }
        }
        status.elections = history.viewCount
        status.openRequests = replica.openRequests
        status.noops = replica.counters.noops
        status.duplicates = replica.counters.duplicates
        status.refusedStamps = replica.counters.refusedStamps
        status.badLines = badLines
        status.total = replica.bank.ledger.total
        status.clock = replica.stamp(wallMicroseconds: wallMicroseconds)
        status.memoryBytes = ProcessMemory.peakBytes
        status.incarnation = greeting.incarnation.rawValue
        status.isRecovering = paxos.isRecovering
        status.waitsFor = paxos.waitsFor
        status.snapshotSlot = store.snapshotSlot ?? .zero
        status.logBytes = UInt64(store.logBytes)
        status.logBytesWritten = store.counters.bytesWritten
        status.flushes = store.counters.flushes
        status.flushMicroseconds = flushMicroseconds
        status.isDiskFull = store.isDiskFull
        status.isDurable = store.disk.isDurable
        return status
    }
}

import Bank
import HybridClock
import JSON
import Paxos
import Wire

// Operators' lines and cluster files.
extension RandomValues {
    mutating func command() -> AdminCommand {
        switch below(14) {
        case 0: .status
        case 1: .accounts(first: Int(number(0, 1 << 31 - 1)), count: Int(number(1, 1_000)))
        case 2: .slots(first: slot(), last: slot())
        case 3:
            .history(
                HistoryKind.allCases[below(HistoryKind.allCases.count)],
                after: count(),
                wholeRun: chance()
            )
        case 4: .block(nodes())
        case 5: .disconnect(cause: text())
        case 6: .connect
        case 7: .idle
        case 8: .resume
        case 9: .snapshot
        case 10: .part(snapshotRequest())
        case 11: .journal(journalQuery())
        case 12: .metrics
        default: .mark(set: Int(number(0, 1 << 31 - 1)))
        }
    }

    mutating func answer() -> AdminAnswer {
        switch below(10) {
        case 0: .status(status())
        case 1: .accounts(accountsPage())
        case 2: .slots((0..<below(4)).map { _ in slotRecord() })
        case 3: .history(historyPage())
        case 4: .done
        case 5: .snapshot(slot: slot())
        case 6: .part(snapshotPart())
        case 7: .journal(journalPage())
        case 8: .metrics((0..<below(4)).map { _ in family() })
        default: .refused(ErrorMessage(code: text(), message: text()))
        }
    }

    mutating func accounts(_ counts: ClosedRange<Int>) -> [Account] {
        var names: Set<Identifier> = []
        return (0..<Int.random(in: counts, using: &random))
            .compactMap { _ in
                let name = identifier()
                let balance = Amount(minorUnits: Int64(number(0, 1_000_000)))
                return names.insert(name).inserted
                    ? Account(id: AccountID(identifier: name), balance: balance) : nil
            }
    }

    private mutating func accountsPage() -> AccountsPage {
        AccountsPage(
            accounts: accounts(0...5),
            count: Int(number(0, 1 << 31 - 1)),
            total: Amount(minorUnits: integer()),
            executed: slot()
        )
    }

    private mutating func slotRecord() -> SlotRecord {
        let statuses: [SlotStatus] = [.nothing, .accepted, .committed, .executed]
        let entry = entries(1...1).first
        return SlotRecord(
            slot: slot(),
            status: statuses[below(4)],
            ballot: chance() ? nil : ballotOrNone(),
            entry: chance() ? nil : entry
        )
    }

    private mutating func historyPage() -> HistoryPage {
        let records = (0..<below(4))
            .map { _ in
                HistoryRecord(
                    number: count(),
                    microseconds: count(),
                    isSent: chance(),
                    peers: text(),
                    line: peerLine().json
                )
            }
        return HistoryPage(records: records, dropped: count(), hasMore: chance())
    }

    private mutating func journalQuery() -> JournalQuery {
        let order: JournalQuery.Order =
            chance()
            ? .newestFirst(before: chance() ? nil : slot()) : .oldestFirst(after: slot())
        return JournalQuery(
            of: chance() ? nil : AccountID(identifier: identifier()),
            order,
            count: Int(number(1, UInt64(WireLimits.journalEntriesMax)))
        )
    }

    private mutating func journalPage() -> JournalPage {
        JournalPage(
            entries: (0..<below(4)).map { _ in journalEntry() },
            hasMore: chance(),
            executed: slot(),
            oldest: chance() ? nil : slot(),
            balance: chance() ? nil : Amount(minorUnits: integer())
        )
    }

    private mutating func journalEntry() -> JournalEntry {
        let reasons = FailureReason.allCases.filter { $0 != .tooManyClients }
        let isSuccess = chance()
        let balances = TransferBalances(
            from: Amount(minorUnits: integer()),
            to: Amount(minorUnits: integer())
        )
        return JournalEntry(
            position: slot().rawValue,
            stamp: stamp().raw,
            transfer: Transfer(
                from: AccountID(identifier: identifier()),
                to: AccountID(identifier: identifier()),
                amount: Amount(minorUnits: integer())
            ),
            result: isSuccess ? .success : .failed(reasons[below(reasons.count)]),
            balances: isSuccess || chance() ? balances : nil
        )
    }

    private mutating func family() -> MetricFamily {
        let kind = MetricFamily.Kind.allCases[below(3)]
        let samples = (0..<below(3))
            .map { _ in
                MetricSample(
                    ["peer", "type"].prefix(below(3)).map { MetricLabel($0, text()) },
                    kind == .histogram ? .histogram(histogram()) : .number(integer())
                )
            }
        return MetricFamily(
            name: ["a", "is_leader", "slots_2"][below(3)],
            kind: kind,
            unit: chance() ? nil : .microseconds,
            help: text(),
            samples: samples
        )
    }

    private mutating func histogram() -> MetricHistogram {
        var (bound, count): (UInt64, UInt64) = (number(0, 1_000), number(0, 1_000))
        var buckets: [MetricHistogram.Bucket] = []
        for _ in 0..<below(4) {
            buckets.append(MetricHistogram.Bucket(through: bound, count: count))
            bound += number(1, 1_000)
            count += number(0, 1_000)
        }
        return MetricHistogram(buckets: buckets, count: count, sum: self.count())
    }

    private mutating func status() -> NodeStatus {
        let roles: [ReplicaStatus.Role] = [.follower, .candidate, .leader]
        var status = NodeStatus(node: node())
        status.role = roles[below(3)]
        status.ballot = ballotOrNone()
        status.leader = chance() ? nil : node()
        status.accepted = slot()
        status.committed = slot()
        status.executed = slot()
        status.digest = random.next()
        status.isReady = chance()
        status.isConnected = chance()
        status.cause = text()
        status.isIdle = chance()
        status.blocked = nodes()
        status.linked = nodes()
        status.heardMilliseconds = nodes()
            .map {
                NodeStatus.PeerAge(node: $0, milliseconds: count())
            }
        status.elections = count()
        status.openRequests = Int(number(0, 1 << 31 - 1))
        status.noops = count()
        status.duplicates = count()
        status.badLines = count()
        status.total = Amount(minorUnits: integer())
        status.clock = stamp()
        status.memoryBytes = count()
        status.incarnation = count()
        status.isRecovering = chance()
        status.waitsFor = text()
        status.snapshotSlot = slot()
        status.logBytes = count()
        status.logBytesWritten = count()
        status.flushes = count()
        status.flushMicroseconds = count()
        status.isDiskFull = chance()
        status.isDurable = chance()
        return status
    }

    mutating func cluster() -> Cluster {
        let hosts = ["127.0.0.1", "[::1]", "localhost", "a-b.example.org"]
        let nodeCount = [1, 3, 5, 7, 9][below(5)]
        let addresses = (0..<nodeCount)
            .map { index in
                "\(hosts[below(hosts.count)]):\(1 + index * 7_000 + below(7_000))"
            }
        var timers = Cluster.Timers()
        if chance() {
            timers.tick = number(1, 20)
            timers.heartbeat = timers.tick * number(1, 5)
            timers.leaderMin = timers.heartbeat * number(4, 20)
            timers.leaderMax = timers.leaderMin + number(0, 1_000)
            timers.quiet = number(0, timers.leaderMin - timers.tick)
        }
        return Cluster(
            id: identifier(),
            addresses: addresses,
            accounts: accounts(1...20),
            timers: timers
        )
    }
}

import Bank
import HybridClock
import JSON
import Paxos
import Wire
import WriteAheadLog

/// The bank, the log and snapshots.
enum States {
    static func bank() -> [Measurement] {
        execution(accounts: 10, clients: 64)
            + execution(accounts: 10_000, clients: 8_192)
            + execution(accounts: 1_000_000, clients: 8_192)
    }

    private static func makeBank(_ accounts: Int) -> Bank {
        do {
            return try Bank(accounts: Samples.accounts(accounts))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private static func execution(accounts: Int, clients: Int) -> [Measurement] {
        let count = 1 << 16
        let requests = Samples.requests(count, clients: clients, accounts: accounts)
        var bank = makeBank(accounts)
        var position: UInt64 = 0
        let size = "\(accounts) accounts, \(clients) clients"
        // Each round is asked by clients of its own time: the same transfers, all of them new.
        var offset: UInt64 = 0
        let execution = Measurement("execute, \(size)", perCall: count) {
            for request in requests {
                position += 1
                guard let timestamp = RequestTimestamp(request.timestamp.raw + offset) else {
                    return
                }
                let new = Request(
                    client: request.client,
                    timestamp: timestamp,
                    command: request.command
                )
                _ = bank.execute(new, position: position, stamp: position)
            }
            offset += UInt64(count)
        }
        var known = 0
        let lookup = Measurement("client table, \(size)", perCall: count) {
            for request in requests {
                if case .stale = bank.clients.lookup(request) { known += 1 }
            }
        }
        precondition(known > 0, "no request was executed")
        return [execution, lookup]
    }

    static func log() -> [Measurement] {
        let run = Samples.run(100)
        let record = LogPayload.Record.accepted(run, committed: Slot(7))
        var writer = JSONWriter(capacity: 1 << 16)
        let payload = LogPayload(state: DurableState(), records: [record])
        payload.write(into: &writer)
        let bytes = writer.bytes
        var disk = MemoryDisk()
        var log: WriteAheadLog
        do {
            log = try WriteAheadLog.create(
                on: &disk,
                identity: FileIdentity(cluster: "micro", node: 1, incarnation: 1),
                limits: LogLimits()
            )
        } catch {
            preconditionFailure("\(error)")
        }
        return [
            Measurement("write a log payload, an entry of 100", perCall: 100) {
                writer.removeAll()
                payload.write(into: &writer)
            },
            Measurement("append to the log, an entry of 100", perCall: 100) {
                do {
                    let extent = try log.append(bytes.span, on: &disk)
                    try log.removeSegments(before: extent.position, on: &disk)
                } catch {
                    preconditionFailure("\(error)")
                }
            },
        ]
    }

    static func snapshot() -> [Measurement] {
        let accounts = 1_000_000
        let state = SnapshotState(
            slot: Slot(1),
            stamp: Samples.stamp,
            digest: 1,
            bank: makeBank(accounts)
        )
        var parts: [[UInt8]] = []
        var writer = JSONWriter(capacity: 256 << 10)
        let write = Measurement("write a snapshot, an account of \(accounts)", perCall: accounts) {
            var snapshot = SnapshotWriter(state)
            parts.removeAll(keepingCapacity: true)
            writer.removeAll()
            while snapshot.writeNext(into: &writer) {
                parts.append(writer.bytes)
                writer.removeAll()
            }
        }
        let read = Measurement("read a snapshot, an account of \(accounts)", perCall: accounts) {
            do {
                var reader = SnapshotReader(limits: .standard)
                for part in parts { try reader.read(part.span) }
                _ = try reader.finish()
            } catch {
                preconditionFailure("\(error)")
            }
        }
        return [write, read]
    }
}

import Bank
import BankReplica
import HybridClock
import Paxos
import Simulator
import Wire
import WriteAheadLog

/// A disk that keeps a copy of itself after each step: every moment at which the power could go.
struct RecordedDisk: Storage {
    /// The disk.
    var disk = SimulatedDisk()
    /// The disk after each step so far.
    var moments: [SimulatedDisk] = []

    /// Does a step and keeps what it left.
    private mutating func step<Result>(
        _ change: (inout SimulatedDisk) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        let result = try change(&disk)
        moments.append(disk)
        return result
    }

    mutating func names() -> [String] { disk.names() }

    mutating func size(of name: String) throws(StorageError) -> Int { try disk.size(of: name) }

    mutating func read(
        _ name: String,
        at offset: Int,
        count: Int,
        into bytes: inout [UInt8]
    ) throws(StorageError) {
        try disk.read(name, at: offset, count: count, into: &bytes)
    }

    mutating func create(_ name: String) throws(StorageError) {
        try step { (disk) throws(StorageError) in try disk.create(name) }
    }

    mutating func preallocate(_ name: String, size: Int) throws(StorageError) {
        try step { (disk) throws(StorageError) in try disk.preallocate(name, size: size) }
    }

    mutating func write(
        _ bytes: Span<UInt8>,
        to name: String,
        at offset: Int
    ) throws(StorageError) {
        try disk.write(bytes, to: name, at: offset)
        moments.append(disk)
    }

    mutating func flush(_ name: String) throws(StorageError) {
        try step { (disk) throws(StorageError) in try disk.flush(name) }
    }

    mutating func flushNames() throws(StorageError) {
        try step { (disk) throws(StorageError) in try disk.flushNames() }
    }

    mutating func rename(_ name: String, to newName: String) throws(StorageError) {
        try step { (disk) throws(StorageError) in try disk.rename(name, to: newName) }
    }

    mutating func remove(_ name: String) throws(StorageError) {
        try step { (disk) throws(StorageError) in try disk.remove(name) }
    }
}

/// A cluster of one node, over any disk: what it answers rests on its own files alone.
struct LoneNode<Disk: Storage> {
    /// The files.
    private(set) var store: ReplicaStore<Disk>
    /// The replica.
    private(set) var replica: BankReplica
    /// What was found at the start.
    let report: StoreReport
    /// What a turn asks for.
    private var output = Output()
    /// The machine's clock.
    private var clock: UInt64 = 1_000_000

    /// Starts on what `disk` holds.
    init(on disk: Disk) throws {
        let node = NodeID(1)
        var settings = StoreSettings(
            configuration: Configuration(id: node, members: NodeSet([node])),
            cluster: "lone",
            bank: try Bank(accounts: Accounts.standard),
            seed: 7,
            isNewCluster: true,
            checkpointInterval: 20
        )
        settings.limits.log = LogLimits(
            segmentBytes: 8_192,
            recordBytesMax: 4_096,
            preparedSliceBytes: 4_096
        )
        settings.limits.snapshotSliceBytes = 4_096
        let opened = try ReplicaStore.open(disk, settings: settings)
        store = opened.store
        replica = opened.replica
        report = opened.report
    }

    /// Whether it leads and has executed all it knows.
    var isReady: Bool { replica.paxos.status.isReady }

    /// Lets ticks pass until it leads.
    mutating func lead() throws {
        var ticks = 0
        while !isReady {
            ticks += 1
            precondition(ticks < 1_000, "a node alone does not lead: \(replica.paxos.status)")
            replica.handle(.tick, wallMicroseconds: clock, into: &output)
            _ = try endTurn()
        }
    }

    /// Asks for something, and lets ticks pass until the answer is there.
    mutating func ask(_ request: Request) throws -> Reply {
        clock += 10
        let session = SessionID(1)
        replica.handle(.client(session, .request(request)), wallMicroseconds: clock, into: &output)
        var ticks = 0
        while true {
            if let reply = try endTurn() { return reply }
            ticks += 1
            precondition(ticks < 1_000, "no answer: \(replica.paxos.status)")
            replica.handle(.tick, wallMicroseconds: clock, into: &output)
        }
    }

    /// Ends a turn in the order of a real node.
    private mutating func endTurn() throws -> Reply? {
        var reply: Reply?
        var turn = Turn()
        while let step = turn.next(for: &replica, into: &output, wallMicroseconds: clock) {
            switch step {
            case .sendEarly: break
            case .makeDurable: try store.makeDurable(&output, of: &replica)
            case .sendRest:
                for answer in output.answers {
                    if case .reply(let message) = answer.message,
                        case .bank(let found) = message.answer
                    {
                        reply = found
                    }
                }
            }
        }
        while store.hasWork(replica) { try store.work(for: &replica) }
        replica.checkInvariants()
        return reply
    }

    /// The answer that is kept for a request; nil if it was never executed.
    func kept(_ request: Request) -> Reply? {
        replica.bank.clients.lookup(request).reply(to: request)
    }
}

/// The requests of a script.
enum LoneScript {
    /// Returns the `number`-th request, from 1; five clients take turns.
    static func request(_ number: Int) -> Request {
        let names = ["A", "B", "C", "D", "E"]
        let from = names[number % 5]
        let to = names[(number / 5 + number + 1) % 5]
        return Request(
            client: client(number % 5),
            timestamp: timestamp(number),
            command: .transfer(
                Transfer(
                    from: AccountID(identifier: identifier(from)),
                    to: AccountID(identifier: identifier(to)),
                    amount: Amount(minorUnits: Int64(1 + number % 3))
                )
            )
        )
    }

    private static func client(_ number: Int) -> ClientID {
        ClientID(identifier: identifier("c\(number)"))
    }

    private static func timestamp(_ number: Int) -> RequestTimestamp {
        guard let timestamp = RequestTimestamp(UInt64(number)) else {
            preconditionFailure("\(number) is no timestamp")
        }
        return timestamp
    }

    private static func identifier(_ text: String) -> Identifier {
        guard let identifier = Identifier(text) else {
            preconditionFailure("\(text) is no identifier")
        }
        return identifier
    }
}

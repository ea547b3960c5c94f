internal import Bank
internal import BankClient
internal import EventLog
internal import EventLoop
internal import HTTP
internal import JSON
internal import Paxos
internal import Wire

/// One gateway process: HTTP on one side, a client of the cluster on the other, one loop for both.
///
/// Everything happens on the thread that calls ``run()``. What arrives is read and handled as an
/// event of the loop; what the nodes answered is looked through in the condition of the pump, once
/// a turn.
public final class Gateway {
    /// What this gateway was told.
    let settings: GatewaySettings
    /// The client's side of the cluster, and the loop.
    let connection: ClusterConnection
    /// The connections that others opened.
    var guests: [ConnectionID: HTTPConnection] = [:]
    /// The payments under way.
    var payments = PaymentTable()
    /// The names under which payments are asked for.
    var lanes = LanePool()
    /// What became of their last requests.
    var memory = LaneMemory()
    /// The clients of the lanes.
    let laneClients: [Lane]
    /// What nodes were asked, and who wants to know.
    var questions = Waiters<QuestionID, NodeResult>()
    /// Reads under way, and who wants to know.
    var reads = Waiters<ReadID, FinishedRead>()
    /// What is to be done at a time.
    var agenda = Agenda()
    /// How the nodes are, as far as somebody asked lately.
    var watch: NodeWatch
    /// Whether a read is under way that lets an idle cluster elect a leader.
    var isWaking = false
    /// The connections of events, and what they follow.
    var streams = Streams()
    /// Lines for people.
    let log: EventLog
    /// How many lines about requests are written in a second: callers can cause them at will.
    var requestLines = EventBudget(perSecondMax: GatewayLimits.requestLinesPerSecondMax)
    /// How many replies of nodes changed nothing, at the last look.
    var ignoredReplies: UInt64 = 0
    /// What this gateway did.
    var metrics = GatewayMetrics()
    /// Writes answers.
    var writer = AnswerWriter()
    /// Holds a body under construction; keeps its memory.
    var body = JSONWriter(capacity: 4_096)
    /// Where the gateway listens; nil once it stops.
    private var listener: ListenerID?
    /// The timer that looks for what is overdue; nil while nothing can be.
    var tickTimer: TimerID?
    /// The timer that looks for connections that are too slow.
    private var sweepTimer: TimerID?
    /// The connection of standard input, if the gateway ends with it.
    private var input: ConnectionID?
    /// The connections whose last answers were not sent whole when they ended, once it stops.
    var finishing: [ConnectionID] = []
    /// When the gateway was told to stop, in milliseconds; nil while it was not.
    private(set) var stoppingSince: Int?
    /// When the gateway started, in seconds since 1970: it tells its requests from those of others.
    private let startSecond: UInt32
    /// How many requests there were.
    private var requestCount: UInt64 = 0

    /// The accounts of the bank, each with its place in the cluster file.
    let accounts: [AccountID: Int]
    /// What they held together when the bank opened: money is neither made nor lost.
    let openingTotal: Amount
    /// Which requests may change something.
    let source: SourceCheck

    /// Opens the listener; asks no node yet.
    ///
    /// - Parameter settings: What the gateway is told.
    /// - Throws: ``GatewayError`` if it cannot listen; nothing is left open then.
    public init(settings: GatewaySettings) throws(GatewayError) {
        self.settings = settings
        log = EventLog(component: EventComponent("gateway", settings.name), settings: settings.log)
        startSecond = UInt32(clamping: SystemClock.wallMicroseconds / 1_000_000)
        laneClients = (0..<GatewayLimits.lanesMax).map { Lane(of: settings.name, number: $0) }
        let opening = settings.cluster.accounts
        accounts = Dictionary(
            uniqueKeysWithValues: opening.indices.map { (opening[$0].id, $0) }
        )
        openingTotal = Amount(minorUnits: opening.reduce(0) { $0 + $1.balance.minorUnits })
        source = SourceCheck(
            listenAddress: settings.listenAddress,
            allowed: settings.allowedHosts
        )
        watch = NodeWatch(members: settings.cluster.nodes.map(\.id))
        var limits = EventLoopLimits()
        limits.lineBytesMax = WireLimits.lineBytesMax
        limits.connectionsMax =
            GatewayLimits.connectionsMax + GatewayLimits.refusedConnectionsMax
            + 4 * settings.cluster.nodes.count + 16
        do {
            let loop = try EventLoop(limits: limits)
            connection = try ClusterConnection(
                cluster: settings.cluster,
                seed: UInt64(bitPattern: SystemClock.wallMicroseconds),
                loop: loop
            )
        } catch let error as BankClientError {
            throw .badCluster(error.explanation.why)
        } catch {
            throw .system("\(error)")
        }
        try listen()
        connection.onOtherEvent = { [unowned self] in handle($0) }
    }

    /// The loop that everything is an event of.
    var loop: EventLoop { connection.loop }

    /// The time of the turn, in milliseconds of the monotonic clock.
    var now: Int { loop.nowMilliseconds }

    /// Where the gateway listens, as `host:port`, with the port that the system chose.
    public var address: String {
        let text = settings.listenAddress
        guard let listener, let port = loop.port(of: listener),
            let colon = text.lastIndex(of: ":")
        else { return text }
        return "\(text[..<colon]):\(port)"
    }

    /// Runs until the gateway is told to stop, by a signal or by the end of its input, and what is
    /// under way then is done or has taken too long.
    ///
    /// - Throws: ``GatewayError`` if the system takes away what a gateway cannot do without.
    public func run() throws(GatewayError) {
        do {
            try loop.watchSignals([StopSignal.interrupt, StopSignal.terminate])
            if let lifeline = settings.lifelineDescriptor {
                input = try loop.openInput(from: lifeline)
            }
            sweepTimer = loop.startTimer(
                afterMilliseconds: Self.sweepMilliseconds,
                everyMilliseconds: Self.sweepMilliseconds
            )
            log.write(.info, "started", [EventField("address", address)])
            _ = try connection.pump(until: { turn() }, timeoutMilliseconds: nil)
            log.write(.info, "stopped", [EventField("connections_cut", guests.count)])
        } catch {
            throw .system("\(error)")
        }
    }

    private func listen() throws(GatewayError) {
        var guestSettings = ConnectionSettings()
        guestSettings.framing = .bytes
        guestSettings.lineBytesMax = GatewayLimits.inputBytesMax
        guestSettings.outboxBytesMax = GatewayLimits.outboxBytesMax
        // A client may end its sending and wait for the answers.
        guestSettings.outlivesInput = true
        let most = GatewayLimits.connectionsMax + GatewayLimits.refusedConnectionsMax
        let address = settings.listenAddress
        do {
            if let descriptor = settings.listeningDescriptor {
                listener = try loop.adopt(
                    listeningDescriptor: descriptor,
                    settings: guestSettings,
                    connectionsMax: most
                )
            } else {
                listener = try loop.listen(
                    on: try SocketAddress(address),
                    settings: guestSettings,
                    connectionsMax: most
                )
            }
        } catch let error as AddressError {
            throw .badAddress(address, reason: "\(error)")
        } catch {
            throw .cannotListen(address, reason: "\(error)")
        }
    }

    /// How often connections are looked at, in milliseconds: late by so much counts as in time.
    private static let sweepMilliseconds = 1_000

    // MARK: - The turn

    /// Does what the nodes' answers lead to.
    ///
    /// - Returns: Whether the gateway is done.
    private func turn() -> Bool {
        takeCompletions()
        takeAnswers()
        takeReads()
        guard let stoppingSince else { return false }
        finishing.removeAll { loop.unsentBytes(of: $0) == 0 }
        return guests.isEmpty && finishing.isEmpty
            || now - stoppingSince >= GatewayLimits.stopMilliseconds
    }

    private func handle(_ event: Event) {
        switch event {
        case .accepted(let id, _): accept(id)
        case .received(let id): receive(from: id)
        case .inputEnded(let id): noteInputEnd(of: id)
        case .violation(let id, _): drop(id)
        case .closed(let id, _):
            if id == input { stop() } else { forget(id) }
        case .timer(let timer): handle(timer)
        case .signal(let signal):
            // A terminal's Ctrl-C reaches children too, but their parent decides when they end.
            if signal != StopSignal.interrupt || settings.lifelineDescriptor == nil { stop() }
        case .opened, .readable, .writableAgain: break
        }
    }

    private func handle(_ timer: TimerID) {
        if timer == tickTimer {
            tick()
        } else if timer == sweepTimer {
            sweep()
        }
    }

    /// Takes no more requests on; what is under way is finished.
    private func stop() {
        guard stoppingSince == nil else { return }
        stoppingSince = now
        log.write(.info, "stopping", [EventField("payments_under_way", payments.count)])
        if let listener { loop.close(listener) }
        listener = nil
        for (id, guest) in guests where guest.answers.outstanding == 0 || guest.isStream {
            guest.isStream ? drop(id) : finish(guest)
        }
        needTicks()
    }

    /// Whether the gateway finishes what is under way and takes nothing more on.
    var isStopping: Bool { stoppingSince != nil }

    /// Names the next request that brought no name of its own.
    func makeRequestID() -> RequestID {
        requestCount += 1
        return .made(start: startSecond, number: requestCount)
    }
}

/// A lane: a client of the cluster's protocol, and what its keys begin with.
struct Lane {
    /// Its number.
    let number: Int
    /// Who asks the cluster.
    let client: ClientID
    /// What stands before the timestamp in a key that is made for it.
    let keyPrefix: String

    /// Creates the lane of a gateway.
    init(of gateway: String, number: Int) {
        self.number = number
        client = MadeKey.client(of: gateway, lane: number)
        keyPrefix = MadeKey.prefix(of: gateway, lane: number)
    }
}

/// The signals that end a gateway; POSIX fixes their numbers.
private enum StopSignal {
    /// Ctrl-C.
    static let interrupt: Int32 = 2
    /// What `kill` sends.
    static let terminate: Int32 = 15
}

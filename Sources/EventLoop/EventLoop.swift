#if os(Linux)
internal import CLinux
internal import Glibc

/// Turns descriptors into batches of events: TCP connections of lines, timers, signals, inputs.
///
/// One thread owns the loop and everything of it. A turn of the owner is:
///
/// ```swift
/// try loop.wait(atMostMilliseconds: nil)
/// for event in loop.events {
///     … loop.forEachLine(of: id) { line in … } … loop.send(reply, to: id) …
/// }
/// loop.flush()
/// ```
///
/// The loop knows bytes and lines, not what they say. A name that is gone is no error: sends to it
/// return false, everything else does nothing, so the owner handles `closed` in one place.
/// Everything is bounded by ``EventLoopLimits``; a warm turn allocates nothing for each event or
/// line.
public final class EventLoop {
    /// The bounds of this loop.
    public let limits: EventLoopLimits
    /// What the last wait found, in the order in which it was found.
    public internal(set) var events: [Event] = []
    /// What the loop did so far.
    public internal(set) var counters = EventLoopCounters()
    /// When the last wait ended, in milliseconds of ``SystemClock/monotonicMilliseconds``.
    public internal(set) var nowMilliseconds: Int
    /// Watches the descriptors.
    var poller: Poller
    /// The connections.
    var connections: ConnectionTable
    /// The open listeners, in the order in which they were opened.
    var listeners: [Listener] = []
    /// How many listeners were ever opened.
    var listenerSerial: UInt64 = 0
    /// The running timers.
    var timers = Timers()
    /// The signals that are taken, once they are.
    var signals: SignalDescriptor?
    /// A descriptor that is given up to take a connection, and refuse it, when no other is left.
    var reserve: Socket?
    /// Connections with bytes to send.
    var dirty: [ConnectionID] = []
    /// Connections that were sent a message that may wait, since ``patientSince``.
    var patient: [ConnectionID] = []
    /// When the first of those messages was sent, in milliseconds; nil if there is none.
    var patientSince: Int?
    /// Connections that the next wait looks at before it waits.
    var queued: [ConnectionID] = []
    /// The other half of ``queued``: they change places, so both keep their memory.
    var queuedBefore: [ConnectionID] = []
    /// Events that came up outside a wait, for the next one.
    var deferred: [Event] = []
    /// When deadlines are looked at next, in milliseconds; nil while there are none.
    var housekeepingAt: Int?
    /// Whether a wait is under way.
    var isWaiting = false
    /// How many lendings of lines or bytes are under way.
    var lendings = 0

    /// Creates a loop that watches nothing.
    ///
    /// - Throws: ``SystemError`` if the system has no descriptor left.
    public init(limits: EventLoopLimits = EventLoopLimits()) throws(SystemError) {
        limits.check()
        self.limits = limits
        poller = try Poller(eventsMax: limits.readyPerTurnMax)
        connections = ConnectionTable(countMax: limits.connectionsMax)
        nowMilliseconds = SystemClock.monotonicMilliseconds
        reserve = Self.openReserve()
    }

    deinit {
        for connection in connections.slots { connection?.socket.close() }
        for listener in listeners { listener.socket.close() }
        reserve?.close()
    }

    /// Waits until something happens or the time is over, and fills ``events``.
    ///
    /// Sends first what ``flush()`` would. MUST NOT be called while lines or bytes are lent.
    ///
    /// - Parameter longest: The longest wait in milliseconds; 0 looks without waiting, nil waits
    ///   for ever.
    /// - Throws: ``SystemError`` if the system cannot watch any more; stop the program.
    public func wait(atMostMilliseconds longest: Int?) throws(SystemError) {
        precondition(lendings == 0, "a wait would replace the bytes that are lent")
        isWaiting = true
        defer { isWaiting = false }
        events.removeAll(keepingCapacity: true)
        swap(&events, &deferred)
        flush()
        visitQueued()
        try poller.wait(timeoutMilliseconds: timeout(atMost: longest))
        nowMilliseconds = SystemClock.monotonicMilliseconds
        for index in 0..<poller.ready.count { try dispatch(poller.ready[index]) }
        try keepHouse()
        while let timer = timers.takeDue(at: nowMilliseconds) { events.append(.timer(timer)) }
    }

    /// Sends what waits, with one call for each connection that has something new.
    ///
    /// Call it when the turn's messages are complete; the next wait does it too.
    public func flush() {
        for index in dirty.indices {
            guard let connection = connections[dirty[index]] else { continue }
            connection.isDirty = false
            sendOutbox(of: connection)
        }
        dirty.removeAll(keepingCapacity: true)
        guard let since = patientSince, nowMilliseconds > since else { return }
        patientSince = nil
        for index in patient.indices {
            if let connection = connections[patient[index]] { sendOutbox(of: connection) }
        }
        patient.removeAll(keepingCapacity: true)
    }

    // MARK: Timers

    /// Starts a timer that fires once, or from then on at every `period`.
    ///
    /// - Parameters:
    ///   - delay: The milliseconds until it fires first.
    ///   - period: The milliseconds from one firing to the next; a late one is not made up for.
    /// - Returns: The name that its `timer` events carry.
    public func startTimer(
        afterMilliseconds delay: Int,
        everyMilliseconds period: Int? = nil
    )
        -> TimerID
    {
        precondition(
            timers.count < limits.timersMax,
            "the limit of \(limits.timersMax) timers is reached"
        )
        return timers.start(at: SystemClock.monotonicMilliseconds + delay, every: period)
    }

    /// Stops a timer; one that has fired or was cancelled already is no error.
    public func cancelTimer(_ id: TimerID) {
        timers.cancel(id)
    }

    // MARK: Signals and other descriptors

    /// Takes `signals` as events from now on, at most once for each loop.
    ///
    /// They are blocked in this thread and in those that it creates later: call it before any
    /// thread is created. Until the loop ends nothing else hears of them.
    ///
    /// - Throws: ``SystemError`` if a number is no signal that can be taken.
    public func watchSignals(_ numbers: [Int32]) throws(SystemError) {
        precondition(signals == nil, "signals are watched already")
        let opened = try SignalDescriptor(numbers)
        try poller.add(opened.descriptor, token: TokenKind.signals.token(0), for: .readable)
        signals = consume opened
    }

    /// Reports `descriptor` as readable whenever it is; it stays the caller's.
    ///
    /// - Throws: ``SystemError``: EPERM for a file, which is always readable, and EEXIST for a
    ///   descriptor that is watched already.
    public func watch(_ descriptor: Int32) throws(SystemError) {
        let token = TokenKind.watched.token(UInt64(UInt32(bitPattern: descriptor)))
        try poller.add(descriptor, token: token, for: .readable)
    }

    /// Stops watching `descriptor`; MUST come before it is closed.
    public func unwatch(_ descriptor: Int32) throws(SystemError) {
        try poller.remove(descriptor)
    }

    // MARK: The turn

    /// Returns how long the poller may wait, in its own terms.
    private func timeout(atMost longest: Int?) -> Int32 {
        guard events.isEmpty, queued.isEmpty else { return 0 }
        var milliseconds = longest ?? Int.max
        if patientSince != nil { milliseconds = min(milliseconds, 1) }
        if let next = timers.nextDeadline ?? housekeepingAt {
            let deadline = min(next, housekeepingAt ?? next)
            milliseconds = min(milliseconds, deadline - SystemClock.monotonicMilliseconds)
        }
        return milliseconds == Int.max ? -1 : Int32(clamping: max(0, milliseconds))
    }

    private func dispatch(_ ready: ReadyDescriptor) throws(SystemError) {
        let number = TokenKind.number(in: ready.token)
        switch TokenKind(of: ready.token) {
        case .connection:
            guard let connection = connections[ConnectionID(token: number)] else { return }
            didBecomeReady(connection, ready.readiness)
        case .listener:
            try accept(from: ListenerID(serial: number))
        case .watched:
            events.append(.readable(Int32(bitPattern: UInt32(number))))
        case .signals:
            while let signal = signals?.next() { events.append(.signal(signal)) }
        }
    }

    /// Notes an event for the wait that is under way, or else for the next.
    func report(_ event: Event) {
        if isWaiting { events.append(event) } else { deferred.append(event) }
    }

    /// Makes sure that deadlines are looked at soon.
    func startHousekeeping() {
        guard housekeepingAt == nil else { return }
        housekeepingAt = nowMilliseconds + limits.housekeepingMilliseconds
    }

    /// Opens the descriptor that is kept in reserve, if there is one left.
    static func openReserve() -> Socket? {
        let descriptor = eventfd(0, Int32(EFD_CLOEXEC))
        return descriptor >= 0 ? Socket(descriptor: descriptor) : nil
    }
}
#endif

#if os(Linux)
internal import Glibc

/// What the loop does with its connections while it waits.
extension EventLoop {
    /// The least free room for one read, in bytes.
    private static let readRoom = 4_096

    /// Looks at a connection that the poller found ready.
    func didBecomeReady(_ connection: Connection, _ readiness: Readiness) {
        if case .connecting = connection.state.phase { return finishConnecting(connection) }
        if readiness.contains(.writable) {
            connection.isBlocked = false
            sendOutbox(of: connection)
        }
        if !readiness.isDisjoint(with: [.readable, .hungUp, .failed]) {
            if connection.registered?.contains(.readable) == true {
                read(connection)
            } else {
                didFailWhileNotReading(connection)
            }
        }
        visit(connection)
    }

    /// Looks at the connections that something was noted for since the last wait.
    func visitQueued() {
        swap(&queued, &queuedBefore)
        for index in queuedBefore.indices {
            guard let connection = connections[queuedBefore[index]] else { continue }
            connection.isQueued = false
            if connection.isAlwaysReady { readAlwaysReady(connection) }
            visit(connection)
        }
        queuedBefore.removeAll(keepingCapacity: true)
    }

    /// Makes sure that the next wait looks at a connection before it waits.
    func enqueue(_ connection: Connection) {
        guard !connection.isQueued else { return }
        connection.isQueued = true
        queued.append(connection.id)
    }

    /// Does what the state of a connection asks for, and watches it for what it wants next.
    private func visit(_ connection: Connection) {
        // What the owner was told of in this turn it has not seen yet.
        guard !connection.isQueued else { return updateInterest(of: connection) }
        act(
            connection.state.nextAction(
                connection.front(),
                violationUntil: nowMilliseconds + limits.lingerMillisecondsMax
            ),
            on: connection
        )
    }

    private func act(_ action: ConnectionState.Action, on connection: Connection) {
        switch action {
        case .wait: break
        case .reportReceived:
            connection.hasNews = false
            report(.received(connection.id))
            enqueue(connection)
        case .reportInputEnded:
            report(.inputEnded(connection.id))
        case .reportViolation(let violation):
            counters.violations += 1
            connection.input.removeAll()
            report(.violation(connection.id, violation))
            startHousekeeping()
        case .close(let reason):
            report(.closed(connection.id, reason))
        }
        if connection.state.phase == .closed {
            release(connection)
        } else {
            updateInterest(of: connection)
        }
    }

    private func finishConnecting(_ connection: Connection) {
        let socket = connection.socket
        if let error = socket.pendingError(of: "connect") {
            connection.state.inputDidEnd(.failed(error))
        } else if let peer = socket.peerAddress, peer == socket.localAddress {
            // A port nobody listens at can connect to itself if the system picks it for our end.
            let refused = SystemError(call: "connect", number: ECONNREFUSED)
            connection.state.inputDidEnd(.failed(refused))
        } else {
            connection.state.didOpen()
            report(.opened(connection.id))
            sendOutbox(of: connection)
        }
        visit(connection)
    }

    private func read(_ connection: Connection) {
        var budget = limits.readBytesPerTurnMax
        while budget > 0 {
            var outcome = Socket.Outcome.blocked
            let room = min(Self.readRoom, budget)...budget
            let free = connection.input.receive(room: room) { output in
                outcome = connection.socket.read(into: &output)
            }
            switch outcome {
            case .moved(let count):
                budget -= count
                didReceive(count, on: connection)
                // Less than the room means that nothing is left, for now.
                if free > 0 || connection.isInputOnly { return }
            case .blocked: return
            case .ended: return connection.state.inputDidEnd(.ended)
            case .failed(let error): return connection.state.inputDidEnd(.failed(error))
            }
        }
    }

    private func didReceive(_ count: Int, on connection: Connection) {
        counters.bytesReceived += UInt64(count)
        startHousekeeping()
        connection.lastUsed = nowMilliseconds
        if connection.state.discardsInput { return connection.input.removeAll() }
        connection.hasNews = true
        if connection.unfinishedSince == nil { connection.unfinishedSince = nowMilliseconds }
    }

    /// Reads once from what is always ready, and comes back to it without waiting.
    private func readAlwaysReady(_ connection: Connection) {
        guard wantsInput(connection) else { return }
        read(connection)
        if connection.front() == .nothing, wantsInput(connection) { enqueue(connection) }
    }

    /// The other side is gone while nothing is read.
    private func didFailWhileNotReading(_ connection: Connection) {
        switch connection.state.phase {
        case .inputEnded, .violated:
            let error = connection.socket.pendingError(of: "read")
            connection.state.inputDidEnd(error.map(CloseReason.failed) ?? .ended)
        case .connecting, .open, .ending, .lingering, .closed:
            // It is found again when it is read again; until then it would be reported for ever.
            stopWatching(connection)
        }
    }

    /// Sends what the system takes of a connection's outbox.
    func sendOutbox(of connection: Connection) {
        guard connection.state.canSend, !connection.isBlocked else { return }
        if !connection.outbox.isEmpty {
            let outcome = connection.outbox.withBytes { connection.socket.write($0) }
            switch outcome {
            case .moved(let count): didSend(count, on: connection)
            case .blocked: connection.isBlocked = true
            case .ended: didFailToSend(.init(call: "send", number: EPIPE), on: connection)
            case .failed(let error): didFailToSend(error, on: connection)
            }
        }
        if connection.outbox.isEmpty, connection.state.discardsInput { endLingering(connection) }
        updateInterest(of: connection)
    }

    private func didSend(_ count: Int, on connection: Connection) {
        counters.bytesSent += UInt64(count)
        startHousekeeping()
        connection.lastUsed = nowMilliseconds
        connection.outbox.consume(count)
        // The system took less than there was: it has no room.
        connection.isBlocked = !connection.outbox.isEmpty
        guard connection.hasRefusedSend else { return }
        guard connection.outbox.count <= connection.outbox.bytesMax / 2 else { return }
        connection.hasRefusedSend = false
        if connection.state.acceptsOutput { report(.writableAgain(connection.id)) }
    }

    private func didFailToSend(_ error: SystemError, on connection: Connection) {
        connection.outbox.removeAll()
        connection.state.sendDidFail(error)
        enqueue(connection)
    }

    /// Everything is sent: says so to the other side, and waits for its end or the deadline.
    ///
    /// Closing with unread input would reset the connection, and take back what was just sent.
    private func endLingering(_ connection: Connection) {
        if connection.state.lingeringDidSend() {
            connection.socket.endSending()
        } else {
            release(connection)
        }
    }

    private func wantsInput(_ connection: Connection) -> Bool {
        connection.state.wantsInput
            && !connection.isFull(readBytesPerTurnMax: limits.readBytesPerTurnMax)
    }

    /// Watches a connection for what it wants, if that changed.
    func updateInterest(of connection: Connection) {
        var interest: Readiness = []
        switch connection.state.phase {
        case .closed: return
        case .connecting: interest = .writable
        default:
            if wantsInput(connection) { interest.insert(.readable) }
            if connection.isBlocked { interest.insert(.writable) }
        }
        guard interest != connection.registered, !connection.isAlwaysReady else { return }
        let (descriptor, token) = (connection.socket.descriptor, connection.id.token)
        do {
            if connection.registered != nil {
                try poller.change(descriptor, token: token, to: interest)
            } else {
                if interest.isEmpty { return }
                try poller.add(descriptor, token: token, for: interest)
            }
            connection.registered = interest
        } catch  where error.number == EPERM && connection.isInputOnly {
            connection.isAlwaysReady = true
            enqueue(connection)
        } catch {
            // The system has no memory to watch it.
            connection.state.inputDidEnd(.failed(error))
            enqueue(connection)
        }
    }

    private func stopWatching(_ connection: Connection) {
        guard connection.registered != nil else { return }
        connection.registered = nil
        forget(connection.socket)
    }

    /// Takes a descriptor that is watched out of the poller.
    func forget(_ socket: Socket) {
        do {
            try poller.remove(socket.descriptor)
        } catch {
            preconditionFailure("descriptor \(socket.descriptor) was not watched: \(error)")
        }
    }

    /// Closes a connection and forgets its name.
    func release(_ connection: Connection) {
        guard connections[connection.id] === connection else { return }
        stopWatching(connection)
        connection.socket.close()
        connection.state.didClose()
        connections.remove(connection)
        guard let listener = connection.listener else { return }
        guard let index = listeners.firstIndex(where: { $0.id == listener }) else { return }
        listeners[index].connectionCount -= 1
    }

    /// Looks at deadlines and memory if it is time for that.
    func keepHouse() throws(SystemError) {
        guard let due = housekeepingAt, due <= nowMilliseconds else { return }
        var isNeeded = try wakeListeners()
        for case let connection? in connections.slots where keepHouse(connection) {
            isNeeded = true
        }
        housekeepingAt = isNeeded ? nowMilliseconds + limits.housekeepingMilliseconds : nil
    }

    /// Applies the rules of time to a connection.
    ///
    /// - Returns: Whether it must be looked at again, even if nothing happens.
    private func keepHouse(_ connection: Connection) -> Bool {
        if let deadline = connection.state.deadline {
            guard deadline <= nowMilliseconds else { return true }
            act(connection.state.deadlineDidPass(), on: connection)
            return false
        }
        if connection.isTooSlow(at: nowMilliseconds, limits: limits) {
            let until = nowMilliseconds + limits.lingerMillisecondsMax
            act(
                connection.state.nextAction(.violation(.tooSlow), violationUntil: until),
                on: connection
            )
            return true
        }
        if nowMilliseconds - connection.lastUsed >= limits.idleBufferMilliseconds {
            connection.input.releaseMemory(above: limits.idleBufferBytesMax)
            connection.outbox.releaseMemory(above: limits.idleBufferBytesMax)
        }
        let memory = max(connection.input.capacity, connection.outbox.capacity)
        return connection.unfinishedSince != nil || memory > limits.idleBufferBytesMax
    }
}
#endif

#if os(Linux)
extension EventLoop {
    /// Begins to connect; `opened` or `closed` follows.
    ///
    /// Messages may be sent at once and leave when the connection is open.
    public func connect(
        to address: SocketAddress,
        settings: ConnectionSettings = ConnectionSettings()
    ) -> ConnectionID {
        settings.check(against: limits)
        guard !connections.isFull else { return failToConnect(.tooManyConnections) }
        var opened: Socket?
        do {
            let socket = try Socket(for: address)
            opened = socket
            try socket.setConnectionOptions(
                unacknowledgedMax: limits.unacknowledgedMillisecondsMax
            )
            try socket.connect(to: address)
            let connection = insert(socket, origin: .connecting(address), settings: settings)
            updateInterest(of: connection)
            return connection.id
        } catch {
            opened?.close()
            return failToConnect(.failed(error))
        }
    }

    /// Reads lines or bytes from `descriptor`: standard input, a pipe from a child, a file.
    ///
    /// The loop reads through a copy of the descriptor; the caller's stays the caller's. Nothing
    /// can be sent. A terminal or pipe that others share is not made non-blocking: it is read once
    /// when it is ready.
    ///
    /// - Throws: ``SystemError`` if it is not open.
    public func openInput(
        from descriptor: Int32,
        settings: ConnectionSettings = ConnectionSettings()
    ) throws(SystemError) -> ConnectionID {
        settings.check(against: limits)
        precondition(!connections.isFull, "\(connections.count) connections are open already")
        let connection = insert(
            try Socket(copyOf: descriptor),
            origin: .input,
            settings: settings
        )
        updateInterest(of: connection)
        return connection.id
    }

    /// Lends the complete lines of a connection, oldest first and without their LF, and takes them.
    ///
    /// Stops early when the connection is paused or closed by `body`; what is left comes later or
    /// not at all. In `body` everything may be called but ``wait(atMostMilliseconds:)``.
    ///
    /// - Throws: What `body` throws; the line it was given is taken.
    public func forEachLine<Failure: Error>(
        of id: ConnectionID,
        _ body: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        guard let connection = connections[id], connection.framing == .lines else { return }
        // The buffer leaves the connection meanwhile, so that `body` may do anything to that.
        var input = LineBuffer(lineBytesMax: connection.lineBytesMax)
        swap(&input, &connection.input)
        lendings += 1
        var hasTaken = false
        defer {
            lendings -= 1
            swap(&input, &connection.input)
            if hasTaken {
                connection.unfinishedSince = connection.input.isEmpty ? nil : nowMilliseconds
            }
        }
        while connection.state.lendsInput, try input.takeLine(body) != nil {
            hasTaken = true
            if input.lineBytesMax != connection.lineBytesMax {
                input.setLineBytesMax(connection.lineBytesMax)
            }
        }
    }

    /// Lends every byte of a connection that was not taken, and takes as many as `body` says.
    ///
    /// In `body` everything may be called but ``wait(atMostMilliseconds:)``.
    ///
    /// - Throws: What `body` throws; then nothing is taken.
    public func takeBytes<Failure: Error>(
        of id: ConnectionID,
        _ body: (Span<UInt8>) throws(Failure) -> Int
    ) throws(Failure) {
        guard let connection = connections[id], connection.framing == .bytes else { return }
        guard connection.state.lendsInput else { return }
        var input = LineBuffer(lineBytesMax: connection.lineBytesMax)
        swap(&input, &connection.input)
        lendings += 1
        defer {
            lendings -= 1
            swap(&input, &connection.input)
        }
        try input.takeBytes(body)
    }

    /// Appends `message` to what waits to be sent on `id`, whole or not at all.
    ///
    /// - Parameters:
    ///   - message: The bytes.
    ///   - id: The connection.
    ///   - isPatient: Whether the message may wait for the next one on its connection, so that both
    ///     leave in one write and wake the other side once. It leaves by itself with the first
    ///     ``flush()`` that comes a millisecond later.
    /// - Returns: Whether it was appended. If not, the connection is gone or its outbox is full; a
    ///   full one reports `writableAgain` later.
    public func send(
        _ message: Span<UInt8>,
        to id: ConnectionID,
        isPatient: Bool = false
    ) -> Bool {
        guard let connection = connections[id], connection.state.acceptsOutput else { return false }
        precondition(!connection.isInputOnly, "\(id) is an input, nothing can be sent to it")
        guard connection.outbox.append(message) else {
            connection.hasRefusedSend = true
            return false
        }
        if isPatient {
            patientSince = patientSince ?? nowMilliseconds
            patient.append(id)
        } else {
            markDirty(connection)
        }
        return true
    }

    /// Closes a connection; nothing more is reported of it.
    ///
    /// - Parameters:
    ///   - id: The connection.
    ///   - flushing: Whether what waits is sent before, for which there are
    ///     ``EventLoopLimits/lingerMillisecondsMax``. A connection that is not open yet is dropped.
    public func close(_ id: ConnectionID, afterFlushing flushing: Bool = false) {
        guard let connection = connections[id] else { return }
        // A lingering connection is the owner's no more.
        if connection.state.discardsInput { return }
        guard flushing, connection.state.canSend, !connection.isInputOnly else {
            return release(connection)
        }
        // The turn may have lasted longer than the bytes may take: count from now.
        let now = SystemClock.monotonicMilliseconds
        connection.state.linger(until: now + limits.lingerMillisecondsMax)
        connection.input.removeAll()
        startHousekeeping()
        markDirty(connection)
    }

    /// Reads no more from a connection until it is resumed; what it sends then waits on its side.
    public func pauseReading(_ id: ConnectionID) {
        guard let connection = connections[id], !connection.state.isPaused else { return }
        connection.state.isPaused = true
        updateInterest(of: connection)
    }

    /// Reads from a connection again; what it has left is reported by the next wait.
    public func resumeReading(_ id: ConnectionID) {
        guard let connection = connections[id], connection.state.isPaused else { return }
        connection.state.isPaused = false
        // The other side could not finish its line meanwhile.
        connection.unfinishedSince = connection.input.isEmpty ? nil : nowMilliseconds
        connection.hasNews = !connection.input.isEmpty
        enqueue(connection)
    }

    /// Changes the limits of a connection, for example once it has said what it is.
    ///
    /// - Parameters:
    ///   - id: The connection.
    ///   - lineBytesMax: The longest line from now on, in bytes with its LF.
    ///   - outboxBytesMax: The most bytes that wait to be sent from now on.
    public func setLimits(of id: ConnectionID, lineBytesMax: Int, outboxBytesMax: Int) {
        var settings = ConnectionSettings()
        settings.lineBytesMax = lineBytesMax
        settings.outboxBytesMax = outboxBytesMax
        settings.check(against: limits)
        guard let connection = connections[id] else { return }
        connection.lineBytesMax = lineBytesMax
        connection.input.setLineBytesMax(lineBytesMax)
        connection.outbox.bytesMax = outboxBytesMax
        enqueue(connection)
    }

    /// How many connections there are, those included that are being opened or linger.
    public var connectionCount: Int { connections.count }

    /// The other side's address, or nil if the connection is gone or has none.
    public func peerAddress(of id: ConnectionID) -> SocketAddress? {
        connections[id]?.peer
    }

    /// How many bytes wait to be sent on `id`; 0 if it is gone.
    public func unsentBytes(of id: ConnectionID) -> Int {
        connections[id]?.outbox.count ?? 0
    }

    /// Adds a connection to the table.
    func insert(
        _ socket: Socket,
        origin: Connection.Origin,
        settings: ConnectionSettings
    ) -> Connection {
        startHousekeeping()
        let now = SystemClock.monotonicMilliseconds
        return connections.insert { id in
            Connection(
                id: id,
                socket: socket,
                origin: origin,
                settings: settings,
                limits: limits,
                now: now
            )
        }
    }

    private func failToConnect(_ reason: CloseReason) -> ConnectionID {
        let id = connections.nameWithoutPlace()
        report(.closed(id, reason))
        return id
    }

    private func markDirty(_ connection: Connection) {
        guard !connection.isDirty else { return }
        connection.isDirty = true
        dirty.append(connection.id)
    }
}
#endif

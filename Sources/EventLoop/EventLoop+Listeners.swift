#if os(Linux)
internal import Glibc

/// One socket that others connect to.
struct Listener {
    /// Its name.
    let id: ListenerID
    /// Its descriptor.
    let socket: Socket
    /// How its connections are read.
    let settings: ConnectionSettings
    /// The most of its connections at once.
    let connectionsMax: Int
    /// How many of its connections there are.
    var connectionCount = 0
    /// Until when it takes nothing because the system could not, in milliseconds, if so.
    var restsUntil: Int?
}

extension EventLoop {
    /// Opens a listener.
    ///
    /// - Parameters:
    ///   - address: Where to listen; with port 0 the system chooses one, see ``address(of:)``.
    ///   - backlog: How many connections may wait until the loop takes them.
    ///   - settings: How its connections are read.
    ///   - connectionsMax: The most of its connections at once; further ones are closed as they
    ///     come. Less than the loop's own limit leaves room for outgoing ones. Nil is that limit.
    /// - Returns: The name that `accepted` events carry.
    /// - Throws: ``SystemError``, as a rule that the address is in use or not of this machine.
    public func listen(
        on address: SocketAddress,
        backlog: Int = 512,
        settings: ConnectionSettings = ConnectionSettings(),
        connectionsMax: Int? = nil
    ) throws(SystemError) -> ListenerID {
        let socket = try Socket(for: address)
        do {
            try socket.listen(on: address, backlog: backlog)
            return try add(socket, settings, connectionsMax)
        } catch {
            socket.close()
            throw error
        }
    }

    /// Takes over a socket that listens already, as a parent process may hand down.
    ///
    /// The descriptor is the loop's from now on, unless this throws.
    ///
    /// - Throws: ``SystemError`` if it is no socket, or none that listens.
    public func adopt(
        listeningDescriptor descriptor: Int32,
        settings: ConnectionSettings = ConnectionSettings(),
        connectionsMax: Int? = nil
    ) throws(SystemError) -> ListenerID {
        let socket = Socket(descriptor: descriptor)
        try socket.requireListening()
        try socket.setNonBlocking()
        return try add(socket, settings, connectionsMax)
    }

    /// Stops listening; connections that were accepted stay.
    public func close(_ id: ListenerID) {
        guard let index = listeners.firstIndex(where: { $0.id == id }) else { return }
        let listener = listeners.remove(at: index)
        if listener.restsUntil == nil { forget(listener.socket) }
        listener.socket.close()
    }

    /// The address where `id` listens, or nil if it is closed.
    public func address(of id: ListenerID) -> SocketAddress? {
        listeners.first { $0.id == id }?.socket.localAddress
    }

    /// The port where `id` listens, or nil if it is closed.
    public func port(of id: ListenerID) -> UInt16? {
        address(of: id)?.port
    }

    private func add(
        _ socket: Socket,
        _ settings: ConnectionSettings,
        _ connectionsMax: Int?
    ) throws(SystemError) -> ListenerID {
        settings.check(against: limits)
        let connectionsMax = connectionsMax ?? limits.connectionsMax
        precondition(
            (1...limits.connectionsMax).contains(connectionsMax),
            "\(connectionsMax) connections are not within 1...\(limits.connectionsMax)"
        )
        let id = ListenerID(serial: listenerSerial + 1)
        let token = TokenKind.listener.token(id.serial)
        try poller.add(socket.descriptor, token: token, for: .readable)
        listenerSerial += 1
        listeners.append(
            Listener(
                id: id,
                socket: socket,
                settings: settings,
                connectionsMax: connectionsMax
            )
        )
        return id
    }

    /// Takes the connections that wait at a listener.
    func accept(from id: ListenerID) throws(SystemError) {
        guard let index = listeners.firstIndex(where: { $0.id == id }) else { return }
        for _ in 0..<limits.acceptsPerTurnMax {
            do {
                let (socket, peer) = try listeners[index].socket.accept()
                admit(socket, from: peer, at: index)
            } catch {
                switch error.number {
                case EAGAIN: return
                case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                    guard try refuseWithReserve(at: index) else { return }
                default: continue  // This connection failed before it was taken.
                }
            }
        }
    }

    private func admit(_ socket: Socket, from peer: SocketAddress?, at index: Int) {
        let listener = listeners[index]
        guard listener.connectionCount < listener.connectionsMax, !connections.isFull else {
            counters.refusedAtLimit += 1
            return socket.close()
        }
        do {
            try socket.setConnectionOptions(
                unacknowledgedMax: limits.unacknowledgedMillisecondsMax
            )
        } catch {
            // The other side is gone already.
            return socket.close()
        }
        counters.accepted += 1
        listeners[index].connectionCount += 1
        let connection = insert(
            socket,
            origin: .accepted(listener.id, peer),
            settings: listener.settings
        )
        events.append(.accepted(connection.id, listener.id))
        updateInterest(of: connection)
    }

    /// Gives up the reserve to take a connection and refuse it, so that the listener does not spin.
    ///
    /// - Returns: Whether the next connection can be tried.
    private func refuseWithReserve(at index: Int) throws(SystemError) -> Bool {
        counters.refusedWithoutDescriptor += 1
        reserve?.close()
        var hasMore = reserve != nil
        do {
            try listeners[index].socket.accept().socket.close()
        } catch {
            hasMore = false
        }
        reserve = Self.openReserve()
        guard reserve == nil else { return hasMore }
        forget(listeners[index].socket)
        listeners[index].restsUntil = nowMilliseconds + limits.acceptRestMilliseconds
        startHousekeeping()
        return false
    }

    /// Lets the listeners go on whose rest is over.
    ///
    /// - Returns: Whether any still rests.
    func wakeListeners() throws(SystemError) -> Bool {
        var rest = false
        for index in listeners.indices {
            guard let until = listeners[index].restsUntil else { continue }
            guard until <= nowMilliseconds else {
                rest = true
                continue
            }
            listeners[index].restsUntil = nil
            try poller.add(
                listeners[index].socket.descriptor,
                token: TokenKind.listener.token(listeners[index].id.serial),
                for: .readable
            )
        }
        return rest
    }
}
#endif

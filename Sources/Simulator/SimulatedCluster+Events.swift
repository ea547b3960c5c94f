public import Bank
public import BankReplica
public import Paxos
public import Wire

/// What can happen to a cluster; each event is a turn of the node it concerns.
extension SimulatedCluster {
    // MARK: Time

    /// Lets one tick pass everywhere, on the virtual clock too.
    ///
    /// - Throws: ``InvariantViolation`` if a rule was broken; so do all other events.
    public mutating func tickAll() throws(InvariantViolation) {
        wallMicroseconds += options.tickMicroseconds
        for node in members { try tick(node) }
    }

    /// Lets one tick pass at one node; at a disconnected one none does.
    public mutating func tick(_ node: NodeID) throws(InvariantViolation) {
        try give([.tick], to: node)
    }

    // MARK: Lines

    /// Delivers the oldest lines between two nodes, as one turn of the receiver.
    ///
    /// - Parameters:
    ///   - count: How many at most.
    ///   - sender: Who sent them.
    ///   - receiver: Who gets them.
    /// - Returns: What was delivered.
    /// - Throws: ``InvariantViolation`` if a rule was broken.
    @discardableResult
    public mutating func deliver(
        _ count: Int = 1,
        from sender: NodeID,
        to receiver: NodeID
    ) throws(InvariantViolation) -> [PeerLine] {
        collect()
        let lines = network.take(count, from: sender, to: receiver)
        guard !lines.isEmpty else { return [] }
        try give(lines.map { .line($0) }, to: receiver)
        return lines
    }

    /// Delivers every line, and those that follow from them, until nothing is on its way but on
    /// held links.
    ///
    /// - Throws: ``InvariantViolation`` if a rule was broken, or if the nodes never fall silent.
    public mutating func deliverAll() throws(InvariantViolation) {
        var rounds = 0
        collect()
        while !network.isQuiet {
            rounds += 1
            try require(rounds < 10_000, "M12", "the nodes do not fall silent")
            for sender in members {
                for receiver in members where receiver != sender {
                    guard !network.isHeld(from: sender, to: receiver) else { continue }
                    try deliver(.max, from: sender, to: receiver)
                }
            }
            collect()
        }
    }

    /// Puts what was sent on its way.
    private mutating func collect() {
        for sent in outbox { network.send(sent.line, to: sent.destination) }
        outbox.removeAll(keepingCapacity: true)
    }

    /// Loses the oldest lines between two nodes, as a connection that breaks does.
    ///
    /// - Returns: What was lost.
    @discardableResult
    public mutating func drop(
        _ count: Int = 1,
        from sender: NodeID,
        to receiver: NodeID
    ) -> [PeerLine] {
        collect()
        return network.take(count, from: sender, to: receiver)
    }

    /// Repeats the oldest line between two nodes, behind all others.
    ///
    /// - Returns: The line; nil if there is none.
    @discardableResult
    public mutating func duplicate(from sender: NodeID, to receiver: NodeID) -> PeerLine? {
        collect()
        return network.duplicate(from: sender, to: receiver)
    }

    /// Keeps ``deliverAll()`` from delivering in one direction, until ``release(from:to:)``.
    public mutating func hold(from sender: NodeID, to receiver: NodeID) {
        network.setHeld(true, from: sender, to: receiver)
    }

    /// Lets ``deliverAll()`` deliver in one direction again.
    public mutating func release(from sender: NodeID, to receiver: NodeID) {
        network.setHeld(false, from: sender, to: receiver)
    }

    // MARK: Faults

    /// Cuts `side` off from all other nodes; earlier cuts stay.
    public mutating func partition(_ side: NodeSet) {
        collect()
        for node in side {
            for other in members where !side.contains(other) {
                _ = network.setCut(true, from: node, to: other)
                _ = network.setCut(true, from: other, to: node)
            }
        }
    }

    /// Loses everything that is sent in one direction, from now on.
    public mutating func cut(from sender: NodeID, to receiver: NodeID) {
        collect()
        _ = network.setCut(true, from: sender, to: receiver)
    }

    /// Ends all cuts and holds; who was cut off is told that its connections are up again.
    public mutating func heal() throws(InvariantViolation) {
        var isBack: [(node: NodeID, peer: NodeID)] = []
        for node in members {
            for peer in members where peer != node {
                network.setHeld(false, from: node, to: peer)
                if network.setCut(false, from: node, to: peer) { isBack.append((node, peer)) }
            }
        }
        for (node, peer) in isBack { try meet(node, peer) }
    }

    /// Cuts a node off and stops its time; its memory stays.
    public mutating func disconnect(_ node: NodeID) {
        collect()
        nodes[index(node)].isConnected = false
        network.dropAll(of: node)
    }

    /// Lets a node take part again.
    public mutating func connect(_ node: NodeID) throws(InvariantViolation) {
        guard !isConnected(node) else { return }
        nodes[index(node)].isConnected = true
        try give([.resumed], to: node)
        for peer in members where peer != node { try meet(node, peer) }
    }

    // MARK: Clients

    /// Sends a request to a node; a disconnected one never sees it.
    public mutating func send(
        _ request: Request,
        to node: NodeID,
        session: SessionID
    ) throws(InvariantViolation) {
        try give([.client(session, .request(request))], to: node)
    }

    /// Asks a node for a balance; a disconnected one never sees it.
    public mutating func read(
        _ account: AccountID,
        id: UInt64,
        from node: NodeID,
        session: SessionID
    ) throws(InvariantViolation) {
        try give([.client(session, .read(id: id, .account(account)))], to: node)
    }

    /// Ends a client's connection.
    public mutating func close(
        _ session: SessionID,
        of node: NodeID
    ) throws(InvariantViolation) {
        try give([.sessionClosed(session)], to: node)
    }

    /// Hands a line to a node as if `line.node` had just sent it: late, forged or repeated ones.
    public mutating func inject(
        _ line: PeerLine,
        into node: NodeID
    ) throws(InvariantViolation) {
        try give([.line(line)], to: node)
    }
}

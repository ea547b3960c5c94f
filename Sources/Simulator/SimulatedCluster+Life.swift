import Bank
public import BankReplica
public import Paxos
import Wire

/// The life of nodes: processes that start and end, disks that lose something, connections.
extension SimulatedCluster {
    // MARK: Processes

    /// Starts a node's process on what its disk holds, and connects it with whoever can be reached.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - isIntact: Whether its disk has lost nothing that was flushed.
    /// - Returns: Why it does not run; nil if it does.
    /// - Throws: ``InvariantViolation`` if it came back with less than it had.
    public mutating func start(
        _ node: NodeID,
        isIntact: Bool = true
    ) throws(InvariantViolation) -> StoreError? {
        let index = index(node)
        guard !nodes[index].isRunning else { return nil }
        do {
            try nodes[index].start()
        } catch {
            return error
        }
        model?.restarted(nodes[index])
        try history.restart(nodes[index].replica)
        snapshots.forget(node)
        try noteSnapshot(of: index)
        try checkRecords(of: node)
        try nodes[index].noteStart(isIntact: isIntact)
        let acceptor = nodes[index].replica.paxos.acceptor
        spoken.noteFlushed(acceptor.promised, of: node)
        if nodes[index].facts.isRecovering { spoken.noteLost(node) }
        var slot = acceptor.checkpoint.next
        while slot <= acceptor.last {
            if let held = acceptor[slot] {
                let run = ProposalRun(ballot: held.ballot, first: slot, entries: [held.entry])
                try chosen.note(.accepted(run, committed: .zero), of: node)
            }
            slot = slot.next
        }
        try endTurn(of: index)
        for peer in members where peer != node { try meet(node, peer) }
        return nil
    }

    /// Ends a node's process at once; what it wrote is still shown by its disk.
    public mutating func kill(_ node: NodeID) {
        nodes[index(node)].stop()
        closeConnections(of: node)
    }

    /// Cuts a node's power: its process ends, and its disk forgets what was not flushed.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - choose: What is left of each step that was not durable.
    public mutating func cutPower(
        of node: NodeID,
        keeping choose: (Int, SimulatedDisk.PendingStep) -> SimulatedDisk.Survival
    ) {
        kill(node)
        nodes[index(node)].disk.crash(keeping: choose)
    }

    /// Changes what a node's disk holds, as nobody should.
    public mutating func damage(_ node: NodeID, _ change: (inout SimulatedDisk) -> Void) {
        nodes[index(node)].changeDisk(change)
    }

    /// Changes a node's clock.
    mutating func changeClock(of node: NodeID, jump: Int64, rate: Int64) {
        nodes[index(node)].clock.change(at: wallMicroseconds, jump: jump, rate: rate)
    }

    /// What a node would have lost on a disk; nil for nothing.
    func loss(of node: NodeID, on disk: SimulatedDisk) -> Atlas.Loss? {
        nodes[index(node)].loss(on: disk, goal: lastAccepted)
    }

    /// Lets a node look for space again.
    mutating func retrySpace(_ node: NodeID) { nodes[index(node)].retrySpace() }

    /// Asks a node for a snapshot.
    mutating func freezeNow(_ node: NodeID) { nodes[index(node)].freezeNow() }

    /// How often a node was started.
    func starts(of node: NodeID) -> Int { nodes[index(node)].starts }

    /// What a node's messages may rest on.
    func facts(of node: NodeID) -> DurableFacts { nodes[index(node)].facts }

    /// Puts back what had been flushed when an image of the disk was kept.
    mutating func restoreFacts(_ facts: DurableFacts, of node: NodeID) {
        nodes[index(node)].facts = facts
        spoken.noteImage(of: node, promised: facts.promised, accepted: facts.lastAccepted)
    }

    /// Forgets what had been flushed: a disk was lost.
    mutating func forgetFacts(of node: NodeID) {
        nodes[index(node)].facts = DurableFacts()
        spoken.noteLost(node)
    }

    // MARK: Connections

    /// Opens the connection between two nodes, if it is not open and nothing is between them: each
    /// says what it remembers, and who knows less than it said before is told so.
    public mutating func meet(_ node: NodeID, _ peer: NodeID) throws(InvariantViolation) {
        guard isConnected(node), isConnected(peer), !network.isCut(between: node, peer) else {
            return
        }
        try greet(node, by: peer)
        try greet(peer, by: node)
    }

    /// Lets a node take in what a peer says of itself.
    private mutating func greet(_ node: NodeID, by peer: NodeID) throws(InvariantViolation) {
        let index = index(node)
        // Either may have ended by now, because of its disk.
        guard isConnected(node), isConnected(peer) else { return }
        let greeting = nodes[self.index(peer)].greeting
        if nodes[index].replica.paxos.isOutdated(greeting, of: peer) {
            nodes[self.index(peer)].forget(into: &output)
            try endTurn(of: self.index(peer))
            return try greet(node, by: peer)
        }
        connections[index].insert(peer)
        nodes[index].greeted(by: peer, greeting, into: &output)
        try give([.connected(peer)], to: node)
    }

    /// Ends all connections of a node: what was on its way is lost.
    mutating func closeConnections(of node: NodeID) {
        connections[index(node)] = NodeSet()
        for peer in members { connections[index(peer)].remove(node) }
        network.dropAll(of: node)
        outbox.removeAll { $0.line.node == node || $0.destination == node }
    }
}

import BankReplica
import Paxos
import Wire

/// What a run notes for its table of events.
extension Simulation {
    /// A row that is not finished: the turn of a node.
    struct OpenRow: Sendable {
        /// The node.
        let node: NodeID
        /// How far it was when the turn began.
        let before: ReplicaStatus
        /// How often any log had been flushed when it began.
        let flushes: Int
        /// Whether anything happened that is not left out.
        var isNoteworthy = false
        /// What it took in and sent before its flush.
        var early: [String] = []
        /// What it sent and answered after it.
        var late: [String] = []
    }

    /// Keeps a table of events from now on.
    public mutating func keepTrace() {
        table = EventTable(nodeCount: options.cluster.nodeCount, keepsRows: true)
    }

    /// Counts the rows of a table from now on, without keeping them.
    mutating func countRows() {
        table = EventTable(nodeCount: options.cluster.nodeCount, keepsRows: false)
    }

    /// Whether rows are kept.
    var isTraced: Bool { table?.keepsRows ?? false }

    /// Adds a row across all columns, about a node if one is named.
    mutating func note(_ node: NodeID?, _ text: @autoclosure () -> String) {
        guard let isKept = table?.keepsRows else { return }
        let texts = isKept ? [(node.map { "\($0) " } ?? "") + text()] : []
        table?.add(EventTable.Row(time: now, node: nil, texts: texts))
    }

    // MARK: Turns

    /// Begins the row of a node's turn.
    mutating func openRow(of node: NodeID, _ inputs: [Input]) {
        guard table != nil else { return }
        var row = OpenRow(
            node: node,
            before: cluster.replica(node).paxos.status,
            flushes: cluster.flushCount
        )
        for input in inputs {
            if !EventWords.isIdle(input) { row.isNoteworthy = true }
            if isTraced, let text = EventWords.text(of: input) { row.early.append(text) }
        }
        openRow = row
    }

    /// Ends the row of a node's turn, which is left out if nothing happened.
    mutating func closeRow() {
        // What was not sent when a rule was broken is shown all the same.
        if openRow != nil { noteSent(cluster.outbox) }
        guard var row = openRow else { return }
        openRow = nil
        if cluster.flushCount > row.flushes {
            row.isNoteworthy = true
            row.early.append("flush")
        }
        let changes = EventWords.changes(
            from: row.before,
            to: cluster.replica(row.node).paxos.status
        )
        guard row.isNoteworthy || !changes.isEmpty else { return }
        table?
            .add(
                EventTable.Row(time: now, node: row.node, texts: row.early + row.late + changes)
            )
    }

    // MARK: What is sent

    /// Notes lines that are sent, each once for all who get it.
    mutating func noteSent(_ sent: [SimulatedCluster.SentLine]) {
        guard table != nil else { return }
        var begin = 0
        while begin < sent.count {
            let line = sent[begin].line
            var end = begin + 1
            while end < sent.count, sent[end].line.node == line.node,
                sent[end].line.clock == line.clock
            {
                end += 1
            }
            let copies = sent[begin..<end]
            noteSent(line, to: copies.map(\.destination), isLate: sent[begin].isAfterFlush)
            begin = end
        }
    }

    private mutating func noteSent(_ line: PeerLine, to nodes: [NodeID], isLate: Bool) {
        let text = isTraced ? "-> \(EventWords.text(of: line)) to \(EventWords.list(nodes))" : ""
        add(text, of: line.node, isLate: isLate, isIdle: EventWords.isIdle(line))
    }

    /// Notes that a line is lost on its way.
    mutating func noteLoss(of line: PeerLine, to node: NodeID) {
        guard isTraced, openRow?.node == line.node else { return }
        openRow?.late.append("x  \(line.message.name) to \(node.rawValue) is lost")
    }

    /// Notes an answer to a client.
    mutating func noteAnswer(_ answer: SimulatedCluster.ClientAnswer) {
        guard table != nil else { return }
        let text = isTraced ? "=> \(EventWords.text(of: answer))" : ""
        add(text, of: answer.node, isLate: true, isIdle: false)
    }

    /// Adds a text to the open row, or as a row of its own outside of turns.
    private mutating func add(_ text: String, of node: NodeID, isLate: Bool, isIdle: Bool) {
        guard openRow?.node == node else {
            table?.add(EventTable.Row(time: now, node: node, texts: [text]))
            return
        }
        if !isIdle { openRow?.isNoteworthy = true }
        if isLate { openRow?.late.append(text) } else { openRow?.early.append(text) }
    }
}

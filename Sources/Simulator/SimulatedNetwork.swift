import Paxos
import Wire

/// The lines on their way between nodes: one queue for each direction of each pair.
///
/// A line stays in its queue until it is delivered or dropped; nothing is ever late by itself.
struct SimulatedNetwork: Sendable {
    /// One direction of one pair.
    private struct Link: Sendable {
        /// The lines that were sent and not delivered, oldest first.
        var lines: [PeerLine] = []
        /// Whether deliveries of everything pass over this link.
        var isHeld = false
        /// Whether everything sent here is lost.
        var isCut = false
    }

    /// The links, by number of the sender and of the receiver.
    private var links: [Link]
    /// How many nodes there are.
    private let nodeCount: Int
    /// The most lines that wait in one direction; what is sent beyond is lost.
    private let linesMax: Int

    init(nodeCount: Int, linesMax: Int) {
        links = Array(repeating: Link(), count: nodeCount * nodeCount)
        self.nodeCount = nodeCount
        self.linesMax = linesMax
    }

    private func index(_ sender: NodeID, _ receiver: NodeID) -> Int {
        precondition(sender != receiver, "\(sender) is not linked to itself")
        return (Int(sender.rawValue) - 1) * nodeCount + Int(receiver.rawValue) - 1
    }

    /// Returns the lines that wait between two nodes, oldest first.
    func lines(from sender: NodeID, to receiver: NodeID) -> [PeerLine] {
        links[index(sender, receiver)].lines
    }

    /// Whether nothing that could be delivered waits.
    var isQuiet: Bool { links.allSatisfy { $0.isHeld || $0.lines.isEmpty } }

    /// Sends a line, unless the link is cut or full.
    mutating func send(_ line: PeerLine, to receiver: NodeID) {
        let index = index(line.node, receiver)
        guard !links[index].isCut, links[index].lines.count < linesMax else { return }
        links[index].lines.append(line)
    }

    /// Takes up to `count` of the oldest lines out.
    mutating func take(_ count: Int, from sender: NodeID, to receiver: NodeID) -> [PeerLine] {
        let index = index(sender, receiver)
        let taken = Array(links[index].lines.prefix(count))
        links[index].lines.removeFirst(taken.count)
        return taken
    }

    /// Sends the oldest line once more, behind all others; returns it.
    mutating func duplicate(from sender: NodeID, to receiver: NodeID) -> PeerLine? {
        let index = index(sender, receiver)
        guard let line = links[index].lines.first else { return nil }
        send(line, to: receiver)
        return line
    }

    /// Lets deliveries of everything pass over a link, or no more.
    mutating func setHeld(_ isHeld: Bool, from sender: NodeID, to receiver: NodeID) {
        links[index(sender, receiver)].isHeld = isHeld
    }

    /// Returns whether deliveries of everything pass over a link.
    func isHeld(from sender: NodeID, to receiver: NodeID) -> Bool {
        links[index(sender, receiver)].isHeld
    }

    /// Loses everything that is sent or on its way in one direction, or no more.
    ///
    /// - Returns: Whether that is new.
    mutating func setCut(_ isCut: Bool, from sender: NodeID, to receiver: NodeID) -> Bool {
        let index = index(sender, receiver)
        if isCut { links[index].lines.removeAll() }
        defer { links[index].isCut = isCut }
        return links[index].isCut != isCut
    }

    /// Returns whether everything is lost in one direction.
    func isCut(from sender: NodeID, to receiver: NodeID) -> Bool {
        links[index(sender, receiver)].isCut
    }

    /// Returns whether everything is lost in one direction at least.
    func isCut(between node: NodeID, _ peer: NodeID) -> Bool {
        links[index(node, peer)].isCut || links[index(peer, node)].isCut
    }

    /// Loses everything on its way from and to a node.
    mutating func dropAll(of node: NodeID) {
        for number in 1...nodeCount {
            let other = NodeID(UInt8(number))
            guard other != node else { continue }
            links[index(node, other)].lines.removeAll()
            links[index(other, node)].lines.removeAll()
        }
    }
}

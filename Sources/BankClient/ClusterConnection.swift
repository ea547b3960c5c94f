internal import Bank
public import EventLoop
internal import JSON
internal import Paxos
public import Wire

/// A client's side of a cluster: one thread, one loop, connections to nodes as they are needed.
///
/// Nothing happens of itself: every connection, client, timer and question goes on while somebody
/// is in ``pump(until:timeoutMilliseconds:)`` or in a call that waits, which pumps too. There is
/// one connection of requests and one of questions to each node, opened when there is something to
/// say.
public final class ClusterConnection {
    /// The cluster, as its file describes it.
    public let cluster: Cluster
    /// The loop; the owner may watch signals, inputs, children and timers of its own with it.
    public let loop: EventLoop
    /// Called with every event of the loop that is not about the nodes' connections.
    ///
    /// Among them may be the last ones of a node's connection that was closed in the same turn, so
    /// it ignores names it does not know. It MUST NOT pump: it notes what happened, and the
    /// condition of the pump that is under way sees it.
    public var onOtherEvent: ((Event) -> Void)?
    /// The logical clients.
    public var clients: ClientManager
    /// The connections: those of requests in node order, then those of questions in node order.
    var links: [NodeLink] = []
    /// The questions without an answer, in the order in which they were asked.
    var questions: [Question] = []
    /// The questions that are over and that nobody took yet, in order.
    var answers: [FinishedQuestion] = []
    /// The number of the last question.
    var lastQuestionID: UInt64 = 0
    /// The reads.
    var reads: ConfirmedReads
    /// Holds a line on its way out; keeps its memory.
    var writer = JSONWriter(capacity: 1_024)
    /// Draws waits.
    var generator: SeededGenerator
    /// When the last wait ended, or requests were begun since: all that a turn does has one time.
    var now = Moment.now
    /// Whether somebody is in ``pump(until:timeoutMilliseconds:)``.
    private var isPumping = false

    /// Creates the client's side and looks the nodes' addresses up; connects to nobody yet.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - seed: Where the jitter of all waits comes from.
    ///   - policy: How long clients and reads wait for answers.
    ///   - loop: The owner's loop, if it has one already; else a new one.
    /// - Throws: ``BankClientError/address(_:_:)`` or ``BankClientError/loop(_:)``.
    public init(
        cluster: Cluster,
        seed: UInt64,
        policy: RetryPolicy = RetryPolicy(),
        loop: EventLoop? = nil
    ) throws(BankClientError) {
        self.cluster = cluster
        generator = SeededGenerator(seed: seed)
        clients = ClientManager(
            members: cluster.members,
            seed: generator.next(),
            policy: policy
        )
        reads = ConfirmedReads(seed: generator.next(), policy: policy)
        do throws(SystemError) {
            if let loop { self.loop = loop } else { self.loop = try EventLoop() }
        } catch {
            throw .loop(error)
        }
        var addresses: [SocketAddress] = []
        for member in cluster.nodes {
            do {
                addresses.append(try SocketAddress(member.address))
            } catch {
                throw .address(member.id, error)
            }
        }
        for role in [NodeLink.Role.client, .admin] {
            for (member, address) in zip(cluster.nodes, addresses) {
                links.append(
                    NodeLink(
                        node: member.id,
                        role: role,
                        address: member.address,
                        socketAddress: address,
                        state: NodeLinkStateMachine(node: member.id, cluster: cluster.id)
                    )
                )
            }
        }
    }

    /// How each node can be reached by requests, in node order; answers without asking anybody.
    public var reachability: [NodeReachability] {
        let now = SystemClock.monotonicMilliseconds
        return links.prefix(cluster.nodes.count).map { $0.reachability(at: now) }
    }

    /// Runs the loop until a condition holds or the time is over.
    ///
    /// - Parameters:
    ///   - isDone: The condition; it is looked at before the first wait and after each turn.
    ///   - timeoutMilliseconds: How long at most; 0 takes one look at the connections, nil waits
    ///     for the condition alone.
    /// - Returns: Whether the condition holds; false when the time was over before.
    /// - Throws: ``BankClientError/loop(_:)``; nothing will work after that.
    public func pump(
        until isDone: () -> Bool,
        timeoutMilliseconds: Int?
    ) throws(BankClientError) -> Bool {
        precondition(!isPumping, "the condition of a pump, or onOtherEvent, must not pump itself")
        isPumping = true
        defer { isPumping = false }
        let end = timeoutMilliseconds.map { Self.deadline(after: $0) }
        var hasLooked = false
        now = .now
        while true {
            work()
            if isDone() {
                loop.flush()
                return true
            }
            if hasLooked, let end, now.milliseconds >= end {
                loop.flush()
                return false
            }
            beginRequests()
            do {
                try loop.wait(atMostMilliseconds: waitMilliseconds(until: end))
            } catch {
                throw .loop(error)
            }
            hasLooked = true
            now = .now
            for event in loop.events { handle(event) }
        }
    }

    // MARK: - The turn

    /// Does what is due, and gives the loop all that must be sent.
    private func work() {
        clients.turn(at: now)
        reads.turn(&clients.leaders, at: now.milliseconds)
        expireQuestions(at: now.milliseconds)
        tendLinks(at: now.milliseconds)
        sendRequests()
    }

    /// Begins with what the condition of the pump has put in, as a rule in answer to completions,
    /// so that it leaves before the wait and not a turn later.
    private func beginRequests() {
        if clients.canBegin {
            now = .now
            clients.begin(at: now)
        }
        sendRequests()
    }

    /// Lines that find no room are lost, and sent again when their timers expire.
    private func sendRequests() {
        clients.takeSends { send($0, to: $1) }
        reads.takeSends { send($0, to: $1) }
    }

    private func send(_ lines: Span<UInt8>, to targets: NodeSet) {
        for node in targets {
            guard let connection = openConnection(to: node) else { continue }
            _ = loop.send(lines, to: connection)
        }
    }

    /// The connection of requests to `node` if the node greeted us over it.
    private func openConnection(to node: NodeID) -> ConnectionID? {
        let index = Int(node.rawValue) - 1
        return links[index].state.isOpen ? links[index].connection : nil
    }

    /// Appends the line in ``writer`` to what waits for `connection`.
    ///
    /// - Returns: Whether it found room.
    func send(over connection: ConnectionID) -> Bool {
        let line = writer.bytes
        return loop.send(line.span, to: connection)
    }

    private func waitMilliseconds(until end: Int?) -> Int? {
        var deadline = end ?? Int.max
        if let due = clients.deadline { deadline = min(deadline, due) }
        if let due = reads.deadline { deadline = min(deadline, due) }
        if let due = questionsDeadline { deadline = min(deadline, due) }
        if let due = linksDeadline { deadline = min(deadline, due) }
        return deadline == .max ? nil : max(0, deadline - now.milliseconds)
    }

    /// The end of a time from now on, in milliseconds; far ahead if it is too long to be counted.
    static func deadline(after milliseconds: Int) -> Int {
        let (sum, overflows) = SystemClock.monotonicMilliseconds
            .addingReportingOverflow(max(0, milliseconds))
        return overflows ? .max : sum
    }
}

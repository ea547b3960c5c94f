import Bank
import BankClient
import Gateway
import HTTP
import JSON
import Paxos
import Testing
import Wire

/// Returns the error that `body` throws; nil if it throws none.
func refusal<Value>(_ body: () throws(APIError) -> Value) -> APIError? {
    do throws(APIError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}

/// Returns what `body` writes.
func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// Returns the transfer that a body asks for.
func transfer(_ body: String) throws(APIError) -> Transfer {
    try TransferRequest.read(Array(body.utf8).span)
}

/// Returns the request that stands in one line, for example `GET /v1/nodes`.
func request(_ line: String) throws -> HTTPRequest {
    var parser = HTTPRequestParser()
    let bytes = Array("\(line) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    guard case .request(let request, _) = parser.next(bytes.span) else {
        throw NoRequest(line: line)
    }
    return request
}

/// A line of a test is no request.
struct NoRequest: Error {
    /// The line.
    let line: String
}

/// Five nodes.
let members = NodeSet((1...5).map { NodeID($0) })

/// Returns a view of five nodes, of which node 1 leads; all is well.
///
/// - Parameters:
///   - away: The nodes that do not answer.
///   - change: Changes what a node says.
/// - Returns: The view.
func view(
    away: Set<UInt8> = [],
    _ change: (inout NodeStatus) -> Void = { _ in }
) -> NodesView {
    let states = (1...5 as ClosedRange<UInt8>)
        .map { number in
            guard !away.contains(number) else { return NodeState.away("connection refused") }
            var status = NodeStatus(node: NodeID(number))
            status.ballot = Ballot(round: 1, proposer: NodeID(1))
            status.leader = NodeID(1)
            status.role = number == 1 ? .leader : .follower
            status.isReady = number == 1
            (status.accepted, status.committed, status.executed) = (Slot(7), Slot(7), Slot(7))
            change(&status)
            return NodeState.known(status)
        }
    return NodesView(
        nodes: (1...5).map { NodeID($0) },
        states: states,
        askedAtMicroseconds: 1_795_900_000_000_000
    )
}

extension Transfer {
    /// Creates a transfer out of what a test writes.
    init(_ from: AccountID, _ to: AccountID, _ amount: Int64) {
        self.init(from: from, to: to, amount: Amount(minorUnits: amount))
    }
}

extension AccountID {
    static let a = Self(validated: "A")
    static let b = Self(validated: "B")
    static let g = Self(validated: "G")
    static let z = Self(validated: "Z")
}

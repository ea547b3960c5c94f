internal import EventLoop
internal import HTTP
internal import HybridClock
internal import Paxos

/// Writes answers into memory that is used again and again: no text is made for a header.
struct AnswerWriter {
    /// The answer under construction, or the last one.
    private(set) var bytes: [UInt8] = []
    /// The present second's Date header, with its name and end.
    private var date: [UInt8] = []
    /// The second that ``date`` is for, since 1970.
    private var dateSecond: Int64 = -1

    init() { bytes.reserveCapacity(4_096) }

    /// Begins an answer: everything up to the headers that it alone has.
    ///
    /// - Parameters:
    ///   - status: How the request went.
    ///   - exchange: What is answered.
    mutating func begin(_ status: Int, _ exchange: Exchange) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(literal: "HTTP/1.1 ")
        if status == 201 {
            bytes.append(literal: "201 Created")
        } else {
            bytes.append(decimal: UInt64(status))
            bytes.append(literal: " ")
            bytes.append(text: HTTPStatus(status).reasonPhrase)
        }
        appendDate()
        bytes.append(literal: "\r\nRequest-Id: ")
        exchange.id.append(to: &bytes)
        appendTiming(since: exchange.startedMicroseconds)
        if !exchange.keepsAlive {
            bytes.append(literal: "\r\nConnection: close")
        } else if exchange.versionMinor == 0 {
            bytes.append(literal: "\r\nConnection: keep-alive")
        }
    }

    /// Appends a header; the value has no control characters.
    mutating func header(_ name: StaticString, _ value: String) {
        bytes.append(literal: "\r\n")
        bytes.append(literal: name)
        bytes.append(literal: ": ")
        bytes.append(text: value)
    }

    /// Appends a header whose value is a number.
    mutating func header(_ name: StaticString, _ value: UInt64) {
        bytes.append(literal: "\r\n")
        bytes.append(literal: name)
        bytes.append(literal: ": ")
        bytes.append(decimal: value)
    }

    /// Appends the start of a header whose value the caller appends next.
    mutating func open(_ name: StaticString) {
        bytes.append(literal: "\r\n")
        bytes.append(literal: name)
        bytes.append(literal: ": ")
    }

    /// Appends part of a header's value.
    mutating func append(_ text: StaticString) { bytes.append(literal: text) }

    /// Appends part of a header's value, which has no control characters.
    mutating func append(_ text: String) { bytes.append(text: text) }

    /// Appends part of a header's value.
    mutating func append(_ number: UInt64) { bytes.append(decimal: number) }

    /// Appends what is known of the cluster.
    mutating func append(_ facts: ClusterFacts) {
        if let leader = facts.leader {
            open("Paxosbank-Leader")
            append(leader)
        }
        if let ballot = facts.ballot, ballot > .zero {
            open("Paxosbank-Ballot")
            append("(")
            append(ballot.round)
            append(",")
            append(UInt64(ballot.proposer.rawValue))
            append(")")
        }
        if let slot = facts.slot { header("Paxosbank-Slot", slot) }
        if let stamp = facts.stamp, stamp > .zero {
            open("Paxosbank-HLC")
            append(stamp.microseconds)
            append(".")
            append(stamp.logical)
        }
        if let node = facts.node {
            open("Paxosbank-Node")
            append(node)
        }
    }

    private mutating func append(_ node: NodeID) {
        append("n")
        append(UInt64(node.rawValue))
    }

    /// Ends the head, and appends the body unless the request was HEAD.
    mutating func end(_ body: Span<UInt8>, mediaType: String, _ exchange: Exchange) {
        bytes.append(literal: "\r\nContent-Type: ")
        bytes.append(text: mediaType)
        bytes.append(literal: "\r\nContent-Length: ")
        bytes.append(decimal: UInt64(body.count))
        bytes.append(
            literal: "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n"
        )
        guard !exchange.isHead else { return }
        bytes.append(addingCapacity: body.count) { output in
            for index in body.indices { output.append(body[index]) }
        }
    }

    /// Writes a whole answer.
    mutating func write(_ answer: Answer, _ exchange: Exchange) {
        begin(answer.status, exchange)
        for (name, value) in answer.headers { header(name, value) }
        append(answer.facts)
        end(answer.body.span, mediaType: answer.mediaType, exchange)
    }

    /// The present moment as the Date header has it.
    func dateText() -> String {
        HTTPDate.text(secondsSince1970: SystemClock.wallMicroseconds / 1_000_000)
    }

    private mutating func appendDate() {
        let second = SystemClock.wallMicroseconds / 1_000_000
        if second != dateSecond {
            dateSecond = second
            date = Array("\r\nDate: \(HTTPDate.text(secondsSince1970: second))".utf8)
        }
        bytes.append(contentsOf: date)
    }

    /// Appends how long the gateway took, in milliseconds with three decimals.
    private mutating func appendTiming(since start: Int64) {
        let microseconds = UInt64(max(0, SystemClock.monotonicMicroseconds - start))
        bytes.append(literal: "\r\nServer-Timing: total;dur=")
        bytes.append(decimal: microseconds / 1_000)
        bytes.append(literal: ".")
        let rest = microseconds % 1_000
        if rest < 100 { bytes.append(literal: "0") }
        if rest < 10 { bytes.append(literal: "0") }
        bytes.append(decimal: rest)
    }
}

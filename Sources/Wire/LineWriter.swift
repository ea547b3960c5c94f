import Bank
import HybridClock
import JSON
import Paxos

/// Appends values in the one form that this program writes, without blanks and in fixed order.
extension JSONWriter {
    mutating func append(_ slot: Slot) { append(integer: Int64(slot.rawValue)) }

    mutating func append(_ ballot: Ballot) {
        append(raw: "[")
        append(integer: Int64(ballot.round))
        append(raw: ",")
        append(integer: Int64(ballot.proposer.rawValue))
        append(raw: "]")
    }

    mutating func append(_ node: NodeID) {
        append(raw: "\"n")
        append(integer: Int64(node.rawValue))
        append(raw: "\"")
    }

    mutating func append(_ stamp: Timestamp) {
        bytes.append(addingCapacity: WireLimits.entryBytesMax) { $0.append(stamp) }
    }

    mutating func append(_ isTrue: Bool) { append(raw: isTrue ? "true" : "false") }

    mutating func append(digest: UInt64) {
        append(raw: "\"")
        Hex.append(digest, count: 16, to: &bytes)
        append(raw: "\"")
    }

    mutating func append(_ name: some NamedByIdentifier) {
        append(raw: "\"")
        name.append(to: &bytes)
        append(raw: "\"")
    }

    /// Appends a key as a string of 32 digits.
    mutating func append(_ key: IdempotencyKey) {
        bytes.append(addingCapacity: IdempotencyKey.digitCount + 2) { output in
            output.append(literal: "\"")
            output.append(key)
            output.append(literal: "\"")
        }
    }

    mutating func append(_ command: Command) {
        bytes.append(addingCapacity: WireLimits.entryBytesMax) { $0.append(command) }
    }

    /// Appends the members of a request, without braces.
    @inline(__always)
    mutating func append(membersOf request: Request) {
        bytes.append(addingCapacity: WireLimits.entryBytesMax) { $0.append(membersOf: request) }
    }

    /// Appends an entry; its stamp only where it differs from the request's before it in the line.
    @inline(__always)
    mutating func append(_ entry: BankEntry, after stamp: inout Timestamp?) {
        bytes.append(addingCapacity: WireLimits.entryBytesMax) { output in
            switch entry {
            case .noop: output.append(literal: #""no-op""#)
            case .command(let command):
                output.append(UInt8(ascii: "{"))
                output.append(membersOf: command.request)
                if stamp != command.stamp {
                    output.append(literal: #","stamp":"#)
                    output.append(command.stamp)
                    stamp = command.stamp
                }
                output.append(UInt8(ascii: "}"))
            }
        }
    }

    mutating func append(_ entries: [BankEntry]) {
        var stamp: Timestamp?
        append(raw: "[")
        for index in entries.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(entries[index], after: &stamp)
        }
        append(raw: "]")
    }

    mutating func append(_ proposals: [Proposal<StampedRequest>]) {
        var stamp: Timestamp?
        append(raw: "[")
        for index in proposals.indices {
            append(raw: index > 0 ? ",[" : "[")
            append(proposals[index].slot)
            append(raw: ",")
            append(proposals[index].ballot)
            append(raw: ",")
            append(proposals[index].entry, after: &stamp)
            append(raw: "]")
        }
        append(raw: "]")
    }

    /// Appends what was noted of other nodes, `[node,incarnation]` each.
    mutating func append(_ notes: [Note]) {
        append(raw: "[")
        for index in notes.indices {
            append(raw: index > 0 ? ",[" : "[")
            append(integer: Int64(notes[index].node.rawValue))
            append(raw: ",")
            append(integer: Int64(clamping: notes[index].incarnation.rawValue))
            append(raw: "]")
        }
        append(raw: "]")
    }

    /// Appends `[first,last]`.
    mutating func append(_ range: SlotRange) {
        append(raw: "[")
        append(range.first)
        append(raw: ",")
        append(range.last)
        append(raw: "]")
    }

    mutating func append(_ ranges: [SlotRange]) {
        append(raw: "[")
        for index in ranges.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(ranges[index])
        }
        append(raw: "]")
    }

    /// Appends a run's entries, by copying them where they are written already.
    mutating func append(entriesOf run: ProposalRun<StampedRequest>) {
        if run.text.isEmpty { append(run.entries) } else { append(bytes: run.text.span) }
    }

    /// Appends what became of a request, from its word on: the quotation mark stands already.
    mutating func append(
        outcome result: RequestResult,
        position: UInt64,
        _ balances: TransferBalances?
    ) {
        bytes.append(addingCapacity: WireLimits.entryBytesMax) {
            $0.append(outcome: result, position: position, balances)
        }
    }

    /// Appends the members of an answer, without braces and type.
    mutating func append(membersOf reply: ReplyMessage) {
        bytes.append(addingCapacity: WireLimits.entryBytesMax) { $0.append(membersOf: reply) }
    }
}

// MARK: - The hot part

/// Requests and answers are written into memory that was reserved for a whole one, at once.
extension OutputSpan<UInt8> {
    @inline(__always)
    fileprivate mutating func append(membersOf request: Request) {
        append(literal: #""client":""#)
        request.client.append(to: &self)
        append(literal: #"","timestamp":""#)
        append(integer: Int64(request.timestamp.raw))
        append(literal: #"","command":"#)
        append(request.command)
    }

    @inline(__always)
    fileprivate mutating func append(_ command: Command) {
        switch command {
        case .transfer(let transfer), .keyedTransfer(let transfer, _):
            append(literal: #"{"transfer":[""#)
            transfer.from.append(to: &self)
            append(literal: #"",""#)
            transfer.to.append(to: &self)
            append(literal: #"","#)
            append(integer: transfer.amount.minorUnits)
            append(literal: "]")
        }
        if let key = command.key {
            append(literal: #","key":""#)
            append(key)
            append(literal: "\"")
        }
        append(literal: "}")
    }

    @inline(__always)
    fileprivate mutating func append(membersOf reply: ReplyMessage) {
        append(literal: #""ballot":["#)
        append(digits: reply.ballot.round)
        append(literal: ",")
        append(digits: UInt64(reply.ballot.proposer.rawValue))
        append(literal: #"],"client":""#)
        reply.client.append(to: &self)
        append(literal: #"","timestamp":""#)
        append(digits: reply.timestamp.raw)
        append(literal: #"","result":""#)
        switch reply.answer {
        case .notLeader:
            append(copying: ReplyMessage.notLeaderWord.utf8.span)
            append(literal: "\"")
        case .unavailable:
            append(copying: ReplyMessage.unavailableWord.utf8.span)
            append(literal: "\"")
        case .bank(let reply):
            append(outcome: reply.result, position: reply.position, reply.balances)
            if reply.isReplayed { append(literal: #","replayed":true"#) }
        }
    }

    @inline(__always)
    fileprivate mutating func append(
        outcome result: RequestResult,
        position: UInt64,
        _ balances: TransferBalances?
    ) {
        if result == .success {
            append(literal: #"success""#)
        } else {
            append(copying: result.word.utf8.span)
            append(literal: "\"")
        }
        if let reason = result.reason {
            append(literal: #","reason":""#)
            append(copying: reason.rawValue.utf8.span)
            append(literal: "\"")
        }
        if position > 0 {
            append(literal: #","slot":"#)
            append(digits: position)
        }
        if let balances {
            append(literal: #","balances":["#)
            append(integer: balances.from.minorUnits)
            append(literal: ",")
            append(integer: balances.to.minorUnits)
            append(literal: "]")
        }
    }

    /// Appends `[microseconds,counter]`.
    @inline(__always)
    mutating func append(_ stamp: Timestamp) {
        append(literal: "[")
        append(digits: stamp.microseconds)
        append(literal: ",")
        append(digits: stamp.logical)
        append(literal: "]")
    }

    /// Appends a key as 32 digits, without quotation marks.
    mutating func append(_ key: IdempotencyKey) {
        Hex.append(key.high, count: 16, to: &self)
        Hex.append(key.low, count: 16, to: &self)
    }
}

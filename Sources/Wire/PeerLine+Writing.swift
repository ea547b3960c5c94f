import HybridClock
public import JSON
import Paxos

extension PeerLine {
    /// Appends the line: the object, its checksum and a line feed.
    ///
    /// What is written for equal lines is equal, byte for byte.
    public func write(into writer: inout JSONWriter) {
        let start = writer.bytes.count
        writer.append(raw: #"{"type":""#)
        writer.append(word: message.name)
        writer.append(raw: #"","node":"#)
        writer.append(node)
        writer.append(raw: #","clock":"#)
        writer.append(clock)
        switch message {
        case .paxos(let message): Self.write(message, into: &writer)
        case .request(let request, let via):
            writer.append(raw: ",")
            writer.append(membersOf: request)
            writer.append(raw: #","via":"#)
            writer.append(via)
        case .reply(let reply, let command):
            writer.append(raw: ",")
            writer.append(membersOf: reply)
            writer.append(raw: #","command":"#)
            writer.append(command)
        case .fetchSnapshot(let request):
            Self.write("slot", request.slot, into: &writer)
            Self.write("index", request.index, into: &writer)
        case .snapshot(let part):
            Self.write("slot", part.slot, into: &writer)
            Self.write("index", part.index, into: &writer)
            Self.write("count", part.count, into: &writer)
            writer.append(raw: #","part":"#)
            writer.append(bytes: part.bytes.span)
        }
        writer.append(raw: "}")
        ChecksummedLine.seal(&writer.bytes, from: start)
    }

    private static func write(_ message: PaxosMessage, into writer: inout JSONWriter) {
        switch message {
        case .prepare(let ballot, let first):
            write(ballot, into: &writer)
            write("first", first, into: &writer)
        case .promise(let page): write(page, into: &writer)
        case .newView(let page):
            write(page.run.ballot, into: &writer)
            write("view", page.first, into: &writer)
            write(page.run, into: &writer)
            writer.append(raw: #","last":"#)
            writer.append(page.isLast)
        case .accept(let run, let committed):
            write(run.ballot, into: &writer)
            write(run, into: &writer)
            write("committed", committed, into: &writer)
        case .accepted(let ballot, let through), .commit(let ballot, let through):
            write(ballot, into: &writer)
            write("through", through, into: &writer)
        case .reject(let promised):
            writer.append(raw: #","promised":"#)
            writer.append(promised)
        case .heartbeat(let heartbeat): write(heartbeat, into: &writer)
        case .fetch(let first): write("first", first, into: &writer)
        case .recall(let recall): write(recall, into: &writer)
        case .noted(let recollection): write(recollection, into: &writer)
        case .entries(let proposals):
            writer.append(raw: #","chosen":"#)
            writer.append(proposals)
        }
    }

    private static func write(
        _ page: PromisePage<StampedRequest>,
        into writer: inout JSONWriter
    ) {
        write(page.ballot, into: &writer)
        write("checkpoint", page.checkpoint, into: &writer)
        write("committed", page.memory.committed, into: &writer)
        write(life: page.memory.life, into: &writer)
        writer.append(raw: #","notes":"#)
        writer.append(page.memory.notes)
        writer.append(raw: #","lost":"#)
        writer.append(page.memory.lost)
        write("first", page.first, into: &writer)
        writer.append(raw: #","accepted":"#)
        writer.append(page.accepted)
        writer.append(raw: #","last":"#)
        writer.append(page.isLast)
    }

    private static func write(_ recall: Recall, into writer: inout JSONWriter) {
        write(attempt: recall.attempt, into: &writer)
        write(life: recall.life, into: &writer)
        guard let floor = recall.floor else { return }
        writer.append(raw: #","floor":"#)
        writer.append(floor)
    }

    private static func write(_ recollection: Recollection, into writer: inout JSONWriter) {
        write(attempt: recollection.attempt, into: &writer)
        write(life: recollection.life, into: &writer)
        writer.append(raw: #","own":"#)
        writer.append(integer: Int64(recollection.ownLife))
        writer.append(raw: #","promised":"#)
        writer.append(recollection.promised)
        writer.append(raw: #","notes":"#)
        writer.append(recollection.notes)
    }

    private static func write(attempt: UInt64, into writer: inout JSONWriter) {
        writer.append(raw: #","attempt":"#)
        writer.append(integer: Int64(attempt))
    }

    private static func write(life: UInt32, into writer: inout JSONWriter) {
        writer.append(raw: #","life":"#)
        writer.append(integer: Int64(life))
    }

    private static func write(_ heartbeat: Heartbeat, into writer: inout JSONWriter) {
        write(heartbeat.ballot, into: &writer)
        writer.append(raw: #","beat":"#)
        writer.append(integer: Int64(heartbeat.beat))
        write("committed", heartbeat.committed, into: &writer)
        write("executed", heartbeat.executed, into: &writer)
        writer.append(raw: #","digest":"#)
        writer.append(digest: heartbeat.digest)
        writer.append(raw: #","flush":"#)
        writer.append(integer: Int64(heartbeat.flushMilliseconds))
    }

    private static func write(
        _ run: ProposalRun<StampedRequest>,
        into writer: inout JSONWriter
    ) {
        write("first", run.first, into: &writer)
        writer.append(raw: #","entries":"#)
        writer.append(entriesOf: run)
    }

    private static func write(_ ballot: Ballot, into writer: inout JSONWriter) {
        writer.append(raw: #","ballot":"#)
        writer.append(ballot)
    }

    private static func write(_ key: String, _ slot: Slot, into writer: inout JSONWriter) {
        write(key, Int(slot.rawValue), into: &writer)
    }

    private static func write(_ key: String, _ number: Int, into writer: inout JSONWriter) {
        writer.append(raw: ",\"")
        writer.append(word: key)
        writer.append(raw: "\":")
        writer.append(integer: Int64(number))
    }
}

import Paxos
import Wire

// What stands in the log.
extension RandomValues {
    mutating func logPayload() -> LogPayload {
        var state = DurableState()
        state.promised = ballotOrNone()
        state.usedRound = count()
        state.life = life()
        state.isRecovering = chance()
        state.notes = notes()
        var payload = LogPayload(
            state: state,
            behind: chance() ? nil : range(from: 1, to: WireLimits.slotMax),
            records: (0..<below(4)).map { _ in logRecord() }
        )
        if chance() { payload.base = slot(from: 1) }
        if chance() { payload.repaired = count() }
        return payload
    }

    private mutating func logRecord() -> LogPayload.Record {
        let low = Slot(number(1, WireLimits.slotMax - 100))
        if chance() { return .learned(proposals(above: low, isGapless: chance())) }
        let run = ProposalRun(ballot: ballot(), first: low, entries: entries(0...5))
        return .accepted(run, committed: slot())
    }

    /// A record of any kind, as a turn of a replica leaves them.
    mutating func durableRecord() -> LogPayload.Record {
        switch below(8) {
        case 0: .usedRound(number(1, WireLimits.roundMax))
        case 1: .promised(ballot())
        case 2: .noted(Note(node: NodeID(UInt8(1 + below(9))), incarnation: incarnation()))
        case 3: .forgot
        case 4: .rejoined(life: life())
        default: logRecord()
        }
    }
}

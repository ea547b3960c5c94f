import EventLoop
import Testing

@Suite("ConnectionState")
struct ConnectionStateTests {
    private let reset = SystemError(call: "read", number: 104)

    @Test("A connection that fails to open says why, paused or not")
    func failsToOpen() {
        var state = ConnectionState(connectingUntil: 10, outlivesInput: false)
        state.isPaused = true
        #expect(state.deadline == 10)
        #expect(!state.wantsInput && state.acceptsOutput && !state.canSend)

        state.inputDidEnd(.failed(reset))

        #expect(next(&state) == .close(.failed(reset)))
        #expect(state.phase == .closed)
    }

    @Test("A connection that does not open in time is closed")
    func connectTimeOut() {
        var state = ConnectionState(connectingUntil: 10, outlivesInput: false)

        #expect(state.deadlineDidPass() == .close(.connectTimedOut))
        #expect(state.phase == .closed)
    }

    @Test("What arrived is lent before the end is reported, and a pause holds both back")
    func endAfterLines() {
        var state = open()
        state.inputDidEnd(.ended)
        #expect(!state.wantsInput && state.lendsInput && !state.acceptsOutput)

        #expect(next(&state, .something) == .reportReceived)
        state.isPaused = true
        #expect(next(&state, .something) == .wait)
        #expect(next(&state) == .wait)
        state.isPaused = false
        #expect(next(&state, .something) == .reportReceived)
        #expect(next(&state) == .close(.ended))
        #expect(next(&state) == .wait)
    }

    @Test("A broken rule is reported once; nothing is lent after it, but an answer may be sent")
    func violation() {
        var state = open()

        #expect(next(&state, .violation(.tooSlow)) == .reportViolation(.tooSlow))
        #expect(state.phase == .violated(.tooSlow, until: 99))
        #expect(!state.wantsInput && !state.lendsInput && state.canSend)
        #expect(next(&state, .something) == .wait)
        #expect(state.deadlineDidPass() == .close(.violation(.tooSlow)))
    }

    @Test("Whoever broke a rule and goes is reported with the rule")
    func violatedAndGone() {
        var state = open()
        _ = next(&state, .violation(.tooSlow))
        state.isPaused = true

        state.inputDidEnd(.ended)

        #expect(next(&state) == .close(.violation(.tooSlow)))
    }

    @Test("After a failed send the input is read to its end, and the failure is the reason")
    func failedSend() {
        let broken = SystemError(call: "send", number: 32)
        var state = open()

        state.sendDidFail(broken)
        #expect(state.wantsInput && !state.acceptsOutput && !state.canSend)
        #expect(next(&state, .something) == .reportReceived)
        state.inputDidEnd(.ended)

        #expect(next(&state) == .close(.failed(broken)))
    }

    @Test("A connection that outlives its input sends on, until it is closed or fails")
    func outlivesInput() {
        var state = open(outlivesInput: true)
        state.inputDidEnd(.ended)
        #expect(state.acceptsOutput)
        #expect(next(&state, .something) == .reportReceived)
        #expect(next(&state) == .reportInputEnded)
        #expect(next(&state) == .wait)
        #expect(state.canSend && !state.wantsInput)

        var failing = state
        failing.sendDidFail(reset)
        #expect(next(&failing) == .close(.failed(reset)))
        state.linger(until: 5)
        let waitsForPeer = state.lingeringDidSend()
        #expect(!waitsForPeer, "the other side has ended already")
        #expect(state.phase == .closed)
    }

    @Test("A lingering connection reads to throw away, accepts nothing, and ends in silence")
    func lingering() {
        var states = (0..<4)
            .map { _ in
                var state = open()
                state.linger(until: 5)
                return state
            }
        #expect(states[0].wantsInput && states[0].discardsInput && states[0].canSend)
        #expect(!states[0].acceptsOutput && !states[0].lendsInput && states[0].deadline == 5)
        let waitsForPeer = states[0].lingeringDidSend()
        #expect(waitsForPeer)

        states[0].inputDidEnd(.ended)
        states[1].sendDidFail(reset)
        #expect(states[2].deadlineDidPass() == .wait)
        states[3].inputDidEnd(.failed(reset))

        for index in states.indices {
            #expect(states[index].phase == .closed)
            #expect(next(&states[index]) == .wait)
        }
    }

    private func open(outlivesInput: Bool = false) -> ConnectionState {
        ConnectionState(connectingUntil: nil, outlivesInput: outlivesInput)
    }

    private func next(
        _ state: inout ConnectionState,
        _ input: ConnectionState.Input = .nothing
    ) -> ConnectionState.Action {
        state.nextAction(input, violationUntil: 99)
    }
}

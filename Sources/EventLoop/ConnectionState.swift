/// What a connection may do and what happens to it next, as a value without a socket.
///
/// ```
/// connecting ──> open ──────> ending ──> closed       (or, outliving its input, inputEnded)
///                 │  ╲            ╲
///                 │   violated ──> lingering ──> closed
///                 └──────────────> lingering
/// ```
///
/// The shell tells it what the socket said, asks ``nextAction(_:)`` until nothing is left to do,
/// and watches the socket for what ``wantsInput`` says.
package struct ConnectionState: Hashable, Sendable {
    /// Where the connection stands.
    package enum Phase: Hashable, Sendable {
        /// The system connects; after `until`, in milliseconds, it has failed.
        case connecting(until: Int)
        /// Bytes flow.
        case open
        /// No more will arrive; what did is still lent, then the reason is reported.
        case ending(CloseReason)
        /// No more will arrive, and the owner knows; it may still send.
        case inputEnded
        /// A rule was broken: nothing is lent, the owner may send until it closes or time is up.
        case violated(Violation, until: Int)
        /// The owner closed it: what waits is sent, and the input thrown away, until time is up.
        case lingering(until: Int)
        /// The descriptor is closed.
        case closed
    }

    /// What stands at the front of the input.
    package enum Input: Hashable, Sendable {
        /// Nothing that could be lent now.
        case nothing
        /// A line, or new bytes.
        case something
        /// Something that broke a rule.
        case violation(Violation)
    }

    /// What the shell has to do.
    package enum Action: Hashable, Sendable {
        /// Wait for the socket.
        case wait
        /// Report that there is something to take.
        case reportReceived
        /// Report that nothing more arrives.
        case reportInputEnded
        /// Report the broken rule, and drop the input.
        case reportViolation(Violation)
        /// Report that the connection is gone, and close the descriptor.
        case close(CloseReason)
    }

    /// Where the connection stands.
    package private(set) var phase: Phase
    /// Whether the owner wants nothing more for now.
    package var isPaused = false
    /// Whether the other side said that it sends nothing more.
    package private(set) var peerEnded = false
    /// Why sending failed, if it did; the input is read to its end all the same.
    package private(set) var sendError: SystemError?
    /// Whether the connection stays when its input has ended.
    private let outlivesInput: Bool

    /// Creates the state of a connection that is open, or that has until a deadline to open.
    package init(connectingUntil deadline: Int?, outlivesInput: Bool) {
        phase = if let deadline { .connecting(until: deadline) } else { .open }
        self.outlivesInput = outlivesInput
    }

    /// Whether the socket should be read.
    package var wantsInput: Bool {
        switch phase {
        case .open: !isPaused
        case .lingering: true
        case .connecting, .ending, .inputEnded, .violated, .closed: false
        }
    }

    /// Whether what is read is thrown away.
    package var discardsInput: Bool {
        if case .lingering = phase { true } else { false }
    }

    /// Whether received bytes may be lent to the owner.
    package var lendsInput: Bool {
        switch phase {
        case .open, .ending: !isPaused
        case .connecting, .inputEnded, .violated, .lingering, .closed: false
        }
    }

    /// Whether the owner may append to the outbox.
    package var acceptsOutput: Bool {
        guard sendError == nil else { return false }
        return switch phase {
        case .connecting, .open, .inputEnded, .violated: true
        case .ending(let reason): outlivesInput && reason == .ended
        case .lingering, .closed: false
        }
    }

    /// Whether the socket can take bytes of the outbox now.
    package var canSend: Bool {
        if case .lingering = phase { return sendError == nil }
        if case .connecting = phase { return false }
        return acceptsOutput
    }

    /// When the phase must be over, in milliseconds, or nil.
    package var deadline: Int? {
        switch phase {
        case .connecting(let until), .violated(_, let until), .lingering(let until): until
        case .open, .ending, .inputEnded, .closed: nil
        }
    }

    /// The system connected.
    package mutating func didOpen() {
        guard case .connecting = phase else { preconditionFailure("opened while \(phase)") }
        phase = .open
    }

    /// The input is over: the other side ended it, or the stream broke.
    package mutating func inputDidEnd(_ reason: CloseReason) {
        if reason == .ended { peerEnded = true }
        switch phase {
        case .open: phase = .ending(sendError.map(CloseReason.failed) ?? reason)
        case .connecting, .inputEnded: endWithoutInput(sendError.map(CloseReason.failed) ?? reason)
        case .violated(let violation, _): endWithoutInput(.violation(violation))
        case .lingering: phase = .closed
        case .ending, .closed: break
        }
    }

    /// Sending failed; nothing more can be sent.
    package mutating func sendDidFail(_ error: SystemError) {
        sendError = error
        switch phase {
        case .lingering: phase = .closed
        case .violated(let violation, _): endWithoutInput(.violation(violation))
        case .inputEnded: endWithoutInput(.failed(error))
        case .ending(.ended): phase = .ending(.failed(error))
        case .connecting, .open, .ending, .closed: break
        }
    }

    /// Everything was sent while lingering.
    ///
    /// - Returns: Whether the other side may still send; if not, the connection is closed now.
    package mutating func lingeringDidSend() -> Bool {
        if peerEnded { phase = .closed }
        return !peerEnded
    }

    /// The owner closes after flushing; `until` is the last moment for it, in milliseconds.
    package mutating func linger(until: Int) {
        phase = .lingering(until: until)
    }

    /// The descriptor is closed.
    package mutating func didClose() {
        phase = .closed
    }

    /// Returns what to do, given what stands at the front of the input, and moves on.
    ///
    /// - Parameters:
    ///   - input: What stands at the front.
    ///   - deadline: When a violation that is reported now must have been handled.
    /// - Returns: The next thing to do; ask again when the input has changed.
    package mutating func nextAction(_ input: Input, violationUntil deadline: Int) -> Action {
        guard lendsInput else { return .wait }
        switch (phase, input) {
        case (_, .something):
            return .reportReceived
        case (.open, .violation(let violation)):
            phase = .violated(violation, until: deadline)
            return .reportViolation(violation)
        case (.ending(.ended), _) where outlivesInput:
            phase = .inputEnded
            return .reportInputEnded
        case (.ending(let reason), _):
            phase = .closed
            return .close(reason)
        default:
            return .wait
        }
    }

    /// Ends a connection that has nothing left to lend, so a pause holds nothing up.
    private mutating func endWithoutInput(_ reason: CloseReason) {
        phase = .ending(reason)
        isPaused = false
    }

    /// Returns what to do when the time of the phase is over, and moves on.
    package mutating func deadlineDidPass() -> Action {
        defer { phase = .closed }
        return switch phase {
        case .connecting: .close(.connectTimedOut)
        case .violated(let violation, _): .close(.violation(violation))
        case .lingering, .open, .ending, .inputEnded, .closed: .wait
        }
    }
}

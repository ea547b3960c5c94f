/// Something that a wait of the loop found; its owner handles every event before it waits again.
public enum Event: Hashable, Sendable {
    /// A listener took a connection, which is open.
    case accepted(ConnectionID, ListenerID)
    /// An outgoing connection is open.
    case opened(ConnectionID)
    /// A connection has at least one complete line, or new bytes if its framing is bytes.
    ///
    /// The owner MUST take the lines, pause the connection, or close it: what is left is reported
    /// again at once.
    case received(ConnectionID)
    /// The other side sends nothing more, and all it sent was taken; it may still listen.
    ///
    /// Reported in place of ``closed(_:_:)`` to connections that outlive their input. The owner
    /// MUST close it some time.
    case inputEnded(ConnectionID)
    /// The other side broke a rule; everything before that was taken, nothing after it will come.
    ///
    /// The owner may send one line of reproach and then closes after flushing. If it does not, the
    /// loop closes when ``EventLoopLimits/lingerMillisecondsMax`` is over.
    case violation(ConnectionID, Violation)
    /// A refused send would now find half of the outbox free.
    case writableAgain(ConnectionID)
    /// A connection is gone, and everything that had arrived was taken; the last event of its id.
    case closed(ConnectionID, CloseReason)
    /// A timer fired; it may have been cancelled by the handling of an earlier event of this wait.
    case timer(TimerID)
    /// A watched descriptor has something to read, or its end; reported until the owner reads it.
    case readable(Int32)
    /// A watched signal arrived.
    case signal(Int32)
}

/// How a sender of lines misbehaved.
public enum Violation: Hashable, Sendable {
    /// A line is longer than so many bytes with its LF, or nobody took that many bytes.
    case lineTooLong(bytesMax: Int)
    /// A line stayed unfinished for longer than the grace, and came slower than the least speed.
    case tooSlow
}

extension Violation: CustomStringConvertible {
    /// What happened, in words.
    public var description: String {
        switch self {
        case .lineTooLong(let bytesMax): "a line is longer than \(bytesMax) bytes"
        case .tooSlow: "a line took too long"
        }
    }
}

/// Why a connection is gone.
///
/// Whatever the reason: what was sent and not answered may or may not have arrived.
public enum CloseReason: Hashable, Sendable {
    /// The other side closed it.
    case ended
    /// A call failed: refused, reset, timed out, no descriptor left, no route.
    case failed(SystemError)
    /// It was not open within the time for that.
    case connectTimedOut
    /// As many connections as the limit allows exist already.
    case tooManyConnections
    /// The other side broke a rule and the owner did not close it.
    case violation(Violation)
}

extension CloseReason: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .ended: "closed by the other side"
        case .failed(let error): error.description
        case .connectTimedOut: "connect: no answer in time"
        case .tooManyConnections: "connect: too many connections"
        case .violation(let violation): violation.description
        }
    }
}

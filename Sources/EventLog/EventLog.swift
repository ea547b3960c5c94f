/// Lines that tell people what happens: one event a line, never a reason to stop or to wait.
///
/// A reader of the descriptor that takes nothing at once loses lines, and the next line that it
/// takes says how many. A file that cannot be written is said once on the descriptor, and again
/// when it can be written; what happened meanwhile is lost there.
///
/// Nothing of what clients send may be given to it: no key, no token, no body.
public final class EventLog {
    /// Who speaks.
    public let component: EventComponent
    /// Where lines go, and which.
    public let settings: EventLogSettings
    /// The file besides the descriptor; nil for none.
    private var file: RotatedFile?
    /// How many lines since the last one the descriptor did not take.
    private var lost: UInt64 = 0
    /// How many lines neither the descriptor nor the file took, since the start, each counted once
    /// for either.
    public private(set) var failures: UInt64 = 0
    /// Why the file could not be written, as it was said last; nil while it can.
    private var toldFailure: String?
    /// The line that is written; it keeps its memory.
    private var line: [UInt8] = []

    /// Creates a log; a file is opened with the first line.
    ///
    /// - Parameters:
    ///   - component: Who speaks.
    ///   - settings: Where lines go, and which.
    public init(component: EventComponent, settings: EventLogSettings = EventLogSettings()) {
        self.component = component
        self.settings = settings
        file = settings.file.map { RotatedFile(path: $0, bytesMax: settings.fileBytesMax) }
        line.reserveCapacity(EventLimits.lineBytesMax)
    }

    /// Whether events of `level` are written.
    public func takes(_ level: EventLevel) -> Bool { level <= settings.level }

    /// Writes an event, unless it matters less than what is written.
    ///
    /// - Parameters:
    ///   - level: How much it matters.
    ///   - event: What happened.
    ///   - request: The number of the request that it is about; nil for none.
    ///   - stamp: The hybrid stamp at which it happened; nil for none.
    ///   - fields: What else is said; not evaluated if the event is not written.
    public func write(
        _ level: EventLevel,
        _ event: StaticString,
        request: String? = nil,
        stamp: @autoclosure () -> String? = nil,
        _ fields: @autoclosure () -> [EventField] = []
    ) {
        guard takes(level) else { return }
        write(
            EventLine(
                at: SystemOutput.wallMicroseconds,
                level,
                of: component,
                event,
                request: request,
                stamp: stamp(),
                fields()
            )
        )
    }

    private func write(_ event: EventLine) {
        line.removeAll(keepingCapacity: true)
        event.write(as: settings.format, into: &line)
        writeToFile()
        if lost > 0 {
            line.removeAll(keepingCapacity: true)
            event.write(as: settings.format, linesLost: lost, into: &line)
        }
        writeToDescriptor()
    }

    private func writeToDescriptor() {
        if SystemOutput.writeIfPossible(line, to: settings.descriptor) {
            lost = 0
        } else {
            lost += 1
            failures += 1
        }
    }

    /// Writes the line to the file, if there is one; a failure is told before the line itself.
    private func writeToFile() {
        guard file != nil else { return }
        let failure = file?.append(line)
        if failure != nil { failures += 1 }
        guard (failure == nil) != (toldFailure == nil) else { return }
        toldFailure = failure
        let own = line
        line.removeAll(keepingCapacity: true)
        EventLine(
            at: SystemOutput.wallMicroseconds,
            failure == nil ? .info : .error,
            of: component,
            failure == nil ? "log_file_written" : "log_file_failed",
            [EventField("file", settings.file ?? "")]
                + (failure.map { [EventField("why", $0)] } ?? [])
        )
        .write(as: settings.format, into: &line)
        writeToDescriptor()
        line = own
    }
}

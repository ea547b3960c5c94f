/// Where lines for people go, which ones, and in which form.
public struct EventLogSettings: Hashable, Sendable {
    /// What matters less than this is not written.
    public var level: EventLevel
    /// How an event is written.
    public var format: EventFormat
    /// An open descriptor to write to: standard error, unless somebody says otherwise.
    public var descriptor: Int32
    /// A file to write to besides; nil for none.
    public var file: String?
    /// How large that file may be before it is put aside as `FILE.1`, in bytes; one of
    /// ``EventLimits/fileBytes``.
    public var fileBytesMax: Int

    /// Creates settings; what is not named is as the program has it by default.
    public init(
        level: EventLevel = .info,
        format: EventFormat = .keyValue,
        descriptor: Int32 = 2,
        file: String? = nil,
        fileBytesMax: Int = EventLimits.fileBytesDefault
    ) {
        self.level = level
        self.format = format
        self.descriptor = descriptor
        self.file = file
        self.fileBytesMax = fileBytesMax
    }
}

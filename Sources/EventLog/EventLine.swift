internal import HybridClock

/// One event as a line: what happened, to whom, and when.
///
/// It is pure: the same event is the same bytes, whoever writes it.
public struct EventLine: Hashable, Sendable {
    /// When it happened, in microseconds since 1970 by the machine's clock.
    public let microseconds: Int64
    /// How much it matters.
    public let level: EventLevel
    /// Who speaks.
    public let component: EventComponent
    /// What happened: lower-case letters, digits and `_`.
    public let event: String
    /// The number of the request that it is about; nil for none.
    public let request: String?
    /// The hybrid stamp at which it happened; nil for none.
    public let stamp: String?
    /// What else is said, in order.
    public let fields: [EventField]

    /// Creates an event; `event` MUST be written in the program, and never come from outside.
    public init(
        at microseconds: Int64,
        _ level: EventLevel,
        of component: EventComponent,
        _ event: StaticString,
        request: String? = nil,
        stamp: String? = nil,
        _ fields: [EventField] = []
    ) {
        self.microseconds = microseconds
        self.level = level
        self.component = component
        self.event = "\(event)"
        self.request = request
        self.stamp = stamp
        self.fields = fields
    }

    /// Appends the line with its line feed: at most ``EventLimits/lineBytesMax`` bytes.
    ///
    /// Fields that do not fit are left out, and `fields_cut` says how many. Nothing that a value
    /// holds can end the line, its quotation marks, or hide text at a terminal.
    ///
    /// - Parameters:
    ///   - format: The form.
    ///   - linesLost: How many lines before this one could not be written.
    ///   - bytes: Where it goes.
    public func write(
        as format: EventFormat,
        linesLost: UInt64 = 0,
        into bytes: inout [UInt8]
    ) {
        let start = bytes.count
        bytes.append(copying: format == .json ? #"{"time":""# : "time=")
        UTCText.append(microseconds, .milliseconds, to: &bytes)
        if format == .json { bytes.append(UInt8(ascii: "\"")) }
        bytes.append(EventField("level", level.rawValue), as: format)
        bytes.append(component.field, as: format)
        bytes.append(key: "event", .text(event), as: format)
        var cut = 0
        for field in fields {
            let end = bytes.count
            bytes.append(field, as: format)
            guard bytes.count - start > EventLimits.lineBytesMax - EventLimits.lineEndBytes else {
                continue
            }
            bytes.removeSubrange(end...)
            cut += 1
        }
        if let request { bytes.append(EventField("request_id", request), as: format) }
        if let stamp { bytes.append(EventField("hlc", stamp), as: format) }
        if cut > 0 { bytes.append(EventField("fields_cut", cut), as: format) }
        if linesLost > 0 { bytes.append(EventField("lines_lost", linesLost), as: format) }
        bytes.append(copying: format == .json ? "}\n" : "\n")
    }
}

/// Who speaks in a line: a kind, and a name of that kind, as `node=n1`.
public struct EventComponent: Hashable, Sendable {
    /// The kind with the name.
    let field: EventField

    /// Creates a component.
    ///
    /// - Parameters:
    ///   - kind: What it is, for example `node` or `gateway`.
    ///   - name: Which one.
    public init(_ kind: StaticString, _ name: String) {
        field = EventField(kind, name)
    }
}

// MARK: - Pieces of a line

extension [UInt8] {
    fileprivate mutating func append(_ field: EventField, as format: EventFormat) {
        append(key: field.key, field.value, as: format)
    }

    fileprivate mutating func append(
        key: String,
        _ value: EventField.Value,
        as format: EventFormat
    ) {
        append(copying: format == .json ? ",\"\(key)\":" : " \(key)=")
        switch value {
        case .number(let number): append(copying: "\(number)")
        case .text(let text):
            if format == .keyValue, text.isPlain {
                append(copying: text)
            } else {
                append(UInt8(ascii: "\""))
                append(escaping: text)
                append(UInt8(ascii: "\""))
            }
        }
    }

    fileprivate mutating func append(copying text: String) { append(contentsOf: text.utf8) }

    /// Appends text as it stands between quotation marks, and cuts what is too long.
    private mutating func append(escaping text: String) {
        let start = count
        for scalar in text.unicodeScalars {
            let end = count
            append(escaping: scalar)
            guard count - start > EventLimits.valueBytesMax else { continue }
            removeSubrange(end...)
            return append(copying: "…")
        }
    }

    private mutating func append(escaping scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append(copying: #"\""#)
        case "\\": append(copying: #"\\"#)
        case "\n": append(copying: #"\n"#)
        case "\r": append(copying: #"\r"#)
        case "\t": append(copying: #"\t"#)
        default:
            guard scalar.isHidden else { return append(contentsOf: UTF8.encode(scalar) ?? .init()) }
            // Every scalar that is hidden has at most four digits.
            let digits = String(scalar.value, radix: 16)
            append(copying: #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits)
        }
    }
}

extension String {
    /// Whether the text stands for itself without quotation marks.
    fileprivate var isPlain: Bool {
        (1...EventLimits.valueBytesMax).contains(utf8.count)
            && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C && $0 != 0x3D }
    }
}

extension Unicode.Scalar {
    /// Whether it controls a terminal, ends a line, or changes the direction of what follows.
    fileprivate var isHidden: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
        default: false
        }
    }
}

import EventLoop
import Paxos
import Wire

/// Lines, on standard error, that tell people what happens: one event a line, `key=value`.
struct EventJournal {
    /// The node that speaks.
    private let node: NodeID
    /// Where it speaks to.
    private let descriptor: Int32
    /// How many lines could not be written because nobody read them.
    private var lost: UInt64 = 0
    /// The second in which refusals were logged last, and how many there were.
    private var refusals: (second: Int, count: Int) = (0, 0)

    init(node: NodeID, descriptor: Int32) {
        self.node = node
        self.descriptor = descriptor
    }

    /// Writes an event with its fields.
    mutating func write(_ event: String, _ fields: [(key: String, value: String)]) {
        var line = "time_us=\(SystemClock.wallMicroseconds) node=\(node) event=\(event)"
        for field in fields { line += " \(field.key)=\(Self.quoted(field.value))" }
        if lost > 0 { line += " lines_lost=\(lost)" }
        line += "\n"
        if PeopleOutput.writeIfPossible(Array(line.utf8), to: descriptor) {
            lost = 0
        } else {
            lost += 1
        }
    }

    /// Writes that a line was refused, unless that happened too often in this second.
    mutating func writeRefusal(
        connection: String,
        reason: ErrorMessage,
        now: Int,
        perSecondMax: Int
    ) {
        let second = now / 1_000
        if refusals.second != second { refusals = (second, 0) }
        refusals.count += 1
        guard refusals.count <= perSecondMax else { return }
        write(
            "refused",
            [("connection", connection), ("code", reason.code), ("reason", reason.message)]
        )
    }

    /// The most characters of one value.
    private static let valueCharactersMax = 400

    /// A value that has blanks, quotation marks or control characters is put in quotation marks.
    private static func quoted(_ text: String) -> String {
        // What a peer says may be long; a line must fit into what a pipe takes at once.
        let value = String(text.prefix(valueCharactersMax))
        let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 < 0x7F }
        if isPlain, !value.isEmpty { return value }
        let escaped = value.unicodeScalars.map { scalar in
            scalar.value < 0x20 || scalar == "\"" || scalar == "\\" ? "?" : String(scalar)
        }
        return "\"\(escaped.joined())\""
    }
}

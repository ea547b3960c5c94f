import Bank
public import JSON
import Paxos

extension Hello {
    /// Reads the first line of a connection.
    ///
    /// A node's line must have its checksum; another one's is checked if it is there.
    ///
    /// - Parameter line: The line without its line feed; one carriage return at its end is allowed
    ///   after a line without a checksum.
    /// - Throws: ``WireError``.
    public init(reading line: Span<UInt8>) throws(WireError) {
        let end = try ClientLine.objectBytes(of: line)
        var reader = try JSONField.members(of: line.extracting(..<end))
        do { self = try Self.hello(&reader) } catch { throw .field(error) }
        if case .replica = speaker { _ = try ChecksummedLine.objectBytes(of: line) }
    }

    private static func hello(
        _ reader: inout JSONObjectReader
    ) throws(JSONFieldError) -> Hello {
        let type = try reader.take("type")
        guard try type.string() == "HELLO" else {
            throw type.error(.invalid("the first line of a connection is HELLO"))
        }
        let name = try reader.take("cluster")
        guard let cluster = Identifier(try name.string()) else {
            throw name.error(.invalid("a cluster's id is 1 to 64 letters, digits, _ and -"))
        }
        let version = try reader.take("version").count()
        let hello = Hello(cluster: cluster, version: version, speaker: try speaker(&reader))
        try reader.finish()
        return hello
    }

    private static func speaker(
        _ reader: inout JSONObjectReader
    ) throws(JSONFieldError) -> Speaker {
        let role = try reader.take("role")
        switch try role.string() {
        case "replica":
            let node = try reader.take("node").node()
            return .replica(node: node, try NodeGreeting(reading: &reader))
        case "client": return .client
        case "admin": return .admin
        default: throw role.error(.invalid("a role is replica, client or admin"))
        }
    }

    /// Appends the line, with its line feed; a node's has a checksum.
    public func write(into writer: inout JSONWriter) {
        let start = writer.bytes.count
        writer.append(raw: #"{"type":"HELLO","cluster":""#)
        cluster.append(to: &writer.bytes)
        writer.append(raw: #"","version":"#)
        writer.append(integer: Int64(version))
        switch speaker {
        case .replica(let node, let greeting):
            writer.append(raw: #","role":"replica","node":"#)
            writer.append(node)
            writer.append(membersOf: greeting)
            writer.append(raw: "}")
            ChecksummedLine.seal(&writer.bytes, from: start)
        case .client: writer.append(word: #","role":"client"}"# + "\n")
        case .admin: writer.append(word: #","role":"admin"}"# + "\n")
        }
    }
}

extension NodeGreeting {
    fileprivate init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        let number = try reader.take("incarnation").integer(in: 0...Int64.incarnationMax)
        self.init(
            incarnation: Incarnation(rawValue: UInt64(number)),
            promised: try reader.take("promised").ballot(),
            accepted: try reader.take("accepted").slot(),
            isRecovering: try reader.take("recovering").bool(),
            startedMicroseconds: try reader.take("started").count()
        )
    }
}

extension Int64 {
    /// The number of the highest incarnation that a line can name.
    fileprivate static let incarnationMax = Int64(Incarnation.highest.rawValue)
}

extension JSONWriter {
    /// Appends the members of a greeting, a comma before each.
    fileprivate mutating func append(membersOf greeting: NodeGreeting) {
        append(raw: #","incarnation":"#)
        append(integer: Int64(clamping: greeting.incarnation.rawValue))
        append(raw: #","promised":"#)
        append(greeting.promised)
        append(raw: #","accepted":"#)
        append(greeting.accepted)
        append(raw: #","recovering":"#)
        append(greeting.isRecovering)
        append(raw: #","started":"#)
        append(integer: Int64(clamping: greeting.startedMicroseconds))
    }
}

import Bank
public import JSON
import Paxos

extension Hello {
    /// Reads the first line of a connection; a checksum after the object is checked if there is one.
    ///
    /// - Parameter line: The line without its line feed.
    /// - Throws: ``WireError``.
    public init(reading line: Span<UInt8>) throws(WireError) {
        let bytes = line.extracting(..<(try ClientLine.objectBytes(of: line)))
        do {
            var reader = try JSONField(try JSONValue.parsed(bytes)).object()
            guard try reader.take("type").string() == "HELLO" else {
                throw WireError.unknownType(at: 0)
            }
            try self.init(reading: &reader)
            try reader.finish()
        } catch let error as JSONFieldError {
            throw .outOfRange("\(error)", at: 0)
        } catch let error as WireError {
            throw error
        } catch {
            preconditionFailure("reading throws only these errors, not \(error)")
        }
    }

    private init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        let name = try reader.take("cluster")
        guard let cluster = Identifier(try name.string()) else {
            throw name.error(.invalid("a cluster's id is 1 to 64 letters, digits, _ and -"))
        }
        let version = try reader.take("version").count()
        let role = try reader.take("role")
        switch try role.string() {
        case "replica":
            let node = try reader.take("node").node()
            let incarnation = try reader.take("incarnation").count()
            self.init(
                cluster: cluster,
                version: version,
                speaker: .replica(node: node, incarnation: incarnation)
            )
        case "client": self.init(cluster: cluster, version: version, speaker: .client)
        case "admin": self.init(cluster: cluster, version: version, speaker: .admin)
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
        case .replica(let node, let incarnation):
            writer.append(raw: #","role":"replica","node":"#)
            writer.append(node)
            writer.append(raw: #","incarnation":"#)
            writer.append(integer: Int64(clamping: incarnation))
            writer.append(raw: "}")
            ChecksummedLine.seal(&writer.bytes, from: start)
        case .client: writer.append(raw: #","role":"client"}"# + "\n")
        case .admin: writer.append(raw: #","role":"admin"}"# + "\n")
        }
    }
}

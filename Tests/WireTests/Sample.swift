import Bank
import Checksum
import HybridClock
import JSON
import Paxos
import Wire

/// A value of any kind that has a form in bytes.
enum Sample: Hashable, Sendable {
    case hello(Hello)
    case peer(PeerLine)
    case client(ClientMessage)
    case server(ServerMessage)
    case adminRequest(AdminRequest)
    case adminReply(AdminReply)
    case cluster(Cluster)
    case logPayload(LogPayload)

    /// Who may write a form of bytes, which decides how it is read.
    enum Kind: CaseIterable {
        case hello, peer, client, server, adminRequest, adminReply, cluster, logPayload
    }

    var kind: Kind {
        switch self {
        case .hello: .hello
        case .peer: .peer
        case .client: .client
        case .server: .server
        case .adminRequest: .adminRequest
        case .adminReply: .adminReply
        case .cluster: .cluster
        case .logPayload: .logPayload
        }
    }

    /// The bytes this value is written as, its line feed included, which ends also what stands in
    /// no line.
    var written: [UInt8] {
        var writer = JSONWriter()
        switch self {
        case .hello(let value): value.write(into: &writer)
        case .peer(let value): value.write(into: &writer)
        case .client(let value): value.write(into: &writer)
        case .server(let value): value.write(into: &writer)
        case .adminRequest(let value): value.write(into: &writer)
        case .adminReply(let value): value.write(into: &writer)
        case .cluster(let value): return value.fileText
        case .logPayload(let value):
            value.write(into: &writer)
            writer.append(raw: "\n")
        }
        return writer.bytes
    }

    /// The line that this value is written as, without its line feed.
    var line: [UInt8] { Array(written.dropLast()) }

    /// Reads a line, without its line feed, or a cluster file.
    static func reading(_ bytes: [UInt8], as kind: Kind) throws -> Sample {
        switch kind {
        case .hello: .hello(try Hello(reading: bytes.span))
        case .peer: .peer(try PeerLine(reading: bytes.span))
        case .client: .client(try ClientMessage(reading: bytes.span))
        case .server: .server(try ServerMessage(reading: bytes.span))
        case .adminRequest: .adminRequest(try AdminRequest(reading: bytes.span))
        case .adminReply: .adminReply(try AdminReply(reading: bytes.span))
        case .cluster: .cluster(try Cluster(reading: bytes.span))
        case .logPayload: .logPayload(try LogPayload(reading: bytes.span))
        }
    }

    /// Reads a line if it can be read.
    static func readingIfPossible(_ bytes: [UInt8], as kind: Kind) -> Sample? {
        do { return try reading(bytes, as: kind) } catch { return nil }
    }

    /// Whether the line carries a checksum.
    var isSealed: Bool {
        switch self {
        case .peer: true
        case .hello(let hello):
            if case .replica = hello.speaker { true } else { false }
        default: false
        }
    }
}

/// Returns the object of a line: everything before its checksum, if it has one.
func object(of line: [UInt8]) -> [UInt8] {
    guard line.count > 9, line[line.count - 9] == UInt8(ascii: "#"), line.last != UInt8(ascii: "}")
    else { return line }
    return Array(line.dropLast(9))
}

/// Returns the object with its checksum: a frame that is right, around whatever it holds.
func sealed(_ object: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    let sum = CRC32C.checksum(object.span)
    let hexadecimal = stride(from: 28, through: 0, by: -4).map { digits[Int(sum >> $0 & 15)] }
    return object + [UInt8(ascii: "#")] + hexadecimal
}

/// Returns the error that reading a line throws; nil if it can be read.
func refusal(of text: String, as kind: Sample.Kind, isSealed: Bool = true) -> WireError? {
    let bytes = Array(text.utf8)
    do {
        let line = kind == .peer && isSealed ? sealed(bytes) : bytes
        _ = try Sample.reading(line, as: kind)
        return nil
    } catch {
        return error as? WireError
    }
}

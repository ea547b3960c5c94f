import Foundation
import JSON
import Paxos
import Testing
import Wire

/// A connection that sends what it is told and reads line by line, each wait at most 20 seconds.
final class LineClient {
    /// The socket.
    private let descriptor: Int32
    /// What was received and not read as a line.
    private var buffer: [UInt8] = []
    /// Whether the other side has ended the connection.
    private var hasEnded = false
    /// The number of the last question to an operator's answerer.
    private var lastID: UInt64 = 0

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Opens a connection to a port of this machine.
    static func connected(to port: UInt16) throws -> LineClient {
        let client = LineClient(descriptor: socket(AF_INET, Descriptors.streamKind, 0))
        let result = Descriptors.connect(client.descriptor, to: port)
        try #require(result == 0, "connect: \(errno)")
        return client
    }

    /// Waits for a connection of somebody else.
    static func accepted(from listener: Int32) throws -> LineClient {
        try #require(Descriptors.isReadable(listener), "nobody connects")
        let client = LineClient(descriptor: accept(listener, nil, nil))
        _ = fcntl(client.descriptor, F_SETFD, FD_CLOEXEC)
        return client
    }

    deinit { close(descriptor) }

    /// Sends text as it is; a connection that is closed already takes nothing.
    func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends bytes as they are; a connection that is closed already takes nothing.
    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Says that nothing more will be sent; answers can still come.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Reads the next line, without its line feed; nil at the end of the connection.
    func nextLine(sourceLocation: SourceLocation = #_sourceLocation) throws -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeSubrange(...end)
                return line
            }
            guard !hasEnded else { return nil }
            try receive(sourceLocation)
        }
    }

    /// Reads the next line, which must come.
    func line(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        try #require(
            try nextLine(sourceLocation: sourceLocation),
            "the connection ended",
            sourceLocation: sourceLocation
        )
    }

    /// Reads until the connection ends, and returns the lines.
    func restOfLines(sourceLocation: SourceLocation = #_sourceLocation) throws -> [String] {
        var lines: [String] = []
        while let line = try nextLine(sourceLocation: sourceLocation) { lines.append(line) }
        return lines
    }

    private func receive(_ sourceLocation: SourceLocation) throws {
        try #require(
            Descriptors.isReadable(descriptor),
            "nothing comes",
            sourceLocation: sourceLocation
        )
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        // A connection that is reset has ended, too.
        guard count > 0 else {
            hasEnded = true
            return
        }
        buffer += bytes[..<count]
    }

    // MARK: Conversations

    /// Asks as an operator.
    func ask(
        _ command: AdminCommand,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> JSONValue {
        lastID += 1
        var writer = Lines.writer()
        AdminRequest(id: lastID, command: command).write(into: &writer)
        send(writer.bytes)
        let bytes = Array(try line(sourceLocation: sourceLocation).utf8)
        let value = try JSONValue(parsing: bytes.span)
        try #require(value["id"] == .integer(Int64(lastID)), sourceLocation: sourceLocation)
        return value
    }

    /// Asks how the node is.
    func status(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
        try ask(.status, sourceLocation: sourceLocation)
    }

    /// Asks how the node is until `isDone` likes it, for at most 20 seconds.
    @discardableResult
    func status(
        until isDone: (JSONValue) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> JSONValue {
        let deadline = Date(timeIntervalSinceNow: 20)
        while true {
            let status = try status(sourceLocation: sourceLocation)
            if isDone(status) { return status }
            try #require(Date() < deadline, "\(status)", sourceLocation: sourceLocation)
            _ = poll(nil, 0, 2)
        }
    }

    /// Reads an answer to a client.
    func answer(sourceLocation: SourceLocation = #_sourceLocation) throws -> ServerMessage {
        let bytes = Array(try line(sourceLocation: sourceLocation).utf8)
        return try ServerMessage(reading: bytes.span)
    }
}

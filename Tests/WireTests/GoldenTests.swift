import Foundation
import JSON
import Testing
import Wire

/// The golden files: one line each, as bytes that must never change within a version.
enum Golden {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "golden")

    static let isRewriting = ProcessInfo.processInfo.environment["REWRITE"] == "1"

    static func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: file)))
    }

    /// Compares `bytes` with the file, or writes them to it if `REWRITE=1` asks for that.
    static func check(_ bytes: [UInt8], _ file: String) throws {
        if isRewriting {
            try Data(bytes).write(to: folder.appending(path: file))
        } else {
            let expected = try Self.bytes(file)
            #expect(bytes == expected, "\(file): \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

@Suite("Golden lines")
struct GoldenTests {
    @Test("A value is written as its file says", arguments: GoldenSample.all + GoldenSample.stored)
    func writing(golden: GoldenSample) throws {
        let bytes = golden.sample.written

        try Golden.check(bytes, "\(golden.name).line")
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(!bytes.dropLast().contains(UInt8(ascii: "\n")))
    }

    @Test(
        "A file is read as its value, and written again as it was",
        arguments: GoldenSample.all + GoldenSample.stored
    )
    func reading(golden: GoldenSample) throws {
        let bytes =
            Golden.isRewriting
            ? golden.sample.written : try Golden.bytes("\(golden.name).line")

        let value = try Sample.reading(Array(bytes.dropLast()), as: golden.sample.kind)
        #expect(value == golden.sample)
        #expect(value.written == bytes)
    }

    @Test("The cluster file is written and read as its file says")
    func clusterFile() throws {
        let sample = Sample.cluster(GoldenSample.clusterFile)

        try Golden.check(sample.written, "cluster.json")
        #expect(try Sample.reading(sample.written, as: .cluster) == sample)
    }

    @Test("Every file is somebody's, and every name is used once")
    func names() throws {
        let samples = GoldenSample.all + GoldenSample.stored
        let names =
            samples.map { "\($0.name).line" } + ["cluster.json"]
            + GoldenSample.partNames.map { "\($0).line" }
        guard !Golden.isRewriting else { return }
        let files = try FileManager.default.contentsOfDirectory(atPath: Golden.folder.path)

        #expect(names.count == Set(names).count)
        #expect(names.sorted() == files.sorted())
    }

    @Test(
        "Keys may stand in any order, with blanks around every token",
        arguments: GoldenSample.all + GoldenSample.stored
    )
    func anyOrder(golden: GoldenSample) throws {
        let object = try JSONValue(
            parsing: object(of: golden.sample.line).span,
            limits: JSONLimits(depthMax: 12, keysMax: 1_000)
        )

        for variant in [object.reversed, object.rotated, object.reversed.rotated] {
            let line = Array(variant.spaced.utf8)
            let framed = golden.sample.isSealed ? sealed(line) : line
            let read = try Sample.reading(framed, as: golden.sample.kind)
            #expect(read.withoutPart == golden.sample.withoutPart)
        }
    }

    @Test("A client may seal its line and end it with a carriage return, a node must and may not")
    func framing() throws {
        for golden in GoldenSample.all {
            let object = object(of: golden.sample.line)
            let kind = golden.sample.kind
            let returned = sealed(object) + [UInt8(ascii: "\r")]
            #expect(Sample.readingIfPossible(sealed(object), as: kind) == golden.sample)
            if golden.sample.isSealed {
                #expect(Sample.readingIfPossible(object, as: kind) == nil)
                #expect(Sample.readingIfPossible(returned, as: kind) == nil)
            } else {
                #expect(Sample.readingIfPossible(returned, as: kind) == golden.sample)
                #expect(
                    Sample.readingIfPossible(object + [UInt8(ascii: "\r")], as: kind)
                        == golden.sample
                )
            }
        }
    }

    @Test("A line as a value is the object of its bytes")
    func values() throws {
        for golden in GoldenSample.all {
            let value: JSONValue
            switch golden.sample {
            case .peer(let line): value = line.json
            case .client(let message): value = message.json
            case .server(let message): value = message.json
            default: continue
            }
            #expect(value.serialized() == object(of: golden.sample.line))
        }
    }

    @Test("What a node remembers of another one's line gives the message again")
    func remembered() {
        for golden in GoldenSample.all {
            guard case .peer(let line) = golden.sample else { continue }
            #expect(PeerMessage.remembered(line.json) == line.message)
        }
        #expect(PeerMessage.remembered(ClientMessage.request(requestOfG).json) == nil)
        #expect(PeerMessage.remembered(.null) == nil)
    }
}

extension Sample {
    /// The same value; of a part of a snapshot, whose bytes are kept as they came, only its place.
    fileprivate var withoutPart: Sample {
        guard case .peer(let line) = self, case .snapshot(let part) = line.message else {
            return self
        }
        let bare = SnapshotPart(slot: part.slot, index: part.index, count: part.count, bytes: [])
        return .peer(PeerLine(node: line.node, clock: line.clock, message: .snapshot(bare)))
    }
}

extension JSONValue {
    /// The same object, with the keys at its top the other way round.
    fileprivate var reversed: JSONValue { .object((asObject ?? []).reversed()) }

    /// The same object, its first key last.
    fileprivate var rotated: JSONValue {
        let members = asObject ?? []
        return .object(Array(members.dropFirst() + members.prefix(1)))
    }

    /// The text with blanks around every token.
    var spaced: String {
        switch self {
        case .null, .bool, .integer, .string: " \(self)\t"
        case .array(let elements):
            " [ " + elements.map(\.spaced).joined(separator: " , ") + " ] "
        case .object(let members):
            " { "
                + members.map { " \(JSONValue.string($0.key)) : \($0.value.spaced)" }
                .joined(separator: ",") + " } "
        }
    }
}

import JSON
import Testing
import Wire

/// Golden lines with something done to them: what comes out is refused, or means what it says.
@Suite("Damaged lines")
struct CorpusTests {
    @Test("A line cut at any byte is refused", arguments: GoldenSample.all + GoldenSample.stored)
    func cut(golden: GoldenSample) {
        let line = golden.sample.line

        for count in 0..<line.count {
            let read = Sample.readingIfPossible(Array(line.prefix(count)), as: golden.sample.kind)
            #expect(read == nil, "the first \(count) bytes")
        }
    }

    @Test("A sealed line with any bit flipped is refused", arguments: GoldenSample.all)
    func flippedSealed(golden: GoldenSample) {
        let line = sealed(object(of: golden.sample.line))

        for index in line.indices {
            for bit in 0..<8 {
                var damaged = line
                damaged[index] ^= 1 << UInt8(bit)
                let read = Sample.readingIfPossible(damaged, as: golden.sample.kind)
                #expect(read == nil, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test(
        "What a flipped bit lets through means what it says",
        arguments: GoldenSample.all + GoldenSample.stored
    )
    func flipped(golden: GoldenSample) {
        let kind = golden.sample.kind
        let object = object(of: golden.sample.line)

        for index in object.indices {
            for bit in 0..<8 {
                var damaged = object
                damaged[index] ^= 1 << UInt8(bit)
                let line = golden.sample.isSealed ? sealed(damaged) : damaged
                guard let read = Sample.readingIfPossible(line, as: kind) else { continue }
                #expect(read != golden.sample, "bit \(bit) of byte \(index)")
                #expect(Sample.readingIfPossible(read.line, as: kind) == read)
            }
        }
    }

    @Test("Each byte taken out or put in twice is refused or another value")
    func bytesLostAndRepeated() {
        for golden in GoldenSample.all + GoldenSample.stored
        where golden.sample.kind != .adminReply {
            let kind = golden.sample.kind
            let object = object(of: golden.sample.line)
            for index in object.indices {
                var shorter = object
                shorter.remove(at: index)
                var longer = object
                longer.insert(object[index], at: index)
                for damaged in [shorter, longer] {
                    let line = golden.sample.isSealed ? sealed(damaged) : damaged
                    #expect(
                        Sample.readingIfPossible(line, as: kind) != golden.sample,
                        "\(golden) at byte \(index)"
                    )
                }
            }
        }
    }

    @Test("A checksum is eight lower-case digits right after the object, and of these bytes")
    func sums() {
        let line = sealed(Array(#"{"type":"COMMIT","ballot":[3,1],"through":7}"#.utf8))
        #expect(line.suffix(9) == Array("#6259f71f".utf8))

        let commit = String(decoding: golden("commit").line, as: UTF8.self)
        let object = String(commit.dropLast(9))
        let wrong = [
            object, object + "#", object + "#834be35", object + "#834be35bb", object + "#834BE35B",
            object + " #834be35b", object + "#834be35b ", object + "##834be35b", "#834be35b",
            object + "#00000000", object + "834be35b", commit + "\r", " " + commit,
        ]
        #expect(refusal(of: commit, as: .peer, isSealed: false) == nil)
        for line in wrong {
            #expect(refusal(of: line, as: .peer, isSealed: false)?.code == "bad_sum", "\(line)")
        }
    }

    @Test("A wrong checksum of a client is refused, and a # within a text is none")
    func clientSums() throws {
        let read = #"{"type":"READ","id":1,"account":"A"}"#
        #expect(refusal(of: read + "#00000000", as: .client)?.code == "bad_sum")
        #expect(refusal(of: read + "#ABCDEF00", as: .client)?.code == "bad_sum")
        #expect(refusal(of: read + "#1234", as: .client)?.code == "bad_json")

        let disconnect = ##"{"type":"DISCONNECT","id":1,"cause":"#123456"}"##
        #expect(refusal(of: disconnect, as: .adminRequest) == nil)
        #expect(refusal(of: disconnect + " ", as: .adminRequest) == nil)
        let error = Sample.server(.error(ErrorMessage(code: "a", message: "line #123456")))
        #expect(try Sample.reading(error.line, as: .server) == error)
    }
}

/// Golden lines with one of their keys changed.
@Suite("Keys")
struct KeyTests {
    /// A golden line whose keys are to be changed.
    struct Target: CustomTestStringConvertible, Sendable {
        let golden: GoldenSample
        let members: [JSONValue.Member]

        var testDescription: String { golden.name }

        static let all: [Target] = (GoldenSample.all + GoldenSample.stored)
            .map { golden in
                do {
                    let value = try JSONValue(
                        parsing: object(of: golden.sample.line).span,
                        limits: JSONLimits(depthMax: 12)
                    )
                    return Target(golden: golden, members: value.asObject ?? [])
                } catch {
                    preconditionFailure("\(golden.name): \(error)")
                }
            }

        /// Reads the line with these members in place of its own.
        func refusal(_ text: String) -> WireError? {
            let line = golden.sample.isSealed ? sealed(Array(text.utf8)) : Array(text.utf8)
            do {
                _ = try Sample.reading(line, as: golden.sample.kind)
                return nil
            } catch {
                return error as? WireError
            }
        }

        /// The text of an object, which may have a key twice.
        static func text(_ members: [JSONValue.Member]) -> String {
            let parts = members.map { "\(JSONValue.string($0.key)):\($0.value)" }
            return "{" + parts.joined(separator: ",") + "}"
        }
    }

    @Test("A key that is there twice is refused", arguments: Target.all)
    func doubled(target: Target) {
        for member in target.members {
            let refusal = target.refusal(Target.text(target.members + [member]))
            #expect(refusal?.code == "bad_json", "\(member.key)")
        }
    }

    @Test("A key that is missing is refused, unless the rest makes sense", arguments: Target.all)
    func dropped(target: Target) {
        // `offset` tells where, and an answer that failed may name no accounts.
        let optional = [
            "error": ["offset"], "recall-floor": ["floor"], "log-accepted": ["records"],
            "log-records": ["notes", "behind", "records"], "log-forgot": ["recovering"],
            "log-repaired": ["base", "oldest", "repaired"],
            "reply-insufficient-funds": ["balances"], "reply-replayed": ["replayed"],
            "admin-journal-before": ["account", "before"], "admin-journal-after": ["after"],
            "answer-journal": ["oldest", "balance"], "answer-journal-empty": ["balance"],
        ]
        let failed = ["reply-same-account", "reply-invalid-amount", "reply-balance-overflow"]
        for (index, member) in target.members.enumerated() {
            var members = target.members
            members.remove(at: index)
            let mayMiss =
                optional[target.golden.name, default: []].contains(member.key)
                || failed.contains(target.golden.name) && member.key == "balances"
            #expect((target.refusal(Target.text(members)) == nil) == mayMiss, "\(member.key)")
        }
    }

    @Test("A key that is not known there is refused", arguments: Target.all)
    func foreign(target: Target) {
        let names = ["x", "extra", "types", "snapshot", "a_key_with_more_than_sixteen_bytes", ""]
        for name in names + ["entries", "balance", "via", "cause"] {
            if target.members.contains(where: { $0.key == name }) { continue }
            let text = Target.text(target.members + [.init(name, 1)])
            #expect(target.refusal(text) != nil, "\(name)")
        }
        for (index, member) in target.members.enumerated() {
            for name in [member.key + "x", member.key.uppercased(), " " + member.key] {
                var members = target.members
                members[index].key = name
                #expect(target.refusal(Target.text(members)) != nil, "\(name)")
            }
        }
    }

    @Test("A value of another kind is refused", arguments: Target.all)
    func retyped(target: Target) {
        let others: [JSONValue] = [
            nil, true, 7, "seven", [], [7], [nil, nil], [:], ["transfer": 1], [[[]]],
        ]
        for (index, member) in target.members.enumerated() {
            for other in others where other.kind != member.value.kind {
                // Nobody is known to lead: the one value that may be null.
                if member.key == "leader", other == nil { continue }
                var members = target.members
                members[index].value = other
                #expect(target.refusal(Target.text(members)) != nil, "\(member.key): \(other)")
            }
        }
    }

    @Test("A line of one kind of speaker is nothing to another")
    func foreignSpeakers() {
        for golden in GoldenSample.all {
            for kind in Sample.Kind.allCases where kind != golden.sample.kind && kind != .cluster {
                let object = object(of: golden.sample.line)
                let line = kind == .peer ? sealed(object) : object
                let read = Sample.readingIfPossible(line, as: kind)
                #expect(read == nil, "\(golden.name) as \(kind)")
            }
        }
    }
}

/// Returns the golden sample of that name, which exists.
func golden(_ name: String) -> Sample {
    guard let sample = GoldenSample.named(name) else { preconditionFailure("no golden \(name)") }
    return sample
}

import Paxos
import Testing
import Wire

/// How much more a release build tries: it is that much faster.
let effort: Int = {
    #if DEBUG
    1
    #else
    20
    #endif
}()

@Suite("Random lines")
struct RandomTests {
    @Test(
        "Any value is read as it was written, and written again alike",
        arguments: 0..<25 as Range
    )
    func roundTrips(seed: Int) throws {
        var values = RandomValues(seed: UInt64(seed))

        for _ in 0..<150 * effort {
            for kind in Sample.Kind.allCases {
                let value = values.sample(of: kind)
                let written = value.written
                let line = kind == .cluster ? written : Array(written.dropLast())
                let read = try Sample.reading(line, as: kind)
                #expect(read == value, "seed \(seed)")
                #expect(read.written == written, "seed \(seed)")
            }
        }
    }

    @Test(
        "A golden line with random changes is refused, or means what it says",
        arguments: 0..<20 as Range
    )
    func mutations(seed: Int) {
        var values = RandomValues(seed: UInt64(seed))
        let samples = GoldenSample.all + GoldenSample.stored
        let objects = samples.map { object(of: $0.sample.line) }
        var read = 0

        for round in 0..<7_500 * effort {
            let golden = samples[round % objects.count]
            var bytes = objects[round % objects.count]
            for _ in 0...values.below(3) { values.change(&bytes, with: objects) }
            let kind = values.below(8) == 0 ? .adminReply : golden.sample.kind
            let line = golden.sample.isSealed ? sealed(bytes) : bytes
            guard let value = Sample.readingIfPossible(line, as: kind) else { continue }
            read += 1
            let again = Sample.readingIfPossible(value.line, as: kind)
            #expect(again == value, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(read > 0)
    }

    @Test("Random bytes are refused", arguments: 0..<10 as Range)
    func noise(seed: Int) {
        var values = RandomValues(seed: UInt64(seed))
        let alphabet =
            Array(#"{}[]":,#-0123456789eE.abcnul\truefals "#.utf8) + [0, 9, 13, 0xC3, 0xFF]

        for round in 0..<1_000 * effort {
            let count = values.below(64)
            let bytes = (0..<count)
                .map { _ in
                    round % 2 == 0
                        ? alphabet[values.below(alphabet.count)]
                        : UInt8(truncatingIfNeeded: values.random.next())
                }
            for kind in Sample.Kind.allCases {
                #expect(Sample.readingIfPossible(bytes, as: kind) == nil)
                #expect(Sample.readingIfPossible(sealed(bytes), as: kind) == nil)
            }
        }
    }
}

extension RandomValues {
    /// Changes something of `bytes`: a bit, a byte, a number, or a part from another line.
    mutating func change(_ bytes: inout [UInt8], with others: [[UInt8]]) {
        guard !bytes.isEmpty else { return }
        let index = below(bytes.count)
        switch below(8) {
        case 0: bytes[index] ^= 1 << UInt8(below(8))
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(bytes[below(bytes.count)], at: index)
        case 3: bytes.removeSubrange(index..<min(bytes.count, index + below(20)))
        case 4:
            let other = others[below(others.count)]
            let start = below(other.count)
            bytes.insert(
                contentsOf: other[start..<min(other.count, start + below(40))],
                at: index
            )
        default:
            // A whole number is replaced, so that what is read is new, too.
            let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
            guard let first = bytes[index...].firstIndex(where: isDigit) else { return }
            let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
            let numbers: [UInt64] = [
                0, 1, 2, 63, 64, 65, 255, 256, 1_000, 4_095, 4_096, 1 << 31, 1 << 52, 1 << 53,
                1 << 53 + 1, UInt64(Int64.max), UInt64(Int64.max) + 1, .max,
            ]
            bytes.replaceSubrange(first..<end, with: "\(numbers[below(numbers.count)])".utf8)
        }
    }
}

import EventLoop
import Testing

/// Appends an array as one message; the macros of the tests take neither a span nor a mutation.
private func append(_ message: [UInt8], to outbox: inout Outbox) -> Bool {
    outbox.append(message.span)
}

@Suite("Outbox")
struct OutboxTests {
    @Test("What goes in comes out in order, whole messages or nothing", arguments: 1...30)
    func oracle(seed: UInt64) {
        var generator = Seeded(seed: seed)
        let bytesMax = Int.random(in: 1...500, using: &generator)
        var outbox = Outbox(bytesMax: bytesMax)
        var model: [UInt8] = []
        var next: UInt8 = 0

        for _ in 0..<2_000 {
            if Bool.random(using: &generator) {
                let message = (0..<Int.random(in: 0...80, using: &generator))
                    .map { _ in
                        next &+= 1
                        return next
                    }
                let fits = model.count + message.count <= bytesMax
                #expect(append(message, to: &outbox) == fits)
                if fits { model += message }
            } else {
                let count = Int.random(in: 0...model.count, using: &generator)
                outbox.consume(count)
                model.removeFirst(count)
            }
            #expect(outbox.count == model.count)
            #expect(outbox.isEmpty == model.isEmpty)
            let bytes = outbox.withBytes { bytes in bytes.indices.map { bytes[$0] } }
            #expect(bytes == model)
        }
    }

    @Test("A full outbox takes a message again as soon as it fits")
    func limit() {
        var outbox = Outbox(bytesMax: 4)

        #expect(append([1, 2, 3, 4], to: &outbox))
        #expect(!append([5], to: &outbox))
        outbox.consume(1)
        #expect(!append([5, 6], to: &outbox))
        #expect(append([5], to: &outbox))
    }

    @Test("A million pieces leave in linear time, memory bounded", .timeLimit(.minutes(1)))
    func linear() {
        let bytesMax = 16_000_000
        var outbox = Outbox(bytesMax: bytesMax)
        #expect(append([UInt8](repeating: 7, count: bytesMax), to: &outbox))

        // To move the rest at each step would move eight million million bytes.
        while !outbox.isEmpty { outbox.consume(16) }

        #expect(outbox.capacity <= 2 * bytesMax)
        outbox.releaseMemory(above: 0)
        #expect(outbox.capacity == 0)
    }

    @Test("To have sent more than waited is a programmer error")
    func tooMuchConsumed() async {
        await #expect(processExitsWith: .failure) {
            var outbox = Outbox(bytesMax: 4)
            outbox.consume(1)
        }
    }
}

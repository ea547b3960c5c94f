import Gateway
import HybridClock
import Testing

@Suite("Answers in order")
struct AnswerQueueTests {
    private func ready(_ number: UInt64, closes: Bool = false) -> AnswerQueue.Ready {
        AnswerQueue.Ready(bytes: Array("\(number)".utf8), closes: closes)
    }

    @Test("Answers that are ready in their order never wait")
    func inOrder() {
        var queue = AnswerQueue()
        for number in 0..<100 as Range<UInt64> {
            #expect(queue.begin() == number && queue.isTurn(of: number))
            #expect(queue.outstanding == 1)
            #expect(queue.didSend() == nil)
        }
        #expect(queue.outstanding == 0)
    }

    @Test("Answers that are ready in any order leave in that of the requests")
    func anyOrder() {
        var queue = AnswerQueue()
        var state: UInt64 = 1
        var open: [UInt64] = []
        var sent: [UInt64] = []
        for _ in 0..<2_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let choice = Int(state >> 33)
            if open.count < 32, choice % 2 == 0 || open.isEmpty {
                open.append(queue.begin())
                continue
            }
            let number = open.remove(at: choice / 2 % open.count)
            guard queue.isTurn(of: number) else {
                queue.keep(ready(number), as: number)
                continue
            }
            sent.append(number)
            while let next = queue.didSend() {
                #expect(queue.isTurn(of: UInt64(sent.count)))
                #expect(next == ready(UInt64(sent.count)))
                sent.append(UInt64(sent.count))
            }
        }
        #expect(sent.count > 900)
        #expect(sent == Array(0..<UInt64(sent.count)))
        #expect(queue.first == UInt64(sent.count))
    }

    @Test("An answer that closes its connection says so when its turn comes")
    func closing() {
        var queue = AnswerQueue()
        _ = queue.begin()
        _ = queue.begin()
        queue.keep(ready(1, closes: true), as: 1)

        #expect(queue.didSend() == ready(1, closes: true))
        #expect(queue.outstanding == 1)
        #expect(queue.didSend() == nil && queue.outstanding == 0)
    }

    @Test("An answer to no request, or one whose turn it is, is not kept")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var queue = AnswerQueue()
            _ = queue.begin()
            queue.keep(AnswerQueue.Ready(bytes: [], closes: false), as: 0)
        }
        await #expect(processExitsWith: .failure) {
            var queue = AnswerQueue()
            _ = queue.didSend()
        }
    }
}

@Suite("Moments")
struct UTCTextTests {
    @Test(
        "Moments are written as RFC 3339 has them",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"),
            (86_399_999_999, "1970-01-01T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (951_868_800_000_000, "2000-03-01T00:00:00.000000Z"),
            (1_795_921_842_123_456, "2026-11-29T03:10:42.123456Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
            (4_107_456_000_000_000, "2100-02-28T00:00:00.000000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
            (.max, "9999-12-31T23:59:59.999999Z"),
        ] as [(UInt64, String)]
    )
    func moments(microseconds: UInt64, text: String) {
        #expect(UTCText.text(microseconds: microseconds) == text)
    }

    @Test("Every day of four centuries has its date")
    func days() {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var day: UInt64 = 0
        for year in 1970..<2370 {
            let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
            for (index, length) in lengths.enumerated() {
                for date in 1...(index == 1 && isLeap ? 29 : length) {
                    let expected = [year, index + 1, date].map { $0 < 10 ? "0\($0)" : "\($0)" }
                        .joined(separator: "-")
                    let text = UTCText.text(microseconds: day * 86_400_000_000)
                    #expect(text == "\(expected)T00:00:00.000000Z")
                    day += 1
                }
            }
        }
        #expect(day == 146_097)
    }
}

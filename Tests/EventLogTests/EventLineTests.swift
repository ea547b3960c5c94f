import EventLog
import HybridClock
import Testing

@Suite("Lines for people")
struct EventLineTests {
    private static let node = EventComponent("node", "n1")

    private func text(
        _ fields: [EventField],
        as format: EventFormat = .keyValue,
        request: String? = nil,
        stamp: String? = nil,
        linesLost: UInt64 = 0
    ) -> String {
        var bytes: [UInt8] = []
        EventLine(
            at: 1_795_225_798_670_412,
            .info,
            of: Self.node,
            "role",
            request: request,
            stamp: stamp,
            fields
        )
        .write(as: format, linesLost: linesLost, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("A line says when, how much it matters, who, what, and then the rest")
    func order() {
        let fields = [EventField("role", "leader"), EventField("slot", UInt64(7))]

        #expect(
            text(fields, request: "req-1", stamp: "17.0", linesLost: 2) == """
                time=2026-11-21T01:49:58.670Z level=info node=n1 event=role role=leader slot=7 \
                request_id=req-1 hlc=17.0 lines_lost=2\n
                """
        )
        #expect(
            text(fields, as: .json, request: "req-1", stamp: "17.0", linesLost: 2) == """
                {"time":"2026-11-21T01:49:58.670Z","level":"info","node":"n1","event":"role",\
                "role":"leader","slot":7,"request_id":"req-1","hlc":"17.0","lines_lost":2}\n
                """
        )
        #expect(text([]) == "time=2026-11-21T01:49:58.670Z level=info node=n1 event=role\n")
    }

    @Test(
        "A value stands for itself, or is quoted and escaped",
        arguments: [
            ("n2", "n2"), ("(3,2)", "(3,2)"), ("", #""""#), ("a b", #""a b""#), ("a=b", #""a=b""#),
            ("say \"x\"", #""say \"x\"""#), (#"a\b"#, #""a\\b""#), ("a\nb\r\t", #""a\nb\r\t""#),
            ("\u{1B}[31m", #""\u001b[31m""#), ("é…", #""é…""#), ("\u{202E}x", #""\u202ex""#),
            ("\u{85}\u{2028}\u{7F}", #""\u0085\u2028\u007f""#), ("\u{1F4B6}", "\"\u{1F4B6}\""),
        ]
    )
    func values(text: String, written: String) {
        #expect(self.text([EventField("why", text)]).hasSuffix(" why=\(written)\n"))
        let quoted = written.hasPrefix("\"") ? written : "\"\(written)\""
        #expect(self.text([EventField("why", text)], as: .json).hasSuffix("\"why\":\(quoted)}\n"))
    }

    @Test("A long value is cut between characters, and many of them leave a whole line")
    func bounds() {
        for format in EventFormat.allCases {
            for piece in ["x", "é", "\u{1B}", "\"", "\u{1F4B6}"] {
                let long = String(repeating: piece, count: 5_000)
                let one = text([EventField("why", long)], as: format)
                #expect(one.utf8.count < EventLimits.valueBytesMax + 120 && one.contains("…"))

                let fields = Array(repeating: EventField("why", long), count: 50)
                let many = text(fields, as: format, request: long, stamp: long, linesLost: .max)
                #expect(many.utf8.count <= EventLimits.lineBytesMax)
                #expect(many.contains("fields_cut") && many.contains("hlc"))
                #expect(many.hasSuffix(format == .json ? "}\n" : "\n"))
                #expect(many.utf8.count { $0 == 0x0A } == 1)
            }
        }
    }

    @Test(
        "Moments are written as RFC 3339 has them",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1970-01-01T00:00:00.000Z"),
            (999, "1970-01-01T00:00:00.000Z"), (951_782_399_999_000, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_000_000, "2024-02-29T23:59:59.000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999Z"),
            (.max, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func moments(microseconds: Int64, written: String) {
        var bytes: [UInt8] = []
        UTCText.append(microseconds, .milliseconds, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == written)
    }

    @Test("Every day of 400 years follows the one before it")
    func calendar() {
        func isLeap(_ year: Int) -> Bool {
            year % 4 == 0 && year % 100 != 0 || year % 400 == 0
        }
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var (year, month, day) = (1970, 1, 1)
        for number in 0..<146_097 {
            var bytes: [UInt8] = []
            UTCText.append(Int64(number) * 86_400_000_000, .milliseconds, to: &bytes)
            let written = String(decoding: bytes.prefix(10), as: UTF8.self)
            guard written == "\(year)-\(padded(month))-\(padded(day))" else {
                Issue.record("day \(number) is \(written)")
                return
            }
            let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test("A budget is for one second, and the next one has its own")
    func budget() {
        var budget = EventBudget(perSecondMax: 2)
        let times = [0, 1, 2, 999, 1_000, 1_500, 1_999, 60_000]
        #expect(
            times.map { budget.spend(at: $0) }
                == [true, true, false, false, true, true, false, true]
        )
    }
}

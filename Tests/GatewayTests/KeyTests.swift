import Bank
import Gateway
import Testing

@Suite("Made keys")
struct MadeKeyTests {
    @Test(
        "A key is read as it was made",
        arguments: [("pay-8080", 17, 1), ("a", 0, 1_795_900_000_000_000), ("-", 1_023, .max)]
            as [(String, Int, Int64)]
    )
    func roundTrip(name: String, lane: Int, timestamp: Int64) throws {
        let stamp = try #require(RequestTimestamp(UInt64(timestamp)))
        let key = MadeKey(gateway: name, lane: lane, timestamp: stamp)

        #expect("\(key)" == "gw:\(name)-\(lane)@\(timestamp)")
        #expect(MadeKey("\(key)") == key)
        #expect("\(MadeKey.client(of: name, lane: lane))" == "gw-\(name)-\(lane)")
    }

    @Test(
        "A text that no gateway makes is no key",
        arguments: [
            "", "gw:", "gw:@", "gw:a-1@", "gw:a-1", "gw:-1@7", "gw:a@7", "gw:a-@7", "a-1@7",
            "GW:a-1@7", "gw:a-01@7", "gw:a-+1@7", "gw:a--1@7x", "gw:a-1024@7", "gw:a-1@07",
            "gw:a-1@0", "gw:a-1@-7", "gw:a-1@+7", "gw:a-1@9223372036854775808", "gw:a-1@7 ",
            " gw:a-1@7", "gw:a b-1@7", "gw:é-1@7", "gw:a.b-1@7", "gw:a-1@7@7", "gw:a-1@７",
            "gw:a-99999999999999999999@7",
        ]
    )
    func foreign(text: String) {
        #expect(MadeKey(text) == nil)
    }

    @Test("A gateway's name has 1 to 48 characters, and its lanes are clients then")
    func names() throws {
        let longest = String(repeating: "n", count: 48)

        #expect(MadeKey.isName(longest) && !MadeKey.isName(longest + "n"))
        #expect(!MadeKey.isName("") && !MadeKey.isName("a b") && MadeKey.isName("_-9"))
        let client = MadeKey.client(of: longest, lane: GatewayLimits.lanesMax - 1)
        #expect("\(client)".utf8.count <= Identifier.lengthMax)
        #expect(MadeKey("gw:\(longest)-1023@7")?.gateway == longest)
        #expect(MadeKey("gw:n\(longest)-1023@7") == nil)
    }

    @Test("A name may look like a lane")
    func hyphens() {
        let key = MadeKey("gw:a-1-2@7")

        #expect(key?.gateway == "a-1" && key?.lane == 2)
    }
}

@Suite("Lanes")
struct LaneTests {
    @Test("A lane that is given back comes after all others")
    func order() {
        var pool = LanePool(count: 3)
        #expect((0..<4).map { _ in pool.take() } == [0, 1, 2, nil])
        #expect(pool.freeCount == 0 && pool.count == 3)

        pool.giveBack(2)
        pool.giveBack(0)

        #expect(pool.take() == 2)
        pool.giveBack(2)
        #expect((0..<3).map { _ in pool.take() } == [0, 2, nil])
    }

    @Test("Taken and given back in any order, each lane is in one hand at a time")
    func ring() {
        var pool = LanePool(count: 7)
        var taken: [Int] = []
        var free = Array(0..<7)
        var state: UInt64 = 1
        for _ in 0..<10_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let choice = Int(state >> 33)
            if choice % 2 == 0 || taken.isEmpty {
                let lane = pool.take()
                #expect(lane == free.first)
                if lane != nil { taken.append(free.removeFirst()) }
            } else {
                let lane = taken.remove(at: choice / 2 % taken.count)
                pool.giveBack(lane)
                free.append(lane)
            }
            #expect(pool.freeCount == free.count)
        }
    }

    @Test("A lane that nobody has cannot be given back")
    func twice() async {
        await #expect(processExitsWith: .failure) {
            var pool = LanePool(count: 2)
            pool.giveBack(0)
        }
    }

    @Test("The last request of a lane is known, earlier ones are over, later ones are unknown")
    func memory() throws {
        let (early, middle, late) = (try stamp(1), try stamp(2), try stamp(3))
        var memory = LaneMemory(count: 2)
        #expect(memory.find(middle, of: 0) == .unknown)
        let last = LaneMemory.Last(timestamp: middle, result: .success, slot: 7)

        memory.note(last, of: 0)

        #expect(memory.find(early, of: 0) == .expired)
        #expect(memory.find(middle, of: 0) == .last(last))
        #expect(memory.find(late, of: 0) == .unknown)
        #expect(memory.find(middle, of: 1) == .unknown)
    }

    @Test("What comes of an earlier request does not hide the last one")
    func memoryOrder() throws {
        var memory = LaneMemory(count: 1)
        let last = LaneMemory.Last(
            timestamp: try stamp(3),
            result: .failed(.insufficientFunds),
            slot: 9
        )
        memory.note(last, of: 0)

        memory.note(.init(timestamp: try stamp(2), result: .success, slot: 8), of: 0)

        #expect(memory.find(try stamp(3), of: 0) == .last(last))
        #expect(memory.find(try stamp(2), of: 0) == .expired)
    }

    @Test("What is found out later of the same request replaces what was known")
    func memoryUpdate() throws {
        var memory = LaneMemory(count: 1)
        memory.note(.init(timestamp: try stamp(3), result: nil, slot: 0), of: 0)
        let known = LaneMemory.Last(timestamp: try stamp(3), result: .success, slot: 9)

        memory.note(known, of: 0)

        #expect(memory.find(try stamp(3), of: 0) == .last(known))
    }

    private func stamp(_ raw: UInt64) throws -> RequestTimestamp {
        try #require(RequestTimestamp(raw))
    }
}

@Suite("Request ids")
struct RequestIDTests {
    @Test(
        "A request's own name is taken over if it is plain",
        arguments: ["a", "A-Z_0.9", "...", String(repeating: "x", count: 64)]
    )
    func given(text: String) {
        #expect(RequestID(header: text).map { "\($0)" } == text)
    }

    @Test(
        "Any other name is none",
        arguments: [
            "", " ", "a b", "a\n", "a/b", "a\"", "é", "a:b", "\u{0}", "a\r\nSet-Cookie: x",
            String(repeating: "x", count: 65),
        ]
    )
    func refused(text: String) {
        #expect(RequestID(header: text) == nil)
    }

    @Test("A made name has the start in hexadecimal and the number in decimal digits")
    func made() {
        #expect("\(RequestID.made(start: 0x6A1C_3F00, number: 7))" == "6a1c3f00-7")
        #expect("\(RequestID.made(start: 0, number: 0))" == "0-0")
        #expect("\(RequestID.made(start: .max, number: .max))" == "ffffffff-\(UInt64.max)")
    }

    @Test("Numbers are written as the standard library writes them")
    func digits() {
        var numbers: [UInt64] = [0, 1, 9, 10, 11, 15, 16, 99, 100, .max, .max - 1, 1 << 63]
        numbers += (0..<64).flatMap { [1 << $0 as UInt64, (1 << $0 as UInt64) &- 1] }
        for number in numbers {
            var (decimal, hexadecimal): ([UInt8], [UInt8]) = ([], [])
            decimal.append(decimal: number)
            hexadecimal.append(hexadecimal: number)
            #expect(String(decoding: decimal, as: UTF8.self) == "\(number)")
            #expect(String(decoding: hexadecimal, as: UTF8.self) == String(number, radix: 16))
        }
    }
}

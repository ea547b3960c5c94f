import Bank
import Checksum
import HybridClock
import JSON
import Paxos
import Testing
import Wire

@Suite("Snapshots")
struct SnapshotTests {
    @Test("The parts of a snapshot are what their files say", arguments: GoldenSample.partNames)
    func golden(name: String) throws {
        let parts = SnapshotSamples.parts(of: SnapshotSamples.small)
        let index = try #require(GoldenSample.partNames.firstIndex(of: name))

        #expect(parts.count == GoldenSample.partNames.count)
        try Golden.check(parts[index] + [UInt8(ascii: "\n")], "\(name).line")
    }

    @Test("A random state is read as it was written", arguments: 0..<20)
    func roundTrips(seed: Int) throws {
        var values = RandomValues(seed: UInt64(seed))
        let state = values.state(
            accounts: seed < 15 ? 20 : 1_600,
            clients: seed < 15 ? 9 : 900,
            requests: seed < 15 ? values.below(60) : 2_500
        )
        let parts = SnapshotSamples.parts(of: state)
        let read = try SnapshotSamples.reading(parts)

        read.bank.checkInvariants()
        #expect(SeenState(read) == SeenState(state))
        #expect(read.bank.position == state.slot.rawValue)
        #expect(SnapshotSamples.parts(of: read) == parts)
        #expect(parts.count == SnapshotWriter(state).count)
        #expect(parts.allSatisfy { $0.count <= 64 << 10 })
    }

    @Test("Two banks that executed the same have the same parts, byte for byte")
    func equalStates() {
        var (first, second) = (RandomValues(seed: 7), RandomValues(seed: 7))
        let limits = BankLimits(journalEntriesMax: 300)
        let (one, other) = (
            first.state(accounts: 50, clients: 40, requests: 1_000, limits: limits),
            second.state(accounts: 50, clients: 40, requests: 1_000, limits: limits)
        )
        let parts = SnapshotSamples.parts(of: one)
        #expect(parts == SnapshotSamples.parts(of: other))
        #expect(throws: Never.self) {
            // Its journal's ring begins elsewhere: it came out of a snapshot.
            let restored = try SnapshotSamples.reading(parts, limits: limits)
            #expect(SnapshotSamples.parts(of: restored) == parts)
        }
    }

    @Test("A snapshot with any bit of any part flipped is refused")
    func flippedBits() {
        let parts = SnapshotSamples.parts(of: SnapshotSamples.small)
        var refusals: [String: Int] = [:]

        for index in parts.indices {
            for byte in parts[index].indices {
                for bit in 0..<8 {
                    var damaged = parts
                    damaged[index][byte] ^= 1 << UInt8(bit)
                    do {
                        _ = try SnapshotSamples.reading(damaged)
                        Issue.record("part \(index), byte \(byte), bit \(bit)")
                    } catch {
                        if case .wrongSum = error { refusals["sum", default: 0] += 1 }
                        if case .malformed = error { refusals["text", default: 0] += 1 }
                    }
                }
            }
        }
        // Both defences are met.
        #expect(refusals["sum", default: 0] > 100)
        #expect(refusals["text", default: 0] > 1_000)
    }

    @Test("A part that is cut short is refused, and then taken whole")
    func cutParts() throws {
        let parts = SnapshotSamples.parts(of: SnapshotSamples.small)
        var reader = SnapshotReader(limits: .standard)

        for (index, part) in parts.enumerated() {
            for count in 0..<part.count {
                let cut = Array(part.prefix(count))
                #expect(throws: SnapshotError.self) { try reader.take(cut) }
            }
            #expect(reader.next == index)
            try reader.take(part)
        }
        #expect(reader.isComplete)
        #expect(reader.count == parts.count)
        #expect(SeenState(try reader.finish()) == SeenState(SnapshotSamples.small))
    }

    @Test("Parts out of order are refused, and the right one is taken after them")
    func order() throws {
        var values = RandomValues(seed: 3)
        let state = values.state(accounts: 3_000, clients: 700, requests: 900)
        let parts = SnapshotSamples.parts(of: state)
        var reader = SnapshotReader(limits: .standard)

        for right in parts.indices {
            for wrong in parts.indices where wrong != right {
                #expect(throws: SnapshotError.self, "\(wrong) in place of \(right)") {
                    try reader.take(parts[wrong])
                }
            }
            try reader.take(parts[right])
        }
        #expect(throws: SnapshotError.tooManyParts(count: parts.count)) {
            try reader.take(parts[0])
        }
        #expect(SeenState(try reader.finish()) == SeenState(state))
        #expect(reader.next == 0)
    }

    @Test("A snapshot without its last parts is no state")
    func incomplete() throws {
        let parts = SnapshotSamples.parts(of: SnapshotSamples.small)
        var reader = SnapshotReader(limits: .standard)

        for (index, part) in parts.enumerated() {
            #expect(throws: SnapshotError.incomplete(parts: index)) { _ = try reader.finish() }
            try reader.take(part)
        }
    }
}

/// Snapshots whose sum is right and that hold no bank that can be.
@Suite("Impossible snapshots")
struct ImpossibleSnapshotTests {
    /// The golden parts with a text in one of them replaced, and the sum made right.
    private static func error(
        _ text: String,
        _ replacement: String,
        limits: BankLimits = .standard
    ) throws -> SnapshotError? {
        let golden = SnapshotSamples.parts(of: SnapshotSamples.small)
        var parts = golden.map { part in
            Array(String(decoding: part, as: UTF8.self).replacing(text, with: replacement).utf8)
        }
        let isChanged = parts != golden
        #expect(isChanged, "no part holds \(text)")
        seal(&parts)
        do {
            _ = try SnapshotSamples.reading(parts, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    /// Makes the sum in the last part that of the others.
    private static func seal(_ parts: inout [[UInt8]]) {
        var sum = DigestHasher()
        for part in parts.dropLast() { sum.mix(UInt64(CRC32C.checksum(part.span))) }
        let digits = String(sum.finished, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        parts[parts.count - 1] = Array(
            #"{"part":"END","parts":\#(parts.count),"sum":"\#(padded)"}"#.utf8
        )
    }

    @Test(
        "Parts with random changes and the right sum are refused, or hold a bank that can be",
        arguments: 0..<10 as Range
    )
    func mutations(seed: Int) throws {
        var values = RandomValues(seed: UInt64(seed))
        let golden = SnapshotSamples.parts(of: SnapshotSamples.small)
        var taken = 0

        for _ in 0..<1_500 * effort {
            var parts = golden
            for _ in 0...values.below(2) {
                values.change(&parts[values.below(parts.count - 1)], with: golden)
            }
            Self.seal(&parts)
            guard let state = try? SnapshotSamples.reading(parts) else { continue }
            taken += 1
            state.bank.checkInvariants()
            let again = try SnapshotSamples.reading(SnapshotSamples.parts(of: state))
            #expect(SeenState(again) == SeenState(state), "seed \(seed)")
        }
        #expect(taken > 10)
    }

    @Test("A snapshot whose total is not that of its accounts is refused")
    func total() throws {
        let expected = Amount(minorUnits: 101)
        let error = try Self.error(#""total":100"#, #""total":101"#)
        #expect(error == .wrongTotal(Amount(minorUnits: 100), expected: expected))
    }

    @Test("What the bank refuses is refused with its reason")
    func bank() throws {
        let cases: [(String, String)] = [
            (#"["B",10]"#, #"["A",10]"#), (#"["B",10]"#, #"["B",-1]"#),
            (#"["H","1795225798670390""#, #"["C","1795225798670390""#),
            (#",7,"unknown_account""#, #",9,"unknown_account""#),
            (#"[7,["#, #"[6,["#), (#"[7,["#, #"[9,["#),
        ]
        for (text, replacement) in cases {
            guard case .impossible = try Self.error(text, replacement) else {
                Issue.record("\(text): \(replacement)")
                continue
            }
        }
    }

    @Test("A row that no execution leaves is refused where it stands")
    func rows() throws {
        let cases: [(String, String)] = [
            (#""success",[11,18]"#, #""success",null"#),
            (#""success",[11,18]"#, #""stale",[11,18]"#),
            (#""success",[11,18]"#, #""success",[11]"#), (#""success",[11,18]"#, #""success""#),
            (#""unknown_account",null"#, #""too_many_clients",null"#),
            (#"["A",10]"#, #"["A",10,1]"#), (#"["A",10]"#, #"["A"]"#),
            (#"["A",10],"#, ""), (#"["A",10],"#, #"["A",10],["A",10],"#),
            (#""first":0"#, #""first":1"#), (#""accounts":10"#, #""accounts":-1"#),
            (#""part":"ACCOUNTS","#, ""), (#""part":"ACCOUNTS""#, #""part":"CLIENTS""#),
            (#""slot":8"#, #""slot":0"#), (#""slot":8"#, #""slot":8,"x":1"#),
            (#""total":100"#, #""total":1e2"#),
        ]
        for (text, replacement) in cases {
            guard case .malformed = try Self.error(text, replacement) else {
                Issue.record("\(text): \(replacement)")
                continue
            }
        }
    }

    @Test("Lists longer than the bank takes are refused before they come")
    func limits() throws {
        let accounts = #""accounts":10"#
        let error = try Self.error(accounts, accounts + "0000000")
        #expect(error == .tooLarge(rows: 100_000_000, most: BankLimits.standard.accountsMax))
        let few = BankLimits(clientsMax: 2)
        #expect(
            try Self.error(accounts, accounts + " ", limits: few) == .tooLarge(rows: 3, most: 2)
        )
        let short = BankLimits(journalEntriesMax: 0)
        #expect(
            try Self.error(accounts, accounts + " ", limits: short) == .tooLarge(rows: 3, most: 0)
        )
    }

    @Test("Full parts of the longest rows have at most 64 KiB, and the greatest bank few parts")
    func longestParts() throws {
        guard case .command(let stamped) = LimitTests.longestEntry(0) else { return }
        let limits = BankLimits(
            amountMax: .max,
            balanceMax: .max,
            totalMax: .max
        )
        var names = RandomValues(seed: 5)
        func name() -> Identifier {
            while true {
                let name = names.identifier()
                if name.count == Identifier.lengthMax { return name }
            }
        }
        let accounts = (0..<1_000)
            .map { index in
                let balance = Amount(minorUnits: index == 0 ? .max : 0)
                return Account(id: AccountID(identifier: name()), balance: balance)
            }
        var bank = SnapshotSamples.bank(of: accounts, limits: limits)
        let position = WireLimits.slotMax - 1_000
        for index in 0..<700 {
            let transfer = Transfer(
                from: accounts[index].id,
                to: accounts[index + 1].id,
                amount: Amount(minorUnits: index % 2 == 0 ? .max : .min)
            )
            let request = Request(
                client: ClientID(identifier: name()),
                timestamp: stamped.request.timestamp,
                command: .transfer(transfer)
            )
            _ = bank.execute(request, position: position + UInt64(index), stamp: .max)
        }
        let state = SnapshotState(
            slot: Slot(WireLimits.slotMax),
            stamp: .max,
            digest: .max,
            bank: bank
        )
        let parts = SnapshotSamples.parts(of: state)

        #expect(parts.allSatisfy { $0.count <= 64 << 10 })
        #expect((parts.map(\.count).max() ?? 0) > 48 << 10)
        #expect(SeenState(try SnapshotSamples.reading(parts, limits: limits)) == SeenState(state))
        // Three lists of 2^24 rows in parts of at least 200.
        #expect(3 * (1 << 24) / 200 + 5 < WireLimits.snapshotPartsMax)
    }
}

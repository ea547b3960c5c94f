import Runner
import Testing

@Suite("Decimal text")
struct DecimalTextTests {
    @Test("A quotient is rounded half up to the digits asked for")
    func ratio() {
        #expect(DecimalText.ratio(2, 3) == "0.667")
        #expect(DecimalText.ratio(1, 3) == "0.333")
        #expect(DecimalText.ratio(1, 2, digits: 0) == "1")
        #expect(DecimalText.ratio(1, 2_000) == "0.001")
        #expect(DecimalText.ratio(1, 2_001) == "0.000")
        #expect(DecimalText.ratio(10_004_000, 1_000_000, digits: 1) == "10.0")
        #expect(DecimalText.ratio(999_950, 1_000_000, digits: 1) == "1.0")
    }

    @Test("A quotient by nothing is 0, and one that does not fit is the greatest number")
    func extremes() {
        #expect(DecimalText.ratio(5, 0) == "0.000")
        #expect(DecimalText.ratio(.max, .max) == "1.000")
        #expect(DecimalText.ratio(.max, 1, digits: 0) == "\(UInt64.max)")
        #expect(DecimalText.ratio(.max, 1) == DecimalText.fixed(.max, digits: 3))
    }

    @Test("A number of smallest units gets its point and the zeros before it")
    func fixed() {
        #expect(DecimalText.fixed(0, digits: 3) == "0.000")
        #expect(DecimalText.fixed(38, digits: 3) == "0.038")
        #expect(DecimalText.fixed(1_380, digits: 3) == "1.380")
        #expect(DecimalText.fixed(7, digits: 0) == "7")
    }

    @Test("Commas stand between thousands")
    func grouped() {
        #expect(DecimalText.grouped(0) == "0")
        #expect(DecimalText.grouped(999) == "999")
        #expect(DecimalText.grouped(1_000) == "1,000")
        #expect(DecimalText.grouped(2_406_118) == "2,406,118")
    }
}

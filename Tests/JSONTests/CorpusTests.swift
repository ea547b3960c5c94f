import JSON
import Testing

@Suite("Corpus")
struct CorpusTests {
    @Test("Every accepted case becomes its canonical text", arguments: acceptedCases)
    func accepted(item: CorpusCase) throws {
        let value = try JSONValue(parsing: item.bytes.span)

        #expect(value.description == item.outcome)
        #expect(try JSONValue(parsing: value.serialized().span) == value)
    }

    @Test(
        "Every refused case says why, and at which byte",
        arguments: refusedStructures + refusedStrings
    )
    func refused(item: CorpusCase) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: item.bytes.span) }

        #expect(error?.description == item.outcome)
    }

    @Test(
        "The oracle gives the same verdicts",
        arguments: acceptedCases + refusedStructures + refusedStrings
    )
    func oracle(item: CorpusCase) {
        expectAgreement(on: item.bytes)
    }

    @Test("Case names are distinct")
    func distinctNames() {
        let names = (acceptedCases + refusedStructures + refusedStrings).map(\.name)

        #expect(Set(names).count == names.count)
    }
}

import EventLog
import Runner

// How a program that goes on and on tells people what happens.
extension CommandCall {
    /// Returns where and how events are written: to standard error, and to a file if one is named.
    func log() throws(UserError) -> EventLogSettings {
        var settings = EventLogSettings()
        settings.level = try word("log-level") ?? settings.level
        settings.format = try word("log-format") ?? settings.format
        settings.file = read.value("log-file")
        if settings.file == "" { throw invalid("log-file", "", why: "a file has a name") }
        guard let text = read.value("log-file-bytes") else { return settings }
        guard settings.file != nil else {
            throw invalid("log-file-bytes", text, why: "only --log-file writes a file")
        }
        settings.fileBytesMax = try size("log-file-bytes", text, in: EventLimits.fileBytes)
        return settings
    }

    /// Returns the word of a closed list that was given for a flag; nil if it was not given.
    private func word<Word: RawRepresentable<String> & CaseIterable>(
        _ flag: String
    ) throws(UserError) -> Word? {
        guard let text = read.value(flag) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(flag, text, why: "it is one of \(words)")
        }
        return word
    }

    /// Reads a number of bytes, as `65536`, `64KiB` or `16MiB`.
    private func size(
        _ flag: String,
        _ text: String,
        in range: ClosedRange<Int>
    ) throws(UserError) -> Int {
        let units: [(name: String, shift: Int)] = [("KiB", 10), ("MiB", 20), ("GiB", 30)]
        let unit = units.first { text.hasSuffix($0.name) }
        let digits = text.dropLast(unit?.name.utf8.count ?? 0)
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
        if isNumber, let number = Int(digits), number <= range.upperBound {
            let bytes = number << (unit?.shift ?? 0)
            if range.contains(bytes) { return bytes }
        }
        throw invalid(
            flag,
            text,
            why: "it is a number of bytes from \(range.lowerBound >> 10)KiB to"
                + " \(range.upperBound >> 30)GiB, as 16MiB"
        )
    }
}

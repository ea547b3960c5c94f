/// Reads scenario files.
///
/// The form is a superset of what files of this family use; docs/SCENARIO.md describes it. One
/// pass over the bytes, in linear time, finds every error; a file is accepted whole or not at all.
public enum ScenarioParser {
    /// Reads a whole file.
    ///
    /// - Parameters:
    ///   - bytes: The file as it stands on disk.
    ///   - names: The nodes and accounts of the cluster.
    /// - Returns: The sets of the file; at least one.
    /// - Throws: ``ScenarioErrors`` with everything that is wrong. A row with bytes that are no
    ///   text is reported once and not read further.
    public static func parse(
        _ bytes: [UInt8],
        names: ScenarioNames = .standard
    ) throws(ScenarioErrors) -> ScenarioFile {
        let text = SourceText(bytes)
        var assembly = SetAssembly(text: text, names: names)
        if !refuseWhole(text, errors: &assembly.errors) { assembly.readRows() }
        if assembly.errors.count == 0, assembly.sets.isEmpty {
            assembly.errors.add(
                .noSets,
                at: text.start,
                "the file holds no set",
                hint: "a set begins with its number, for example: 1,\"(G, B, 6)\",\"[n1, n2, n3]\""
            )
        }
        if let errors = assembly.errors.errors(in: text) { throw errors }
        return ScenarioFile(sets: assembly.sets)
    }

    /// Reports what makes a file not worth reading, and returns whether it is so.
    private static func refuseWhole(_ text: SourceText, errors: inout ErrorCollector) -> Bool {
        if text.end > ScenarioLimits.fileBytesMax {
            errors.add(
                .fileTooLong,
                at: text.start,
                "the file has \(text.end) bytes, at most \(ScenarioLimits.fileBytesMax) are read",
                hint: "cut it into several files"
            )
            return true
        }
        if Byte.wideByteOrderMarks.contains(where: { text.bytes.starts(with: $0) }) {
            errors.add(
                .badEncoding,
                at: 0,
                "the file is UTF-16, not UTF-8",
                hint: "save it as \"CSV UTF-8\""
            )
            return true
        }
        return false
    }
}

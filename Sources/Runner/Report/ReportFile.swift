import Foundation

/// The file that `--report` names.
package enum ReportFile {
    /// Writes a whole report: the file is there with all of it, or as it was before.
    ///
    /// - Parameters:
    ///   - document: The bytes of the report.
    ///   - path: Where it goes; what is there is replaced.
    /// - Throws: ``UserError`` of kind `inputOutput` if the file cannot be written.
    package static func write(_ document: [UInt8], to path: String) throws(UserError) {
        do {
            try Data(document).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw UserError(
                "the report cannot be written to \(path)",
                code: "cannot_write",
                why: error.localizedDescription,
                hint: "give a path in a folder that exists and is writable",
                kind: .inputOutput
            )
        }
    }
}

/// The known word that somebody probably meant.
public enum NearestWord {
    /// The longest word that is compared, in characters: the work grows with the square.
    private static let charactersMax = 64

    /// Returns the candidate most like `word`, the first of several; nil if none is alike.
    ///
    /// - Parameters:
    ///   - word: What was written; case does not count.
    ///   - candidates: What could have been meant.
    /// - Returns: A candidate that begins with `word`, or differs in at most two characters and in
    ///   fewer than half of them.
    public static func find(_ word: String, among candidates: [String]) -> String? {
        let written = Array(ForeignText.lowercased(word))
        guard written.count <= charactersMax else { return nil }
        var best: (word: String, edits: Int)?
        for candidate in candidates where candidate.count <= charactersMax {
            let meant = Array(ForeignText.lowercased(candidate))
            let isBegun = written.count >= 2 && meant.starts(with: written)
            let edits = isBegun ? 0 : Self.edits(from: written, to: meant)
            let allowed = min(2, max(written.count - 1, 0) / 2 + written.count % 2)
            guard edits <= (isBegun ? 0 : allowed), edits < best?.edits ?? .max else { continue }
            best = (candidate, edits)
        }
        return best?.word
    }

    /// Returns `did you mean NEAREST?` if a word is near, else `otherwise`.
    public static func hint(
        _ word: String,
        among candidates: [String],
        otherwise: String
    ) -> String {
        find(word, among: candidates).map { "did you mean \($0)?" } ?? otherwise
    }

    /// Returns how many characters to insert, remove, replace or swap with their neighbour.
    private static func edits(from first: [Character], to second: [Character]) -> Int {
        var older = [Int](repeating: 0, count: second.count + 1)
        var previous = Array(0...second.count)
        for (row, character) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var least = min(
                    previous[column] + (character == other ? 0 : 1),
                    min(previous[column + 1], current[column]) + 1
                )
                if row > 0, column > 0, character == second[column - 1], first[row - 1] == other {
                    least = min(least, older[column - 1] + 1)
                }
                current.append(least)
            }
            (older, previous) = (previous, current)
        }
        return previous[second.count]
    }
}

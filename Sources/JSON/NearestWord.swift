/// A search for the word that someone probably meant.
enum NearestWord {
    /// How many edits apart two words may be to be taken for each other.
    private static let editsMax = 2
    /// The longest word that is compared, in bytes: the work grows with the square.
    private static let bytesMax = 64

    /// Returns the word most like `word`, the first of several; nil if none is alike.
    ///
    /// - Parameters:
    ///   - word: What was written.
    ///   - candidates: What could have been meant.
    /// - Returns: A candidate that differs in at most two characters and not in all of them.
    static func find(_ word: String, among candidates: [String]) -> String? {
        var nearest: String?
        var fewest = min(editsMax, word.utf8.count - 1) + 1
        for candidate in candidates
        where max(word.utf8.count, candidate.utf8.count) <= bytesMax {
            let edits = distance(Array(word.utf8), Array(candidate.utf8))
            if edits < fewest {
                fewest = edits
                nearest = candidate
            }
        }
        return nearest
    }

    /// Returns how many bytes to insert, remove or replace to turn one word into the other.
    ///
    /// Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974.
    private static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var row = Array(0...second.count)
        for (line, byte) in first.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in second.indices {
                let replaced = diagonal + (byte == second[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[second.count]
    }
}

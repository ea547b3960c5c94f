/// Finds the known name that somebody may have meant.
enum NearestName {
    /// Returns a hint that suggests the nearest of `names`, if one is near, and lists them.
    ///
    /// - Parameters:
    ///   - wrong: What was written.
    ///   - names: The known names.
    ///   - kind: What the names are of, in the plural, for example "nodes".
    /// - Returns: One line.
    static func hint(for wrong: String, among names: [String], kind: String) -> String {
        let listed = names.prefix(ScenarioLimits.namesListedMax).joined(separator: ", ")
        let more = names.count > ScenarioLimits.namesListedMax ? ", …" : ""
        let list = "the \(kind) are \(listed)\(more)"
        guard let name = nearest(to: wrong, among: names) else { return list }
        return "did you mean \(name)? \(list)"
    }

    /// Returns the name with the smallest edit distance, or nil if none is near.
    ///
    /// Case counts less than a letter. Among equally near names the one wins whose last character
    /// is closest, so that `n7` finds `n5`; then the first. Near is one edit, or a third of the
    /// longer name.
    static func nearest(to wrong: String, among names: [String]) -> String? {
        let wanted = Array(wrong.utf8)
        guard wanted.count <= ScenarioLimits.nameCharactersMax else { return nil }
        var best: (distance: Int, gap: Int, name: String)?
        for name in names.prefix(ScenarioLimits.namesComparedMax) {
            let letters = Array(name.utf8)
            let distance = distance(wanted, letters)
            let limit = max(wanted.count, letters.count) / 3
            guard distance <= 2 * max(limit, 1) else { continue }
            let gap = abs(Int(wanted.last ?? 0) - Int(letters.last ?? 0))
            if let best, (best.distance, best.gap) <= (distance, gap) { continue }
            best = (distance: distance, gap: gap, name: name)
        }
        return best?.name
    }

    /// Returns the edit distance, in half edits: another case is 1, any other change 2.
    ///
    /// Source: Wagner and Fischer, "The String-to-String Correction Problem" (1974); two rows.
    private static func distance(_ from: [UInt8], _ to: [UInt8]) -> Int {
        var above = (0...to.count).map { 2 * $0 }
        for (row, letter) in zip(1..., from) {
            var current = [2 * row]
            for (column, other) in zip(1..., to) {
                let sameLetter = Byte.lowercased(letter) == Byte.lowercased(other)
                let change = letter == other ? 0 : sameLetter ? 1 : 2
                let removed = above[column] + 2
                let added = current[column - 1] + 2
                current.append(min(above[column - 1] + change, removed, added))
            }
            above = current
        }
        return above[to.count]
    }
}

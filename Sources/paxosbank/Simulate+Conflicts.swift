import Runner

/// Which flags of `simulate` exclude each other: none is taken and then not looked at.
extension SimulateOptions {
    /// A flag, and what makes no sense beside it.
    private struct Conflict {
        /// The flag.
        let flag: String
        /// The flags that may not stand beside it.
        let others: [String]
        /// Why not.
        let why: String
    }

    private static let conflicts: [Conflict] = [
        Conflict(
            flag: "list-mutants",
            others: [
                "seed", "seeds", "ticks", "jobs", "trace", "shrink", "only", "report", "mutant",
                "model",
            ],
            why: "one names the bugs that can be planted and runs nothing, the other is about runs"
        ),
        Conflict(
            flag: "model",
            others: ["mutant", "report", "only", "trace", "shrink", "jobs"],
            why: "runs for the specification are printed as they are, one after the other"
        ),
        Conflict(
            flag: "mutant",
            others: ["report", "jobs"],
            why: "the search for a bug runs seed by seed, ends at the first that notices it,"
                + " and makes no report"
        ),
        Conflict(
            flag: "shrink",
            others: ["trace"],
            why: "a run that was made smaller is shown as a table anyway"
        ),
        Conflict(
            flag: "trace",
            others: ["report"],
            why: "the report is about a campaign, and the table about what one run did"
        ),
        Conflict(
            flag: "shrink",
            others: ["report"],
            why: "the report is about a campaign, and the table about what one run did"
        ),
    ]

    /// Refuses what makes no sense together.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    func refuseConflicts(_ call: CommandCall) throws(UserError) {
        for conflict in Self.conflicts where call.read.has(conflict.flag) {
            guard let other = conflict.others.first(where: { call.read.has($0) }) else { continue }
            throw call.conflict(
                conflict.flag,
                other,
                why: conflict.why,
                hint: "leave out one of them"
            )
        }
        let single = ["trace", "shrink", "only"].first { call.read.has($0) }
        if let single, seeds > 1 {
            throw call.conflict(
                single,
                "seeds",
                why: "one shows or changes a single run, the other runs \(seeds) seeds",
                hint: "leave out '--seeds', and name the seed with '--seed'"
            )
        }
    }
}

import Runner

/// Which flags of `bench` exclude each other: none is taken and then not looked at.
extension BenchOptions {
    /// A flag, and what makes no sense beside it.
    private struct Conflict {
        /// The flag.
        let flag: String
        /// The flags that may not stand beside it.
        let others: [String]
        /// Why not.
        let why: String
        /// What to do.
        let hint: String
    }

    private static let conflicts: [Conflict] = [
        Conflict(
            flag: "duration",
            others: ["transfers"],
            why: "each says when the bench ends",
            hint: "keep one of them"
        ),
        Conflict(
            flag: "rate",
            others: ["in-flight"],
            why: "one says how many begin a second, the other how many are under way",
            hint: "keep one of them; '--clients' bounds how many are under way with '--rate'"
        ),
        Conflict(
            flag: "fail-leader-at",
            others: ["transfers"],
            why: "how long so many transfers take, and whether the failure comes before, is not"
                + " known",
            hint: "say '--duration' in place of '--transfers'"
        ),
        Conflict(
            flag: "fail-leader-at",
            others: ["memory"],
            why: "a node in memory that is killed forgets everything, also what it promised",
            hint: "leave out '--memory': then it is started again from its folder"
        ),
    ]

    /// Refuses what makes no sense together.
    ///
    /// - Throws: ``Runner/UserError`` of kind `usage`.
    static func refuseConflicts(
        _ call: CommandCall,
        _ options: GlobalOptions
    ) throws(UserError) {
        for conflict in conflicts where call.read.has(conflict.flag) {
            guard let other = conflict.others.first(where: { call.read.has($0) }) else { continue }
            throw call.conflict(
                conflict.flag,
                other,
                why: conflict.why,
                hint: conflict.hint
            )
        }
        let isSweep = call.read.value("in-flight")?.contains(",") == true
        if isSweep, call.read.has("fail-leader-at") {
            let places = ["fail-leader-at", "in-flight"].map { call.read.place(of: $0) }
            throw UserError(
                "\(places[0]) and several loads exclude each other",
                code: "conflicting_flags",
                why: "each failure belongs to one load",
                hint: "give '\(places[1])' one number",
                kind: call.read.origin("in-flight").errorKind
            )
        }
        guard let cluster = options.cluster else { return }
        try call.refuseStorage(with: cluster)
        try refuse(call, with: cluster)
    }

    /// Refuses what can only be done to a cluster that is started here.
    private static func refuse(_ call: CommandCall, with cluster: String) throws(UserError) {
        let name = ForeignText.quoted(cluster)
        let reasons = [
            ("accounts", "\(name) names the accounts of a bank that is there already"),
            ("fail-leader-at", "\(name) names nodes of others, which are not to be killed"),
            ("check", "what was done with the bank of \(name) before is not known"),
        ]
        for (flag, why) in reasons where call.read.has(flag) {
            throw call.conflictWithCluster(flag, why: why)
        }
    }

    /// Refuses reads beside transactions that have their own.
    static func refuseReadsOfSmallBank(_ call: CommandCall) throws(UserError) {
        guard call.read.has("reads") else { return }
        let places = ["reads", "workload"].map { call.read.place(of: $0) }
        throw UserError(
            "\(places[0]) and \(places[1]) smallbank exclude each other",
            code: "conflicting_flags",
            why: "SmallBank says itself how many of its transactions read",
            hint: "keep one of them",
            kind: call.read.origin("reads").errorKind
        )
    }
}

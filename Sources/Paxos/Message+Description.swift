extension Message {
    /// The message's name on the wire.
    public var name: String {
        switch self {
        case .prepare: "PREPARE"
        case .promise: "PROMISE"
        case .newView: "NEW_VIEW"
        case .accept: "ACCEPT"
        case .accepted: "ACCEPTED"
        case .commit: "COMMIT"
        case .reject: "REJECT"
        case .heartbeat: "HEARTBEAT"
        case .fetch: "FETCH"
        case .entries: "ENTRIES"
        case .recall: "RECALL"
        case .noted: "NOTED"
        }
    }
}

extension Message: CustomStringConvertible {
    /// The form used in traces and in test data, for example `ACCEPTED (3,2) through s7`.
    public var description: String {
        switch self {
        case .prepare(let ballot, let first): "\(name) \(ballot) first \(first)"
        case .promise(let page):
            "\(name) \(page.ballot) first \(page.first) checkpoint \(page.checkpoint)"
                + " [\(page.accepted.map(\.description).joined(separator: " "))]"
                + (page.isLast ? "" : " more") + "\(page.memory)"
        case .newView(let page):
            "\(name) \(page.run) first \(page.first)" + (page.isLast ? "" : " more")
        case .accept(let run, let committed): "\(name) \(run) committed \(committed)"
        case .accepted(let ballot, let through), .commit(let ballot, let through):
            "\(name) \(ballot) through \(through)"
        case .reject(let promised): "\(name) promised \(promised)"
        case .heartbeat(let beat):
            "\(name) \(beat.ballot) beat \(beat.beat) committed \(beat.committed)"
                + " executed \(beat.executed)"
        case .fetch(let first): "\(name) first \(first)"
        case .entries(let proposals):
            "\(name) [\(proposals.map(\.description).joined(separator: " "))]"
        case .recall(let recall):
            "\(name) life \(recall.life)" + (recall.floor.map { " floor \($0)" } ?? "")
        case .noted(let recollection):
            "\(name) life \(recollection.life) by life \(recollection.ownLife)"
                + " promised \(recollection.promised)" + describe(recollection.notes)
        }
    }
}

extension PromiseMemory: CustomStringConvertible {
    /// The form used in traces and in test data; empty for a replica that never lost anything.
    public var description: String {
        let ranges = lost.map { "\($0.first)-\($0.last)" }.joined(separator: " ")
        return (life > 0 ? " life \(life)" : "") + describe(notes)
            + (lost.isEmpty ? "" : " lost \(ranges)")
    }
}

/// The form of notes in traces and in test data, for example ` notes n4:1.0`.
private func describe(_ notes: [Note]) -> String {
    let texts = notes.map { "\($0.node):\($0.incarnation)" }
    return texts.isEmpty ? "" : " notes " + texts.joined(separator: " ")
}

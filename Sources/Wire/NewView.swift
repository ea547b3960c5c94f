public import Paxos

/// A NEW_VIEW, put together from the pages that nodes remember.
public struct NewView: Hashable, Sendable {
    /// The leader's ballot.
    public let ballot: Ballot
    /// The first slot of the view; every slot before it was chosen.
    public let first: Slot
    /// The entries found, in slot order, each slot once.
    public let entries: [SlotEntry]
    /// Whether no page is missing.
    public let isWhole: Bool

    /// Creates a view.
    public init(ballot: Ballot, first: Slot, entries: [SlotEntry], isWhole: Bool) {
        self.ballot = ballot
        self.first = first
        self.entries = entries
        self.isWhole = isWhole
    }

    /// The node that leads in it.
    public var leader: NodeID { ballot.proposer }

    /// An entry with its slot.
    public struct SlotEntry: Hashable, Sendable {
        /// The slot.
        public let slot: Slot
        /// What it holds.
        public let entry: BankEntry

        /// Creates an entry.
        public init(slot: Slot, entry: BankEntry) {
            self.slot = slot
            self.entry = entry
        }
    }
}

extension NewView {
    /// Puts together what nodes remember; each view and each of its slots comes out once.
    ///
    /// A page repeated, or remembered by several nodes, counts once.
    ///
    /// - Parameter records: Lines of any nodes, in any order; others than NEW_VIEW do not count.
    /// - Returns: The views, by ballot.
    public static func merged(_ records: some Sequence<HistoryRecord>) -> [NewView] {
        var pages: [Ballot: [Slot: ViewPage<StampedRequest>]] = [:]
        for record in records {
            guard case .paxos(.newView(let page)) = PeerMessage.remembered(record.line) else {
                continue
            }
            let known = pages[page.run.ballot]?[page.run.first]
            guard known == nil || (known?.run.entries.count ?? 0) < page.run.entries.count else {
                continue
            }
            pages[page.run.ballot, default: [:]][page.run.first] = page
        }
        return pages.keys.sorted()
            .compactMap { ballot in
                pages[ballot]
                    .flatMap {
                        view(ballot, pages: $0.values.sorted { $0.run.first < $1.run.first })
                    }
            }
    }

    /// Puts the pages of one view together; they are in slot order.
    private static func view(_ ballot: Ballot, pages: [ViewPage<StampedRequest>]) -> NewView? {
        guard let first = pages.first?.first else { return nil }
        var entries: [SlotEntry] = []
        var next = first
        var hasGap = false
        for page in pages {
            if page.run.first > next { hasGap = true }
            for (slot, entry) in zip(page.run.first..., page.run.entries) where slot >= next {
                entries.append(SlotEntry(slot: slot, entry: entry))
                next = slot.next
            }
        }
        let isWhole = !hasGap && pages.contains(where: \.isLast)
        return NewView(ballot: ballot, first: first, entries: entries, isWhole: isWhole)
    }
}

import Paxos

/// What asked for space on the disk and found none.
///
/// It is asked for again only when ``retry()`` says so. The disk counts as full until whatever
/// found it full has succeeded, or is not wanted any more: that it is time to try again says
/// nothing yet.
struct DiskSpace: Hashable, Sendable {
    /// What came of the last attempt of one kind.
    enum Attempt: Hashable, Sendable {
        /// There was space, or none was asked for.
        case succeeded
        /// There was none.
        case failed
        /// There was none, and it is time to try again.
        case due
    }

    /// The next segment of the log.
    var log = Attempt.succeeded
    /// A snapshot of this node's own state.
    var snapshot = Attempt.succeeded
    /// A snapshot of another node.
    private(set) var fetch = Attempt.succeeded
    /// The slot of the snapshot that could not be fetched; it means nothing if none failed.
    private var fetchSlot = Slot.zero

    /// Whether something found the disk full and has not succeeded since.
    var isFull: Bool { [log, snapshot, fetch].contains { $0 != .succeeded } }

    /// Lets everything that found the disk full try again.
    mutating func retry() {
        if log == .failed { log = .due }
        if snapshot == .failed { snapshot = .due }
        if fetch == .failed { fetch = .due }
    }

    /// Notes that there was no space for the snapshot of a slot that was being fetched.
    mutating func failToFetch(_ slot: Slot) {
        fetch = .failed
        fetchSlot = slot
    }

    /// Notes that a snapshot of another node was fetched.
    mutating func didFetch() {
        fetch = .succeeded
    }

    /// Whether a snapshot that could not be fetched is not wanted any more by a node that has
    /// committed so much.
    func isFetchObsolete(_ committed: Slot) -> Bool {
        fetch != .succeeded && fetchSlot <= committed
    }
}

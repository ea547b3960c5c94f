import Paxos
import Wire

/// The types of lines that are counted; a type of one name counts once, whoever speaks.
enum LineKind: Int, CaseIterable {
    case prepare, promise, newView, accept, accepted, commit, reject, heartbeat, fetch, entries
    case recall, noted, request, reply, fetchSnapshot, snapshot, read, balance, outcome, error

    /// The kind of a line between nodes.
    init(_ message: PeerMessage) {
        switch message {
        case .paxos(let message): self.init(message)
        case .request: self = .request
        case .reply: self = .reply
        case .fetchSnapshot: self = .fetchSnapshot
        case .snapshot: self = .snapshot
        }
    }

    private init(_ message: PaxosMessage) {
        switch message {
        case .prepare: self = .prepare
        case .promise: self = .promise
        case .newView: self = .newView
        case .accept: self = .accept
        case .accepted: self = .accepted
        case .commit: self = .commit
        case .reject: self = .reject
        case .heartbeat: self = .heartbeat
        case .fetch: self = .fetch
        case .entries: self = .entries
        case .recall: self = .recall
        case .noted: self = .noted
        }
    }

    /// The kind of a client's line.
    init(_ message: ClientMessage) {
        switch message {
        case .request: self = .request
        case .read: self = .read
        }
    }

    /// The kind of a line to a client.
    init(_ message: ServerMessage) {
        switch message {
        case .reply: self = .reply
        case .balance: self = .balance
        case .outcome: self = .outcome
        case .error: self = .error
        }
    }

    /// The name on the wire.
    var name: String {
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
        case .request: "REQUEST"
        case .reply: "REPLY"
        case .fetchSnapshot: "FETCH_SNAPSHOT"
        case .snapshot: "SNAPSHOT"
        case .read: "READ"
        case .balance: "BALANCE"
        case .outcome: "OUTCOME"
        case .error: "ERROR"
        }
    }
}

#if MUTANTS
import Mutation
#endif

/// The last request of each client with its reply: what makes execution happen at most once.
///
/// It is part of the replicated state and of snapshots. No client is ever forgotten: to prune by
/// age would need a clock, and to prune by number would let a late retry run again. So there is a
/// limit, and what is new beyond it is refused, on every replica alike. A client costs 104 bytes
/// and its share of the table that finds it, 6 to 12.
public struct ClientTable: Sendable {
    /// The greatest number of clients.
    public let clientsMax: Int
    /// The names, in the order of their first execution.
    private var names = IdentifierTable(capacity: 0)
    /// The last request of each client, by index.
    private var lasts: [Last] = []

    /// A client's last request and its reply, without what the request itself says.
    private struct Last: Sendable, BitwiseCopyable {
        /// The request's number.
        let timestamp: RequestTimestamp
        /// The fingerprint of its command.
        let fingerprint: UInt64
        /// The position at which it was executed.
        let position: UInt64
        /// The balances afterwards; nil unless both accounts exist.
        let balances: TransferBalances?
        /// `success` or `failed`.
        let result: RequestResult
        /// Whether all this is that of an earlier request under the same idempotency key.
        let isReplayed: Bool
    }

    /// Creates an empty table.
    init(clientsMax: Int) {
        self.clientsMax = clientsMax
    }

    /// Creates a table out of a snapshot.
    ///
    /// - Parameters:
    ///   - records: The records, in the order ``records(from:count:)`` gave them.
    ///   - position: The last position the snapshot covers.
    ///   - clientsMax: The greatest number of clients.
    /// - Throws: ``BankError`` about the first record that is wrong.
    init(restoring records: [ClientRecord], position: UInt64, clientsMax: Int) throws(BankError) {
        if records.count > clientsMax { throw .tooManyClients(count: records.count) }
        self.clientsMax = clientsMax
        names = IdentifierTable(capacity: records.count)
        lasts.reserveCapacity(records.count)
        for record in records {
            guard record.isPossible(through: position) else {
                throw .impossibleReply(record.reply)
            }
            guard names.insert(record.reply.client.identifier) != nil else {
                throw .duplicateClient(record.reply.client)
            }
            lasts.append(Self.last(record.reply, fingerprint: record.fingerprint))
        }
    }
}

// MARK: - Reading

extension ClientTable {
    /// The number of clients; at most ``clientsMax``.
    public var count: Int { lasts.count }

    /// Says what executing a request would do now, and changes nothing.
    ///
    /// - Parameter request: The request.
    /// - Returns: What to make of it. What is not `new` never becomes new again, since timestamps
    ///   rise and clients are never forgotten: it can be answered without being ordered.
    public func lookup(_ request: Request) -> Lookup {
        lookup(request, at: index(of: request.client))
    }

    /// Returns a page of records, in the order of the clients' first execution, in O(page) time.
    ///
    /// - Parameters:
    ///   - index: The first record, counted from 0.
    ///   - count: The number of records wanted.
    /// - Returns: As many of them as there are; none if `index` or `count` is out of range.
    public func records(from index: Int, count: Int) -> [ClientRecord] {
        pageIndices(from: index, count: count, of: self.count)
            .map { index in
                let client = ClientID(identifier: names.elements[index])
                return ClientRecord(
                    reply: reply(of: client, at: index),
                    fingerprint: lasts[index].fingerprint
                )
            }
    }

    /// Returns where a client's record lies, or nil if the client is new.
    func index(of client: ClientID) -> Int? { names.index(of: client.identifier) }

    /// Says what executing a request would do, if its client's record lies at `index`.
    func lookup(_ request: Request, at index: Int?) -> Lookup {
        guard let index else { return count < clientsMax ? .new : .tooManyClients }
        let last = lasts[index]
        if request.timestamp > last.timestamp { return .new }
        #if MUTANTS
        if Mutant.staleGetsLastReply.isPlanted, request.timestamp < last.timestamp {
            return .replay(reply(of: request.client, at: index))
        }
        if Mutant.fingerprintIgnored.isPlanted, request.timestamp == last.timestamp {
            return .replay(reply(of: request.client, at: index))
        }
        #endif
        if request.timestamp < last.timestamp { return .stale }
        return request.fingerprint == last.fingerprint
            ? .replay(reply(of: request.client, at: index)) : .conflict
    }

    /// Returns the reply to the last request of the client whose record lies at `index`.
    private func reply(of client: ClientID, at index: Int) -> Reply {
        let last = lasts[index]
        #if MUTANTS
        if Mutant.replyRebuilt.isPlanted {
            return Reply(
                client: client,
                timestamp: last.timestamp,
                result: last.result,
                position: last.position,
                balances: nil
            )
        }
        #endif
        return Reply(
            client: client,
            timestamp: last.timestamp,
            result: last.result,
            position: last.position,
            balances: last.balances,
            isReplayed: last.isReplayed
        )
    }
}

// MARK: - Changing

extension ClientTable {
    /// Keeps the reply to a new request, in place of the client's last one.
    ///
    /// - Parameters:
    ///   - reply: The reply.
    ///   - fingerprint: The fingerprint of the request.
    ///   - index: Where the client's record lies; nil if the client is new and there is room.
    mutating func record(_ reply: Reply, fingerprint: UInt64, at index: Int?) {
        let last = Self.last(reply, fingerprint: fingerprint)
        if let index {
            lasts[index] = last
            return
        }
        precondition(count < clientsMax, "no room for client \(reply.client): \(count)")
        let added = names.insert(reply.client.identifier)
        precondition(added == count, "client \(reply.client) is not new: \(count)")
        lasts.append(last)
    }

    /// Returns what is kept of a reply.
    private static func last(_ reply: Reply, fingerprint: UInt64) -> Last {
        Last(
            timestamp: reply.timestamp,
            fingerprint: fingerprint,
            position: reply.position,
            balances: reply.balances,
            result: reply.result,
            isReplayed: reply.isReplayed
        )
    }

    /// Stops the process if a record is not what an execution leaves, in O(clients) time.
    ///
    /// - Parameter position: The last position that was executed.
    func checkInvariants(through position: UInt64) {
        precondition(count <= clientsMax, "\(count) clients, \(clientsMax) are the limit")
        precondition(names.count == count, "\(names.count) names, \(count) records")
        names.checkInvariants()
        for record in records(from: 0, count: count) {
            precondition(record.isPossible(through: position), "record of \(record.reply)")
        }
    }
}

import Bank
import HybridClock
import JSON
import Paxos

// The journal in operators' lines: every entry says what its numbers are.

extension JournalQuery {
    var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        if let account { members.append(.init("account", .string("\(account)"))) }
        switch order {
        case .newestFirst(let slot):
            if let slot { members.append(.init("before", .slot(slot))) }
        case .oldestFirst(let slot): members.append(.init("after", .slot(slot)))
        }
        return members + [.init("count", .integer(Int64(count)))]
    }

    init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        let account = try reader.takeIfPresent("account")?.account()
        let before = try reader.takeIfPresent("before")?.slot()
        let order: Order
        if let after = reader.takeIfPresent("after") {
            guard before == nil else { throw after.error(.invalid("a page has one beginning")) }
            order = .oldestFirst(after: try after.slot())
        } else {
            order = .newestFirst(before: before)
        }
        let counts = 1...Int64(WireLimits.journalEntriesMax)
        self.init(
            of: account,
            order,
            count: Int(try reader.take("count").integer(in: counts))
        )
    }
}

extension JournalPage {
    var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("entries", .array(entries.map(\.json))),
            .init("more", .bool(hasMore)),
            .init("executed", .slot(executed)),
        ]
        if let oldest { members.append(.init("oldest", .slot(oldest))) }
        if let balance { members.append(.init("balance", .integer(balance.minorUnits))) }
        return members
    }

    init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        let entries = try reader.take("entries").page(JournalEntry.init(reading:))
        let hasMore = try reader.take("more").bool()
        let executed = try reader.take("executed").slot()
        let oldest = try reader.takeIfPresent("oldest")?.slot()
        let balance = try reader.takeIfPresent("balance")?.integer()
        self.init(
            entries: entries,
            hasMore: hasMore,
            executed: executed,
            oldest: oldest,
            balance: balance.map { Amount(minorUnits: $0) }
        )
    }
}

extension JournalEntry {
    /// The entry as an object.
    fileprivate var json: JSONValue {
        let time = Timestamp(raw: stamp)
        var members: [JSONValue.Member] = [
            .init("slot", .count(position)),
            .init("stamp", .array([.count(time.microseconds), .count(time.logical)])),
            .init("from", .string("\(transfer.from)")),
            .init("to", .string("\(transfer.to)")),
            .init("amount", .integer(transfer.amount.minorUnits)),
            .init("result", .string(result.word)),
        ]
        if let reason = result.reason { members.append(.init("reason", .string(reason.rawValue))) }
        if let balances {
            let pair = [balances.from.minorUnits, balances.to.minorUnits]
            members.append(.init("balances", .array(pair.map { .integer($0) })))
        }
        return .object(members)
    }

    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        var reader = try field.object()
        let slot = try reader.take("slot").slot()
        let stamp = try reader.take("stamp").stamp()
        let from = try reader.take("from").account()
        let to = try reader.take("to").account()
        let amount = Amount(minorUnits: try reader.take("amount").integer())
        let word = try reader.take("result")
        let reason = try reader.takeIfPresent("reason")?.string()
        guard let result = RequestResult(word: try word.string(), reason: reason),
            result.takesSlot
        else { throw word.error(.invalid("no entry has this result and reason")) }
        let balances = try reader.takeIfPresent("balances")?.balances()
        guard result != .success || balances != nil else {
            throw field.error(.invalid("success has balances"))
        }
        try reader.finish()
        self.init(
            position: slot.rawValue,
            stamp: stamp.raw,
            transfer: Transfer(from: from, to: to, amount: amount),
            result: result,
            balances: balances
        )
    }
}

extension RequestResult {
    /// Whether a request of which this became is in the journal.
    fileprivate var takesSlot: Bool {
        switch self {
        case .success: true
        case .failed(let reason): reason != .tooManyClients
        case .stale, .conflict: false
        }
    }
}

extension JSONField {
    fileprivate func account() throws(JSONFieldError) -> AccountID {
        guard let account = AccountID(try string()) else {
            throw error(.invalid("no account name"))
        }
        return account
    }

    fileprivate func balances() throws(JSONFieldError) -> TransferBalances {
        let parts = try array()
        guard parts.count == 2 else { throw error(.invalid("two balances")) }
        return TransferBalances(
            from: Amount(minorUnits: try parts[0].integer()),
            to: Amount(minorUnits: try parts[1].integer())
        )
    }
}

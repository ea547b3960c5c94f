import Bank
public import JSON
import Paxos

extension RunReport {
    /// The report as `--report` writes it, schema `paxosbank.run/1`: keys are only ever added.
    public var json: JSONValue {
        .answer(
            "run",
            [
                .init("file", .string(file)), .init("ok", .bool(isOK)),
                .init("sets", .array(sets.map(\.json))), .init("totals", totals.json),
            ]
        )
    }
}

extension RunReport.Totals {
    fileprivate var json: JSONValue {
        [
            "transactions": .count(transfers), "success": .count(success),
            "failed": .count(failed), "pending": .count(pending), "lf": .count(leaderFailures),
        ]
    }
}

extension SetReport {
    fileprivate var json: JSONValue {
        let balances = balances.map { node in
            JSONValue.Member(
                "\(node.node)",
                .object(node.accounts.map { .init("\($0.id)", .integer($0.balance.minorUnits)) })
            )
        }
        let status = slots.map { slot in
            JSONValue.Member(
                "\(slot.slot.rawValue)",
                .object(slot.statuses.map { .init("\($0.node)", .string($0.status.rawValue)) })
            )
        }
        return [
            "set": .count(number), "live": .of(live), "failed": .of(failed),
            "leader": .of(ballot?.proposer), "ballot": .of(ballot),
            "elections": .count(electionCount), "duration_ms": .of(durationMilliseconds),
            "transactions": .array(rows.map(\.json)), "balances": .object(balances),
            "status": .object(status), "views": .array(views.map(\.json)),
        ]
    }
}

extension SetReport.Row {
    fileprivate var json: JSONValue {
        switch self {
        case .transfer(let row): row.json
        case .leaderFailure(let row, let node):
            ["row": .count(row), "event": "LF", "node": .of(node)]
        }
    }
}

extension TransferRow {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("row", .count(row)), .init("client", .string("\(client)")),
            .init("from", .string("\(transfer.from)")), .init("to", .string("\(transfer.to)")),
            .init("amount", .integer(transfer.amount.minorUnits)),
            .init("timestamp", timestamp.map { .string("\($0)") } ?? .null),
            .init("outcome", .string(outcome.word)),
            .init("slot", outcome.slot.map { .of($0) } ?? .null),
            .init("carried", .bool(isCarried)),
        ]
        if let reason = outcome.reason {
            members.append(.init("reason", .string(reason.rawValue)))
        }
        return .object(members)
    }
}

extension JSONValue {
    /// A number of things.
    fileprivate static func count(_ count: Int) -> JSONValue { .integer(Int64(count)) }
}

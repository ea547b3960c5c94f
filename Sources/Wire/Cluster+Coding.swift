import Bank
import JSON
import Paxos

/// Why a cluster file was refused.
public struct ClusterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, with the key or the byte.
    public let description: String

    /// Creates the error.
    public init(_ description: String) {
        self.description = description
    }
}

extension Cluster {
    /// The format that this program reads and writes.
    public static let schema = "paxosbank.cluster/1"

    /// The most nodes a cluster has.
    public static let nodesMax = 9

    /// The longest name of a host, in bytes.
    private static let hostBytesMax = 253

    /// Reads a cluster file.
    ///
    /// - Parameter bytes: The whole file.
    /// - Throws: ``ClusterError`` with the key that is wrong; unknown keys are wrong too.
    public init(reading bytes: Span<UInt8>) throws(ClusterError) {
        do {
            let limits = JSONLimits(keysMax: BankLimits.standard.accountsMax)
            let value = try JSONValue(parsing: bytes, limits: limits)
            var reader = try JSONField(value).object()
            try self.init(reading: &reader)
            try reader.finish()
        } catch {
            throw ClusterError("\(error)")
        }
    }

    private init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        let schema = try reader.take("schema")
        guard try schema.string() == Self.schema else {
            throw schema.error(.invalid("only \(Self.schema) is known here"))
        }
        let name = try reader.take("cluster")
        guard let id = Identifier(try name.string()) else {
            throw name.error(.invalid("an id is 1 to 64 letters, digits, _ and -"))
        }
        let nodes = try reader.take("nodes")
        let addresses = try Self.addresses(nodes)
        let accounts = try reader.takeIfPresent("accounts").map(Self.accounts)
        let timers = try reader.takeIfPresent("timers").map(Self.timers)
        self.init(
            id: id,
            addresses: addresses,
            accounts: accounts ?? Accounts.standard,
            timers: timers ?? Timers()
        )
    }

    private static func addresses(_ field: JSONField) throws(JSONFieldError) -> [String] {
        var reader = try field.object()
        var addresses: [String] = []
        for (name, field) in reader.takeRest() {
            guard name == "n\(addresses.count + 1)" else {
                throw field.error(.invalid("nodes are n1, n2, n3 and so on, in this order"))
            }
            let address = try field.string()
            guard Self.isAddress(address) else {
                throw field.error(.invalid("an address is host:port, not \"\(address)\""))
            }
            guard !addresses.contains(address) else {
                throw field.error(.invalid("\(address) is the address of another node too"))
            }
            addresses.append(address)
        }
        guard addresses.count % 2 == 1, addresses.count <= nodesMax else {
            throw field.error(
                .invalid(
                    "a cluster has 1, 3, 5, 7 or 9 nodes, not \(addresses.count): an even number"
                        + " tolerates no more failures than one node less"
                )
            )
        }
        return addresses
    }

    /// Whether `text` has the form `host:port`; whether there is such a host shows when it is used.
    private static func isAddress(_ text: String) -> Bool {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
        let host = text[..<colon]
        let port = text[text.utf8.index(after: colon)...]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.utf8.count > 2
        guard let number = UInt16(port), number > 0, "\(number)" == port else { return false }
        return (1...hostBytesMax).contains(host.utf8.count)
            && host.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && (isBracketed || !host.contains { ":[]".contains($0) })
    }

    private static func accounts(_ field: JSONField) throws(JSONFieldError) -> [Account] {
        var reader = try field.object()
        var accounts: [Account] = []
        for (name, field) in reader.takeRest() {
            guard let id = AccountID(name) else {
                throw field.error(.invalid("an account is 1 to 64 letters, digits, _ and -"))
            }
            let balance = try field.integer(in: 0...BankLimits.standard.totalMax)
            accounts.append(Account(id: id, balance: Amount(minorUnits: balance)))
        }
        do {
            _ = try Bank(accounts: accounts)
        } catch {
            throw field.error(.invalid("\(error)"))
        }
        return accounts
    }

    private static func timers(_ field: JSONField) throws(JSONFieldError) -> Timers {
        var reader = try field.object()
        var timers = Timers()
        func take(_ name: String, _ value: inout UInt64) throws(JSONFieldError) {
            guard let field = reader.takeIfPresent(name) else { return }
            guard let duration = DurationText.milliseconds(try field.string()) else {
                throw field.error(.invalid("a duration is for example 250ms or 5s"))
            }
            value = duration
        }
        try take("tick", &timers.tick)
        try take("heartbeat", &timers.heartbeat)
        try take("leader_min", &timers.leaderMin)
        try take("leader_max", &timers.leaderMax)
        try take("quiet", &timers.quiet)
        try reader.finish()
        if let problem = timers.problem { throw field.error(.invalid(problem)) }
        return timers
    }

    /// The file's text, as ``init(reading:)`` reads it.
    public var fileText: [UInt8] {
        let value = JSONValue.object([
            .init("schema", .string(Self.schema)),
            .init("cluster", .string("\(id)")),
            .init("nodes", .object(nodes.map { .init("\($0.id)", .string($0.address)) })),
            .init(
                "accounts",
                .object(accounts.map { .init("\($0.id)", .integer($0.balance.minorUnits)) })
            ),
            .init(
                "timers",
                .object([
                    .init("tick", .duration(timers.tick)),
                    .init("heartbeat", .duration(timers.heartbeat)),
                    .init("leader_min", .duration(timers.leaderMin)),
                    .init("leader_max", .duration(timers.leaderMax)),
                    .init("quiet", .duration(timers.quiet)),
                ])
            ),
        ])
        return value.prettyPrinted()
    }
}

extension JSONValue {
    fileprivate static func duration(_ milliseconds: UInt64) -> JSONValue {
        .string(DurationText.text(milliseconds: milliseconds))
    }
}

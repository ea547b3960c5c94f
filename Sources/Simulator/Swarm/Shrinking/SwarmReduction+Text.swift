/// Why a text is no reduction.
public enum ReductionError: Error, Hashable, Sendable {
    /// A part has no `=`, or nothing before it.
    case noValue(String)
    /// There is no such key.
    case unknownKey(String)
    /// A key stands twice.
    case repeatedKey(String)
    /// A key's value makes no sense.
    case badValue(key: String, value: String, wants: String)

    /// The keys that there are.
    public static let keys: [String] =
        ["ticks", "nodes", "clients", "faults", "skip", "requests", "quiet"]
        + SwarmReduction.NetworkHabit.allCases.map(\.rawValue)
}

extension ReductionError: CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .noValue(let part): "the part \"\(part)\" is not KEY=VALUE"
        case .unknownKey(let key):
            "there is no key \"\(key)\"; keys are " + Self.keys.joined(separator: ", ")
        case .repeatedKey(let key): "the key \(key) stands twice"
        case .badValue(let key, let value, let wants): "\(key)=\(value): \(key) is \(wants)"
        }
    }
}

extension SwarmReduction {
    /// Reads a reduction.
    ///
    /// - Parameter text: `KEY=VALUE` with commas between; each key at most once.
    /// - Throws: ``ReductionError``.
    public init(_ text: String) throws(ReductionError) {
        var seen: Set<String> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[0].isEmpty else { throw .noValue(String(part)) }
            let key = String(halves[0])
            guard seen.insert(key).inserted else { throw .repeatedKey(key) }
            try set(key, String(halves[1]))
        }
    }

    private mutating func set(_ key: String, _ value: String) throws(ReductionError) {
        switch key {
        case "ticks": ticks = try Self.number(key, value, in: 1...1_000_000)
        case "nodes":
            guard value == "3" || value == "5" else { throw Self.bad(key, value, "3 or 5") }
            nodes = value == "3" ? 3 : 5
        case "clients": clients = Int(try Self.number(key, value, in: 0...1_000))
        case "requests": requests = try Self.number(key, value, in: 0...1_000_000_000)
        case "faults": faults = try Self.kinds(key, value)
        case "skip": skip = try Self.ranges(key, value)
        case "quiet": quiet = try Self.ranges(key, value)
        default:
            guard let habit = NetworkHabit(rawValue: key) else { throw .unknownKey(key) }
            guard value == "0" else { throw Self.bad(key, value, "0: it can only be left out") }
            absent.append(habit)
        }
    }

    private static func bad(_ key: String, _ value: String, _ wants: String) -> ReductionError {
        .badValue(key: key, value: value, wants: wants)
    }

    private static func number(
        _ key: String,
        _ value: String,
        in range: ClosedRange<UInt64>
    ) throws(ReductionError) -> UInt64 {
        guard let number = NumberRanges.number(value), range.contains(number) else {
            throw bad(
                key,
                value,
                "a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    private static func ranges(
        _ key: String,
        _ value: String
    ) throws(ReductionError) -> NumberRanges {
        guard let ranges = NumberRanges(value) else {
            throw bad(key, value, "numbers and ranges that rise, for example 3-7+9")
        }
        return ranges
    }

    private static func kinds(
        _ key: String,
        _ value: String
    ) throws(ReductionError) -> [FaultKind] {
        guard value != "none" else { return [] }
        var kinds: [FaultKind] = []
        for name in value.split(separator: "+", omittingEmptySubsequences: false) {
            guard let kind = FaultKind(rawValue: String(name)), !kinds.contains(kind) else {
                let names = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw bad(key, value, "none, or kinds with + between, each once: \(names)")
            }
            kinds.append(kind)
        }
        return kinds
    }
}

extension SwarmReduction: CustomStringConvertible {
    /// The text that reads as this reduction; empty for one that leaves nothing out.
    public var description: String {
        var parts: [String] = []
        if let ticks { parts.append("ticks=\(ticks)") }
        if let nodes { parts.append("nodes=\(nodes)") }
        if let clients { parts.append("clients=\(clients)") }
        if let faults {
            let names = faults.map(\.rawValue).joined(separator: "+")
            parts.append("faults=\(faults.isEmpty ? "none" : names)")
        }
        if !skip.isEmpty { parts.append("skip=\(skip)") }
        if let requests { parts.append("requests=\(requests)") }
        if !quiet.isEmpty { parts.append("quiet=\(quiet)") }
        parts += absent.map { "\($0.rawValue)=0" }
        return parts.joined(separator: ",")
    }
}

package import Wire

/// Metrics as Prometheus reads them: the text format 0.0.4.
///
/// Source: prometheus.io, "Exposition formats". A family stands once, however many nodes have it;
/// durations are exact decimals of seconds, made of whole microseconds.
package struct MetricsText: Hashable, Sendable {
    /// The media type of the text.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    /// The text so far.
    package private(set) var text = ""

    /// Writes families.
    ///
    /// - Parameter sources: Families with the labels that tell their source from others. Where two
    ///   sources have a family of one name, the first one's help and kind hold for both, and
    ///   samples of another kind are left out.
    package init(_ sources: [(labels: [MetricLabel], families: [MetricFamily])]) {
        var order: [String] = []
        var byName: [String: [(labels: [MetricLabel], family: MetricFamily)]] = [:]
        for source in sources {
            for family in source.families {
                if byName[family.name] == nil { order.append(family.name) }
                byName[family.name, default: []].append((source.labels, family))
            }
        }
        for name in order {
            guard let members = byName[name], let first = members.first?.family else { continue }
            text += "# HELP paxosbank_\(name) \(Self.escaped(first.help, quote: false))\n"
            text += "# TYPE paxosbank_\(name) \(first.kind.rawValue)\n"
            for member in members
            where member.family.kind == first.kind && member.family.unit == first.unit {
                for sample in member.family.samples {
                    write(sample, of: first, labels: member.labels + sample.labels)
                }
            }
        }
    }

    private mutating func write(
        _ sample: MetricSample,
        of family: MetricFamily,
        labels: [MetricLabel]
    ) {
        switch sample.value {
        case .number(let number):
            line(family.name, labels, Self.number(number, family.unit))
        case .histogram(let histogram):
            for bucket in histogram.buckets {
                let bound = Self.number(Int64(clamping: bucket.bound), family.unit)
                line(
                    "\(family.name)_bucket",
                    labels + [MetricLabel("le", bound)],
                    "\(bucket.count)"
                )
            }
            line(
                "\(family.name)_bucket",
                labels + [MetricLabel("le", "+Inf")],
                "\(histogram.count)"
            )
            let sum = Self.number(Int64(clamping: histogram.sum), family.unit)
            line("\(family.name)_sum", labels, sum)
            line("\(family.name)_count", labels, "\(histogram.count)")
        }
    }

    private mutating func line(_ name: String, _ labels: [MetricLabel], _ value: String) {
        text += "paxosbank_\(name)"
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quote: true))\"" }
            text += "{\(pairs.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    /// Returns a number in its base unit: `0.00025` for 250 microseconds.
    package static func number(_ number: Int64, _ unit: MetricFamily.Unit?) -> String {
        guard unit == .microseconds else { return "\(number)" }
        let magnitude = number.magnitude
        let whole = "\(number < 0 ? "-" : "")\(magnitude / 1_000_000)"
        let rest = magnitude % 1_000_000
        guard rest > 0 else { return whole }
        var digits = "\(1_000_000 + rest)".dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    /// Returns a text in which nothing ends a line, or a label's value.
    private static func escaped(_ text: String, quote: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quote: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

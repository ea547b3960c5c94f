import JSON

// Measurements in operators' lines.

extension MetricFamily {
    /// The family as an object.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("kind", .string(kind.rawValue)),
        ]
        if let unit { members.append(.init("unit", .string(unit.rawValue))) }
        members.append(.init("help", .string(help)))
        members.append(.init("samples", .array(samples.map(\.json))))
        return .object(members)
    }

    init(reading field: JSONField) throws(JSONFieldError) {
        var reader = try field.object()
        let name = try reader.take("name").metricName()
        let kind: Kind = try reader.take("kind").word()
        let unit: Unit? = try reader.takeIfPresent("unit")?.word()
        let help = try reader.take("help").string()
        let list = try reader.take("samples")
        let samples = try list.page(MetricSample.init(reading:))
        guard samples.allSatisfy({ $0.value.isHistogram == (kind == .histogram) }) else {
            throw list.error(.invalid("only a histogram has buckets"))
        }
        try reader.finish()
        self.init(name: name, kind: kind, unit: unit, help: help, samples: samples)
    }
}

extension MetricSample {
    fileprivate var json: JSONValue {
        let labels = self.labels.map { JSONValue.Member($0.name, .string($0.value)) }
        return .object([.init("labels", .object(labels))] + value.members)
    }

    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        var reader = try field.object()
        var labels: [MetricLabel] = []
        var fields = try reader.take("labels").object()
        for (name, field) in fields.takeRest() {
            guard MetricName.isValid(name) else {
                throw field.error(.invalid("no name of a label"))
            }
            labels.append(MetricLabel(name, try field.string()))
        }
        let value = try MetricValue(reading: &reader)
        try reader.finish()
        self.init(labels, value)
    }
}

extension MetricValue {
    fileprivate var members: [JSONValue.Member] {
        switch self {
        case .number(let number): [.init("value", .integer(number))]
        case .histogram(let histogram):
            [
                .init(
                    "buckets",
                    .array(histogram.buckets.map { .array([.count($0.bound), .count($0.count)]) })
                ),
                .init("count", .count(histogram.count)),
                .init("sum", .count(histogram.sum)),
            ]
        }
    }

    fileprivate init(reading reader: inout JSONObjectReader) throws(JSONFieldError) {
        if let number = reader.takeIfPresent("value") {
            self = .number(try number.integer())
            return
        }
        let list = try reader.take("buckets")
        let buckets = try list.page(MetricHistogram.Bucket.init(reading:))
        let count = try reader.take("count").count()
        guard MetricHistogram.rises(buckets, to: count) else {
            throw list.error(.invalid("bounds rise, and counts do not fall"))
        }
        let sum = try reader.take("sum").count()
        self = .histogram(MetricHistogram(buckets: buckets, count: count, sum: sum))
    }
}

extension MetricHistogram.Bucket {
    fileprivate init(reading field: JSONField) throws(JSONFieldError) {
        let parts = try field.array()
        guard parts.count == 2 else { throw field.error(.invalid("a bucket is [bound,count]")) }
        self.init(through: try parts[0].count(), count: try parts[1].count())
    }
}

extension JSONField {
    fileprivate func metricName() throws(JSONFieldError) -> String {
        let name = try string()
        guard MetricName.isValid(name) else { throw error(.invalid("no name of a metric")) }
        return name
    }
}

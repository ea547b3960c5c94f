/// Measurements of one kind, as a node gives them to whoever publishes them.
///
/// There is no floating point on the way: durations are whole microseconds, and whoever writes
/// seconds writes them as exact decimals.
public struct MetricFamily: Hashable, Sendable {
    /// How the numbers of a family are read.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// They only grow while the process lives.
        case counter
        /// They rise and fall.
        case gauge
        /// They are counts of observations in buckets.
        case histogram
    }

    /// What one of a family's numbers counts, unless the name says it.
    public enum Unit: String, Hashable, Sendable, CaseIterable {
        /// Microseconds, of which the name makes seconds.
        case microseconds = "us"
    }

    /// The name without the prefix of the program.
    ///
    /// It has lower-case letters, digits and `_`, a letter first, and at most
    /// ``WireLimits/metricNameBytesMax`` of them. Its end names the base unit.
    public let name: String
    /// How the numbers are read.
    public let kind: Kind
    /// What they count; nil for what the name says.
    public let unit: Unit?
    /// A sentence for people.
    public let help: String
    /// The measurements, each with other labels.
    public let samples: [MetricSample]

    /// Creates a family; the samples of a histogram MUST be ``MetricValue/histogram(_:)``, and no
    /// others may be.
    public init(
        name: String,
        kind: Kind,
        unit: Unit? = nil,
        help: String,
        samples: [MetricSample]
    ) {
        precondition(MetricName.isValid(name), "\(name) is no name of a metric")
        precondition(samples.allSatisfy { $0.value.isHistogram == (kind == .histogram) }, name)
        self.name = name
        self.kind = kind
        self.unit = unit
        self.help = help
        self.samples = samples
    }
}

/// One measurement of a family.
public struct MetricSample: Hashable, Sendable {
    /// What tells it from the others of its family, each name once; names are as those of families.
    public let labels: [MetricLabel]
    /// What was measured.
    public let value: MetricValue

    /// Creates a sample.
    public init(_ labels: [MetricLabel] = [], _ value: MetricValue) {
        precondition(labels.allSatisfy { MetricName.isValid($0.name) }, "\(labels)")
        precondition(Set(labels.map(\.name)).count == labels.count, "\(labels)")
        self.labels = labels
        self.value = value
    }
}

/// A label of a measurement.
public struct MetricLabel: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its value: any text, which whoever writes it must escape.
    public let value: String

    /// Creates a label.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What was measured.
public enum MetricValue: Hashable, Sendable {
    /// A number; that of a counter is 0 or more.
    case number(Int64)
    /// Counts of observations.
    case histogram(MetricHistogram)

    /// Whether it is a histogram.
    var isHistogram: Bool {
        if case .histogram = self { true } else { false }
    }
}

/// Observations, counted in buckets.
public struct MetricHistogram: Hashable, Sendable {
    /// One bucket.
    public struct Bucket: Hashable, Sendable {
        /// The greatest observation that it counts, in the family's unit.
        public let bound: UInt64
        /// How many observations were at most ``bound``, those of lower buckets included.
        public let count: UInt64

        /// Creates a bucket.
        public init(through bound: UInt64, count: UInt64) {
            self.bound = bound
            self.count = count
        }
    }

    /// The buckets: bounds rise, and counts do not fall.
    ///
    /// The one without a bound is left out; its count is ``count``.
    public let buckets: [Bucket]
    /// How many observations there were.
    public let count: UInt64
    /// Their sum, in the family's unit.
    public let sum: UInt64

    /// Creates a histogram; its numbers MUST rise as ``buckets`` says.
    public init(buckets: [Bucket], count: UInt64, sum: UInt64) {
        precondition(Self.rises(buckets, to: count), "\(buckets) of \(count) observations")
        self.buckets = buckets
        self.count = count
        self.sum = sum
    }

    /// Whether bounds rise, and counts do not fall on the way to `count`.
    static func rises(_ buckets: [Bucket], to count: UInt64) -> Bool {
        zip(buckets, buckets.dropFirst()).allSatisfy { $0.bound < $1.bound && $0.count <= $1.count }
            && (buckets.last?.count ?? 0) <= count
    }
}

/// Names of families and labels.
enum MetricName {
    /// Whether `name` is one.
    static func isValid(_ name: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = name.utf8.first, letters ~= first else { return false }
        return name.utf8.count <= WireLimits.metricNameBytesMax
            && name.utf8.allSatisfy { letters ~= $0 || digits ~= $0 || $0 == UInt8(ascii: "_") }
    }
}

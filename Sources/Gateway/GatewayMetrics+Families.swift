package import Wire

extension GatewayMetrics {
    /// What was counted, as families.
    package var families: [MetricFamily] {
        let classes = answers.indices.dropFirst()
        return [
            MetricFamily(
                name: "gateway_connections_total",
                kind: .counter,
                help: "Connections that were opened.",
                samples: [MetricSample([], .number(Int64(clamping: connectionsTotal)))]
            ),
            MetricFamily(
                name: "gateway_responses_total",
                kind: .counter,
                help: "Answers by the class of their status.",
                samples: classes.map { index in
                    let label = MetricLabel("class", "\(index + 1)xx")
                    return MetricSample([label], .number(Int64(clamping: answers[index])))
                }
            ),
            MetricFamily(
                name: "gateway_payments_total",
                kind: .counter,
                help: "Payments that are over, by what became of them.",
                samples: payments.map { count in
                    let label = MetricLabel("outcome", count.word)
                    return MetricSample([label], .number(Int64(clamping: count.count)))
                }
            ),
            .times(
                "gateway_request_duration_seconds",
                "How long answers took, from the whole request to the whole answer.",
                requestTimes
            ),
            .times(
                "gateway_payment_duration_seconds",
                "How long payments took in the cluster.",
                paymentTimes
            ),
        ]
    }
}

extension MetricFamily {
    /// One number that rises and falls.
    static func gauge(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
        MetricFamily(
            name: name,
            kind: .gauge,
            help: help,
            samples: [MetricSample([], .number(Int64(value)))]
        )
    }

    /// Durations in buckets.
    fileprivate static func times(
        _ name: String,
        _ help: String,
        _ times: TimeHistogram
    ) -> MetricFamily {
        var count: UInt64 = 0
        let buckets = zip(TimeHistogram.bounds, times.counts)
            .map { bound, alone in
                count += alone
                return MetricHistogram.Bucket(through: UInt64(bound), count: count)
            }
        let histogram = MetricHistogram(
            buckets: buckets,
            count: times.count,
            sum: UInt64(times.sumMicroseconds)
        )
        return MetricFamily(
            name: name,
            kind: .histogram,
            unit: .microseconds,
            help: help,
            samples: [MetricSample([], .histogram(histogram))]
        )
    }
}

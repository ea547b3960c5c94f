internal import BankClient
internal import Paxos
internal import Wire

/// Metrics of this gateway and of the nodes that answer.
extension Gateway {
    func readMetrics(_ call: Call) throws(APIError) {
        _ = try call.parameters()
        ask(settings.cluster.nodes.map(\.id), .metrics) { [unowned self] answers in
            var sources: [(labels: [MetricLabel], families: [MetricFamily])] = []
            var up: [MetricSample] = []
            for answer in answers {
                let label = MetricLabel("node", "\(answer.node)")
                guard case .success(.metrics(let families)) = answer.result else {
                    up.append(MetricSample([label], .number(0)))
                    continue
                }
                up.append(MetricSample([label], .number(1)))
                sources.append(([label], families))
            }
            let reach = MetricFamily(
                name: "up",
                kind: .gauge,
                help: "Whether the node answers this gateway.",
                samples: up
            )
            let text = MetricsText([([], [reach] + ownMetrics)] + sources).text
            self.answer(
                call.exchange,
                Answer(mediaType: MetricsText.mediaType, body: Array(text.utf8), facts: facts)
            )
        }
    }

    private var ownMetrics: [MetricFamily] {
        var families = metrics.families
        families += [
            .gauge("gateway_connections", "Connections that are open.", guests.count),
            .gauge("gateway_event_streams", "Connections that follow events.", streams.count),
            .gauge("gateway_payments_under_way", "Payments without an answer.", payments.count),
            .gauge("gateway_joined_requests", "Requests that wait for their key.", metrics.joiners),
        ]
        families.append(
            MetricFamily(
                name: "gateway_build_info",
                kind: .gauge,
                help: "The version of the gateway.",
                samples: [MetricSample([MetricLabel("version", settings.version)], .number(1))]
            )
        )
        return families
    }
}

/// The picture that `--plot` draws.
extension BenchReport {
    /// A whole SVG file without scripts, fonts or links: of one load throughput and latency over
    /// time, of several throughput and latency against load.
    package var svg: String {
        let panels = isSweep ? sweepPanels : timePanels(main)
        let height = Self.headHeight + panels.count * PlotPanel.height
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(PlotPanel.width)" height="\(height)" \
            viewBox="0 0 \(PlotPanel.width) \(height)" role="img">
            <title>\(PlotPanel.escaped(heading))</title>
            <style>
            \(Self.style)
            </style>
            <rect class="paper" width="\(PlotPanel.width)" height="\(height)"/>
            <text class="heading" x="76" y="34">\(PlotPanel.escaped(heading))</text>

            """
        for (index, panel) in panels.enumerated() {
            text += panel.svg(below: Self.headHeight + index * PlotPanel.height)
        }
        return text + "</svg>\n"
    }

    /// The room for the heading, in pixels.
    private static let headHeight = 48

    /// How everything looks, on light paper and on dark.
    private static let style = """
        text{font-family:system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;fill:#1f2328}
        .heading{font-size:17px;font-weight:600}.title{font-size:14px;font-weight:600}
        .label{font-size:12px}.end{text-anchor:end}.middle{text-anchor:middle}.red{fill:#b3261e}
        .paper{fill:#ffffff}.grid{stroke:#d8dee4;fill:none}.axis{stroke:#59636e;fill:none}
        .line{fill:none;stroke-width:2;stroke-linejoin:round}
        .line.a{stroke:#0757ba}.line.b{stroke:#b35000;stroke-dasharray:6 3}
        .dot.a{fill:#0757ba}.dot.b{fill:#b35000}.mark{stroke:#b3261e;stroke-dasharray:2 3;fill:none}
        @media(prefers-color-scheme:dark){text{fill:#e6edf3}.red{fill:#ff8a80}.paper{fill:#0d1117}
        .grid{stroke:#2b323b}.axis{stroke:#9198a1}.line.a{stroke:#6cb6ff}.line.b{stroke:#f0a35e}
        .dot.a{fill:#6cb6ff}.dot.b{fill:#f0a35e}.mark{stroke:#ff8a80}}
        """

    private var heading: String {
        let load = main
        var words = ["paxosbank bench: \(nodeCount) nodes, \(isDurable ? "durable" : "in memory")"]
        if workload == .smallbank { words.append("SmallBank") }
        if let rate = load.ratePerSecond {
            words.append("\(DecimalText.grouped(rate))/s offered")
        } else if !isSweep {
            words.append("\(DecimalText.grouped(UInt64(load.inFlight))) in flight")
        }
        return words.joined(separator: ", ")
    }

    // MARK: Over time

    private func timePanels(_ load: BenchMeasure) -> [PlotPanel] {
        let points = load.intervals
        let width = Double(load.intervalMicroseconds) / 1_000_000
        let end = (points.last.map { Double($0.beganAt) / 1_000_000 + width }) ?? 1
        let x = PlotScale(.linear, showing: [end], isTight: true)
        let marks = load.failures.map { failure in
            PlotPanel.Mark(x: Double(failure.killedAt) / 1_000_000, label: "\(failure.node) killed")
        }
        let remark = marks.isEmpty ? "" : " (dotted: the leader is killed)"
        func line(_ value: (BenchInterval) -> Double?) -> [PlotPanel.Point?] {
            points.map { point in
                let middle = Double(point.beganAt) / 1_000_000 + width / 2
                return value(point).map { PlotPanel.Point(x: middle, y: $0) }
            }
        }
        func milliseconds(_ microseconds: UInt64) -> Double? {
            microseconds == 0 ? nil : Double(microseconds) / 1_000
        }
        let rates = line { Double($0.executed) / width }
        let (p50, p99) = (line { milliseconds($0.p50) }, line { milliseconds($0.p99) })
        return [
            PlotPanel(
                title: "Throughput over time\(remark)",
                xTitle: "time (s)",
                yTitle: "transactions per second",
                x: x,
                y: PlotScale(.linear, showing: rates.compactMap { $0?.y }),
                series: [.init(name: "executed", style: "a", points: rates)],
                marks: marks
            ),
            PlotPanel(
                title: "Latency over time\(remark)",
                xTitle: "time (s)",
                yTitle: "latency (ms), logarithmic",
                x: x,
                y: PlotScale(.logarithmic, showing: (p50 + p99).compactMap { $0?.y }),
                series: [
                    .init(name: "p50", style: "a", points: p50),
                    .init(name: "p99", style: "b", points: p99),
                ],
                marks: marks
            ),
        ]
    }

    // MARK: Against load

    private var sweepPanels: [PlotPanel] {
        func line(_ latency: (BenchMeasure.Latency) -> UInt64) -> [PlotPanel.Point?] {
            loads.map { load in
                PlotPanel.Point(
                    x: Double(load.throughput),
                    y: Double(max(1, latency(load.latency))) / 1_000
                )
            }
        }
        let p50 = line(\.p50)
        var p99 = line(\.p99)
        for (index, load) in loads.enumerated() {
            p99[index]?.label = DecimalText.grouped(UInt64(load.inFlight))
        }
        let rates = loads.map { load in
            PlotPanel.Point(x: Double(load.inFlight), y: Double(load.throughput))
        }
        return [
            PlotPanel(
                title: "Latency against throughput (numbers: transactions in flight)",
                xTitle: "transactions per second",
                yTitle: "latency (ms), logarithmic",
                x: PlotScale(.linear, showing: rates.map { $0.y * 1.08 }, isTight: true),
                y: PlotScale(.logarithmic, showing: (p50 + p99).compactMap { $0?.y }),
                series: [
                    .init(name: "p50", style: "a", points: p50, hasDots: true),
                    .init(name: "p99", style: "b", points: p99, hasDots: true),
                ]
            ),
            PlotPanel(
                title: "Throughput against load",
                xTitle: "transactions in flight, logarithmic",
                yTitle: "transactions per second",
                x: PlotScale(.logarithmic, showing: rates.map(\.x)),
                y: PlotScale(.linear, showing: rates.map(\.y)),
                series: [.init(name: "executed", style: "a", points: rates, hasDots: true)]
            ),
        ]
    }
}

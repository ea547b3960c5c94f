/// One chart of a picture: two axes, lines over them, and a legend.
struct PlotPanel: Hashable, Sendable {
    /// A line.
    struct Series: Hashable, Sendable {
        /// What the legend calls it.
        let name: String
        /// Its class of style: `a` or `b`.
        let style: String
        /// Its points, in order; a line breaks where there is none.
        let points: [Point?]
        /// Whether each point is shown by itself.
        var hasDots = false
    }

    /// A point of a line.
    struct Point: Hashable, Sendable {
        /// Its place along the axis below.
        let x: Double
        /// Its place along the axis beside.
        let y: Double
        /// What stands at it; nil for nothing.
        var label: String?
    }

    /// A line across at a moment.
    struct Mark: Hashable, Sendable {
        /// Its place along the axis below.
        let x: Double
        /// What stands at it.
        let label: String
    }

    /// What the chart shows.
    let title: String
    /// What the axis below counts, with its unit.
    let xTitle: String
    /// What the axis beside counts, with its unit.
    let yTitle: String
    /// The scale of the axis below.
    let x: PlotScale
    /// The scale of the axis beside.
    let y: PlotScale
    /// The lines.
    let series: [Series]
    /// The moments.
    var marks: [Mark] = []

    /// How wide a panel is, in pixels.
    static let width = 900
    /// How high a panel is, in pixels.
    static let height = 320
    /// The room left of the axes, for labels, in pixels.
    private static let left = 76
    /// The room right of the axes, in pixels.
    private static let right = 24
    /// The room above the axes, for title and legend, in pixels.
    private static let top = 46
    /// The room below the axes, for labels, in pixels.
    private static let bottom = 54

    /// Returns the panel as a group of shapes.
    ///
    /// - Parameter offset: How far below the upper edge of the picture it stands, in pixels.
    /// - Returns: Lines of SVG.
    func svg(below offset: Int) -> String {
        var text = "<g transform=\"translate(0,\(offset))\">\n"
        text += Self.text(title, "title", x: Self.left, y: 24)
        text += legend + grid
        for mark in marks { text += svg(of: mark) }
        for line in series { text += svg(of: line) }
        return text + "</g>\n"
    }

    /// The most moments that are named each; of more the names would cover each other.
    private static let marksNamedMax = 8

    // MARK: Parts

    private var legend: String {
        var text = ""
        var x = Self.width - Self.right
        for line in series.reversed() where series.count > 1 {
            x -= 9 * line.name.count + 8
            text += Self.text(line.name, "label", x: x, y: 24)
            text += "<path class=\"line \(line.style)\" d=\"M\(x - 32) 20H\(x - 6)\"/>\n"
            x -= 48
        }
        return text
    }

    private var grid: String {
        let (right, bottom) = (Self.width - Self.right, Self.height - Self.bottom)
        var text = ""
        for tick in y.ticks {
            let place = Self.pixels(row(tick))
            text += "<path class=\"grid\" d=\"M\(Self.left) \(place)H\(right)\"/>\n"
            let label = PlotScale.label(tick)
            text += "<text class=\"label end\" x=\"\(Self.left - 8)\" y=\"\(place)\" dy=\"4\">"
            text += "\(label)</text>\n"
        }
        for tick in x.ticks {
            let place = Self.pixels(column(tick))
            text += "<path class=\"grid\" d=\"M\(place) \(Self.top)V\(bottom)\"/>\n"
            text += "<text class=\"label middle\" x=\"\(place)\" y=\"\(bottom + 18)\">"
            text += "\(PlotScale.label(tick))</text>\n"
        }
        text += "<path class=\"axis\" d=\"M\(Self.left) \(Self.top)V\(bottom)H\(right)\"/>\n"
        text += "<text class=\"label middle\" x=\"\((Self.left + right) / 2)\""
        text += " y=\"\(bottom + 40)\">\(Self.escaped(xTitle))</text>\n"
        let middle = (Self.top + bottom) / 2
        text += "<text class=\"label middle\" transform=\"translate(18,\(middle)) rotate(-90)\">"
        return text + "\(Self.escaped(yTitle))</text>\n"
    }

    private func svg(of mark: Mark) -> String {
        let place = Self.pixels(column(mark.x))
        let bottom = Self.height - Self.bottom
        let line = "<path class=\"mark\" d=\"M\(place) \(Self.top)V\(bottom)\"/>\n"
        guard marks.count <= Self.marksNamedMax else { return line }
        return line
            + "<text class=\"label red\" x=\"\(place)\" y=\"\(Self.top + 11)\" dx=\"4\">"
            + "\(Self.escaped(mark.label))</text>\n"
    }

    private func svg(of line: Series) -> String {
        var path = ""
        var dots = ""
        var isBroken = true
        for point in line.points {
            guard let point else {
                isBroken = true
                continue
            }
            let (x, y) = (Self.pixels(column(point.x)), Self.pixels(row(point.y)))
            path += "\(isBroken ? "M" : "L")\(x) \(y)"
            isBroken = false
            if line.hasDots {
                dots += "<circle class=\"dot \(line.style)\" cx=\"\(x)\" cy=\"\(y)\" r=\"4\"/>\n"
            }
            guard let label = point.label else { continue }
            // Words at the right edge would leave the picture.
            let isLate = self.x.place(of: point.x) > 0.8
            dots += "<text class=\"label\(isLate ? " end" : "")\" x=\"\(x)\" y=\"\(y)\""
            dots += " dx=\"\(isLate ? -6 : 6)\" dy=\"-8\">\(Self.escaped(label))</text>\n"
        }
        return path.isEmpty ? "" : "<path class=\"line \(line.style)\" d=\"\(path)\"/>\n\(dots)"
    }

    // MARK: Places

    private func column(_ value: Double) -> Double {
        Double(Self.left) + x.place(of: value) * Double(Self.width - Self.left - Self.right)
    }

    private func row(_ value: Double) -> Double {
        Double(Self.height - Self.bottom)
            - y.place(of: value) * Double(Self.height - Self.top - Self.bottom)
    }

    /// A place within a picture, to a tenth of a pixel.
    private static func pixels(_ place: Double) -> String {
        DecimalText.fixed(UInt64(max(0, (place * 10).rounded())), digits: 1)
    }

    private static func text(_ words: String, _ style: String, x: Int, y: Int) -> String {
        "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\">\(escaped(words))</text>\n"
    }

    /// Returns words without the signs that mean something in SVG.
    static func escaped(_ words: String) -> String {
        words.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
    }
}

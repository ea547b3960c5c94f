import Foundation

/// The scale of one axis of a picture: which values it shows, and where ticks stand.
///
/// Pictures are for people, so this computes with floating point; no number in a report comes from
/// here.
struct PlotScale: Hashable, Sendable {
    /// How values are laid out.
    enum Kind: Hashable, Sendable {
        /// Equal differences take equal room; from 0 on.
        case linear
        /// Equal ratios take equal room; for values above 0.
        case logarithmic
    }

    /// How values are laid out.
    let kind: Kind
    /// The least value shown.
    let least: Double
    /// The greatest value shown, above ``least``.
    let greatest: Double
    /// The values at which ticks stand, rising.
    let ticks: [Double]

    /// About how many ticks a linear axis has.
    private static let tickCount = 5.0

    /// Creates the scale that shows all of `values`.
    ///
    /// - Parameters:
    ///   - kind: How values are laid out.
    ///   - values: The values; of a logarithmic scale those above 0 count.
    ///   - isTight: Whether a linear scale ends with the greatest value, and not with a tick.
    init(_ kind: Kind, showing values: [Double], isTight: Bool = false) {
        self.kind = kind
        switch kind {
        case .linear:
            let most = max(values.max() ?? 0, 1e-9)
            let step = Self.niceStep(most / Self.tickCount)
            greatest = isTight ? most : (most / step).rounded(.up) * step
            least = 0
            ticks = (0...Int(greatest / step + 1e-9)).map { Double($0) * step }
        case .logarithmic:
            let positive = values.filter { $0 > 0 }
            let (low, high) = (positive.min() ?? 1, positive.max() ?? 1)
            // At least one whole decade, so that the ends differ.
            let first = Int(log10(low).rounded(.down))
            let last = max(first + 1, Int(log10(high).rounded(.up)))
            (least, greatest) = (pow(10, Double(first)), pow(10, Double(last)))
            let digits: [Double] = last - first <= 2 ? [1, 2, 5] : [1]
            ticks = (first...last).flatMap { power in digits.map { $0 * pow(10, Double(power)) } }
                .filter { [greatest] in $0 <= greatest * 1.000_001 }
        }
    }

    /// Returns 1, 2 or 5 times a power of ten that is at least `step`.
    private static func niceStep(_ step: Double) -> Double {
        let power = pow(10, log10(step).rounded(.down))
        for digit in [1.0, 2, 5] where digit * power >= step * 0.999_999 { return digit * power }
        return 10 * power
    }

    /// Returns where a value stands: 0 at the least, 1 at the greatest, and not beyond.
    func place(of value: Double) -> Double {
        let place =
            switch kind {
            case .linear: (value - least) / (greatest - least)
            case .logarithmic:
                log10(max(value, least) / least) / log10(greatest / least)
            }
        return min(1, max(0, place))
    }

    /// Returns a tick's label: `20k`, `0.5`, `100`.
    static func label(_ value: Double) -> String {
        let (number, unit): (Double, String) =
            value >= 1e6 ? (value / 1e6, "M") : value >= 1e3 ? (value / 1e3, "k") : (value, "")
        var digits = 0
        var scaled = number
        while digits < 3, abs(scaled - scaled.rounded()) > 1e-6 * max(1, scaled) {
            digits += 1
            scaled *= 10
        }
        return DecimalText.fixed(UInt64(max(0, scaled.rounded())), digits: digits) + unit
    }
}

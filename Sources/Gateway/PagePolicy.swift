internal import Checksum

/// What a browser may do with the page: run and show what is in it, and talk to this gateway.
///
/// Style and script are allowed by their hashes, so that nothing which somebody smuggles into the
/// document would run. Source: W3C, "Content Security Policy Level 3", §2.3.1.
package enum PagePolicy {
    /// Returns the value of the header for a document.
    ///
    /// - Parameter html: The document, with one `style` and one `script` element.
    /// - Returns: The policy.
    package static func text(for html: String) -> String {
        let sources = ["style", "script"]
            .map { name in
                let content = html.content(between: "<\(name)>", and: "</\(name)>")
                return "\(name)-src 'sha256-\(hash(of: content))'"
            }
        return (["default-src 'none'"] + sources + Self.rest).joined(separator: "; ")
    }

    private static let rest = [
        "connect-src 'self'", "img-src data:", "base-uri 'none'", "form-action 'none'",
        "frame-ancestors 'none'",
    ]

    private static func hash(of text: String) -> String {
        let bytes = Array(text.utf8)
        let digest = SHA256.digest(of: bytes.span)
        let words = [digest.first, digest.second, digest.third, digest.fourth]
        let hash = words.flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
        return Base64.standard.encode(hash)
    }
}

extension String {
    /// The text between the first `start` and the first `end` behind it; empty if there is none.
    fileprivate func content(between start: String, and end: String) -> String {
        guard let head = firstRange(of: start) else { return "" }
        guard let tail = self[head.upperBound...].firstRange(of: end) else { return "" }
        return String(self[head.upperBound..<tail.lowerBound])
    }
}

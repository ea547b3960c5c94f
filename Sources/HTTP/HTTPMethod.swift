/// What a request asks to be done with its target; names are case-sensitive.
public enum HTTPMethod: Hashable, Sendable {
    /// Read.
    case get
    /// As ``get``, but the answer has no body.
    case head
    /// Let the target take the body.
    case post
    /// Replace the target by the body.
    case put
    /// Remove the target.
    case delete
    /// Ask what may be asked.
    case options
    /// Change parts of the target.
    case patch
    /// Any other well-formed name, which the router answers with 405 or 501.
    case other(String)

    /// The methods that have a case of their own, with ``get`` first.
    public static let known: [Self] = [.get, .head, .post, .put, .delete, .options, .patch]

    /// Creates a method from its name.
    ///
    /// - Parameter name: As it stands in a request line.
    public init(_ name: String) {
        self =
            switch name {
            case "GET": .get
            case "HEAD": .head
            case "POST": .post
            case "PUT": .put
            case "DELETE": .delete
            case "OPTIONS": .options
            case "PATCH": .patch
            default: .other(name)
            }
    }

    /// The name as it stands in a request line.
    public var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .patch: "PATCH"
        case .other(let name): name
        }
    }

    /// Whether a request of this method is expected to have a body, if only an empty one.
    var usuallyHasBody: Bool { [.post, .put, .patch].contains(self) }
}

extension HTTPMethod: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}

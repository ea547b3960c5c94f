package import HTTP

/// What a request asks for.
package enum Route: Hashable, Sendable, CaseIterable {
    case createTransfer, transfer, transfers
    case outcome
    case accounts, account, entries
    case nodes, leader, slots, slot, explanation, views, events
    case createFault, faults, endFault, endFaults
    case live, ready, metrics, configuration, openAPI, errorPage, page
}

/// One line of the table of routes.
package struct RouteSpec: Hashable, Sendable {
    /// What it asks for.
    package let route: Route
    /// The method; GET stands for HEAD too.
    package let method: String
    /// The path, with `{name}` for each segment that is data.
    package let pattern: String
    /// What it does, in a few words.
    package let summary: String
    /// Whether it is an older name of another line.
    package let isAlias: Bool
    /// The segments of ``pattern``; nil for one that is data.
    let segments: [String?]

    init(
        _ route: Route,
        _ method: String,
        _ pattern: String,
        _ summary: String,
        isAlias: Bool = false
    ) {
        self.route = route
        self.method = method
        self.pattern = pattern
        self.summary = summary
        self.isAlias = isAlias
        segments = pattern.split(separator: "/").map { $0.hasPrefix("{") ? nil : String($0) }
    }

    /// Returns the segments that are data if the path fits the pattern, else nil.
    func match(_ path: [String]) -> [String]? {
        guard path.count == segments.count else { return nil }
        var data: [String] = []
        for (segment, expected) in zip(path, segments) {
            guard let expected else {
                data.append(segment)
                continue
            }
            guard segment == expected else { return nil }
        }
        return data
    }
}

/// Finds out what a request asks for.
package enum Router {
    /// Every route there is: what the gateway answers, and what the OpenAPI document describes.
    package static let table: [RouteSpec] = [
        RouteSpec(.createTransfer, "POST", "/v1/transfers", "Make a transfer"),
        RouteSpec(.transfers, "GET", "/v1/transfers", "List transfers, newest first"),
        RouteSpec(.transfer, "GET", "/v1/transfers/{id}", "Read a transfer"),
        RouteSpec(.outcome, "GET", "/v1/outcomes/{key}", "Ask what became of a key"),
        RouteSpec(.accounts, "GET", "/v1/accounts", "List accounts"),
        RouteSpec(.account, "GET", "/v1/accounts/{id}", "Read a balance"),
        RouteSpec(.entries, "GET", "/v1/accounts/{id}/entries", "List an account's entries"),
        RouteSpec(.nodes, "GET", "/v1/nodes", "See how the nodes are"),
        RouteSpec(.leader, "GET", "/v1/leader", "See who leads"),
        RouteSpec(.slots, "GET", "/v1/slots", "List slots of the log"),
        RouteSpec(.slot, "GET", "/v1/slots/{n}", "Read a slot, node by node"),
        RouteSpec(.explanation, "GET", "/v1/slots/{n}/explain", "Read the story of a slot"),
        RouteSpec(.views, "GET", "/v1/views", "List the views, newest first"),
        RouteSpec(.events, "GET", "/v1/events", "Follow what happens"),
        RouteSpec(.createFault, "POST", "/v1/faults", "Make a fault"),
        RouteSpec(.faults, "GET", "/v1/faults", "List the faults in force"),
        RouteSpec(.endFaults, "DELETE", "/v1/faults", "End all faults"),
        RouteSpec(.endFault, "DELETE", "/v1/faults/{id}", "End a fault"),
        RouteSpec(.live, "GET", "/livez", "Ask whether the gateway works"),
        RouteSpec(.ready, "GET", "/readyz", "Ask whether the cluster can be used"),
        RouteSpec(.metrics, "GET", "/metrics", "Read metrics as Prometheus does"),
        RouteSpec(.configuration, "GET", "/config", "Read the effective configuration"),
        RouteSpec(.openAPI, "GET", "/openapi.json", "Read this description"),
        RouteSpec(.errorPage, "GET", "/docs/errors/{code}", "Read what an error means"),
        RouteSpec(.page, "GET", "/", "See the page"),
        RouteSpec(.createTransfer, "POST", "/payment", "Make a transfer", isAlias: true),
        RouteSpec(.createTransfer, "POST", "/transfer", "Make a transfer", isAlias: true),
        RouteSpec(.transfers, "GET", "/transactions", "List transfers", isAlias: true),
        RouteSpec(.ready, "GET", "/health", "Ask for readiness", isAlias: true),
        RouteSpec(.nodes, "GET", "/status", "See how the nodes are", isAlias: true),
    ]

    /// The methods that mean something to HTTP but to no route here are refused route by route;
    /// any other is not implemented.
    private static let methods: Set<String> = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT",
        "QUERY",
    ]

    /// A route with the segments of the path that are data, decoded.
    package struct Match: Hashable, Sendable {
        /// What is asked for.
        package let route: Route
        /// The segments in place of `{name}`, in order.
        package let data: [String]

        /// Creates a match.
        package init(route: Route, data: [String] = []) {
            self.route = route
            self.data = data
        }
    }

    /// Finds the route.
    ///
    /// - Parameters:
    ///   - method: The method's name.
    ///   - path: The path's segments, each decoded; nil if one of them cannot be.
    /// - Returns: The route.
    /// - Throws: ``APIError``: 404 if nothing has such a path, 405 if no method of it is this one,
    ///   501 for a method that HTTP does not have.
    package static func match(
        method: String,
        path: [String]?
    ) throws(APIError) -> Match {
        guard methods.contains(method) else {
            throw APIError(.notImplemented, "the method is not known")
        }
        guard let path else { throw APIError(.notFound, "there is no such path") }
        let sought = method == "HEAD" ? "GET" : method
        var allowed: [String] = []
        for spec in table {
            guard let data = spec.match(path) else { continue }
            if spec.method == sought { return Match(route: spec.route, data: data) }
            allowed += spec.method == "GET" ? ["GET", "HEAD"] : [spec.method]
        }
        guard !allowed.isEmpty else { throw APIError(.notFound, "there is no such path") }
        let allow = allowed.joined(separator: ", ")
        throw APIError(.methodNotAllowed, "the route has \(allow)", allow: allow)
    }
}

extension Route {
    /// Whether a request changes something, so that pages of other origins may not make it.
    package var changesSomething: Bool {
        switch self {
        case .createTransfer, .createFault, .endFault, .endFaults: true
        default: false
        }
    }

    /// Whether only those may ask who know this gateway's name: everything but what tells machines
    /// whether it works.
    package var isPrivate: Bool {
        switch self {
        case .live, .ready, .metrics: false
        default: true
        }
    }

    /// Whether nodes are asked for the answer, beside those who agree.
    var asksNodes: Bool {
        switch self {
        case .createTransfer, .outcome, .live, .configuration, .openAPI, .errorPage, .page: false
        default: true
        }
    }

    /// Whether a request has a body.
    var takesBody: Bool { self == .createTransfer || self == .createFault }

    /// The media type of a good answer.
    package var mediaType: HTTPMediaType {
        switch self {
        case .events: .eventStream
        case .live, .ready, .metrics: .plainText
        case .errorPage, .page: .html
        default: .json
        }
    }
}

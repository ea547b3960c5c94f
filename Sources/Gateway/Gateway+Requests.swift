internal import EventLoop
internal import HTTP

/// From a request to the one who answers it.
extension Gateway {
    /// Takes a request on.
    func serve(_ request: HTTPRequest, of guest: HTTPConnection) {
        let given = request.headers.first("request-id").flatMap { RequestID(header: $0) }
        var exchange = Exchange(
            connection: guest.id,
            number: guest.answers.begin(),
            route: nil,
            id: given ?? makeRequestID(),
            isHead: request.method == .head,
            versionMinor: request.versionMinor,
            keepsAlive: request.keepsAlive && !isStopping,
            startedMicroseconds: SystemClock.monotonicMicroseconds
        )
        if !exchange.keepsAlive { guest.isLast = true }
        do throws(APIError) {
            let match = try Self.match(request)
            exchange.route = match.route
            try check(request, for: match.route)
            try dispatch(match, Call(request: request, exchange: exchange, data: match.data))
        } catch {
            let isPayment = exchange.route == .createTransfer
            answer(exchange, error.with(outcome: isPayment ? .notExecuted : nil))
        }
    }

    private static func match(_ request: HTTPRequest) throws(APIError) -> Router.Match {
        // Nearly every request is this one.
        if request.method == .post, request.hasPath("/v1/transfers") {
            return Router.Match(route: .createTransfer)
        }
        // A key is any text, slashes and dots among it.
        if let key = request.text(behind: "/v1/outcomes/") {
            let place = ["v1", "outcomes", "-"]
            let match = try Router.match(method: request.method.name, path: place)
            return Router.Match(route: match.route, data: [key])
        }
        return try Router.match(method: request.method.name, path: request.pathSegments)
    }

    /// Refuses what a route does not take, before anything is done.
    private func check(_ request: HTTPRequest, for route: Route) throws(APIError) {
        if route.isPrivate { try checkHost(of: request) }
        if route.changesSomething { try checkOrigin(of: request) }
        // A node without room for a question would look like one that is away.
        guard !route.asksNodes || questions.count <= GatewayLimits.questionsMax else {
            throw APIError(.tooManyRequests, "\(questions.count) questions are under way already")
        }
        if route.takesBody {
            let types = request.headers.values(of: "content-type")
            guard HTTPMediaType(contentType: types)?.isAcceptable(as: .json) == true else {
                throw APIError(.unsupportedMediaType, "the body is not said to be JSON")
            }
        } else if !request.body.isEmpty {
            throw APIError(.badRequest, "the route takes no body")
        }
        guard request.headers.contains("accept") else { return }
        let accepted = HTTPAccept(parsing: request.headers.values(of: "accept"))
        guard accepted?.allows(route.mediaType) == true else {
            throw APIError(.notAcceptable, "the route gives \(route.mediaType)")
        }
    }

    /// Refuses a request to another name than this gateway's: a page of somebody else's may have
    /// made it, whose name leads here now.
    private func checkHost(of request: HTTPRequest) throws(APIError) {
        guard let host = request.authority else {
            throw APIError(.foreignHost, "the request names no host")
        }
        guard source.allows(host) else {
            throw APIError(.foreignHost, "this gateway is not called \(host)")
        }
    }

    /// Refuses a request that a page of somebody else's made.
    private func checkOrigin(of request: HTTPRequest) throws(APIError) {
        guard let host = request.authority else { return }
        let origins = request.headers.values(of: "origin")
        guard origins.isEmpty || source.allows(origins: origins, at: host) else {
            throw APIError(.foreignOrigin, "the request comes from a page of another origin")
        }
    }

    private func dispatch(_ match: Router.Match, _ call: Call) throws(APIError) {
        switch match.route {
        case .createTransfer: try pay(call)
        case .transfer: try readTransfer(call)
        case .transfers: try listTransfers(call)
        case .outcome: try readOutcome(call)
        case .accounts: try listAccounts(call)
        case .account: try readAccount(call)
        case .entries: try listEntries(call)
        case .nodes: try readNodes(call)
        case .leader: try readLeader(call)
        case .slots: try listSlots(call)
        case .slot: try readSlot(call)
        case .explanation: try explainSlot(call)
        case .views: try listViews(call)
        case .events: try follow(call)
        case .createFault: try createFault(call)
        case .faults: try listFaults(call)
        case .endFault: try endFault(call)
        case .endFaults: try endFaults(call)
        case .live: try readLiveness(call)
        case .ready: try readReadiness(call)
        case .metrics: try readMetrics(call)
        case .configuration: try readConfiguration(call)
        case .openAPI: try readOpenAPI(call)
        case .errorPage: try readErrorPage(call)
        case .page: try readPage(call)
        }
    }
}

/// A request on its way to its answer.
struct Call {
    /// The request.
    let request: HTTPRequest
    /// Where the answer goes.
    let exchange: Exchange
    /// The segments of the path that are data.
    let data: [String]

    /// Reads the parameters of the query.
    ///
    /// - Parameter names: Those that the route has.
    /// - Returns: The parameters, each at most once.
    /// - Throws: ``APIError``, code `bad_parameter`, for any other one, and for one given twice.
    func parameters(_ names: String...) throws(APIError) -> QueryParameters {
        guard let items = request.queryItems else {
            throw APIError(.badParameter, "the query is malformed")
        }
        return try QueryParameters(items.map { ($0.name, $0.value) }, allowed: names)
    }
}

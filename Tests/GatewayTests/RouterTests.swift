import Gateway
import HTTP
import Testing

@Suite("Router")
struct RouterTests {
    /// Returns what a request line asks for.
    private static func match(_ line: String) throws -> Result<Router.Match, APIError> {
        let request = try request(line)
        do throws(APIError) {
            return .success(
                try Router.match(method: request.method.name, path: request.pathSegments)
            )
        } catch {
            return .failure(error)
        }
    }

    private static func error(_ line: String) throws -> APIError? {
        if case .failure(let error) = try match(line) { error } else { nil }
    }

    @Test("Every line of the table is found, and gives its data", arguments: Router.table)
    func table(spec: RouteSpec) throws {
        let names = spec.pattern.matches(of: #/\{(\w+)\}/#).map { String($0.1) }
        let path = spec.pattern.replacing(#/[{}]/#) { _ in "" }

        let match = try Self.match("\(spec.method) \(path)").get()

        #expect(match == Router.Match(route: spec.route, data: names))
    }

    @Test("Every route stands in the table, once beside its older names")
    func routes() {
        for route in Route.allCases {
            #expect(Router.table.count { $0.route == route && !$0.isAlias } == 1, "\(route)")
        }
    }

    @Test("No line of the table hides another")
    func unique() {
        let shapes = Router.table.map { spec in
            "\(spec.method) \(spec.pattern.replacing(#/\{\w+\}/#) { _ in "*" })"
        }
        #expect(Set(shapes).count == shapes.count)
    }

    @Test("HEAD is GET", arguments: Router.table.filter { $0.method == "GET" })
    func head(spec: RouteSpec) throws {
        let path = spec.pattern.replacing(#/[{}]/#) { _ in "" }

        #expect(try Self.match("HEAD \(path)").get() == Self.match("GET \(path)").get())
    }

    @Test(
        "Older names are the routes that they are for",
        arguments: [
            ("POST /payment", .createTransfer), ("POST /transfer", .createTransfer),
            ("GET /transactions", .transfers), ("GET /health", .ready), ("GET /status", .nodes),
            ("HEAD /health", .ready),
        ] as [(String, Route)]
    )
    func aliases(line: String, route: Route) throws {
        #expect(try Self.match(line).get() == Router.Match(route: route))
    }

    @Test(
        "Segments that are data are decoded, each on its own",
        arguments: [
            ("GET /v1/outcomes/order%204711", .outcome, ["order 4711"]),
            ("GET /v1/outcomes/a%2Bb+c", .outcome, ["a+b+c"]),
            ("GET /v1/outcomes/%252F", .outcome, ["%2F"]),
            ("GET /v1/outcomes/gw:pay-8080-17@1795", .outcome, ["gw:pay-8080-17@1795"]),
            ("GET /v1/accounts/%41/entries?limit=1", .entries, ["A"]),
            ("GET /v1/accounts/é", .account, ["é"]), ("GET /v1/transfers/", .transfer, [""]),
            ("GET /%76%31/nodes", .nodes, []), ("GET /?x", .page, []),
            ("DELETE /v1/faults/partition", .endFault, ["partition"]),
        ] as [(String, Route, [String])]
    )
    func data(line: String, route: Route, data: [String]) throws {
        // A request line is ASCII; what is not is escaped.
        let escaped = line.replacing("é", with: "%C3%A9")
        #expect(try Self.match(escaped).get() == Router.Match(route: route, data: data))
    }

    @Test(
        "What has no route is not found, whatever the method",
        arguments: [
            "GET /v1", "GET /v1/", "GET /v1/nodes/", "GET //v1/nodes", "GET /V1/nodes",
            "GET /v1/nodes/n1", "GET /v1/accounts/A/entries/7", "GET /v1/accounts/A/entry",
            "POST /v1/transfer", "PUT /nothing", "GET /v1%2Fnodes", "GET /v1/accounts/a%2Fb",
            "GET /v1/outcomes/..", "GET /v1/outcomes/%2e", "GET /v1/accounts/%ff",
            "GET /v1/accounts/%0a", "DELETE /v1/faults/%00", "GET /index.html",
        ]
    )
    func notFound(line: String) throws {
        let error = try #require(try Self.error(line))

        #expect(error.code == .notFound && error.allow == nil)
    }

    @Test(
        "A method that the path does not have is told which it has",
        arguments: [
            ("DELETE /v1/transfers", "POST, GET, HEAD"), ("POST /v1/transfers/7", "GET, HEAD"),
            ("GET /payment", "POST"), ("HEAD /transfer", "POST"),
            ("PATCH /v1/faults", "POST, GET, HEAD, DELETE"), ("GET /v1/faults/n1", "DELETE"),
            ("OPTIONS /", "GET, HEAD"), ("TRACE /", "GET, HEAD"), ("CONNECT /", "GET, HEAD"),
            ("QUERY /v1/accounts", "GET, HEAD"),
            ("PUT /livez", "GET, HEAD"),
        ] as [(String, String)]
    )
    func methodNotAllowed(line: String, allow: String) throws {
        let error = try #require(try Self.error(line))

        #expect(error.code == .methodNotAllowed && error.allow == allow)
    }

    @Test(
        "A method that HTTP does not have is known to nobody, wherever it is used",
        arguments: ["BREW /v1/transfers", "get /v1/nodes", "BREW /nothing", "BREW /%ff"]
    )
    func notImplemented(line: String) throws {
        let error = try #require(try Self.error(line))

        #expect(error.code == .notImplemented && error.allow == nil)
    }

    @Test("Only what does not read changes something")
    func changes() {
        for spec in Router.table {
            #expect(spec.route.changesSomething == (spec.method != "GET"), "\(spec.pattern)")
        }
    }
}

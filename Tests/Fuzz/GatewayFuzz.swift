import Bank
import Gateway
import HTTP
import JSON
import Paxos

// The target of libFuzzer for what the gateway reads out of requests; fuzz.sh builds it. Each input
// is the bytes of a connection; moreover it is read as a body, as a cursor and as a key by itself.
// What is read must be written back as it was, and what is refused must be told in few words.

/// The longest text that an error may tell, in bytes: what callers send is not told back at length.
let toldMax = 4_096

/// Checks that an error can be shown.
func examine(_ error: APIError) {
    precondition((400...505).contains(error.code.status), "\(error)")
    var writer = JSONWriter()
    error.with(outcome: .notExecuted).write(into: &writer, requestID: "fuzz-1")
    precondition(writer.bytes.count < toldMax, "\(writer.bytes.count) bytes: \(error.code)")
    guard let body = try? JSONValue(parsing: writer.bytes.span) else {
        preconditionFailure(
            "the error is no JSON: \(String(decoding: writer.bytes, as: UTF8.self))"
        )
    }
    precondition(body["error"]?["code"]?.asString == error.code.rawValue, "\(body)")
    precondition(body["error"]?["message"]?.asString == error.message, "\(body)")
}

/// Calls `body`, and checks the error that it throws.
func attempt<Value>(_ body: () throws(APIError) -> Value) -> Value? {
    do throws(APIError) {
        return try body()
    } catch {
        examine(error)
        return nil
    }
}

/// Reads a body as each route does that takes one.
func examine(body: [UInt8]) {
    if let transfer = attempt({ () throws(APIError) in try TransferRequest.read(body.span) }) {
        let text =
            "{\"from\":\"\(transfer.from)\",\"to\":\"\(transfer.to)\""
            + ",\"amount\":\(transfer.amount.minorUnits)}"
        let again = try? TransferRequest.read(Array(text.utf8).span)
        precondition(again == transfer, text)
    }
    let members = NodeSet((1...5).map { NodeID($0) })
    let fault = attempt { () throws(APIError) in
        try FaultRequest(body.span, members: members)
    }
    guard case .partition(let groups)? = fault else { return }
    precondition(groups.count > 1 && groups.allSatisfy { !$0.isEmpty }, "\(groups)")
    precondition(groups.reduce(0) { $0 + $1.count } == 5, "\(groups)")
    precondition(NodeSet(groups.flatMap { Array($0) }) == members, "\(groups)")
}

/// Reads a text as everything that callers bring back from earlier answers.
func examine(text: String) {
    if let cursor = Cursor(text) { precondition(cursor.text == text, text) }
    if let filter = JournalFilter(text) { precondition(filter.text == text, text) }
    if let bytes = Base64.url.decode(text) { precondition(Base64.url.encode(bytes) == text, text) }
    if let key = MadeKey(text) {
        precondition("\(key)" == text && MadeKey.isName(key.gateway), text)
        _ = MadeKey.client(of: key.gateway, lane: key.lane)
    }
    if let id = RequestID(header: text) { precondition("\(id)" == text, text) }
    if let number = QueryParameters.number(text) { precondition("\(number)" == text, text) }
}

/// Reads the parameters of a query as every route does that has some.
func examine(_ items: [HTTPQueryItem]) {
    let names = ["limit", "cursor", "from_slot", "min_slot", "from", "to", "consistency"]
    let parameters = attempt { () throws(APIError) in
        try QueryParameters(items.map { ($0.name, $0.value) }, allowed: names)
    }
    guard let parameters else { return }
    for item in items { precondition(parameters[item.name] == item.value, item.name) }
    if let limit = attempt({ () throws(APIError) in try parameters.limit() }) {
        precondition((1...GatewayLimits.listElementsMax).contains(limit), "\(limit)")
    }
    _ = attempt { () throws(APIError) in try parameters.slot("from_slot") }
    _ = attempt { () throws(APIError) in try parameters.number("from", in: 1...100) }
    _ = attempt { () throws(APIError) in
        try parameters.word("consistency", of: "linearizable", "local")
    }
    let cursor = attempt { () throws(APIError) in
        try parameters.cursor(list: "transfers", filter: nil)
    }
    if let cursor = cursor ?? nil {
        precondition(cursor.filter.hasPrefix("transfers?"), "\(cursor)")
    }
}

/// Asks the router and the check of sources for a request.
func examine(_ request: HTTPRequest) {
    let segments = request.pathSegments
    let match = attempt { () throws(APIError) in
        try Router.match(method: request.method.name, path: segments)
    }
    if let match {
        let method = request.method == .head ? "GET" : request.method.name
        let spec = Router.table.first { spec in
            spec.route == match.route && spec.method == method
                && spec.pattern.split(separator: "/").count == segments?.count
        }
        precondition(spec != nil, "\(match)")
        for text in match.data {
            precondition(segments?.contains(text) == true, text)
            examine(text: text)
        }
    }
    if let host = request.authority {
        let check = SourceCheck(listenAddress: "127.0.0.1:8080", allowed: ["pay.example"])
        let origins = request.headers.values(of: "origin")
        if check.allows(origins: origins, at: host) {
            precondition(
                origins.count == 1 && origins[0].lowercased().hasPrefix("http"),
                "\(origins)"
            )
        }
        if check.allows(host) {
            precondition(host.isLoopback || host.host == "pay.example", "\(host)")
        }
    }
    examine(request.queryItems ?? [])
    examine(body: request.body)
    for header in request.headers { examine(text: header.value) }
}

/// Reads one input; libFuzzer calls this, and a trap is what it looks for.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var parser = HTTPRequestParser()
    var read = 0
    requests: while true {
        switch parser.next(bytes.span.extracting(read...)) {
        case .needsMore, .refused: break requests
        case .wantsContinue(let consumed): read += consumed
        case .request(let request, let consumed):
            read += consumed
            examine(request)
        }
    }
    examine(body: bytes)
    if let text = String(validating: bytes, as: UTF8.self) { examine(text: text) }
    return 0
}

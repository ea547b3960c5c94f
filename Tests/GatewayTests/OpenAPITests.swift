import Bank
import Foundation
import Gateway
import JSON
import Testing

@Suite("OpenAPI")
struct OpenAPITests {
    let description: Description

    init() throws { description = try Description() }

    /// A page of the documentation.
    private static func page(_ name: String) throws -> String {
        let repository = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: repository.appending(path: "docs/\(name)"), encoding: .utf8)
    }

    // MARK: Routes

    @Test("The document describes every route of the table and no other")
    func routes() {
        let described = description.operations.map { "\($0.method) \($0.path)" }
        let routed = Router.table.map { "\($0.method) \($0.pattern)" }

        #expect(described.count > 20)
        #expect(Set(described).count == described.count)
        #expect(Set(routed).subtracting(described).sorted() == [], "the document lacks these")
        #expect(Set(described).subtracting(routed).sorted() == [], "there are no such routes")
    }

    @Test("What is said of a route in few words is what the table says", arguments: Router.table)
    func summary(spec: RouteSpec) throws {
        let operation = try operation(of: spec)

        #expect(operation.value["summary"]?.asString == spec.summary)
        #expect(operation.value["tags"]?.texts.isEmpty == false)
        let isAlias = operation.value["tags"]?.texts == ["older names"]
        #expect(isAlias == spec.isAlias)
        let text = operation.value["description"]?.asString ?? ""
        #expect(text.hasPrefix("An older name of ") == spec.isAlias)
    }

    @Test("An alias takes and gives what the route takes and gives that it names")
    func aliases() throws {
        for spec in Router.table where spec.isAlias {
            let alias = try operation(of: spec).value
            let text = try #require(alias["description"]?.asString)
            let other = try #require(
                Router.table.first { !$0.isAlias && text.contains("`\($0.method) \($0.pattern)`") }
            )
            let original = try operation(of: other).value

            #expect(other.route == spec.route)
            for part in ["parameters", "requestBody", "responses"] {
                #expect(alias[part] == original[part], "\(spec.pattern): \(part)")
            }
        }
    }

    private func operation(of spec: RouteSpec) throws -> Description.Operation {
        try #require(
            description.operations.first { $0.method == spec.method && $0.path == spec.pattern }
        )
    }

    @Test("A path's segments that are data are described, and no others", arguments: Router.table)
    func pathParameters(spec: RouteSpec) throws {
        let parameters = try (try operation(of: spec).value["parameters"]?.asArray ?? [])
            .map { try description.resolved($0) }
        let described = parameters.filter { $0["in"] == "path" }
        let names = spec.pattern.matches(of: #/\{(\w+)\}/#).map { String($0.1) }

        #expect(described.compactMap { $0["name"]?.asString } == names)
        #expect(described.allSatisfy { $0["required"] == true })
    }

    @Test("No operation has a parameter twice, and each parameter has a schema")
    func parameters() throws {
        for operation in description.operations {
            let parameters = try (operation.value["parameters"]?.asArray ?? [])
                .map { try description.resolved($0) }
            let names = parameters.map { [$0["in"], $0["name"]] }

            #expect(Set(names).count == names.count, "\(operation.path)")
            #expect(parameters.allSatisfy { $0["schema"] != nil }, "\(operation.path)")
            #expect(parameters.allSatisfy { $0["description"] != nil }, "\(operation.path)")
        }
    }

    @Test("Every operation has an id of its own")
    func operationIDs() {
        let ids = description.operations.compactMap { $0.value["operationId"]?.asString }

        #expect(ids.count == description.operations.count)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.allSatisfy(\.isLetter) })
    }

    @Test("A good answer has the media type that the gateway compares with Accept")
    func mediaTypes() throws {
        for spec in Router.table {
            let good = try #require(
                try operation(of: spec).responses.first { $0.key.hasPrefix("2") }?.value
            )
            let types = good["content"]?.asObject?.map(\.key)

            #expect(types == ["\(spec.route.mediaType)"], "\(spec.pattern)")
        }
    }

    @Test("Every request can be forbidden but those for health and metrics")
    func forbidden() throws {
        for spec in Router.table {
            let statuses = try operation(of: spec).responses.map(\.key)
            let canBe = spec.route.isPrivate

            #expect(statuses.contains("403") == canBe, "\(spec.pattern)")
        }
    }

    // MARK: References

    @Test("Every reference leads somewhere, and every component is referred to")
    func references() throws {
        var used: Set<String> = []
        description.forEachObject { place, members in
            for member in members where member.key == "$ref" {
                let target = member.value.asString ?? ""
                used.insert(target)
                #expect(description.resolve(target) != nil, "\(place): \(target)")
                #expect(members.count == 1, "\(place) has more than a reference")
            }
        }
        let kinds = description.root["components"]?.asObject ?? []
        let there = kinds.flatMap { kind in
            (kind.value.asObject ?? []).map { "#/components/\(kind.key)/\($0.key)" }
        }

        #expect(there.count > 60)
        #expect(Set(there).subtracting(used).sorted() == [], "nobody needs these")
    }

    // MARK: Errors

    @Test("The document has every error code, with its class, and no other")
    func codes() throws {
        let codes = try description.schema("ErrorCode")["enum"]?.texts ?? []
        #expect(codes.count == Set(codes).count)
        #expect(Set(codes) == Set(ErrorCode.allCases.map(\.rawValue)))

        var types: [String: String] = [:]
        for choice in try description.schema("ErrorClass")["oneOf"]?.asArray ?? [] {
            let properties = try #require(try description.resolved(choice)["properties"])
            let type = try #require(properties["type"]?["const"]?.asString)
            for code in properties["code"]?["enum"]?.texts ?? [] {
                #expect(types.updateValue(type, forKey: code) == nil, "\(code) has two classes")
            }
        }
        let expected = ErrorCode.allCases.map { ($0.rawValue, $0.type.rawValue) }
        #expect(types == Dictionary(uniqueKeysWithValues: expected))
    }

    @Test("A transfer is refused for every reason that the bank has a slot for")
    func reasons() throws {
        let reasons = try description.schema("Refusal")["enum"]?.texts ?? []
        let entered = FailureReason.allCases.filter { $0 != .tooManyClients }

        #expect(Set(reasons) == Set(entered.map(\.rawValue)))
        #expect(reasons.allSatisfy { ErrorCode(rawValue: $0) != nil }, "a page tells of each")
    }

    @Test("Each status has exactly the codes whose status it is")
    func statuses() throws {
        var codes: [Int: Set<String>] = [:]
        for member in try #require(description.root["components"]?["schemas"]?.asObject) {
            guard member.key.hasPrefix("Error"), let status = Int(member.key.dropFirst(5)) else {
                continue
            }
            let detail = member.value["properties"]?["error"]?["properties"]
            codes[status] = Set(detail?["code"]?["enum"]?.texts ?? [])
        }
        var expected = Dictionary(grouping: ErrorCode.allCases, by: \.status)
            .mapValues { Set($0.map(\.rawValue)) }
        // One connection too many is answered so, whatever it wanted to ask.
        expected[503]?.insert(ErrorCode.tooManyRequests.rawValue)

        #expect(codes == expected)
    }

    @Test("Every error answer of every operation has the schema of its status")
    func errorAnswers() throws {
        var seen: Set<Int> = []
        for operation in description.operations {
            for response in operation.responses {
                let status = try #require(Int(response.key))
                guard status >= 400 else { continue }
                seen.insert(status)
                let answer = try description.resolved(response.value)
                let schema = answer["content"]?["application/json"]?["schema"]

                #expect(
                    schema?["allOf"] == [
                        ["$ref": "#/components/schemas/Error"],
                        ["$ref": .string("#/components/schemas/Error\(status)")],
                    ],
                    "\(operation.path) \(status)"
                )
                let needsWait = ErrorCode.allCases
                    .contains { $0.status == status && $0.retryAfterSeconds != nil }
                #expect((answer["headers"]?["Retry-After"] != nil) == needsWait, "\(status)")
            }
        }
        #expect(seen == Set(ErrorCode.allCases.map(\.status)))
    }

    @Test("Every answer has the headers that every answer has")
    func everyHeader() throws {
        for operation in description.operations {
            for response in operation.responses {
                let headers = try description.resolved(response.value)["headers"]
                for name in ["Request-Id", "Server-Timing"] {
                    #expect(headers?[name] != nil, "\(operation.path) \(response.key) \(name)")
                }
            }
        }
    }

    // MARK: Examples

    @Test("Every example fits its schema")
    func examples() throws {
        let schema = Schema(description: description)
        var count = 0
        description.forEachObject { place, members in
            guard let rules = members.first(where: { $0.key == "schema" })?.value else { return }
            var examples = members.filter { $0.key == "example" }.map(\.value)
            for member in members where member.key == "examples" {
                examples += (member.value.asObject ?? []).compactMap { $0.value["value"] }
            }
            for example in examples {
                count += 1
                #expect(schema.findings(example, rules) == [], "\(place)")
            }
        }
        #expect(count > 30)
    }

    @Test("The schemas refuse what is wrong")
    func refusals() throws {
        let schema = Schema(description: description)
        let request = try description.schema("TransferRequest")
        let wrong: [JSONValue] = [
            [:], "G", ["from": "G", "to": "B"], ["from": "G", "to": "B", "amount": "6"],
            ["from": "G", "to": "B", "amount": 0], ["from": "", "to": "B", "amount": 6],
            ["from": "G", "to": "B", "amount": 6, "memo": "x"],
            ["from": "G", "to": "é", "amount": 6],
        ]
        for value in wrong {
            #expect(schema.findings(value, request) != [], "\(value)")
        }
        let unknown = schema.findings(1, ["multipleOf": 2])
        #expect(unknown == ["$: 1 is not multipleOf 2"], "an unknown keyword passes nothing")
    }

    // MARK: Pages

    @Test("docs/HTTP.md names every route")
    func pageRoutes() throws {
        let page = try Self.page("HTTP.md")
        for spec in Router.table {
            #expect(page.contains("`\(spec.method) \(spec.pattern)"), "\(spec.pattern)")
        }
    }

    @Test("docs/HTTP.md has every error code once, with its class and its status")
    func pageCodes() throws {
        let page = try Self.page("HTTP.md")
        let rows = page.split(separator: "\n").filter { $0.contains("_error` |") }
        var described: [String: (type: String, status: Int)] = [:]
        for row in rows {
            let cells = row.split(separator: "|").map { $0.trimmingPrefix(" ") }
            let type = cells[0].split(separator: "`")[0]
            // One status may follow several codes: it is that of all of them.
            let all = cells[1].firstMatch(of: #/all (\d+)/#).map { String($0.1) }
            for match in cells[1].matches(of: #/`(\w+)`(?: (\d+))?/#) {
                let status = match.2.map(String.init) ?? all
                let earlier = described.updateValue(
                    (String(type), status.flatMap { Int($0) } ?? 0),
                    forKey: String(match.1)
                )
                #expect(earlier == nil, "\(match.1)")
            }
        }

        #expect(Set(described.keys) == Set(ErrorCode.allCases.map(\.rawValue)))
        for code in ErrorCode.allCases {
            #expect(described[code.rawValue]?.type == code.type.rawValue, "\(code.rawValue)")
            #expect(described[code.rawValue]?.status == code.status, "\(code.rawValue)")
        }
    }
}

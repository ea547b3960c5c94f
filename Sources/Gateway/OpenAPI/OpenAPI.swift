/// The description of the interface, as `GET /openapi.json` gives it.
///
/// It is written by hand, and tests compare it with ``Router/table``, with ``ErrorCode``, and with
/// what a running gateway answers.
package enum OpenAPI {
    /// The whole document: one object of OpenAPI 3.1.
    package static let document = #"""
        {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": \#(info),
        "servers": [{"url": "/", "description": "This gateway"}],
        "security": [],
        "tags": \#(tags),
        "paths": {
        \#(transferPaths),
        \#(outcomePaths),
        \#(accountPaths),
        \#(nodePaths),
        \#(slotPaths),
        \#(faultPaths),
        \#(healthPaths),
        \#(documentPaths)
        },
        "components": {
        "headers": \#(headers),
        "parameters": \#(parameters),
        "requestBodies": \#(requestBodies),
        "responses": {
        \#(clientErrors),
        \#(bankErrors),
        \#(serverErrors)
        },
        "schemas": {
        \#(wordSchemas),
        \#(transferSchemas),
        \#(accountSchemas),
        \#(nodeSchemas),
        \#(slotSchemas),
        \#(faultSchemas),
        \#(documentSchemas),
        \#(errorSchemas)
        }
        }
        }

        """#

    private static let info = #"""
        {
        "title": "paxosbank",
        "version": "1",
        "summary": "One ledger on five nodes, kept by Multi-Paxos",
        "description": "Payments that happen once or not at all, whichever node or gateway \#
        fails.\n\nWhoever repeats a transfer with its `Idempotency-Key` gets the answer that was \#
        recorded. After 503 nothing was executed; after 504 that is unknown, and the same key \#
        tells.\n\nEvery GET is a HEAD too, whose answer has no body. Parameters and fields that \#
        are not described are refused, as is a parameter that comes twice. Lists go on where \#
        `next_cursor` says, as long as `has_more` is true."
        }
        """#

    private static let tags = #"""
        [
        {"name": "transfers", "description": "Money that moves, and what became of it"},
        {"name": "accounts", "description": "Balances, and what made them"},
        {"name": "cluster", "description": "The nodes, the log, and what happens there"},
        {"name": "faults", "description": "Failures on purpose, where they are allowed"},
        {"name": "gateway", "description": "The gateway's health, numbers, and documents"},
        {"name": "older names", "description": "Routes that are there for programs that know them"}
        ]
        """#
}

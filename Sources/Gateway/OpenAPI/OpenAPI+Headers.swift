extension OpenAPI {
    /// The headers of answers.
    static let headers = #"""
        {
        "Request-Id": {
        "description": "The request's name: the one it brought, or one that the gateway made",
        "required": true,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}, "example": "6a1c3f00-7"
        },
        "Server-Timing": {
        "description": "How long the gateway took, in milliseconds",
        "required": true,
        "schema": {"type": "string", "pattern": "^total;dur=[0-9]+[.][0-9]{3}$"},
        "example": "total;dur=0.412"
        },
        "Cache-Control": {
        "description": "Answers are not kept by anybody on the way",
        "required": true,
        "schema": {"type": "string", "enum": ["no-store"]}
        },
        "Paxosbank-Leader": {
        "description": "The node that leads, as far as the gateway knows",
        "schema": {"$ref": "#/components/schemas/NodeName"}, "example": "n1"
        },
        "Paxosbank-Ballot": {
        "description": "The leader's ballot: round and node",
        "schema": {"type": "string", "pattern": "^[(][0-9]+,[0-9]+[)]$"}, "example": "(1,1)"
        },
        "Paxosbank-Slot": {
        "description": "The slot that the answer is about, or up to which it holds",
        "schema": {"$ref": "#/components/schemas/Slot"}, "example": 7
        },
        "Paxosbank-HLC": {
        "description": "The latest hybrid clock of the nodes that were asked: microseconds since \#
        1970, and a counter",
        "schema": {"type": "string", "pattern": "^[0-9]+[.][0-9]+$"},
        "example": "1795900000000000.0"
        },
        "Paxosbank-Node": {
        "description": "The one node that was asked",
        "schema": {"$ref": "#/components/schemas/NodeName"}, "example": "n3"
        },
        "Location": {
        "description": "Where the transfer can be read",
        "required": true,
        "schema": {"type": "string", "pattern": "^/v1/transfers/[1-9][0-9]*$"},
        "example": "/v1/transfers/7"
        },
        "Idempotency-Key": {
        "description": "The key that the gateway made for a request without one",
        "schema": {"type": "string", "pattern": "^gw:[A-Za-z0-9_-]+@[1-9][0-9]*$"},
        "example": "gw:pay-8080-17@1795900000000000"
        },
        "Idempotency-Replayed": {
        "description": "That the request was executed before, and this is what was recorded then",
        "schema": {"type": "string", "enum": ["true"]}
        },
        "Retry-After": {
        "description": "How long to wait before the next try, in seconds",
        "schema": {"type": "integer", "minimum": 1}, "example": 1
        },
        "Allow": {
        "description": "The methods that the route has",
        "required": true,
        "schema": {"type": "string"}, "example": "GET, HEAD, POST"
        },
        "Content-Security-Policy": {
        "description": "What the page may do: talk to this gateway, and nothing else",
        "required": true,
        "schema": {"type": "string"}
        }
        }
        """#

    /// The headers of every answer.
    static let everyHeader = #"""
        "Request-Id": {"$ref": "#/components/headers/Request-Id"},
        "Server-Timing": {"$ref": "#/components/headers/Server-Timing"},
        "Cache-Control": {"$ref": "#/components/headers/Cache-Control"}
        """#

    /// The headers of an answer that tells of the cluster.
    static let clusterHeaders = #"""
        \#(everyHeader),
        "Paxosbank-Leader": {"$ref": "#/components/headers/Paxosbank-Leader"},
        "Paxosbank-Ballot": {"$ref": "#/components/headers/Paxosbank-Ballot"},
        "Paxosbank-Slot": {"$ref": "#/components/headers/Paxosbank-Slot"},
        "Paxosbank-HLC": {"$ref": "#/components/headers/Paxosbank-HLC"},
        "Paxosbank-Node": {"$ref": "#/components/headers/Paxosbank-Node"}
        """#

    /// The headers of an answer to a transfer.
    static let transferHeaders = #"""
        \#(clusterHeaders),
        "Idempotency-Key": {"$ref": "#/components/headers/Idempotency-Key"},
        "Idempotency-Replayed": {"$ref": "#/components/headers/Idempotency-Replayed"}
        """#

    /// The answers that any request can have, whatever it asks for.
    static let anyRequest = #"""
        "400": {"$ref": "#/components/responses/BadRequest"},
        "405": {"$ref": "#/components/responses/MethodNotAllowed"},
        "406": {"$ref": "#/components/responses/NotAcceptable"},
        "408": {"$ref": "#/components/responses/RequestTimeout"},
        "413": {"$ref": "#/components/responses/BodyTooLarge"},
        "417": {"$ref": "#/components/responses/ExpectationFailed"},
        "431": {"$ref": "#/components/responses/HeadTooLarge"},
        "501": {"$ref": "#/components/responses/NotImplemented"},
        "505": {"$ref": "#/components/responses/VersionNotSupported"}
        """#

    /// The same for what only those may ask who know the gateway's name.
    static let anyPrivate = #"""
        \#(anyRequest),
        "403": {"$ref": "#/components/responses/Forbidden"}
        """#

    /// The same, and that there are too many connections, and that the gateway made a mistake.
    static let anyQuestion = #"""
        \#(anyPrivate),
        "500": {"$ref": "#/components/responses/Internal"},
        "503": {"$ref": "#/components/responses/Unavailable"}
        """#
}

extension OpenAPI {
    /// The answers to requests that are wrong, or that may not be made.
    static let clientErrors = #"""
        "BadRequest": {
        "description": "The request is wrong, and nothing was done: it cannot be read, or a \#
        field, parameter, cursor or key does not fit",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error400"}]},
        "example": {"error": {"type": "invalid_request_error", "code": "unknown_field",
        "outcome": "not_executed", "message": "amuont: unknown key, did you mean \"amount\"?",
        "param": "amuont", "retryable": false, "hint": "leave the field out, or correct its name",
        "doc_url": "/docs/errors/unknown_field", "request_id": "6a1c3f00-7"}}
        }}
        },
        "Forbidden": {
        "description": "The caller may not do this here",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error403"}]}
        }}
        },
        "NotFound": {
        "description": "There is no such thing",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error404"}]}
        }}
        },
        "MethodNotAllowed": {
        "description": "The path has other methods than this",
        "headers": {\#(clusterHeaders), "Allow": {"$ref": "#/components/headers/Allow"}},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error405"}]}
        }}
        },
        "NotAcceptable": {
        "description": "Accept admits nothing that the route gives",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error406"}]}
        }}
        },
        "RequestTimeout": {
        "description": "The request did not arrive in time: 5 s for its head, 10 s for its body",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error408"}]}
        }}
        },
        "BodyTooLarge": {
        "description": "The body has more than 65,536 bytes",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error413"}]}
        }}
        },
        "UnsupportedMediaType": {
        "description": "The body is not said to be JSON",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error415"}]}
        }}
        },
        "ExpectationFailed": {
        "description": "Expect asks for something else than 100-continue",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error417"}]}
        }}
        },
        "HeadTooLarge": {
        "description": "The request line or the headers are too long or too many",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error431"}]}
        }}
        }
        """#

    /// The answers to transfers and keys that the bank refuses.
    static let bankErrors = #"""
        "KeyConflict": {
        "description": "A request with this key is under way at this gateway, or the key is so \#
        old that its answer is forgotten; it is never paid twice",
        "headers": {\#(clusterHeaders),
        "Retry-After": {"$ref": "#/components/headers/Retry-After"}},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error409"}]}
        }}
        },
        "Refused": {
        "description": "The bank refused the transfer and nothing moved, which is recorded and \#
        repeated byte for byte; or the key stands for another transfer",
        "headers": {\#(transferHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error422"}]},
        "example": {"error": {"type": "bank_error", "code": "insufficient_funds",
        "outcome": "failed", "message": "B has 16, needs 20", "param": "amount",
        "retryable": false, "hint": "lower the amount or credit B first",
        "doc_url": "/docs/errors/insufficient_funds", "slot": 3}}
        }}
        },
        "TooMany": {
        "description": "The gateway has as many requests under way as it takes, or the bank as \#
        many keys as it keeps; nothing was executed",
        "headers": {\#(clusterHeaders),
        "Retry-After": {"$ref": "#/components/headers/Retry-After"}},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error429"}]}
        }}
        }
        """#

    /// The answers to requests that are right and cannot be answered now.
    static let serverErrors = #"""
        "Internal": {
        "description": "The gateway made a mistake",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error500"}]}
        }}
        },
        "NotImplemented": {
        "description": "The method, or the coding of the body, is known to nobody here",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error501"}]}
        }}
        },
        "Unavailable": {
        "description": "The cluster or a node of it does not answer, or there are too many \#
        connections; what was asked for was certainly not executed",
        "headers": {\#(clusterHeaders),
        "Retry-After": {"$ref": "#/components/headers/Retry-After"}},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error503"}]}
        }}
        },
        "UnknownOutcome": {
        "description": "The transfer may or may not be executed, now or later: repeat it with \#
        the same key, or ask what became of the key",
        "headers": {\#(clusterHeaders),
        "Idempotency-Key": {"$ref": "#/components/headers/Idempotency-Key"}},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error504"}]}
        }}
        },
        "VersionNotSupported": {
        "description": "The version is neither HTTP/1.1 nor HTTP/1.0",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error505"}]}
        }}
        }
        """#
}

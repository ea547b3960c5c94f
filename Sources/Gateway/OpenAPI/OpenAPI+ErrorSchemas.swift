extension OpenAPI {
    /// The form of errors: of all, of each class, and of each status.
    static let errorSchemas = #"""
        "Error": {
        "type": "object", "required": ["error"], "additionalProperties": false,
        "properties": {"error": {"allOf": [
        {"$ref": "#/components/schemas/ErrorDetail"}, {"$ref": "#/components/schemas/ErrorClass"}
        ]}}
        },
        "ErrorDetail": {
        "type": "object", "additionalProperties": false,
        "required": ["type", "code", "message", "retryable", "hint", "doc_url"],
        "properties": {
        "type": {"type": "string", "description": "Who has to act"},
        "code": {"$ref": "#/components/schemas/ErrorCode"},
        "outcome": {"$ref": "#/components/schemas/ErrorOutcome"},
        "message": {"type": "string", "description": "What happened, for people"},
        "param": {"type": "string", "description": "The field, parameter or header that is wrong"},
        "retryable": {"type": "boolean", "description": "Whether the same may go through later"},
        "hint": {"type": "string", "description": "What to do"},
        "doc_url": {"type": "string", "pattern": "^/docs/errors/[a-z_]+$"},
        "slot": {"$ref": "#/components/schemas/Slot"},
        "request_id": {"type": "string", "description": "The answer's `Request-Id`"}
        }
        },
        "ErrorOutcome": {
        "type": "string", "enum": ["failed", "not_executed", "unknown"],
        "description": "What is certain of a transfer: it was executed and refused; it was not \#
        executed and never will be; or neither is known"
        },
        "ErrorClass": {"oneOf": [
        {"$ref": "#/components/schemas/InvalidRequestError"},
        {"$ref": "#/components/schemas/BankError"},
        {"$ref": "#/components/schemas/IdempotencyError"},
        {"$ref": "#/components/schemas/ClusterError"},
        {"$ref": "#/components/schemas/AuthError"},
        {"$ref": "#/components/schemas/APIError"}
        ]},
        "InvalidRequestError": {"type": "object", "properties": {
        "type": {"const": "invalid_request_error"},
        "code": {"enum": ["bad_request", "bad_json", "missing_field", "unknown_field", "bad_field",
        "bad_parameter", "bad_cursor", "bad_key", "not_found", "method_not_allowed",
        "not_acceptable", "request_timeout", "body_too_large", "unsupported_media_type",
        "expectation_failed", "head_too_large", "not_implemented", "http_version"]}
        }},
        "BankError": {"type": "object", "properties": {
        "type": {"const": "bank_error"},
        "code": {"enum": ["insufficient_funds", "same_account", "unknown_account",
        "invalid_amount", "balance_overflow"]}
        }},
        "IdempotencyError": {"type": "object", "properties": {
        "type": {"const": "idempotency_error"},
        "code": {"enum": ["key_reused", "key_in_progress", "key_expired", "too_many_keys"]}
        }},
        "ClusterError": {"type": "object", "properties": {
        "type": {"const": "cluster_error"},
        "code": {"enum": ["no_quorum", "no_leader", "unavailable", "lagging", "node_unreachable",
        "unknown_outcome"]}
        }},
        "AuthError": {"type": "object", "properties": {
        "type": {"const": "auth_error"},
        "code": {"enum": ["foreign_origin", "foreign_host", "faults_not_allowed"]}
        }},
        "APIError": {"type": "object", "properties": {
        "type": {"const": "api_error"},
        "code": {"enum": ["too_many_requests", "internal"]}
        }},
        \#(statusSchemas)
        """#

    private static let statusSchemas = [
        status(
            400,
            "bad_request",
            "bad_json",
            "missing_field",
            "unknown_field",
            "bad_field",
            "bad_parameter",
            "bad_cursor",
            "bad_key"
        ),
        status(403, "foreign_origin", "foreign_host", "faults_not_allowed"),
        status(404, "not_found"),
        status(405, "method_not_allowed"),
        status(406, "not_acceptable"),
        status(408, "request_timeout"),
        status(409, "key_in_progress", "key_expired"),
        status(413, "body_too_large"),
        status(415, "unsupported_media_type"),
        status(417, "expectation_failed"),
        status(
            422,
            "insufficient_funds",
            "same_account",
            "unknown_account",
            "invalid_amount",
            "balance_overflow",
            "key_reused"
        ),
        status(429, "too_many_requests", "too_many_keys"),
        status(431, "head_too_large"),
        status(500, "internal"),
        status(501, "not_implemented"),
        // Whoever is one connection too many gets 503, whatever it wanted to ask.
        status(
            503,
            "no_quorum",
            "no_leader",
            "unavailable",
            "lagging",
            "node_unreachable",
            "too_many_requests"
        ),
        status(504, "unknown_outcome"),
        status(505, "http_version"),
    ]
    .joined(separator: ",\n")

    /// Returns the schema of the errors that a status has.
    private static func status(_ number: Int, _ codes: String...) -> String {
        let list = codes.map { "\"\($0)\"" }.joined(separator: ", ")
        return #"""
            "Error\#(number)": {"type": "object", "properties": {"error": {"type": "object",
            "properties": {"code": {"enum": [\#(list)]}}}}}
            """#
    }

    /// Words and numbers that several answers have.
    static let wordSchemas = #"""
        "AccountID": {
        "type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "description": "Names an account"
        },
        "NodeName": {
        "type": "string", "pattern": "^n[1-9][0-9]{0,2}$", "description": "Names a node"
        },
        "Slot": {
        "type": "integer", "format": "int64", "minimum": 0, "maximum": \#(slotMax),
        "description": "A place in the log, counted from 1; 0 is before the first"
        },
        "Amount": {
        "type": "integer", "format": "int64",
        "description": "Money in minor units"
        },
        "Count": {"type": "integer", "format": "int64", "minimum": 0},
        "Moment": {
        "type": "string", "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$",
        "description": "A moment in UTC"
        },
        "Ballot": {
        "type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer", "minimum": 0},
        "description": "Round and node"
        },
        "Cursor": {
        "type": "string", "pattern": "^[A-Za-z0-9_-]{1,512}$",
        "description": "A place in a list; nobody needs to look into it"
        },
        "ErrorCode": {
        "type": "string",
        "enum": ["bad_request", "bad_json", "missing_field", "unknown_field", "bad_field",
        "bad_parameter", "bad_cursor", "bad_key", "not_found", "method_not_allowed",
        "not_acceptable", "request_timeout", "body_too_large", "unsupported_media_type",
        "expectation_failed", "head_too_large", "not_implemented", "http_version",
        "insufficient_funds", "same_account", "unknown_account", "invalid_amount",
        "balance_overflow", "key_reused", "key_in_progress", "key_expired", "too_many_keys",
        "no_quorum", "no_leader", "unavailable", "lagging", "node_unreachable", "unknown_outcome",
        "foreign_origin", "foreign_host", "faults_not_allowed", "too_many_requests", "internal"],
        "description": "What programs compare; the list is closed"
        },
        "Refusal": {
        "type": "string",
        "enum": ["insufficient_funds", "same_account", "unknown_account", "invalid_amount",
        "balance_overflow", "key_reused", "key_expired", "too_many_keys"],
        "description": "Why the bank refused a transfer: what it asks for, or its key"
        }
        """#
}

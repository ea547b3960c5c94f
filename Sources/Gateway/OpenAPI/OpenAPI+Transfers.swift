extension OpenAPI {
    /// Transfers, under all their names.
    static let transferPaths = #"""
        "/v1/transfers": {
        "post": {
        "operationId": "createTransfer", "tags": ["transfers"], "summary": "Make a transfer",
        "description": "Moves money, once for each key. Whoever got no answer repeats the \#
        request with the same key.",
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"},
        {"$ref": "#/components/parameters/Chaos"},
        {"$ref": "#/components/parameters/RequestID"}],
        "requestBody": {"$ref": "#/components/requestBodies/Transfer"},
        "responses": {
        "201": {
        "description": "The money moved: this time, or when the key was used first",
        "headers": {\#(transferHeaders),
        "Location": {"$ref": "#/components/headers/Location"}},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Transfer"},
        "example": {"object": "transfer", "id": "7", "from": "G", "to": "B", "amount": 6,
        "outcome": "success", "slot": 7, "balances": {"G": 4, "B": 16}}
        }}
        },
        "409": {"$ref": "#/components/responses/KeyConflict"},
        "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
        "422": {"$ref": "#/components/responses/Refused"},
        "429": {"$ref": "#/components/responses/TooMany"},
        "504": {"$ref": "#/components/responses/UnknownOutcome"},
        \#(anyQuestion)
        }
        },
        "get": {
        "operationId": "listTransfers", "tags": ["transfers"],
        "summary": "List transfers, newest first",
        "description": "The newest 100,000 are kept. Refused ones are there too; `account` \#
        leaves those that neither pay nor are paid to it.",
        "parameters": [{
        "name": "account", "in": "query", "required": false,
        "description": "Only transfers from or to this account",
        "schema": {"$ref": "#/components/schemas/AccountID"}, "example": "G"
        },
        {"$ref": "#/components/parameters/FromSlot"},
        {"$ref": "#/components/parameters/Limit"},
        {"$ref": "#/components/parameters/Cursor"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "A page of transfers",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/TransferList"},
        "example": {"object": "list", "data": [{"object": "transfer", "id": "7",
        "from": "G", "to": "B", "amount": 6,
        "outcome": "success", "slot": 7, "at": "2026-11-29T03:10:42.123456Z",
        "balances": {"G": 4, "B": 16}}],
        "has_more": false}
        }}
        },
        \#(anyQuestion)
        }
        }
        },
        "/v1/transfers/{id}": {
        "get": {
        "operationId": "getTransfer", "tags": ["transfers"], "summary": "Read a transfer",
        "description": "A transfer that is older than the newest 100,000 is not found.",
        "parameters": [{"$ref": "#/components/parameters/TransferID"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The transfer",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Transfer"},
        "example": {"object": "transfer", "id": "7", "from": "G", "to": "B", "amount": 6,
        "outcome": "success", "slot": 7, "at": "2026-11-29T03:10:42.123456Z",
        "balances": {"G": 4, "B": 16}}
        }}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        \#(anyQuestion)
        }
        }
        },
        "/payment": {
        "post": {
        "operationId": "createPayment", "tags": ["older names"], "summary": "Make a transfer",
        "description": "An older name of `POST /v1/transfers`.",
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"},
        {"$ref": "#/components/parameters/Chaos"},
        {"$ref": "#/components/parameters/RequestID"}],
        "requestBody": {"$ref": "#/components/requestBodies/Transfer"},
        "responses": {
        "201": {
        "description": "The money moved: this time, or when the key was used first",
        "headers": {\#(transferHeaders),
        "Location": {"$ref": "#/components/headers/Location"}},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Transfer"},
        "example": {"object": "transfer", "id": "7", "from": "G", "to": "B", "amount": 6,
        "outcome": "success", "slot": 7, "balances": {"G": 4, "B": 16}}
        }}
        },
        "409": {"$ref": "#/components/responses/KeyConflict"},
        "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
        "422": {"$ref": "#/components/responses/Refused"},
        "429": {"$ref": "#/components/responses/TooMany"},
        "504": {"$ref": "#/components/responses/UnknownOutcome"},
        \#(anyQuestion)
        }
        }
        },
        "/transfer": {
        "post": {
        "operationId": "createTransferByOlderName", "tags": ["older names"],
        "summary": "Make a transfer",
        "description": "An older name of `POST /v1/transfers`.",
        "parameters": [{"$ref": "#/components/parameters/IdempotencyKey"},
        {"$ref": "#/components/parameters/Chaos"},
        {"$ref": "#/components/parameters/RequestID"}],
        "requestBody": {"$ref": "#/components/requestBodies/Transfer"},
        "responses": {
        "201": {
        "description": "The money moved: this time, or when the key was used first",
        "headers": {\#(transferHeaders),
        "Location": {"$ref": "#/components/headers/Location"}},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Transfer"},
        "example": {"object": "transfer", "id": "7", "from": "G", "to": "B", "amount": 6,
        "outcome": "success", "slot": 7, "balances": {"G": 4, "B": 16}}
        }}
        },
        "409": {"$ref": "#/components/responses/KeyConflict"},
        "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
        "422": {"$ref": "#/components/responses/Refused"},
        "429": {"$ref": "#/components/responses/TooMany"},
        "504": {"$ref": "#/components/responses/UnknownOutcome"},
        \#(anyQuestion)
        }
        }
        },
        "/transactions": {
        "get": {
        "operationId": "listTransactions", "tags": ["older names"],
        "summary": "List transfers",
        "description": "An older name of `GET /v1/transfers`.",
        "parameters": [{
        "name": "account", "in": "query", "required": false,
        "description": "Only transfers from or to this account",
        "schema": {"$ref": "#/components/schemas/AccountID"}, "example": "G"
        },
        {"$ref": "#/components/parameters/FromSlot"},
        {"$ref": "#/components/parameters/Limit"},
        {"$ref": "#/components/parameters/Cursor"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "A page of transfers",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/TransferList"},
        "example": {"object": "list", "data": [{"object": "transfer", "id": "7",
        "from": "G", "to": "B", "amount": 6,
        "outcome": "success", "slot": 7, "at": "2026-11-29T03:10:42.123456Z",
        "balances": {"G": 4, "B": 16}}],
        "has_more": false}
        }}
        },
        \#(anyQuestion)
        }
        }
        }
        """#

    /// What became of keys.
    static let outcomePaths = #"""
        "/v1/outcomes/{key}": {
        "get": {
        "operationId": "getOutcome", "tags": ["transfers"], "summary": "Ask what became of a key",
        "description": "Confirmed by a quorum: after `never_seen` nothing was executed under \#
        the key before the question. Keys that begin with `gw:` are known to the gateway that \#
        made them, until it needs their place.",
        "parameters": [{"$ref": "#/components/parameters/Key"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "What is certain",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Outcome"},
        "examples": {
        "success": {"value": {"object": "outcome", "outcome": "success", "slot": 7,
        "transfer": "/v1/transfers/7"}},
        "never_seen": {"value": {"object": "outcome", "outcome": "never_seen"}}
        }
        }}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        "409": {"$ref": "#/components/responses/KeyConflict"},
        "429": {"$ref": "#/components/responses/TooMany"},
        "504": {"$ref": "#/components/responses/UnknownOutcome"},
        \#(anyQuestion)
        }
        }
        }
        """#
}

extension OpenAPI {
    /// Accounts.
    static let accountPaths = #"""
        "/v1/accounts": {
        "get": {
        "operationId": "listAccounts", "tags": ["accounts"], "summary": "List accounts",
        "description": "As one node has executed, at one slot for the page; `conserved` tells \#
        whether money was made or lost.",
        "parameters": [{"$ref": "#/components/parameters/Limit"},
        {"$ref": "#/components/parameters/Cursor"},
        {"$ref": "#/components/parameters/Node"},
        {"$ref": "#/components/parameters/MinSlot"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "A page of accounts, in the order of the cluster file",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/AccountList"},
        "example": {"object": "list", "data": [{"object": "account", "id": "A", "balance": 10}],
        "has_more": true, "next_cursor": "MXwxfGFjY291bnRzP25vZGU9", "total": 100,
        "opening_total": 100, "conserved": true, "executed": 7, "node": "n1"}
        }}
        },
        \#(anyQuestion)
        }
        }
        },
        "/v1/accounts/{id}": {
        "get": {
        "operationId": "getAccount", "tags": ["accounts"], "summary": "Read a balance",
        "parameters": [{"$ref": "#/components/parameters/AccountID"},
        {"$ref": "#/components/parameters/Consistency"},
        {"$ref": "#/components/parameters/Node"},
        {"$ref": "#/components/parameters/MinSlot"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The balance, and the slot up to which it holds",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Account"},
        "example": {"object": "account", "id": "A", "balance": 10, "slot": 7,
        "consistency": "linearizable"}
        }}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        "429": {"$ref": "#/components/responses/TooMany"},
        \#(anyQuestion)
        }
        }
        },
        "/v1/accounts/{id}/entries": {
        "get": {
        "operationId": "listEntries", "tags": ["accounts"],
        "summary": "List an account's entries",
        "description": "Newest first: each transfer from or to the account, with the \#
        balance after it. The \#
        nodes keep the newest 100,000 transfers.",
        "parameters": [{"$ref": "#/components/parameters/AccountID"},
        {"$ref": "#/components/parameters/FromSlot"},
        {"$ref": "#/components/parameters/Limit"},
        {"$ref": "#/components/parameters/Cursor"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "A page of entries",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/EntryList"},
        "example": {"object": "list", "data": [{"object": "entry", "slot": 7,
        "at": "2026-11-29T03:10:42.123456Z", "direction": "debit", "counterparty": "B",
        "amount": 6, "outcome": "success", "balance": 4,
        "transfer": "/v1/transfers/7"}], "has_more": false}
        }}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        \#(anyQuestion)
        }
        }
        }
        """#
}

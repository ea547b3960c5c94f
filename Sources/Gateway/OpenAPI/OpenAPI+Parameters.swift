extension OpenAPI {
    /// The parameters that several routes have.
    static let parameters = #"""
        {
        "TransferID": {
        "name": "id", "in": "path", "required": true,
        "description": "The transfer's id: its slot",
        "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,15}$"}, "example": "7"
        },
        "AccountID": {
        "name": "id", "in": "path", "required": true,
        "description": "The account's id",
        "schema": {"$ref": "#/components/schemas/AccountID"}, "example": "A"
        },
        "FaultID": {
        "name": "id", "in": "path", "required": true,
        "description": "A node that was failed, or `partition`",
        "schema": {"type": "string", "pattern": "^(n[1-9][0-9]{0,2}|partition)$"}, "example": "n2"
        },
        "Key": {
        "name": "key", "in": "path", "required": true,
        "description": "The idempotency key, percent-encoded. No path can name a key with a \#
        slash, nor `.` and `..`: repeat the transfer to see what became of it.",
        "schema": {"type": "string", "pattern": "^([!#-,0-~-]|[.][.]?[!-,0-~-])[!-.0-~]{0,252}$"},
        "example": "order-4711"
        },
        "SlotNumber": {
        "name": "n", "in": "path", "required": true,
        "description": "The slot, counted from 1",
        "schema": {"type": "integer", "format": "int64", "minimum": 1, "maximum": \#(slotMax)},
        "example": 7
        },
        "ErrorCode": {
        "name": "code", "in": "path", "required": true,
        "description": "The code of an error",
        "schema": {"$ref": "#/components/schemas/ErrorCode"}, "example": "key_reused"
        },
        "IdempotencyKey": {
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "Names the request: 1 to 255 visible characters of ASCII, bare or as a \#
        string in quotes. The same key with the same transfer gives the same answer through any \#
        gateway for seven days; with another transfer it is refused. Without it the gateway \#
        makes a key and returns it. What begins with `gw:` is a key that a gateway made.",
        "schema": {"type": "string", "pattern": "^[!#-~][!-~]{0,254}$"},
        "example": "order-4711"
        },
        "Chaos": {
        "name": "X-Simulate-Chaos", "in": "header", "required": false,
        "description": "What is to go wrong once the transfer is recorded, where faults are \#
        allowed: the connection is closed without an answer, and with `crash-leader` the leader \#
        is disconnected then. The retry with the same key returns what was recorded.",
        "schema": {"type": "string", "enum": ["drop-response", "crash-leader"]}
        },
        "RequestID": {
        "name": "Request-Id", "in": "header", "required": false,
        "description": "Names the request in logs and in its answer: 1 to 64 letters, digits, \#
        `.`, `_` and `-`. Anything else is ignored, and the gateway makes a name.",
        "schema": {"type": "string"}, "example": "checkout-17"
        },
        "Limit": {
        "name": "limit", "in": "query", "required": false,
        "description": "The most elements that the list is to have",
        "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}
        },
        "Cursor": {
        "name": "cursor", "in": "query", "required": false,
        "description": "Where the list goes on: `next_cursor` of the page before. It contains \#
        the filter, and is refused beside another one.",
        "schema": {"$ref": "#/components/schemas/Cursor"}
        },
        "FromSlot": {
        "name": "from_slot", "in": "query", "required": false,
        "description": "The first slot that matters",
        "schema": {"$ref": "#/components/schemas/Slot"}, "example": 1
        },
        "MinSlot": {
        "name": "min_slot", "in": "query", "required": false,
        "description": "Waits for up to 2 s until the node has executed this slot, so that a \#
        caller reads what it wrote; then 503 `lagging`",
        "schema": {"$ref": "#/components/schemas/Slot"}, "example": 0
        },
        "Node": {
        "name": "node", "in": "query", "required": false,
        "description": "The node that is asked; without it the gateway chooses one. A node \#
        that the cluster does not have is refused.",
        "schema": {"$ref": "#/components/schemas/NodeName"}, "example": "n1"
        },
        "Consistency": {
        "name": "consistency", "in": "query", "required": false,
        "description": "`linearizable`: a quorum confirms that every request that was answered \#
        before is in it. `local`: what one node has executed; only then may `node` choose it.",
        "schema": {"type": "string", "enum": ["linearizable", "local"], "default": "linearizable"}
        }
        }
        """#

    /// The greatest slot: all numbers up to it are exact in every program that reads JSON.
    static let slotMax = "9007199254740992"

    /// The bodies that requests have.
    static let requestBodies = #"""
        {
        "Transfer": {
        "required": true,
        "description": "At most 65,536 bytes",
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/TransferRequest"},
        "example": {"from": "G", "to": "B", "amount": 6}
        }}
        },
        "Fault": {
        "required": true,
        "description": "At most 65,536 bytes",
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/FaultRequest"},
        "examples": {
        "leader": {"value": {"kind": "fail", "node": "leader"}},
        "node": {"value": {"kind": "fail", "node": "n2"}},
        "partition": {"value": {"kind": "partition", "groups": [["n1", "n2"], ["n3", "n4", "n5"]]}}
        }
        }}
        }
        }
        """#
}

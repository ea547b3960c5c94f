extension OpenAPI {
    /// Transfers and what became of keys.
    static let transferSchemas = #"""
        "TransferRequest": {
        "type": "object", "additionalProperties": false, "required": ["from", "to", "amount"],
        "properties": {
        "from": {"$ref": "#/components/schemas/AccountID"},
        "to": {"$ref": "#/components/schemas/AccountID"},
        "amount": {
        "type": "integer", "format": "int64", "minimum": 1, "maximum": 1000000000000000,
        "description": "Money in minor units, written as a whole number: `1.0` and `1e2` are \#
        refused. Whole numbers outside the range are refused by the bank: 422."
        }
        }
        },
        "Transfer": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "id", "from", "to", "amount", "outcome", "slot"],
        "properties": {
        "object": {"const": "transfer"},
        "id": {"type": "string", "pattern": "^[1-9][0-9]*$", "description": "The slot"},
        "from": {"$ref": "#/components/schemas/AccountID"},
        "to": {"$ref": "#/components/schemas/AccountID"},
        "amount": {"$ref": "#/components/schemas/Amount"},
        "outcome": {"type": "string", "enum": ["success", "failed"]},
        "reason": {"$ref": "#/components/schemas/Refusal"},
        "slot": {"$ref": "#/components/schemas/Slot"},
        "at": {"$ref": "#/components/schemas/Moment"},
        "balances": {
        "type": "object", "minProperties": 1, "maxProperties": 2,
        "propertyNames": {"pattern": "^[A-Za-z0-9_-]{1,64}$"},
        "additionalProperties": {"$ref": "#/components/schemas/Amount"},
        "description": "What both accounts held then, if both exist"
        }
        },
        "if": {"properties": {"outcome": {"const": "failed"}}},
        "then": {"required": ["reason"]},
        "else": {"not": {"required": ["reason"]}}
        },
        "TransferList": {
        "type": "object", "additionalProperties": false, "required": ["object", "data", "has_more"],
        "properties": {
        "object": {"const": "list"},
        "data": {
        "type": "array", "maxItems": 500, "items": {"$ref": "#/components/schemas/Transfer"}
        },
        "has_more": {"type": "boolean"},
        "next_cursor": {"$ref": "#/components/schemas/Cursor"}
        }
        },
        "Outcome": {
        "type": "object", "additionalProperties": false, "required": ["object", "outcome"],
        "properties": {
        "object": {"const": "outcome"},
        "outcome": {
        "type": "string", "enum": ["success", "failed", "pending", "expired", "never_seen"],
        "description": "The money moved; the bank refused; a request is under way at this \#
        gateway; the key is more than seven days old; or nothing was executed under it"
        },
        "reason": {"$ref": "#/components/schemas/Refusal"},
        "slot": {"$ref": "#/components/schemas/Slot"},
        "transfer": {"type": "string", "pattern": "^/v1/transfers/[1-9][0-9]*$"}
        }
        }
        """#

    /// Accounts and their entries.
    static let accountSchemas = #"""
        "Account": {
        "type": "object", "additionalProperties": false, "required": ["object", "id", "balance"],
        "properties": {
        "object": {"const": "account"},
        "id": {"$ref": "#/components/schemas/AccountID"},
        "balance": {"$ref": "#/components/schemas/Amount"},
        "slot": {"$ref": "#/components/schemas/Slot"},
        "consistency": {"type": "string", "enum": ["linearizable", "local"]}
        }
        },
        "AccountList": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "data", "has_more", "total", "opening_total", "conserved",
        "executed", "node"],
        "properties": {
        "object": {"const": "list"},
        "data": {
        "type": "array", "maxItems": 500, "items": {"$ref": "#/components/schemas/Account"}
        },
        "has_more": {"type": "boolean"},
        "next_cursor": {"$ref": "#/components/schemas/Cursor"},
        "total": {"$ref": "#/components/schemas/Amount"},
        "opening_total": {"$ref": "#/components/schemas/Amount"},
        "conserved": {"type": "boolean", "description": "Whether both totals are the same"},
        "executed": {"$ref": "#/components/schemas/Slot"},
        "node": {"$ref": "#/components/schemas/NodeName"}
        }
        },
        "Entry": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "slot", "at", "direction", "counterparty", "amount", "outcome",
        "transfer"],
        "properties": {
        "object": {"const": "entry"},
        "slot": {"$ref": "#/components/schemas/Slot"},
        "at": {"$ref": "#/components/schemas/Moment"},
        "direction": {"type": "string", "enum": ["debit", "credit"]},
        "counterparty": {"$ref": "#/components/schemas/AccountID"},
        "amount": {"$ref": "#/components/schemas/Amount"},
        "outcome": {"type": "string", "enum": ["success", "failed"]},
        "reason": {"$ref": "#/components/schemas/Refusal"},
        "balance": {
        "type": "integer", "format": "int64", "description": "The account's balance then"
        },
        "transfer": {"type": "string", "pattern": "^/v1/transfers/[1-9][0-9]*$"}
        }
        },
        "EntryList": {
        "type": "object", "additionalProperties": false, "required": ["object", "data", "has_more"],
        "properties": {
        "object": {"const": "list"},
        "data": {
        "type": "array", "maxItems": 500, "items": {"$ref": "#/components/schemas/Entry"}
        },
        "has_more": {"type": "boolean"},
        "next_cursor": {"$ref": "#/components/schemas/Cursor"}
        }
        }
        """#

    /// Faults.
    static let faultSchemas = #"""
        "FaultRequest": {"oneOf": [
        {
        "type": "object", "additionalProperties": false, "required": ["kind", "node"],
        "properties": {
        "kind": {"const": "fail"},
        "node": {
        "type": "string", "pattern": "^(leader|n[1-9][0-9]{0,2})$",
        "description": "A node of the cluster, or `leader` for the one that leads"
        }
        }
        },
        {
        "type": "object", "additionalProperties": false, "required": ["kind", "groups"],
        "properties": {
        "kind": {"const": "partition"},
        "groups": {"$ref": "#/components/schemas/Groups"}
        }
        }
        ]},
        "Groups": {
        "type": "array",
        "items": {
        "type": "array", "minItems": 1, "uniqueItems": true,
        "items": {"$ref": "#/components/schemas/NodeName"}
        },
        "description": "Nodes that talk to each other: each is in one group, and a node that \#
        none names is on its own. All nodes in one group are no partition."
        },
        "Fault": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "id", "kind", "command"],
        "properties": {
        "object": {"const": "fault"},
        "id": {"type": "string", "pattern": "^(n[1-9][0-9]{0,2}|partition)$"},
        "kind": {"type": "string", "enum": ["fail", "partition"]},
        "node": {"$ref": "#/components/schemas/NodeName"},
        "groups": {"$ref": "#/components/schemas/Groups"},
        "command": {"type": "string", "description": "What does the same at a terminal"}
        }
        },
        "FaultList": {
        "type": "object", "additionalProperties": false, "required": ["object", "data", "has_more"],
        "properties": {
        "object": {"const": "list"},
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
        "has_more": {"type": "boolean"}
        }
        }
        """#

    /// The configuration.
    static let documentSchemas = #"""
        "SettingList": {
        "type": "object", "additionalProperties": false, "required": ["object", "data", "has_more"],
        "properties": {
        "object": {"const": "list"},
        "data": {"type": "array", "items": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "name", "value", "origin"],
        "properties": {
        "object": {"const": "setting"},
        "name": {"type": "string"},
        "value": {"type": "string"},
        "origin": {
        "type": "string", "pattern": "^(flag|environment|file|default)",
        "description": "Where it comes from, with the name of a variable or a file"
        }
        }
        }},
        "has_more": {"type": "boolean"}
        }
        }
        """#
}

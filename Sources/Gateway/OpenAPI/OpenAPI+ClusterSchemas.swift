extension OpenAPI {
    /// Nodes, leaders and views.
    static let nodeSchemas = #"""
        "NodeList": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "data", "has_more", "leader", "ballot", "quorum", "faults_allowed"],
        "properties": {
        "object": {"const": "list"},
        "data": {"type": "array", "items": {"oneOf": [
        {"$ref": "#/components/schemas/NodeStatus"}, {"$ref": "#/components/schemas/NodeAway"}
        ]}},
        "has_more": {"type": "boolean"},
        "leader": {"oneOf": [{"$ref": "#/components/schemas/NodeName"}, {"type": "null"}]},
        "ballot": {"$ref": "#/components/schemas/Ballot"},
        "quorum": {"type": "boolean", "description": "Whether enough nodes reach each other"},
        "faults_allowed": {"type": "boolean", "description": "Whether the gateway makes faults"}
        }
        },
        "NodeAway": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "node", "reachable", "why"],
        "properties": {
        "object": {"const": "node"},
        "node": {"$ref": "#/components/schemas/NodeName"},
        "reachable": {"const": false},
        "why": {"type": "string"}
        }
        },
        "NodeStatus": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "node", "reachable", "role", "ready", "ballot", "leader",
        "accepted", "committed", "executed", "lag", "connected", "cause", "blocked", "heard_ms",
        "clock", "clock_skew_us", "recovering", "waits_for", "snapshot_slot", "log_bytes",
        "flushes", "flush_us_mean", "open_requests", "memory_bytes", "total", "digest",
        "incarnation"],
        "properties": {
        "object": {"const": "node"},
        "node": {"$ref": "#/components/schemas/NodeName"},
        "reachable": {"const": true},
        "role": {"type": "string", "enum": ["leader", "candidate", "follower"]},
        "ready": {"type": "boolean", "description": "Whether it can take a transfer on"},
        "ballot": {"$ref": "#/components/schemas/Ballot"},
        "leader": {"oneOf": [{"$ref": "#/components/schemas/NodeName"}, {"type": "null"}]},
        "accepted": {"$ref": "#/components/schemas/Slot"},
        "committed": {"$ref": "#/components/schemas/Slot"},
        "executed": {"$ref": "#/components/schemas/Slot"},
        "lag": {"$ref": "#/components/schemas/Slot"},
        "connected": {"type": "boolean", "description": "False if somebody failed the node"},
        "cause": {"type": "string", "description": "Why it is not connected; else empty"},
        "blocked": {"type": "array", "items": {"$ref": "#/components/schemas/NodeName"}},
        "heard_ms": {
        "type": "object", "propertyNames": {"pattern": "^n[1-9][0-9]{0,2}$"},
        "additionalProperties": {"$ref": "#/components/schemas/Count"},
        "description": "How long ago it heard of each other node, in milliseconds"
        },
        "clock": {"$ref": "#/components/schemas/Moment"},
        "clock_skew_us": {
        "type": "integer", "format": "int64",
        "description": "How much its hybrid clock is ahead of the gateway's, in microseconds"
        },
        "recovering": {"type": "boolean"},
        "waits_for": {"type": "string"},
        "snapshot_slot": {"$ref": "#/components/schemas/Slot"},
        "log_bytes": {"$ref": "#/components/schemas/Count"},
        "flushes": {"$ref": "#/components/schemas/Count"},
        "flush_us_mean": {"$ref": "#/components/schemas/Count"},
        "open_requests": {"$ref": "#/components/schemas/Count"},
        "memory_bytes": {"$ref": "#/components/schemas/Count"},
        "total": {"$ref": "#/components/schemas/Amount"},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "incarnation": {"$ref": "#/components/schemas/Count"}
        }
        },
        "Leader": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "node", "ballot", "ready"],
        "properties": {
        "object": {"const": "leader"},
        "node": {"$ref": "#/components/schemas/NodeName"},
        "ballot": {"$ref": "#/components/schemas/Ballot"},
        "ready": {"type": "boolean", "description": "Whether it can take a transfer on"}
        }
        },
        "ViewList": {
        "type": "object", "additionalProperties": false, "required": ["object", "data", "has_more"],
        "properties": {
        "object": {"const": "list"},
        "data": {"type": "array", "items": {"$ref": "#/components/schemas/View"}},
        "has_more": {"type": "boolean"}
        }
        },
        "View": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "ballot", "leader", "first", "last", "entries", "whole", "at",
        "seen_by"],
        "properties": {
        "object": {"const": "view"},
        "ballot": {"$ref": "#/components/schemas/Ballot"},
        "leader": {"$ref": "#/components/schemas/NodeName"},
        "first": {"$ref": "#/components/schemas/Slot"},
        "last": {
        "oneOf": [{"$ref": "#/components/schemas/Slot"}, {"type": "null"}],
        "description": "The last slot that it takes over; null if there is none"
        },
        "entries": {"$ref": "#/components/schemas/Count"},
        "whole": {"type": "boolean", "description": "Whether nodes remember all of it"},
        "at": {"$ref": "#/components/schemas/Moment"},
        "seen_by": {"type": "array", "items": {"$ref": "#/components/schemas/NodeName"}}
        }
        }
        """#

    /// Slots and their stories.
    static let slotSchemas = #"""
        "SlotView": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "slot", "entry", "nodes", "ballots"],
        "properties": {
        "object": {"const": "slot"},
        "slot": {"$ref": "#/components/schemas/Slot"},
        "entry": {
        "oneOf": [{"$ref": "#/components/schemas/SlotTransfer"},
        {"$ref": "#/components/schemas/SlotNoop"}, {"type": "null"}],
        "description": "What is chosen, else what was accepted last; null if nobody has one"
        },
        "nodes": {
        "type": "object", "propertyNames": {"pattern": "^n[1-9][0-9]{0,2}$"},
        "additionalProperties": {"type": "string", "enum": ["X", "A", "C", "E", "?"]},
        "description": "Nothing, accepted, committed, executed, or no answer"
        },
        "ballots": {
        "type": "object", "propertyNames": {"pattern": "^n[1-9][0-9]{0,2}$"},
        "additionalProperties": {"$ref": "#/components/schemas/Ballot"}
        }
        }
        },
        "SlotTransfer": {
        "type": "object", "additionalProperties": false,
        "required": ["kind", "from", "to", "amount", "client", "timestamp"],
        "properties": {
        "kind": {"const": "transfer"},
        "from": {"$ref": "#/components/schemas/AccountID"},
        "to": {"$ref": "#/components/schemas/AccountID"},
        "amount": {"$ref": "#/components/schemas/Amount"},
        "client": {
        "type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$", "description": "Who asked the nodes"
        },
        "timestamp": {"type": "string", "pattern": "^[0-9]+$", "description": "Its request number"}
        }
        },
        "SlotNoop": {
        "type": "object", "additionalProperties": false, "required": ["kind"],
        "properties": {"kind": {"const": "noop"}}
        },
        "SlotList": {
        "type": "object", "additionalProperties": false, "required": ["object", "data", "has_more"],
        "properties": {
        "object": {"const": "list"},
        "data": {
        "type": "array", "maxItems": 500, "items": {"$ref": "#/components/schemas/SlotView"}
        },
        "has_more": {"type": "boolean"}
        }
        },
        "Explanation": {
        "type": "object", "additionalProperties": false,
        "required": ["object", "slot", "summary", "story", "partial"],
        "properties": {
        "object": {"const": "explanation"},
        "slot": {"$ref": "#/components/schemas/Slot"},
        "summary": {"type": "string"},
        "story": {"type": "array", "items": {
        "type": "object", "additionalProperties": false, "required": ["at", "node", "text"],
        "properties": {
        "at": {"$ref": "#/components/schemas/Moment"},
        "node": {"$ref": "#/components/schemas/NodeName"},
        "text": {"type": "string"}
        }
        }},
        "partial": {"type": "boolean", "description": "Whether nodes have dropped lines of it"}
        }
        }
        """#
}

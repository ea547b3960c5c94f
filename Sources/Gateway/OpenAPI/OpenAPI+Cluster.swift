extension OpenAPI {
    /// Nodes, and what happens at them.
    static let nodePaths = #"""
        "/v1/nodes": {
        "get": {
        "operationId": "listNodes", "tags": ["cluster"], "summary": "See how the nodes are",
        "description": "Asked at most a quarter of a second ago. A node that does not answer \#
        is there too, with the reason.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The nodes in their order",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/NodeList"},
        "example": {"object": "list", "data": [{"object": "node", "node": "n4", "reachable": false,
        "why": "connection refused"}], "has_more": false, "leader": null, "ballot": [0, 0],
        "quorum": false, "faults_allowed": false}
        }}
        },
        \#(anyQuestion)
        }
        }
        },
        "/v1/leader": {
        "get": {
        "operationId": "getLeader", "tags": ["cluster"], "summary": "See who leads",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The leader",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Leader"},
        "example": {"object": "leader", "node": "n1", "ballot": [1, 1], "ready": true}
        }}
        },
        \#(anyQuestion)
        }
        }
        },
        "/v1/views": {
        "get": {
        "operationId": "listViews", "tags": ["cluster"], "summary": "List the views, newest first",
        "description": "A view is what a new leader announces: the slots that it takes over.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The views that nodes remember",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/ViewList"},
        "example": {"object": "list", "data": [{"object": "view", "ballot": [2, 2], "leader": "n2",
        "first": 5, "last": 6, "entries": 2, "whole": true, "at": "2026-11-29T03:10:42.123456Z",
        "seen_by": ["n1", "n2"]}], "has_more": false}
        }}
        },
        \#(anyQuestion)
        }
        }
        },
        "/v1/events": {
        "get": {
        "operationId": "followEvents", "tags": ["cluster"], "summary": "Follow what happens",
        "description": "Server-sent events: `transfer` (its id is the slot, its data the \#
        transfer), `noop` (its id is the slot), `leader` (as `/v1/leader`), `nodes` (as \#
        `/v1/nodes`, when something changed), and `gap` (`from` and `to`: slots that \#
        are skipped, as the nodes keep them no more, or as `lag_max` says). A stream is asked for \#
        on a connection of its own.",
        "parameters": [{
        "name": "from_slot", "in": "query", "required": false,
        "description": "The first slot to tell of; without it events begin with what happens next",
        "schema": {"type": "integer", "format": "int64", "minimum": 1, "maximum": \#(slotMax)}
        },
        {
        "name": "lag_max", "in": "query", "required": false,
        "description": "After how many missed slots events go on with the newest, with a `gap`; \#
        without it each comes",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1000000}
        },
        {
        "name": "Last-Event-ID", "in": "header", "required": false,
        "description": "The slot of the last event that was seen: events go on after it",
        "schema": {"type": "integer", "format": "int64", "minimum": 0, "maximum": \#(slotMax)}
        },
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "Events, until either side closes the connection",
        "headers": {\#(clusterHeaders)},
        "content": {"text/event-stream": {
        "schema": {"type": "string"},
        "example": "event: noop\nid: 8\ndata: {\"slot\":8}\n\n"
        }}
        },
        "429": {"$ref": "#/components/responses/TooMany"},
        \#(anyQuestion)
        }
        }
        },
        "/status": {
        "get": {
        "operationId": "getStatus", "tags": ["older names"], "summary": "See how the nodes are",
        "description": "An older name of `GET /v1/nodes`.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The nodes in their order",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/NodeList"},
        "example": {"object": "list", "data": [{"object": "node", "node": "n4", "reachable": false,
        "why": "connection refused"}], "has_more": false, "leader": null, "ballot": [0, 0],
        "quorum": false, "faults_allowed": false}
        }}
        },
        \#(anyQuestion)
        }
        }
        }
        """#

    /// The log, slot by slot.
    static let slotPaths = #"""
        "/v1/slots": {
        "get": {
        "operationId": "listSlots", "tags": ["cluster"], "summary": "List slots of the log",
        "description": "At most 500; without `from`, the last 50 up to `to` or to the end of \#
        the log.",
        "parameters": [{
        "name": "from", "in": "query", "required": false,
        "description": "The first slot",
        "schema": {"type": "integer", "format": "int64", "minimum": 1, "maximum": \#(slotMax)}
        },
        {
        "name": "to", "in": "query", "required": false,
        "description": "The last slot, not before the first",
        "schema": {"type": "integer", "format": "int64", "minimum": 1, "maximum": \#(slotMax)}
        },
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The slots in their order",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/SlotList"},
        "example": {"object": "list", "data": [{"object": "slot",
        "slot": 7, "entry": {"kind": "transfer", "from": "G",
        "to": "B", "amount": 6, "client": "G", "timestamp": "1795900000000000"},
        "nodes": {"n1": "E", "n2": "C", "n3": "A", "n4": "X", "n5": "?"},
        "ballots": {"n1": [1, 1], "n2": [1, 1], "n3": [1, 1]}}], "has_more": false}
        }}
        },
        \#(anyQuestion)
        }
        }
        },
        "/v1/slots/{n}": {
        "get": {
        "operationId": "getSlot", "tags": ["cluster"], "summary": "Read a slot, node by node",
        "parameters": [{"$ref": "#/components/parameters/SlotNumber"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The slot, also if nobody has an entry for it",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/SlotView"},
        "example": {"object": "slot", "slot": 7, "entry": {"kind": "transfer", "from": "G",
        "to": "B", "amount": 6, "client": "G", "timestamp": "1795900000000000"},
        "nodes": {"n1": "E", "n2": "C", "n3": "A", "n4": "X", "n5": "?"},
        "ballots": {"n1": [1, 1], "n2": [1, 1], "n3": [1, 1]}}
        }}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        \#(anyQuestion)
        }
        }
        },
        "/v1/slots/{n}/explain": {
        "get": {
        "operationId": "explainSlot", "tags": ["cluster"], "summary": "Read the story of a slot",
        "description": "Told out of what the nodes remember, which is bounded: `partial` says \#
        whether some was dropped.",
        "parameters": [{"$ref": "#/components/parameters/SlotNumber"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The story",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Explanation"},
        "example": {"object": "explanation", "slot": 7,
        "summary": "slot 7 holds (G, B, 6) of client G; executed by n1 n2 n3",
        "story": [{"at": "2026-11-29T03:10:42.123456Z", "node": "n1",
        "text": "proposed under (3,1), sent to n2 n3 n4 n5"}], "partial": false}
        }}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        \#(anyQuestion)
        }
        }
        }
        """#
}

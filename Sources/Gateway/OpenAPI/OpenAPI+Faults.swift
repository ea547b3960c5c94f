extension OpenAPI {
    /// Faults.
    static let faultPaths = #"""
        "/v1/faults": {
        "post": {
        "operationId": "createFault", "tags": ["faults"], "summary": "Make a fault",
        "description": "Disconnects a node, or cuts groups of nodes off from each other; a \#
        node that no group names is in one of its own.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "requestBody": {"$ref": "#/components/requestBodies/Fault"},
        "responses": {
        "201": {
        "description": "The fault is in force",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Fault"},
        "example": {"object": "fault", "id": "n2", "kind": "fail", "node": "n2",
        "command": "paxosbank fail n2"}
        }}
        },
        "415": {"$ref": "#/components/responses/UnsupportedMediaType"},
        \#(anyQuestion)
        }
        },
        "get": {
        "operationId": "listFaults", "tags": ["faults"], "summary": "List the faults in force",
        "description": "As the nodes say of themselves.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The faults",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/FaultList"},
        "example": {"object": "list", "data": [{"object": "fault", "id": "n2",
        "kind": "fail", "node": "n2",
        "command": "paxosbank fail n2"}], "has_more": false}
        }}
        },
        \#(anyQuestion)
        }
        },
        "delete": {
        "operationId": "endFaults", "tags": ["faults"], "summary": "End all faults",
        "description": "Recovers every node and heals the partition.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The faults that were in force",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/FaultList"},
        "example": {"object": "list", "data": [{"object": "fault", "id": "n2",
        "kind": "fail", "node": "n2",
        "command": "paxosbank fail n2"}], "has_more": false}
        }}
        },
        \#(anyQuestion)
        }
        }
        },
        "/v1/faults/{id}": {
        "delete": {
        "operationId": "endFault", "tags": ["faults"], "summary": "End a fault",
        "description": "Recovers the node, or heals the partition.",
        "parameters": [{"$ref": "#/components/parameters/FaultID"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The fault that was in force",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/Fault"},
        "example": {"object": "fault", "id": "n2", "kind": "fail", "node": "n2",
        "command": "paxosbank fail n2"}
        }}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        \#(anyQuestion)
        }
        }
        }
        """#
}

extension OpenAPI {
    /// Health and numbers.
    static let healthPaths = #"""
        "/livez": {
        "get": {
        "operationId": "getLiveness", "tags": ["gateway"],
        "summary": "Ask whether the gateway works",
        "description": "It never looks at the cluster.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "It works",
        "headers": {\#(clusterHeaders)},
        "content": {"text/plain": {"schema": {"type": "string"}, "example": "ok\n"}}
        },
        "503": {"$ref": "#/components/responses/Unavailable"},
        \#(anyRequest)
        }
        }
        },
        "/readyz": {
        "get": {
        "operationId": "getReadiness", "tags": ["gateway"],
        "summary": "Ask whether the cluster can be used",
        "description": "Whether this gateway takes requests, enough nodes reach each other, \#
        one of them leads and is ready, enough of them are close behind, and its disk is not \#
        full.",
        "parameters": [{
        "name": "verbose", "in": "query", "required": false, "allowEmptyValue": true,
        "description": "Each check has a line; the value says nothing",
        "schema": {"type": "string"}
        },
        {
        "name": "noleader", "in": "query", "required": false, "allowEmptyValue": true,
        "description": "The leader is left out; the value says nothing",
        "schema": {"type": "string"}
        },
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "All is well",
        "headers": {\#(clusterHeaders)},
        "content": {"text/plain": {"schema": {"type": "string"}, "example": "ok\n"}}
        },
        "503": {
        "description": "A check fails: each that does has a line. In JSON: there are too many \#
        connections.",
        "headers": {\#(clusterHeaders),
        "Retry-After": {"$ref": "#/components/headers/Retry-After"}},
        "content": {
        "text/plain": {"schema": {"type": "string"},
        "example": "leader: no node says that it leads\n"},
        "application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error503"}]}}
        }
        },
        \#(anyRequest)
        }
        }
        },
        "/metrics": {
        "get": {
        "operationId": "getMetrics", "tags": ["gateway"],
        "summary": "Read metrics as Prometheus does",
        "description": "This gateway's own, and those of each node that answers, with the \#
        label `node`.",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The metrics",
        "headers": {\#(clusterHeaders)},
        "content": {"text/plain": {"schema": {"type": "string"}}}
        },
        \#(anyRequest),
        "500": {"$ref": "#/components/responses/Internal"}
        }
        }
        },
        "/health": {
        "get": {
        "operationId": "getHealth", "tags": ["older names"],
        "summary": "Ask for readiness",
        "description": "An older name of `GET /readyz`.",
        "parameters": [{
        "name": "verbose", "in": "query", "required": false, "allowEmptyValue": true,
        "description": "Each check has a line; the value says nothing",
        "schema": {"type": "string"}
        },
        {
        "name": "noleader", "in": "query", "required": false, "allowEmptyValue": true,
        "description": "The leader is left out; the value says nothing",
        "schema": {"type": "string"}
        },
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "All is well",
        "headers": {\#(clusterHeaders)},
        "content": {"text/plain": {"schema": {"type": "string"}, "example": "ok\n"}}
        },
        "503": {
        "description": "A check fails: each that does has a line. In JSON: there are too many \#
        connections.",
        "headers": {\#(clusterHeaders),
        "Retry-After": {"$ref": "#/components/headers/Retry-After"}},
        "content": {
        "text/plain": {"schema": {"type": "string"},
        "example": "leader: no node says that it leads\n"},
        "application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Error"},
        {"$ref": "#/components/schemas/Error503"}]}}
        }
        },
        \#(anyRequest)
        }
        }
        }
        """#

    /// Documents and pages.
    static let documentPaths = #"""
        "/config": {
        "get": {
        "operationId": "getConfiguration", "tags": ["gateway"],
        "summary": "Read the effective configuration",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "Each value, and where it comes from",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/SettingList"},
        "example": {"object": "list", "data": [{"object": "setting", "name": "listen",
        "value": "127.0.0.1:8080", "origin": "default"}], "has_more": false}
        }}
        },
        "503": {"$ref": "#/components/responses/Unavailable"},
        \#(anyPrivate)
        }
        }
        },
        "/openapi.json": {
        "get": {
        "operationId": "getDescription", "tags": ["gateway"], "summary": "Read this description",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "An object of OpenAPI 3.1",
        "headers": {\#(clusterHeaders)},
        "content": {"application/json": {
        "schema": {"type": "object", "required": ["openapi", "info", "paths"]}
        }}
        },
        "503": {"$ref": "#/components/responses/Unavailable"},
        \#(anyPrivate)
        }
        }
        },
        "/docs/errors/{code}": {
        "get": {
        "operationId": "getErrorPage", "tags": ["gateway"], "summary": "Read what an error means",
        "parameters": [{"$ref": "#/components/parameters/ErrorCode"},
        {"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "A page",
        "headers": {\#(everyHeader),
        "Content-Security-Policy": {"$ref": "#/components/headers/Content-Security-Policy"}},
        "content": {"text/html": {"schema": {"type": "string"}}}
        },
        "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/Unavailable"},
        \#(anyPrivate)
        }
        }
        },
        "/": {
        "get": {
        "operationId": "getPage", "tags": ["gateway"], "summary": "See the page",
        "parameters": [{"$ref": "#/components/parameters/RequestID"}],
        "responses": {
        "200": {
        "description": "The page",
        "headers": {\#(everyHeader),
        "Content-Security-Policy": {"$ref": "#/components/headers/Content-Security-Policy"}},
        "content": {"text/html": {"schema": {"type": "string"}}}
        },
        "503": {"$ref": "#/components/responses/Unavailable"},
        \#(anyPrivate)
        }
        }
        }
        """#
}

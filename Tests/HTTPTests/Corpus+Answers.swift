/// Connections of a client on which nothing but answers comes; LF stands for CRLF.
let acceptedAnswers: [String] = [
    "HTTP/1.1 200 OK\nContent-Length: 2\n\nab",
    "HTTP/1.1 200 OK\nContent-Type: text/plain\nA: b\na:  c \nContent-Length: 0\n\n",
    "HTTP/1.1 204 No Content\nDate: x\n\n",
    "HTTP/1.1 304 \nContent-Length: 9\n\n",
    "HTTP/1.0 404 Not Found\nConnection: keep-alive\nContent-Length: 3\n\n\n\0",
    "HTTP/1.1 503 Service Unavailable\nConnection: close\nContent-Length: 1\n\n{",
    "HTTP/1.1 100 Continue\n\nHTTP/1.1 201 Created\nContent-Length: 1\n\n1",
    "HTTP/1.1 103 \nLink: a\n\nHTTP/1.1 100 \n\nHTTP/1.1 422 \nContent-Length: 0\n\n",
    "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\na\n2\nbc\n0\n\n",
    "HTTP/1.1 200 OK\ntransfer-encoding: CHUNKED\n\na;x=\"y\"\n0123456789\n0;z\nA: b\nC:\n\n",
]

/// Answers that end with their connection, so that nothing follows them.
let endlessAnswers: [String] = [
    "HTTP/1.1 200 OK\n\nab", "HTTP/1.0 200 \nA: b\n\n", "HTTP/1.1 500 \nConnection: close\n\n\n\n",
]

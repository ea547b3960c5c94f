/// Connections that hold nothing but requests.
let acceptedRequests: [RequestCase] =
    acceptedHeads + acceptedBodies + acceptedHosts.map { .host($0, nil) }

private let acceptedHeads: [RequestCase] = [
    RequestCase("least", "GET / HTTP/1.1\nHost: n1\n\n"),
    RequestCase("old", "GET / HTTP/1.0\n\n"),
    RequestCase("old with host", "HEAD /x HTTP/1.0\nHost: n1\n\n"),
    RequestCase("no blank behind the colon", "GET / HTTP/1.1\nHost:n1\n\n"),
    RequestCase("blanks around values", "GET / HTTP/1.1\nHost: \t n1 \t\nA:\nB: \t \n\n"),
    RequestCase("tab in a value", "GET / HTTP/1.1\nHost: n1\nA: x\ty\n\n"),
    RequestCase("bytes above ASCII in a value", "GET / HTTP/1.1\nHost: n1\nCookie: \u{E9}€\n\n"),
    RequestCase("one empty line first", "\nGET / HTTP/1.1\nHost: n1\n\n"),
    RequestCase("unknown method", "BREW /pot HTTP/1.1\nHost: n1\n\n"),
    RequestCase("small method", "get / HTTP/1.1\nHost: n1\n\n"),
    RequestCase(
        "odd token",
        "!#$%&'*+-.^_`|~09aZ / HTTP/1.1\nHost: n1\n!#$%&'*+-.^_`|~09aZ: 1\n\n"
    ),
    RequestCase("escapes", "GET /%2e%2E/%2f/%00/%ff?%20=%0a HTTP/1.1\nHost: n1\n\n"),
    RequestCase("all of a target", "GET /!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~ HTTP/1.1\nHost: n1\n\n"),
    RequestCase("two slashes", "GET //n2/x HTTP/1.1\nHost: n1\n\n"),
    RequestCase("connection", "GET / HTTP/1.1\nHost: n1\nConnection: , Upgrade ,, close,\n\n"),
    RequestCase("empty connection", "GET / HTTP/1.1\nHost: n1\nConnection:\n\n"),
    RequestCase("look-alike", "GET / HTTP/1.1\nHost: n1\nContent_Length: 9\nHost2: n1\n\n"),
    RequestCase(
        "pipelined",
        """
        GET /1 HTTP/1.1
        Host: n1

        POST /2 HTTP/1.1
        Host: n1
        Content-Length: 4

        abcd
        POST /3 HTTP/1.1
        Host: n1
        Transfer-Encoding: chunked

        1
        x
        0


        GET /4 HTTP/1.0


        """,
        count: 4
    ),
]

private let acceptedBodies: [RequestCase] = [
    RequestCase("body", "POST / HTTP/1.1\nHost: n1\nContent-Length: 3\n\nabc"),
    RequestCase("body of a GET", "GET / HTTP/1.1\nHost: n1\nContent-Length: 3\n\nabc"),
    RequestCase("no body", "POST / HTTP/1.1\nHost: n1\nContent-Length: 0\n\n"),
    RequestCase("no length", "POST / HTTP/1.1\nHost: n1\n\n"),
    RequestCase("old body", "POST / HTTP/1.0\ncontent-length:3\n\nabc"),
    RequestCase("body like a head", "POST / HTTP/1.1\nHost: n1\nContent-Length: 5\n\n\n\n\0"),
    RequestCase(
        "expectation",
        "PUT / HTTP/1.1\nHost: n1\nExpect: 100-Continue\nContent-Length: 1\n\nx"
    ),
    RequestCase("expectation without body", "PUT / HTTP/1.1\nHost: n1\nExpect: 100-continue\n\n"),
    RequestCase("old expectation", "PUT / HTTP/1.0\nExpect: 100-continue\nContent-Length: 1\n\nx"),
    RequestCase("capitals", "PUT / HTTP/1.1\nHOST: n1\nTRANSFER-ENCODING: Chunked\n\n1\nx\n0\n\n"),
    .chunks("0\n\n"),
    .chunks("000\n\n"),
    .chunks("3\nabc\n0\n\n"),
    .chunks("00000003\nabc\n0\n\n"),
    .chunks("a\n0123456789\nA\n0123456789\n0\n\n"),
    .chunks("1\na\n2\nbc\n0\n\n"),
    .chunks("3;a=b\nabc\n0;c\n\n"),
    .chunks("3;\nabc\n0\n\n"),
    .chunks("3;a=\"b; \\\" c\" ; d\t\nabc\n0\n\n"),
    .chunks("3\n\n\0\n0\n\n"),
    .chunks("0\nA: b\n\n"),
    .chunks("0\nContent-Length: 5\nHost: n2\nTransfer-Encoding: gzip\nX:\n\n"),
    .chunks("0\nA: \u{E9}\tb \n\n"),
]

private let acceptedHosts = [
    "n1", "N1.Example", "n1.", "n-1_a.b", "127.0.0.1", "127.0.0.1:8080", "255.255.255.255",
    "0.0.0.0", "[::1]", "[::]:1", "[2001:db8::8a2e:370:7334]:65535", "[1:2:3:4:5:6:7:8]",
    "[1::3:4:5:6:7:8]", "[::ffff:127.0.0.1]", "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3:4:5:6:7::]",
    "[::2:3:4:5:6:7:8]", "1a", "x0", "0xg", "localhost", "localhost:65535", "a.0x1.b", "1.2.3.4a",
    String(repeating: "a", count: 63), String(repeating: "a.", count: 127) + "a",
]

#!/usr/bin/env python3
"""Checks gateways of the program from outside, with sockets, urllib and curl.

    Tests/HTTPChecks/gateway.py PROGRAM

Statuses of everything that is wrong with a request, smuggling, slow clients, keys through two
gateways and over a leader's failure, events that go on after a cut, metrics, and the examples of
README.md and docs/HTTP.md, which must come out as they stand there. Exit 0: all hold. 1: some do not.
"""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from cluster import Checks, Cluster, load, until  # noqa: E402

JSON = {"Content-Type": "application/json"}
checks = Checks()


def ask(address, method, path, body=None, headers=None, timeout=15):
    """One request on its own connection: status, headers, body."""
    connection = http.client.HTTPConnection(address, timeout=timeout)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
    finally:
        connection.close()


def pay(address, key=None, body='{"from":"G","to":"B","amount":1}', **headers):
    """A transfer: status, headers, body."""
    given = dict(JSON)
    if key:
        given["Idempotency-Key"] = key
    given.update({k.replace("_", "-"): v for k, v in headers.items()})
    return ask(address, "POST", "/v1/transfers", body, given)


def code(body):
    """The code of an error."""
    return ((load(body) or {}).get("error") or {}).get("code")


def raw(address, data, wait=True):
    """Sends bytes as they are, and returns all that comes until the connection is closed."""
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=20) as one:
        one.sendall(data)
        received = b""
        while wait:
            part = one.recv(65536)
            if not part:
                break
            received += part
        return received


def refusals(gateway):
    """What is wrong with a request, and what the gateway says of it."""
    transfer = '{"from":"G","to":"B","amount":1}'
    cases = [
        ("unknown path", ("GET", "/nowhere"), 404, "not_found"),
        ("a method that the route lacks", ("DELETE", "/v1/transfers"), 405, "method_not_allowed"),
        ("another method", ("PUT", "/v1/nodes"), 405, "method_not_allowed"),
        ("no JSON", ("POST", "/v1/transfers", "{", JSON), 400, "bad_json"),
        ("half a body", ("POST", "/v1/transfers", '{"from":"G"}', JSON), 400, "missing_field"),
        ("a field too many", ("POST", "/v1/transfers", transfer[:-1] + ',"x":1}', JSON), 400,
         "unknown_field"),
        ("a field twice", ("POST", "/v1/transfers", transfer[:-1] + ',"amount":2}', JSON), 400,
         "bad_json"),
        ("part of a cent", ("POST", "/v1/transfers", transfer.replace("1}", "1.5}"), JSON), 400,
         "bad_json"),
        ("no type", ("POST", "/v1/transfers", transfer), 415, "unsupported_media_type"),
        ("a form", ("POST", "/v1/transfers", transfer,
                    {"Content-Type": "application/x-www-form-urlencoded"}), 415,
         "unsupported_media_type"),
        ("a large body", ("POST", "/v1/transfers", "x" * 65_537, JSON), 413, "body_too_large"),
        ("a large head", ("GET", "/livez", None, {"X": "y" * 20_000}), 431, "head_too_large"),
        ("a type that is not given", ("GET", "/v1/nodes", None, {"Accept": "text/html"}), 406,
         "not_acceptable"),
        ("a parameter that is not there", ("GET", "/v1/slots?x=1"), 400, "bad_parameter"),
        ("a foreign cursor", ("GET", "/v1/accounts?cursor=AAAA"), 400, "bad_cursor"),
        ("a foreign page", ("POST", "/v1/transfers", transfer,
                            JSON | {"Origin": "http://evil.example"}), 403, "foreign_origin"),
        ("a foreign name", ("POST", "/v1/transfers", transfer, JSON | {"Host": "evil.example"}),
         403, "foreign_host"),
        ("a foreign name that reads", ("GET", "/v1/accounts", None, {"Host": "evil.example"}), 403,
         "foreign_host"),
        ("an expectation", ("POST", "/v1/transfers", transfer, JSON | {"Expect": "x"}), 417,
         "expectation_failed"),
        ("a key with a blank", ("POST", "/v1/transfers", transfer, JSON | {"Idempotency-Key": "a b"}),
         400, "bad_key"),
    ]
    for name, request, status, word in cases:
        found = ask(gateway, *request)
        checks.expect(name, (found[0], code(found[2])), (status, word))
        checks.expect(f"{name}: no CORS", "access-control-allow-origin" in found[1], False)
        if status == 405:
            checks.expect(f"{name}: Allow", bool(found[1].get("allow")), True)
    checks.expect("unknown method", raw(gateway, b"BREW / HTTP/1.1\r\nHost: a\r\nConnection: close"
                                        b"\r\n\r\n")[9:12], b"501")


def smuggling(gateway):
    """What two readers could take for different requests is refused, and the connection closed."""
    head = b"POST /v1/transfers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    cases = {
        "two lengths": head + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\n{",
        "length and chunks": head + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n{",
        "folded": head + b"X: a\r\n b\r\nContent-Length: 0\r\n\r\n",
        "bare LF": head + b"X: a\nContent-Length: 0\r\n\r\n",
        "bare CR": head + b"X: a\rb\r\nContent-Length: 0\r\n\r\n",
        "signed size": head + b"Transfer-Encoding: chunked\r\n\r\n+1\r\n{\r\n0\r\n\r\n",
        "huge size": head + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "blank before colon": head + b"Content-Length : 1\r\n\r\n{",
        "no host": b"GET /livez HTTP/1.1\r\n\r\n",
        "two hosts": b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "chunked twice": head + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    }
    second = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
    for name, data in cases.items():
        answer = raw(gateway, data + second)
        checks.expect(name, answer[9:12], b"400")
        checks.expect(f"{name}: one answer, then the end", answer.count(b"\r\nDate: "), 1)


def slow(gateway):
    """Half a head and half a body are answered 408 in their time; others are served meanwhile."""
    begin = time.monotonic()
    found = {}
    halves = {
        "head": b"GET /livez HTTP/1.1\r\nHost: a\r\n",
        "body": b"POST /v1/transfers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                b"Content-Length: 9\r\n\r\n{",
    }
    threads = [threading.Thread(target=lambda n=n, d=d: found.update({n: raw(gateway, d)[9:12]}))
               for n, d in halves.items()]
    for thread in threads:
        thread.start()
    checks.expect("beside slow ones", ask(gateway, "GET", "/livez")[0], 200)
    for thread in threads:
        thread.join()
    checks.expect("slow", found, {"head": b"408", "body": b"408"})
    checks.expect("slow: in time", time.monotonic() - begin < 15, True)


def connections(gateway):
    """Many requests in one write, pieces of one, HTTP/1.0, HEAD, and 100 Continue."""
    one = b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    checks.expect("200 at once", raw(gateway, one * 199 + last).count(b"HTTP/1.1 200 OK"), 200)
    checks.expect("HTTP/1.0", raw(gateway, b"GET /livez HTTP/1.0\r\n\r\n")[-5:], b"\r\nok\n")
    head = ask(gateway, "HEAD", "/v1/nodes")
    checks.expect("HEAD", (head[0], head[2], int(head[1]["content-length"]) > 100), (200, "", True))
    body = b'{"from":"A","to":"B","amount":1}'
    request = (b"POST /v1/transfers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
               b"Expect: 100-continue\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
    host, port = gateway.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request)
        checks.expect("100 Continue", connection.recv(100), b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(body)
        checks.expect("then 201", connection.recv(4096)[9:12], b"201")


def keys(first, second):
    """A key is one payment, through whichever gateway, and over a leader's failure."""
    status, headers, body = pay(first, "key-1")
    checks.expect("paid", status, 201)
    again = pay(second, "key-1")
    checks.expect("repeated elsewhere", (again[0], again[2], again[1].get("idempotency-replayed")),
                  (201, body, "true"))
    other = pay(first, "key-1", '{"from":"G","to":"B","amount":2}')
    checks.expect("another transfer", (other[0], code(other[2])), (422, "key_reused"))
    refused = pay(first, "key-2", '{"from":"G","to":"B","amount":999}')
    again = pay(second, "key-2", '{"from":"G","to":"B","amount":999}')
    checks.expect("a refusal is recorded", (again[0], again[2], again[1].get("idempotency-replayed")),
                  (422, refused[2], "true"))
    checks.expect("its code", code(refused[2]), "insufficient_funds")
    made = pay(first)
    name = made[1]["idempotency-key"]
    again = pay(first, name)
    checks.expect("a made key", (again[0], again[2], again[1].get("idempotency-replayed")),
                  (201, made[2], "true"))
    outcome = load(ask(first, "GET", "/v1/outcomes/key-1")[2])
    checks.expect("outcome", (outcome["outcome"], outcome["slot"]),
                  ("success", load(body)["slot"]))
    before = balance(first, "B")
    for chaos in ("drop-response", "crash-leader"):
        try:
            pay(first, f"key-{chaos}", X_Simulate_Chaos=chaos)
            checks.expect(f"{chaos}: no answer", True, False)
        except (http.client.HTTPException, OSError):
            pass
        again = until(lambda: answered(pay(second, f"key-{chaos}")), what="an answer")
        checks.expect(f"{chaos}: replayed", (again[0], again[1].get("idempotency-replayed")),
                      (201, "true"))
    checks.expect("paid once each", balance(first, "B"), before + 2)
    checks.expect("healed", ask(first, "DELETE", "/v1/faults")[0], 200)


def terminal(cluster, gateway):
    """A key is one payment at a terminal and over HTTP, whichever was first."""
    def transfer(key, amount=1):
        """The program's transfer: its exit code, and what it printed."""
        done = subprocess.run(
            [cluster.program, "transfer", "G", "B", str(amount), "--key", key, "--output", "json",
             "--cluster", cluster.file],
            capture_output=True, text=True, env=cluster.environment)
        return done.returncode, load(done.stdout) or {}

    before = balance(gateway, "B")
    paid = pay(gateway, "by-http")
    code_of, again = transfer("by-http")
    checks.expect("at a terminal: replayed", (code_of, again.get("slot"), again.get("replayed")),
                  (0, load(paid[2])["slot"], True))
    checks.expect("at a terminal: another transfer", transfer("by-http", 2)[0], 5)
    code_of, first = transfer("by/hand")
    again = pay(gateway, '"by/hand"')
    checks.expect("by hand first: replayed",
                  (code_of, again[0], load(again[2])["slot"], again[1].get("idempotency-replayed")),
                  (0, 201, first["slot"], "true"))
    checks.expect("at a terminal: a made key", transfer(pay(gateway)[1]["idempotency-key"])[0], 2)
    checks.expect("at a terminal: paid once each", balance(gateway, "B"), before + 3)


def answered(answer):
    """An answer that says what became of the payment."""
    return answer if answer[0] in (201, 422) else None


def balance(gateway, account):
    """A confirmed balance."""
    found = until(lambda: [a for a in [ask(gateway, "GET", f"/v1/accounts/{account}")] if a[0] == 200],
                  what="a balance")
    return load(found[0][2])["balance"]


def faults(plain, gateway):
    """Faults are refused where they are not allowed, and work where they are."""
    fail = '{"kind":"fail","node":"leader"}'
    found = ask(plain, "POST", "/v1/faults", fail, JSON)
    checks.expect("not allowed", (found[0], code(found[2])), (403, "faults_not_allowed"))
    found = pay(plain, X_Simulate_Chaos="drop-response")
    checks.expect("no chaos either", (found[0], code(found[2])), (403, "faults_not_allowed"))
    leader = until(lambda: load(ask(gateway, "GET", "/v1/leader")[2]).get("node"), what="a leader")
    found = ask(gateway, "POST", "/v1/faults", fail, JSON)
    checks.expect("failed", (found[0], load(found[2])),
                  (201, {"object": "fault", "id": leader, "kind": "fail", "node": leader,
                         "command": f"paxosbank fail {leader}"}))
    until(lambda: load(ask(gateway, "GET", "/v1/leader")[2]).get("node") not in (None, leader),
          what="a new leader")
    checks.expect("paid", until(lambda: answered(pay(gateway, "after-failure")), what="it")[0], 201)
    checks.expect("recovered", ask(gateway, "DELETE", f"/v1/faults/{leader}")[0], 200)


def events(gateway):
    """Events begin where a client says, and each slot comes once, in order."""
    host, port = gateway.split(":")
    body = '{"from":"C","to":"D","amount":1}'
    pay(gateway, "event-1", body)
    last = load(pay(gateway, "event-2", body)[2])["slot"]
    newest = load(ask(gateway, "GET", "/v1/transfers?limit=1")[2])["data"][0]["slot"]
    checks.expect("what was answered is listed", newest, last)

    def read(path, headers):
        with socket.create_connection((host, int(port)), timeout=10) as one:
            lines = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
            one.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
            text = ""
            while f"id: {last}\n" not in text:
                part = one.recv(65536).decode()
                if not part:
                    break
                text += part
            return [int(n) for n in re.findall(r"^id: (\d+)\n", text, re.M)]

    everything = read("/v1/events?from_slot=1", {})
    checks.expect("in order", everything, sorted(set(everything)))
    checks.expect("goes on", read("/v1/events", {"Last-Event-ID": last - 1}), [last])


def stopping(cluster, gateway):
    """A gateway that is told to stop finishes what is under way, and then ends well."""
    address = cluster.gateway("stops")
    process = cluster.processes[-1]
    leader = until(lambda: load(ask(gateway, "GET", "/v1/leader")[2]).get("node"), what="a leader")
    ask(gateway, "POST", "/v1/faults", json.dumps({"kind": "fail", "node": leader}), JSON)
    found = []
    body = '{"from":"C","to":"D","amount":1}'
    paying = threading.Thread(target=lambda: found.append(pay(address, "stop-1", body)))
    paying.start()
    until(lambda: "gateway_payments_under_way 1\n" in ask(address, "GET", "/metrics")[2] or found,
          what="a payment under way")
    process.send_signal(signal.SIGTERM)
    paying.join()
    checks.expect("the last answer", found and found[0][0], 201)
    checks.expect("stopped", process.wait(timeout=10), 0)
    ask(gateway, "DELETE", "/v1/faults")


def metrics(gateway):
    """Exactly one node says that it leads; a checker of Prometheus finds nothing, if there is one."""
    text = ask(gateway, "GET", "/metrics")[2]
    leads = re.findall(r'^paxosbank_is_leader\{node="n\d"\} (\d)$', text, re.M)
    checks.expect("is_leader", (len(leads), leads.count("1")), (5, 1))
    names = re.findall(r"^# TYPE (\S+)", text, re.M)
    checks.expect("each family once", len(names), len(set(names)))
    try:
        found = subprocess.run(["promtool", "check", "metrics"], input=text, text=True,
                               capture_output=True)
        checks.expect("promtool", (found.returncode, found.stdout + found.stderr), (0, ""))
    except FileNotFoundError:
        print("promtool is not here: the form of /metrics was not checked by it")


def examples(program, page):
    """Runs every `$ curl` of a page, in order, against a new cluster."""
    text = open(page).read()
    with Cluster(program, gateways=1) as cluster:
        for block in re.findall(r"^```\n(\$ curl.*?)^```$", text, re.M | re.S):
            for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
                lines = part.split("\n")
                count = next(i for i, line in enumerate(lines) if not line.endswith("\\")) + 1
                command = "\n".join(lines[:count]).replace("localhost:8080", cluster.gateways[0])
                found = subprocess.run(["bash", "-c", command], text=True, capture_output=True,
                                       cwd=cluster.folder.name)
                checks.expect(f"{page}: {command}", found.stdout.strip(),
                              "\n".join(lines[count:]).strip())


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    program = sys.argv[1]
    root = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
    with Cluster(program, gateways=2) as cluster:
        first, second = cluster.gateways
        plain = cluster.gateway("plain", faults=False)
        until(lambda: answered(pay(first, "first")), what="a first payment")
        refusals(first)
        smuggling(first)
        connections(first)
        metrics(second)
        keys(first, second)
        terminal(cluster, first)
        faults(plain, first)
        events(second)
        stopping(cluster, first)
        slow(plain)
        money = load(ask(first, "GET", "/v1/accounts")[2])
        checks.expect("conserved", (money["conserved"], money["total"]), (True, 100))
    for page in ("README.md", "docs/HTTP.md"):
        examples(program, os.path.join(root, page))
    checks.end("gateway")


main()

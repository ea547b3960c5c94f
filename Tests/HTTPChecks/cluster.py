"""Five nodes in memory and some gateways of the program, on ports that are free, for checks."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request


def until(condition, seconds=20, what="it"):
    """Waits until the condition holds, and returns what it gave."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise SystemExit(f"FAILED: {what} did not come within {seconds} s")
        time.sleep(0.02)


def free_ports(count):
    """The first of some neighbouring ports at which nobody listens."""
    base = 10_000 + os.getpid() % 15_000
    while True:
        try:
            for port in range(base, base + count):
                with socket.socket() as one:
                    one.bind(("127.0.0.1", port))
            return base
        except OSError:
            base += count


class Cluster:
    """Nodes and gateways; everything ends with the block."""

    def __init__(self, program, gateways=2, node_flags=("--memory",)):
        self.program = os.path.realpath(program)
        self.count = gateways
        self.node_flags = node_flags
        self.processes = []

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="paxosbank-http-")
        self.file = os.path.join(self.folder.name, "cluster.json")
        base = free_ports(5)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("PAXOSBANK")}
        subprocess.run(
            [self.program, "cluster", "init", "--base-port", str(base), "--out", self.file],
            check=True, stdout=subprocess.DEVNULL, env=self.environment)
        for number in range(1, 6):
            self.start("node", "--id", f"n{number}", "--new-cluster", "--allow-faults",
                       *self.node_flags)
        self.gateways = [self.gateway(f"g{n}") for n in range(self.count)]
        return self

    def gateway(self, name, *flags, faults=True):
        """Starts a gateway at a port of the system's choice, and returns its address."""
        faults = ("--allow-faults",) if faults else ()
        line = self.start("gateway", "--listen", "127.0.0.1:0", "--name", name, *faults, *flags)
        address = line.split("http://")[1]
        until(lambda: status_of(f"http://{address}/readyz?noleader") == 200, what=f"gateway {name}")
        return address

    def start(self, command, *flags):
        """Starts a process, and returns the line that says it is ready."""
        log = open(os.path.join(self.folder.name, f"log-{len(self.processes)}"), "w")
        process = subprocess.Popen(
            [self.program, command, "--cluster", self.file, *flags, "--until-stdin-closes"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
            cwd=self.folder.name, env=self.environment)
        self.processes.append(process)
        line = process.stdout.readline().strip()
        if "ready" not in line:
            raise SystemExit(f"FAILED: {command} {flags} did not start: {open(log.name).read()}")
        return line

    def __exit__(self, *_):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=20)
        self.folder.cleanup()


def status_of(url):
    """The status of a GET; 0 if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Checks:
    """Counts what holds and what does not."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def expect(self, name, found, wanted):
        """Checks that something is what it should be."""
        if found == wanted:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {name}\n  found  {found!r}\n  wanted {wanted!r}", file=sys.stderr)

    def end(self, what):
        print(f"{what}: {self.passed} checks passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def load(text):
    """The JSON of a body; None if it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None

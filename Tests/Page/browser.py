"""Drives a headless Chromium over a pipe, with the standard library alone.

The browser reads commands of the DevTools protocol from descriptor 3 and writes answers and events
to 4, each one JSON object and a zero byte.
"""

import base64
import json
import os
import select
import subprocess
import time


class Failure(Exception):
    """What a check found wrong."""


class Browser:
    """One browser with one tab, and what that tab has complained about and asked for."""

    def __init__(self, program, profile, log):
        commands, self.writing = os.pipe()
        self.reading, answers = os.pipe()
        os.set_inheritable(commands, True)
        os.set_inheritable(answers, True)
        # The shell moves the pipes to where the browser looks for them.
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{commands} 4>&{answers}', "sh", program,
             "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-background-networking", "--disable-extensions",
             "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
             f"--user-data-dir={profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(commands, answers))
        os.close(commands)
        os.close(answers)
        self.rest = b""
        self.number = 0
        self.session = None
        self.complaints = []
        self.addresses = []
        self.handlers = {}
        self.attach()

    def attach(self):
        """Opens the tab that all further calls are for."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        answer = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = answer["sessionId"]
        for domain in ("Runtime", "Log", "Page", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setScrollbarsHidden", hidden=True)

    def close(self):
        """Ends the browser, by force if it does not want to."""
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(5)
        except (Failure, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()

    # What goes over the pipe.

    def call(self, method, **parameters):
        """Returns the result of a command; events that come meanwhile are noted."""
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for answer in self.receive(1):
                if answer.get("id") != number:
                    continue
                if "error" in answer:
                    raise Failure(f"{method}: {answer['error']}")
                return answer["result"]
        raise Failure(f"{method}: the browser does not answer")

    def receive(self, seconds):
        """Returns the messages that are there, after waiting for so long at most for some."""
        if not select.select([self.reading], [], [], seconds)[0]:
            return []
        got = os.read(self.reading, 1 << 20)
        if not got:
            raise Failure("the browser is gone")
        *lines, self.rest = (self.rest + got).split(b"\0")
        messages = [json.loads(line) for line in lines]
        for message in messages:
            self.note(message.get("method"), message.get("params", {}))
        return messages

    def note(self, method, event):
        """Keeps what must not happen, and every address that is asked for."""
        if method in self.handlers:
            self.handlers[method](event)
        if method == "Network.requestWillBeSent":
            self.addresses.append(event["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            what = details.get("exception", {}).get("description") or details["text"]
            self.complaints.append(f"exception: {what}")
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning"):
            words = [str(one.get("value", one.get("description"))) for one in event["args"]]
            self.complaints.append(f"console: {' '.join(words)}")
        elif method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            entry = event["entry"]
            self.complaints.append(f"log: {entry['text']} {entry.get('url', '')}")

    # What a person does and sees.

    def value(self, script):
        """Returns what an expression of JavaScript is worth in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Failure(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, script, seconds=10):
        """Waits until an expression is true."""
        end = time.monotonic() + seconds
        while not self.value(f"Boolean({script})"):
            if time.monotonic() > end:
                raise Failure(f"not within {seconds} s: {script}")
            self.receive(0.02)

    def click(self, selector):
        """Presses the mouse where an element is; something else that lies there is a failure."""
        place = self.value(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            if (!element) return null;
            element.scrollIntoView({{ block: "center", behavior: "instant" }});
            const box = element.getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            const hit = document.elementFromPoint(x, y);
            return element.contains(hit) ? [x, y] : null;
        }})()""")
        if place is None:
            raise Failure(f"nobody can click {selector}")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1],
                      button="left", clickCount=1)

    def press(self, key, text=None):
        """Presses a key; `text` is what it writes."""
        down = {"text": text} if text else {}
        codes = {"Enter": 13, "Escape": 27, " ": 32, "ArrowRight": 39, "ArrowDown": 40}
        same = {"key": key, "windowsVirtualKeyCode": codes.get(key, 0)}
        self.call("Input.dispatchKeyEvent", type="keyDown", **same, **down)
        self.call("Input.dispatchKeyEvent", type="keyUp", **same)

    def write(self, selector, text):
        """Writes into a field, in place of what it holds."""
        self.value(f"document.querySelector({json.dumps(selector)}).select()")
        self.call("Input.insertText", text=text)

    def show(self, width, height, scheme):
        """Sets the size of the window and the colours, `light` or `dark`."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path, whole=True):
        """Writes a screenshot of the whole page, or of what the window shows of it."""
        self.value("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        answer = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        with open(path, "wb") as file:
            file.write(base64.b64decode(answer["data"]))

"""A real headless Chromium, driven over a pipe with its own protocol: no driver, no library, no port.

What the tests need of it and no more: open a file, run an expression, print to PDF, take a picture, and what the
browser had to say meanwhile (console, exceptions, requests).
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PROGRAM = next(filter(None, map(shutil.which, PROGRAMS)), None)
MISSING = "no Chromium is installed (on Debian: apt-get install chromium-headless-shell)"
_FLAGS = (
    "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--window-size=1366,768",
)  # fmt: skip
_START = "import os, sys; i, o, *run = sys.argv[1:]; os.dup2(int(i), 3); os.dup2(int(o), 4); os.execv(run[0], run)"
_PATIENCE = 30.0  # seconds for one answer
_HIGH = 20  # numbers of our ends of the pipes, clear of 3 and 4, which the browser reads and writes


class BrowserError(AssertionError):
    """The browser did not do what it was told, or a page threw."""


@dataclass(slots=True)
class Page:
    """An open page. ``said``: what the console said, and exceptions; ``asked``: every address asked for."""

    reading: int
    writing: int
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _session: str = ""
    _number: int = 0
    _rest: bytes = b""
    _loaded: bool = False

    def open(self, path: Path) -> None:
        """Open a file and wait until it is loaded."""
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.tell(f"{domain}.enable")
        self._loaded = False
        self.tell("Page.navigate", url=path.resolve().as_uri())
        while not self._loaded:
            self._take()

    def run(self, expression: str) -> Any:
        """Return what an expression of the page gives."""
        done = self.tell("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise BrowserError(f"{expression}: {done['exceptionDetails']}")
        return done["result"].get("value")

    def wait(self, expression: str) -> Any:
        """Wait until an expression is true, and return what it gives."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            if found := self.run(expression):
                return found
            time.sleep(0.02)
        raise BrowserError(f"never true: {expression}")

    def pdf(self, path: Path) -> Path:
        """Print the page as the user's print command would, on A4."""
        done = self.tell("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        path.write_bytes(base64.b64decode(done["data"]))
        return path

    def picture(self, path: Path, *, top: float = 0, height: float = 768, width: float = 1366) -> Path:
        """Take a picture of a part of the page."""
        clip = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
        done = self.tell("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(done["data"]))
        return path

    def tell(self, method: str, **params: Any) -> Any:
        """Send one command and return its result; what happens meanwhile is noted."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.writing, data) :]
        while True:
            answer = self._take()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']}")
                return answer["result"]

    def _take(self) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self.reading], [], [], max(0, end - time.monotonic()))
            piece = os.read(self.reading, 1 << 20) if ready else b""
            if not piece:
                raise BrowserError("the browser is gone" if ready else "the browser does not answer")
            self._rest += piece
        text, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, params: Any) -> None:
        if method == "Page.loadEventFired":
            self._loaded = True
        elif method == "Runtime.exceptionThrown":
            self.said.append(str(params["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.said.append(str(params["args"]))
        elif method == "Log.entryAdded":
            self.said.append(f"{params['entry']['level']}: {params['entry']['text']}")
        elif method == "Network.requestWillBeSent":
            self.asked.append(params["request"]["url"])
        elif method == "Page.javascriptDialogOpening":
            self.said.append(f"dialog: {params['message']}")


@contextmanager
def browser() -> Iterator[Page]:
    """Start a browser with a profile of its own; it and all its processes end with the block."""
    assert PROGRAM is not None
    with TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        ends = [_high(end) for pair in (os.pipe(), os.pipe()) for end in pair]
        theirs_in, ours_out, ours_in, theirs_out = ends
        started = subprocess.Popen(
            [sys.executable, "-c", _START, str(theirs_in), str(theirs_out), PROGRAM,
             *_FLAGS, f"--user-data-dir={profile}"],
            pass_fds=(theirs_in, theirs_out), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={**os.environ, "HOME": profile},
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        page = Page(ours_in, ours_out)
        try:
            yield page
            page._session = ""
            with suppress(BrowserError, OSError):
                page.tell("Browser.close")
        finally:
            try:
                started.wait(timeout=5)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()
            os.close(ours_in)
            os.close(ours_out)


def _high(end: int) -> int:
    moved = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    os.close(end)
    return moved

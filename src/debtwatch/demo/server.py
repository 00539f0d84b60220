"""The replayed sources on one loopback port."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from debtwatch.demo.faults import PAGE, STATUS, Fault
from debtwatch.demo.routes import NotServed, answer, feed_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from debtwatch.demo.tape import Tape
    from debtwatch.domain.clock import Clock

CONTROL = "/_control"
_TEXT = "text/plain"


class DemoServer:
    """Serves every default feed under its real paths, as of its clock. A context manager.

    It answers on a thread of its own; the one thing another thread changes is which source fails,
    and that is replaced whole. `/_control?feed=fred&fault=garbage` does the same from outside.
    """

    def __init__(self, tape: Tape, clock: Clock) -> None:
        """Serve a tape (`demo.wind` makes one) as of `clock`, which is read at every request."""
        self.clock = clock
        self.tape = tape
        self.faults: Mapping[str, Fault] = {}
        self._home = tempfile.TemporaryDirectory(prefix="debtwatch-demo-", ignore_cleanup_errors=True)
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.demo = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), name="demo sources", daemon=True)

    @property
    def base(self) -> str:
        """The address all its sources share."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def home(self) -> Path:
        """A folder of its own for the throw-away store; gone with it."""
        return Path(self._home.name)

    def fail(self, feed: str, fault: Fault = Fault.GARBAGE) -> None:
        """Make one source fail from now on; Fault.NONE mends it."""
        self.faults = {**self.faults, feed: fault}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()
        self._home.cleanup()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    demo: DemoServer


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        demo = self.server.demo
        parts = urlsplit(self.path)
        try:
            if parts.path == CONTROL:
                self._reply(200, _TEXT, _control(demo, parts.query))
                return
            fault = demo.faults.get(feed_of(parts.path), Fault.NONE)
            if fault is not Fault.NONE:
                self._reply(STATUS[fault], "text/html", PAGE, {"Retry-After": "120"} if fault is Fault.LIMITED else {})
                return
            content_type, body = answer(demo.tape, self.path, demo.clock())
        except NotServed:
            self._reply(404, "text/html", PAGE)
        except (KeyError, ValueError) as error:
            self._reply(400, _TEXT, f"cannot be understood: {error}".encode())
        else:
            self._answer(content_type, body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
        """Say nothing: the terminal belongs to the program that is being shown."""

    def _answer(self, content_type: str, body: bytes) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == etag:
            self._reply(304, content_type, b"", {"ETag": etag})
        elif "gzip" in self.headers.get("Accept-Encoding", ""):
            self._reply(200, content_type, gzip.compress(body, 1), {"ETag": etag, "Content-Encoding": "gzip"})
        else:
            self._reply(200, content_type, body, {"ETag": etag})

    def _reply(self, status: int, content_type: str, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": content_type, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _control(demo: DemoServer, query: str) -> bytes:
    """Set a fault where one is named, and say how every source stands."""
    found = {name: values[-1] for name, values in parse_qs(query).items()}
    if "feed" in found:
        demo.fail(found["feed"], Fault(found.get("fault", Fault.GARBAGE)))
    return "\n".join(f"{feed} {fault}" for feed, fault in sorted(demo.faults.items())).encode() + b"\n"

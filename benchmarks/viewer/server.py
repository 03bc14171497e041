"""A server of files by ranges, as fast as the line it stands for: every browser and engine gets the same."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_TYPES: Final = {".html": "text/html", ".js": "text/javascript", ".mp4": "video/mp4"}
_RANGE: Final = re.compile(r"bytes=(\d+)-(\d*)$")
_BLOCK: Final = 16 * 1024


class Line:
    """The speed that all connections share. 0 bits per second: as fast as it goes."""

    def __init__(self) -> None:
        self.bits_per_second = 0
        self.round_trip = 0.0
        self._free_at = 0.0
        self._lock = threading.Lock()

    def send(self, count: int) -> None:
        """Wait until ``count`` bytes have gone over the line."""
        if self.bits_per_second == 0:
            return
        with self._lock:
            start = max(self._free_at, time.monotonic())
            self._free_at = start + count * 8 / self.bits_per_second
            ready = self._free_at
        time.sleep(max(0.0, ready - time.monotonic()))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    line: Line

    def do_GET(self) -> None:
        """Answer 200 or 206, never from the browser's own cache."""
        path = self.folder / urlsplit(self.path).path.lstrip("/")
        if not path.is_file():
            self.send_error(404)
            return
        size = path.stat().st_size
        asked = _RANGE.match(self.headers.get("Range", ""))
        first = int(asked[1]) if asked else 0
        last = int(asked[2]) if asked and asked[2] else size - 1
        time.sleep(self.line.round_trip)
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", _TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-store")
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.end_headers()
        with path.open("rb") as file:
            file.seek(first)
            for start in range(first, last + 1, _BLOCK):
                block = file.read(min(_BLOCK, last + 1 - start))
                self.line.send(len(block))
                self.wfile.write(block)

    def log_message(self, *_: object) -> None:
        """Say nothing: the figures are what is printed."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Browsers hang up in the middle of what they do not want any more."""


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Line]]:
    """Serve a folder on a free local port; yields its address and the line's speed, to be set."""
    line = Line()
    handler = type("Handler", (_Handler,), {"folder": folder, "line": line})
    server = _Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", line
    finally:
        server.shutdown()
        server.server_close()

"""A web server on loopback that gives one file, as well or as badly as told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class FileServer:
    """What the server does, and what it was asked.

    ``cut``: each answer ends after so many bytes, though more were promised. ``hold``: after the
    first half the answer waits for ``release``. ``promised``: another Content-Length.
    """

    body: bytes
    status: int = 200
    ranges: bool = True
    cut: int | None = None
    hold: bool = False
    promised: int | None = None
    wrong_range: bool = False
    asked: list[str | None] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range")
        self.asked.append(asked)
        if self.status != 200:
            request.send_error(self.status)
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges else 0
        body = self.body[start:]
        request.send_response(206 if start else 200)
        if start:
            told = 0 if self.wrong_range else start
            request.send_header("Content-Range", f"bytes {told}-{len(self.body) - 1}/*")
        request.send_header("Content-Length", str(self.promised or len(body)))
        request.end_headers()
        if self.hold:
            request.wfile.write(body[: len(body) // 2])
            self.release.wait(30)
        else:
            request.wfile.write(body if self.cut is None else body[: self.cut])


@contextmanager
def serving(server: FileServer) -> Iterator[FileServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = False  # so that closing waits for the answers under way
        server.url = f"http://127.0.0.1:{listener.server_port}/model.bin"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.release.set()
            listener.shutdown()
            thread.join()

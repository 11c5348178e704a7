"""Network cameras on loopback. To OpenCV they are like any other: there is no device to fake.

Each is a context manager with a ``url`` and leaves no thread, process or socket behind.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pytest

from desk_access.model.arrays import Image
from desk_access.opencv import cv2

SYSTEM_PYTHON = Path("/usr/bin/python3")
_BOUNDARY = b"picture"


def moving_pictures(count: int = 50, width: int = 320, height: int = 240) -> list[Image]:
    """Pictures that differ: a bright square walks over a grey ground."""
    pictures = []
    for number in range(count):
        image = np.full((height, width, 3), 60, np.uint8)
        left = number * 4 % (width - 40)
        image[80:120, left : left + 40] = 230
        pictures.append(image)
    return pictures


def write_video(path: Path, pictures: Sequence[Image], rate: float = 25.0) -> Path:
    """Write ``pictures`` as a video; the kind follows from the suffix (.mp4, .avi)."""
    codec = {".mp4": "mp4v", ".avi": "MJPG"}[path.suffix]
    height, width = pictures[0].shape[:2]
    fourcc = cv2.VideoWriter.fourcc(*codec)
    writer = cv2.VideoWriter(str(path), fourcc, rate, (width, height))
    for picture in pictures:
        writer.write(picture)
    writer.release()
    return path


def write_gif(path: Path, pictures: Sequence[Image], durations_ms: Sequence[int]) -> Path:
    """Write ``pictures`` as an animated GIF, each shown for its own time."""
    animation = cv2.Animation()
    animation.frames = [cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA) for picture in pictures]
    animation.durations = np.array(durations_ms)
    assert cv2.imwriteanimation(str(path), animation)
    return path


def read_clip(path: Path, limit: int | None = None) -> list[Image]:
    """The pictures of a real clip, to be served by one of the servers here."""
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    pictures: list[Image] = []
    while limit is None or len(pictures) < limit:
        given, picture = capture.read()
        if not given:
            break
        pictures.append(np.asarray(picture, np.uint8))
    capture.release()
    return pictures


class MjpegServer:
    """An MJPEG camera over HTTP that can stall, die, and come back on the same port.

    Plays ``pictures`` in a loop at ``rate``; each client begins at the first of them. With
    ``once`` it plays them once and then falls silent with the connection open. ``choose`` says
    which of them comes next, in place of their order. With ``still`` each request gets one of them,
    the next. ``tls`` encrypts, ``credentials`` (NAME:PASSWORD) are asked for, and ``redirect``
    answers with another address. ``requests`` are the Host and Authorization headers that came.
    """

    def __init__(
        self,
        pictures: Sequence[Image],
        rate: float = 25.0,
        *,
        once: bool = False,
        choose: Callable[[], int] | None = None,
        still: bool = False,
        tls: ssl.SSLContext | None = None,
        credentials: str = "",
        redirect: str = "",
    ) -> None:
        self._still = still
        self._tls = tls
        self._credentials = credentials
        self._redirect = redirect
        self.requests: list[tuple[str, str]] = []
        self._jpegs = [cv2.imencode(".jpg", picture)[1].tobytes() for picture in pictures]
        self._gap = 1 / rate
        self._once = once
        self._choose = choose
        self._down = threading.Event()
        self._flowing = threading.Event()
        self._flowing.set()
        self._server: _QuietServer | None = None
        self._thread: threading.Thread | None = None
        self._clients: set[socket.socket] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/camera.mjpg"

    def __enter__(self) -> MjpegServer:
        self.come_back()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.die()

    def come_back(self) -> None:
        """Answer, on the port it had before if it had one."""
        self._down.clear()
        self._server = _QuietServer(("127.0.0.1", self.port), self._handler())
        self.port = self._server.server_address[1]
        if self._tls:
            self._server.socket = self._tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def die(self) -> None:
        """Close every connection and the port."""
        self._down.set()
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        for client in list(self._clients):
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        self._server.server_close()  # waits for the threads of the clients
        self._server = self._thread = None

    def stall(self) -> None:
        """Send nothing more; connections stay open, and new ones are taken."""
        self._flowing.clear()

    def resume(self) -> None:
        """Send again."""
        self._flowing.set()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._clients.add(self.connection)
                try:
                    outer._serve(self)
                except OSError:
                    pass  # the client left
                finally:
                    outer._clients.discard(self.connection)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler

    def _serve(self, client: BaseHTTPRequestHandler) -> None:
        if not self._wait_flowing():
            return
        self.requests.append((client.headers["Host"], client.headers.get("Authorization", "")))
        if self._redirect:
            client.send_response(302)
            client.send_header("Location", self._redirect)
            client.end_headers()
            return
        wanted = f"Basic {base64.b64encode(self._credentials.encode()).decode()}"
        if self._credentials and client.headers.get("Authorization") != wanted:
            client.send_response(401)
            client.send_header("WWW-Authenticate", 'Basic realm="camera"')
            client.send_header("Content-Length", "0")
            client.end_headers()
            return
        if self._still:
            jpeg = self._jpegs[len(self.requests) % len(self._jpegs)]
            client.send_response(200)
            client.send_header("Content-Type", "image/jpeg")
            client.send_header("Content-Length", str(len(jpeg)))
            client.end_headers()
            client.wfile.write(jpeg)
            return
        client.send_response(200)
        client.send_header(
            "Content-Type", f"multipart/x-mixed-replace; boundary={_BOUNDARY.decode()}"
        )
        client.end_headers()
        number = 0
        due = time.monotonic()
        while self._wait_flowing():
            if self._once and number >= len(self._jpegs):
                self._down.wait()
                return
            place = self._choose() if self._choose else number % len(self._jpegs)
            jpeg = self._jpegs[place]
            client.wfile.write(
                b"--%b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n"
                % (_BOUNDARY, len(jpeg), jpeg)
            )
            number += 1
            due = max(due + self._gap, time.monotonic() - self._gap)
            self._down.wait(max(0.0, due - time.monotonic()))

    def _wait_flowing(self) -> bool:
        while not self._down.is_set():
            if self._flowing.wait(0.05):
                return not self._down.is_set()
        return False


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = False
    allow_reuse_address = True
    block_on_close = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that left in the middle of a request


def self_signed(folder: Path, name: str = "camera") -> tuple[ssl.SSLContext, str]:
    """A server's TLS context with a certificate of its own, and that one's SHA-256."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / f"{name}.pem").write_bytes(made.public_bytes(pem) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem")
    return context, made.fingerprint(hashes.SHA256()).hex()


@contextlib.contextmanager
def tls_in_front(port: int, context: ssl.SSLContext) -> Iterator[int]:
    """Speaks TLS in front of a plain server on loopback; gives the port."""
    clients: list[socket.socket] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with (
                contextlib.suppress(OSError),
                context.wrap_socket(self.request, server_side=True) as outer,
                socket.create_connection(("127.0.0.1", port)) as inner,
            ):
                clients.extend((outer, inner))
                back = threading.Thread(target=_copy, args=(inner, outer))
                back.start()
                _copy(outer, inner)
                inner.shutdown(socket.SHUT_RDWR)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            for client in clients:
                with contextlib.suppress(OSError):
                    client.shutdown(socket.SHUT_RDWR)
            server.shutdown()
            thread.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)


_RTSP_PROGRAM = """
import pathlib, sys
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer
Gst.init(None)
port, rate, folder = sys.argv[1:]
pictures = [path.read_bytes() for path in sorted(pathlib.Path(folder).glob("*.jpg"))]

def configure(factory, media):
    source = media.get_element().get_by_name_recurse_up("source")
    state = {"number": 0}
    def push():
        picture = pictures[state["number"] % len(pictures)]
        state["number"] += 1
        answer = source.emit("push-buffer", Gst.Buffer.new_wrapped(picture))
        return answer == Gst.FlowReturn.OK
    GLib.timeout_add(round(1000 / int(rate)), push)

server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(
    f"( appsrc name=source is-live=true do-timestamp=true format=time"
    f" caps=image/jpeg,framerate={rate}/1 ! jpegparse ! rtpjpegpay name=pay0 )"
)
factory.set_shared(True)
factory.connect("media-configure", configure)
server.get_mount_points().add_factory("/camera", factory)
assert server.attach(None)
sys.stdout.write("ready\\n")
sys.stdout.flush()
GLib.MainLoop().run()
"""


@contextlib.contextmanager
def rtsp_server(
    pictures: Sequence[Image], folder: Path, rate: int = 25, port: int | None = None
) -> Iterator[str]:
    """An RTSP camera that plays ``pictures`` in a loop as JPEG over RTP; gives its address.

    ``folder`` takes the pictures and must be empty. Sizes are cut to multiples of 8, as RFC 2435
    wants them. Skips the test when the machine lacks the server.
    """
    _need_rtsp()
    for number, picture in enumerate(pictures):
        height, width = (side // 8 * 8 for side in picture.shape[:2])
        assert cv2.imwrite(str(folder / f"{number:05d}.jpg"), picture[:height, :width])
    port = port or free_port()
    child = subprocess.Popen(
        [str(SYSTEM_PYTHON), "-c", _RTSP_PROGRAM, str(port), str(rate), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with _ended(child):
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        yield f"rtsp://127.0.0.1:{port}/camera"


@contextlib.contextmanager
def mpegts_server(clip: Path) -> Iterator[str]:
    """A camera that sends ``clip`` in a loop as MPEG-TS over HTTP, to one client only.

    Skips the test when the machine lacks ffmpeg.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        pytest.skip("ffmpeg is not on this machine (Debian: apt install ffmpeg)")
    port = free_port()
    url = f"http://127.0.0.1:{port}/camera.ts"
    child = subprocess.Popen(
        [
            *(ffmpeg, "-loglevel", "quiet", "-re", "-stream_loop", "-1", "-i", str(clip)),
            *("-an", "-c:v", "mpeg2video", "-q:v", "3", "-g", "12"),
            *("-f", "mpegts", "-listen", "1", url),
        ],
        stdin=subprocess.DEVNULL,
    )
    with _ended(child):
        wait_until_taken(port)
        yield url


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_taken(port: int, patience_s: float = 10.0) -> None:
    """Wait until somebody listens on ``port``, without connecting: some take one client only."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return
                raise
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")


def _need_rtsp() -> None:
    asked = (
        "import gi; gi.require_version('GstRtspServer', '1.0'); "
        "from gi.repository import Gst, GstRtspServer; Gst.init(None); "
        "assert Gst.ElementFactory.find('rtpjpegpay') and Gst.ElementFactory.find('jpegparse')"
    )
    there = (
        SYSTEM_PYTHON.exists()
        and not subprocess.run(
            [str(SYSTEM_PYTHON), "-c", asked], stderr=subprocess.DEVNULL, check=False
        ).returncode
    )
    if not there:
        pytest.skip(
            "no RTSP server on this machine (Debian: apt install python3-gi "
            "gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-bad)"
        )


@contextlib.contextmanager
def _ended(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the child process with the block, whatever it does."""
    try:
        yield
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()

"""A door on loopback to an encrypted camera, whose certificate is verified here.

OpenCV's FFmpeg verifies no certificate unless told to in a way that holds for the whole process,
and has no way to pin one. So it speaks plainly to this relay, on this machine, and the relay speaks
TLS to the camera. Nothing is sent to a camera whose certificate is not trusted.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading

from desk_access.camera_address import CameraAddress
from desk_access.capture.certificate import TIMEOUT_S, context, endpoint, pinned

_CHUNK = 65536
_REDIRECTION = re.compile(rb"HTTP/1\.\d 30[1-8]")
_MOST = 4
"""Connections at a time. A camera needs one, or two while it asks for the password."""


class TlsRelay:
    """Listens on a free port of 127.0.0.1 until closed. Made and closed on any thread."""

    def __init__(self, address: CameraAddress, pin: str) -> None:
        """Begin to listen. Raises OSError."""
        self._address = address
        self._pin = pin
        self._loop = asyncio.new_event_loop()
        self._connections: set[asyncio.Task[None]] = set()
        self.redirected = False
        """Whether the camera sent to another address, which the relay does not follow."""
        try:
            self._server = self._loop.run_until_complete(
                asyncio.start_server(self._taken, "127.0.0.1", 0)
            )
        except BaseException:
            self._loop.close()
            raise
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(
            target=self._run, name=f"relay to {address.place}", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """End every connection and the listening. May be called again; waits a moment at most."""
        if not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):  # it has just been closed
                self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(TIMEOUT_S)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        finally:
            self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._connections) >= _MOST:
            writer.transport.abort()
            return
        self._connections.add(task)
        try:
            await self._carry(reader, writer)
        except (OSError, ValueError, asyncio.CancelledError):
            pass  # whoever reads from the relay sees its connection end
        finally:
            self._connections.discard(task)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = endpoint(self._address)
        camera_reader, camera_writer = await asyncio.wait_for(
            asyncio.open_connection(host, port, ssl=context(self._pin), server_hostname=host),
            TIMEOUT_S,
        )
        try:
            if not pinned(camera_writer.get_extra_info("ssl_object"), self._pin):
                return
            there = asyncio.ensure_future(self._requests(reader, camera_writer))
            back = asyncio.ensure_future(self._answers(camera_reader, writer))
            try:
                await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in (there, back):
                    each.cancel()
                await asyncio.gather(there, back, return_exceptions=True)
        finally:
            camera_writer.transport.abort()

    async def _requests(self, reader: asyncio.StreamReader, camera: asyncio.StreamWriter) -> None:
        """What goes to the camera; of HTTP the header Host names the camera, not the relay."""
        told, named = f"Host: 127.0.0.1:{self.port}\r\n", f"Host: {self._address.place}\r\n"
        while chunk := await reader.read(_CHUNK):
            if self._address.scheme == "https":
                chunk = chunk.replace(told.encode(), named.encode())
            camera.write(chunk)
            await camera.drain()

    async def _answers(self, camera: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What comes back. A redirection would lead FFmpeg past the relay: it ends here."""
        begun = False
        while chunk := await camera.read(_CHUNK):
            if not begun and self._address.scheme == "https" and _REDIRECTION.match(chunk):
                self.redirected = True
                return
            begun = True
            writer.write(chunk)
            await writer.drain()

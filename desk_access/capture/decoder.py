"""The children that decode pictures, as the rest of the program sees them."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Lock, Timer
from typing import IO, Final, cast

import numpy as np

from desk_access.capture.decoding import GOOD, IDLE, LARGE, LENGTH, VERDICT
from desk_access.capture.picture_header import NoPicture, TooLarge, check_picture
from desk_access.limits import child_environment
from desk_access.model.arrays import Image

LONGEST_S: Final = 20.0
"""The largest pictures take 3 s on a slow machine; whatever takes so long is no photograph."""

_COMMAND: Final = (sys.executable, "-P", "-m", "desk_access.capture.decoding")
"""Without -P Python would take modules from the folder in which the program was started."""

_NO_CONSOLE: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would show one for each child of a program that has none."""


class Decoder:
    """Decodes pictures in child processes, one for each thread that asks at the same time.

    A child is started when it is first needed (0.3 s) and kept for the next picture.
    """

    def __init__(self, command: Sequence[str] = _COMMAND, longest_s: float = LONGEST_S) -> None:
        self._command = tuple(command)
        self._longest_s = longest_s
        self._lock = Lock()
        self._idle: list[subprocess.Popen[bytes]] = []

    def decode(self, data: bytes) -> Image:
        """The picture, h x w x 3 uint8 BGR, upright. Any thread; blocks.

        Raises NoPicture for what is none or breaks its decoder, TooLarge for what takes too much
        memory or time, OSError where no child can be started.
        """
        check_picture(data)
        child = self._take()
        try:
            return self._ask(child, data)
        finally:
            self._give_back(child)

    def forget(self) -> None:
        """After a fork: the children are the other process's."""
        self._lock, self._idle = Lock(), []

    def close(self) -> None:
        """End the children."""
        with self._lock:
            children, self._idle = self._idle, []
        for child in children:
            _end(child)

    def _take(self) -> subprocess.Popen[bytes]:
        """A child that waits, else a new one."""
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    # What decoders write about damage is told as an error.
                    stderr=subprocess.DEVNULL,
                    env=child_environment(),
                    bufsize=0,
                    pipesize=1 << 20,  # pictures have tens of megabytes
                    creationflags=_NO_CONSOLE,
                )
            if child.poll() is None:
                return child
            _end(child)

    def _give_back(self, child: subprocess.Popen[bytes]) -> None:
        if child.poll() is None:
            with self._lock:
                self._idle.append(child)
        else:
            _end(child)

    def _ask(self, child: subprocess.Popen[bytes], data: bytes) -> Image:
        given, taken = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
        late = Event()
        timer = Timer(self._longest_s, _too_late, (child, late))
        timer.start()
        try:
            _write(given, LENGTH.pack(len(data)) + data)
            verdict, height, width = VERDICT.unpack(_exactly(taken, VERDICT.size))
            pixels = _exactly(taken, height * width * 3)
        except (BrokenPipeError, EOFError) as error:
            if child.wait() == IDLE:
                return self.decode(data)
            raise (TooLarge if late.is_set() else NoPicture) from error
        finally:
            timer.cancel()
            timer.join()
        if verdict != GOOD:
            raise TooLarge if verdict == LARGE else NoPicture
        return np.frombuffer(pixels, np.uint8).reshape(height, width, 3)


def _too_late(child: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    child.kill()


def _write(stream: IO[bytes], data: bytes) -> None:
    """All of it: a pipe takes as much as there is room."""
    view, at = memoryview(data), 0
    while at < len(view):
        at += stream.write(view[at:])


def _exactly(stream: IO[bytes], count: int) -> bytearray:
    """So many bytes, in memory that may be written to. Raises EOFError where there are fewer."""
    found = bytearray(count)
    view, at = memoryview(found), 0
    while at < count:
        # Popen's streams are files, which have it.
        got = stream.readinto(view[at:])  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        at += got
    return found


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        with suppress(OSError):  # what was not written to a child that is gone
            if stream is not None:
                stream.close()


DECODER: Final = Decoder()
"""The one of this process."""

atexit.register(DECODER.close)
if sys.platform != "win32":
    os.register_at_fork(after_in_child=DECODER.forget)

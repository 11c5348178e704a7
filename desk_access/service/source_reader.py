"""The thread that opens one source and reads it until it ends, is lost, or is given up."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from desk_access.errors import DeskAccessError
from desk_access.model.frame import Frame
from desk_access.ports import FrameSource


class SourceReader:
    """Reads one source once, on a thread of its own, which alone opens, reads and closes it.

    ``deliver`` gets this reader and each frame, ``finished`` is called at the end, both on the
    reader's thread. An expected failure is kept in :attr:`error`; anything else is a bug, ends the
    thread and reaches ``threading.excepthook``. The thread is a daemon: a driver that never
    returns cannot keep the program from ending.
    """

    def __init__(
        self,
        name: str,
        opener: Callable[[], FrameSource],
        deliver: Callable[[SourceReader, Frame], None],
        finished: Callable[[], None],
    ) -> None:
        self._opener = opener
        self._deliver = deliver
        self._finished = finished
        self._abandoned = Event()
        self._done = Event()
        self._source: FrameSource | None = None
        self._thread = Thread(target=self._run, name=f"reader of {name}", daemon=True)
        self.error: DeskAccessError | None = None
        self.ended = False

    @property
    def live(self) -> bool:
        """Whether the source may come back after a loss; true until it is known."""
        return self._source is None or self._source.live

    @property
    def done(self) -> bool:
        """Whether the source was closed and nothing more is delivered."""
        return self._done.is_set()

    @property
    def abandoned(self) -> bool:
        """Whether it was told to give up."""
        return self._abandoned.is_set()

    def start(self) -> None:
        """Open the source and begin to read."""
        self._thread.start()

    def abandon(self) -> None:
        """Give up without waiting. Whatever call it is stuck in, it closes its source after it."""
        self._abandoned.set()
        if self._source is not None:
            self._source.close()

    def join(self, timeout: float) -> None:
        """Wait at most ``timeout`` seconds for the thread to end."""
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._source = self._opener()
            self._source.open()
            while not self.abandoned and not self.ended:
                frame = self._source.read()
                if frame is None:
                    self.ended = True
                else:
                    self._deliver(self, frame)
        except DeskAccessError as error:
            self.error = error
        finally:
            if self._source is not None:
                self._source.close()
            self._done.set()
            self._finished()

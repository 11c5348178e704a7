"""The one door for work that may take longer than a frame.

An operation runs on a worker thread and touches no widget; its result or its failure comes back on
the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from desk_access.errors import DeskAccessError

T = TypeVar("T")


class Stopped(Exception):
    """Raised inside an operation whose progress was told to stop; nobody is told of it."""


def while_there(receiver: QObject, deliver: Callable[[T], None]) -> Callable[[T], None]:
    """``deliver`` for what comes from the background, nothing once ``receiver`` is gone.

    Dialogs are deleted when they are closed, whatever they wait for.
    """
    return lambda result: deliver(result) if isValid(receiver) else None


class Background(QObject):
    """One worker thread; operations run in the order they were given.

    ``crashed`` carries an exception that nobody expected. GUI thread only.
    """

    crashed = Signal(object)
    _ended = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._closed = False
        self._ended.connect(self._deliver)

    def run(
        self,
        operation: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[DeskAccessError], None],
    ) -> None:
        """Run ``operation`` on the worker; then one of ``done`` and ``failed`` on this thread."""
        if not self._closed:
            self._worker.submit(self._work, operation, done, failed)

    def close(self) -> None:
        """Drop what waits, finish what runs; nothing is delivered any more."""
        self._closed = True
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _work(
        self,
        operation: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[DeskAccessError], None],
    ) -> None:
        try:
            outcome = partial(done, operation())
        except DeskAccessError as error:
            outcome = partial(failed, error)
        except Stopped:
            return
        except Exception as error:  # A bug: it is shown and logged, the worker lives on.
            outcome = partial(self.crashed.emit, error)
        self._ended.emit(outcome)

    def _deliver(self, outcome: Callable[[], None]) -> None:
        if not self._closed:
            outcome()

"""A bug on a pool's thread must be seen: nobody waits for those futures."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any


def surface(done: Future[Any]) -> None:
    """Hand what ended a pool's work to ``threading.excepthook``, as if a thread had ended with it.

    For ``Future.add_done_callback``. Window and tests listen there.
    """
    error = done.exception()
    if error is not None:
        report(error)


def report(error: BaseException) -> None:
    """Hand a bug that a thread lives on after to ``threading.excepthook``."""
    thread = threading.current_thread()
    threading.excepthook(
        threading.ExceptHookArgs((type(error), error, error.__traceback__, thread))
    )

"""A test that leaves a thread, timer or window behind fails, and says where it was started."""

from __future__ import annotations

import gc
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

GRACE_S = 2.0  # for a thread that was told to stop and is on its way out


class Starts:
    """Remembers which objects were started, and from where, while it watches."""

    def __init__(self) -> None:
        self._where: list[tuple[weakref.ref[Any], str]] = []

    @contextmanager
    def watch(self, kind: type) -> Iterator[None]:
        """Record each call of ``kind.start``."""
        start = kind.start  # type: ignore[attr-defined]

        def recorded(this: Any, *args: Any) -> Any:
            stack = "".join(traceback.format_list(traceback.extract_stack(limit=6)[:-1]))
            self._where.append((weakref.ref(this), stack))
            return start(this, *args)

        kind.start = recorded  # type: ignore[attr-defined]
        try:
            yield
        finally:
            kind.start = start  # type: ignore[attr-defined]

    def still(self, active: Callable[[Any], bool]) -> list[str]:
        """What is active now, each with the place where it was started."""
        found = {}
        for reference, stack in self._where:
            started = reference()
            if started is not None and active(started):
                found[id(started)] = f"{started!r}, started at\n{stack}"
        return list(found.values())


def _fail_on(left: list[str]) -> None:
    if left:
        pytest.fail("The test left running: " + "\n".join(left), pytrace=False)


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Every thread that a test starts has ended with it."""
    starts = Starts()
    with starts.watch(threading.Thread):
        yield
    deadline = time.monotonic() + GRACE_S
    while starts.still(threading.Thread.is_alive) and time.monotonic() < deadline:
        time.sleep(0.01)
    _fail_on(starts.still(threading.Thread.is_alive))


@pytest.fixture(autouse=True)
def no_qt_object_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every timer, Qt thread and window of a test is gone with it."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QThread, QTimer

    timers, threads = Starts(), Starts()
    with timers.watch(QTimer), threads.watch(QThread):
        yield
    _delete_what_was_asked_to_go()
    _fail_on(_qt_objects(timers, threads))


def _delete_what_was_asked_to_go() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _qt_objects(timers: Starts, threads: Starts) -> list[str]:
    from PySide6.QtCore import QThreadPool
    from PySide6.QtWidgets import QApplication
    from shiboken6 import isValid

    def ticking(timer: Any) -> bool:
        return isValid(timer) and timer.isActive()

    if timers.still(ticking):
        gc.collect()  # it may belong to a widget that only waits for the collector
    left = timers.still(ticking)
    left += threads.still(lambda thread: isValid(thread) and not thread.wait(int(GRACE_S * 1000)))
    left += [f"{w!r}, a window" for w in QApplication.topLevelWidgets() if w.isVisible()]
    if not QThreadPool.globalInstance().waitForDone(int(GRACE_S * 1000)):
        left.append("a task of the global QThreadPool")
    return left

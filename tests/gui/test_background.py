"""The one door for work off the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desk_access.errors import DeskAccessError, StoreError
from desk_access.gui.background import Background, Stopped


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background("test")
    yield made
    made.close()


def never(error: DeskAccessError) -> None:
    pytest.fail(f"unexpected: {error}")


def test_it_runs_elsewhere_and_answers_here(qtbot: QtBot, background: Background) -> None:
    ran: list[threading.Thread] = []
    told: list[tuple[int, threading.Thread]] = []

    def operation() -> int:
        ran.append(threading.current_thread())
        return 42

    background.run(operation, lambda n: told.append((n, threading.current_thread())), never)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(42, threading.main_thread())]
    assert ran[0] is not threading.main_thread()


def test_an_expected_failure_comes_whole(qtbot: QtBot, background: Background) -> None:
    error = StoreError("The disk is full.", "Free some space.")

    def operation() -> None:
        raise error

    told: list[DeskAccessError] = []
    background.run(operation, lambda _none: pytest.fail("it failed"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [error]


def test_a_bug_is_told_and_the_worker_lives_on(qtbot: QtBot, background: Background) -> None:
    bugs: list[BaseException] = []
    background.crashed.connect(bugs.append)
    background.run(lambda: 1 // 0, lambda _n: None, never)
    told: list[str] = []
    background.run(lambda: "still here", told.append, never)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(bugs[0], ZeroDivisionError)


def test_what_was_stopped_tells_nobody(qtbot: QtBot, background: Background) -> None:
    def operation() -> None:
        raise Stopped

    told: list[str] = []
    background.run(operation, lambda _n: told.append("done"), lambda _e: told.append("failed"))
    background.run(lambda: "next", told.append, never)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["next"]


def test_operations_keep_their_order(qtbot: QtBot, background: Background) -> None:
    told: list[int] = []
    for number in range(20):
        background.run(lambda n=number: n, told.append, never)
    qtbot.waitUntil(lambda: len(told) == 20)
    assert told == list(range(20))


def test_after_closing_nothing_is_delivered(qtbot: QtBot) -> None:
    background = Background("closing")
    begun, go_on = threading.Event(), threading.Event()
    told: list[str] = []

    def slow() -> str:
        begun.set()
        go_on.wait()
        return "late"

    background.run(slow, told.append, never)
    background.run(lambda: "never begun", told.append, never)
    begun.wait()
    threading.Timer(0.05, go_on.set).start()
    background.close()
    background.run(lambda: "after", told.append, never)
    qtbot.wait(50)
    assert told == []

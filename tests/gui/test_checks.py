"""The checks that every test of the window runs under can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = "pytester"

REPOSITORY = Path(__file__).resolve().parents[2]

LEAVES = """
import pytest
from PySide6.QtCore import QThread, QTimer, qWarning
from PySide6.QtWidgets import QWidget

kept = []

def test_leaves_a_timer(qtbot):
    kept.append(QTimer())
    kept[-1].start(60_000)

def test_leaves_a_thread(qtbot):
    kept.append(QThread())
    kept[-1].start()

def test_leaves_a_window(qtbot):
    kept.append(QWidget())
    kept[-1].show()

def test_cleans_up(qtbot):
    kept[0].stop()
    kept[1].quit()
    kept[1].wait()
    kept[2].close()
    widget = QWidget()
    qtbot.addWidget(widget)
    timer = QTimer(widget)
    timer.start(60_000)
    widget.show()

def test_qt_complains(qtbot):
    qWarning("something is wrong")
"""


def test_what_a_test_of_the_window_leaves_fails_it(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    pytester.makeconftest(
        "import tests.leaks\n"
        "from tests.leaks import no_qt_object_left, no_thread_left\n"
        "tests.leaks.GRACE_S = 0.1\n"
    )
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\nqt_api = "pyside6"\nqt_log_level_fail = "WARNING"\n'
    )
    pytester.makepyfile(LEAVES)
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=4, failed=1, errors=3)
    for what in ("QTimer", "QThread", "QWidget*a window"):
        result.stdout.fnmatch_lines([f"The test left running: *{what}*"])
    result.stdout.fnmatch_lines(["*, in test_leaves_a_timer"])
    result.stdout.fnmatch_lines(["*FAILED*test_qt_complains*"])

"""The checks that every test runs under can fail, and say what a person needs to know."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = "pytester"

REPOSITORY = Path(__file__).resolve().parents[2]

LEAVES_A_THREAD = """
import threading

release = threading.Event()

def test_leaves_one():
    threading.Thread(target=release.wait, name="leaky").start()

def test_ends_its_own():
    release.set()
    thread = threading.Thread(target=release.wait)
    thread.start()
    thread.join()
"""

LOGS = """
import logging

def test_warns():
    logging.getLogger("camera").warning("it smells")

def test_informs():
    logging.getLogger("camera").info("it works")

def test_warns_as_expected(expected_logs):
    expected_logs.append("it smells")
    logging.getLogger("camera").error("it smells of smoke")

def test_does_not_warn_as_expected(expected_logs):
    expected_logs.append("it sings")
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An empty project whose tests run under this project's checks."""
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    pytester.makeconftest(
        "import tests.leaks\n"
        "from tests.leaks import no_qt_object_left, no_thread_left\n"
        "tests.leaks.GRACE_S = 0.1\n"
        "from tests.logfail import expected_logs\n"
    )
    return pytester


def test_a_thread_that_is_left_fails_its_test(project: pytest.Pytester) -> None:
    project.makepyfile(LEAVES_A_THREAD)
    result = project.runpytest_subprocess("-p", "no:pytest-qt")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        ["*ERROR at teardown of test_leaves_one*", "*leaky*started at*", "*, in test_leaves_one"]
    )


def test_the_log_is_as_expected_or_the_test_fails(project: pytest.Pytester) -> None:
    project.makepyfile(LOGS)
    result = project.runpytest_subprocess("-p", "no:pytest-qt")
    result.assert_outcomes(passed=4, errors=2)
    result.stdout.fnmatch_lines(["Unexpected in the log: WARNING camera: it smells"])
    result.stdout.fnmatch_lines(["Expected in the log, but not there: it sings"])

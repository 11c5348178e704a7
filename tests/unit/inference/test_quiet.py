"""What native code writes to stderr goes to the log, and nothing else is lost."""

from __future__ import annotations

import logging
import os

import pytest

from desk_access.inference.quiet import quiet_stderr


def test_what_is_written_inside_is_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), quiet_stderr("A library"):
        os.write(2, b"W0000 chatter\n")
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "afterwards\n"
    assert "A library: W0000 chatter" in caplog.text


def test_an_error_inside_gives_the_terminal_back(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), quiet_stderr("A library"):
        raise ZeroDivisionError
    os.write(2, b"afterwards\n")
    assert capfd.readouterr().err == "afterwards\n"

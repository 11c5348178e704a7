"""The account is the operating system's word."""

from __future__ import annotations

import os
import sys

import pytest

from desk_access.account import machine_user


def test_the_environment_does_not_name_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    before = machine_user()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody")
    assert before
    assert machine_user() == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX accounts")
def test_an_account_without_a_name_has_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 3_999_999)
    assert machine_user() == "uid 3999999"

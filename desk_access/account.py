"""Whose account the program runs under."""

from __future__ import annotations

import getpass


def machine_user() -> str:
    """The account's name: who is named in the history and in corrections. Empty without one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name; Python up to 3.12 raises KeyError
        return ""

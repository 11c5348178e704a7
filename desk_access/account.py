"""Whose account the program runs under, and which language it speaks."""

from __future__ import annotations

import getpass
import locale
import os
import re


def machine_user() -> str:
    """The account's name: who is named in the history and in corrections. Empty without one."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name; Python up to 3.12 raises KeyError
        return ""


def machine_language() -> str:
    """The language that the account's messages are in, as ``ko`` or ``en-GB``; empty for none."""
    said = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for name in (*said, locale.getlocale()[0]):
        if name and (found := re.match(r"([a-z]{2})(?:[_-]([A-Z]{2}))?(?![A-Za-z])", name)):
            return "-".join(filter(None, found.groups()))
    return ""

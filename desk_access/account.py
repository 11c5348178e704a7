"""Whose account the program runs under, and which language it speaks."""

from __future__ import annotations

import locale
import os
import re
import sys


def machine_user() -> str:
    """The account's name: who is named in the history and in corrections.

    From the operating system, not from the environment, which anybody may set. "uid 1000" for an
    account without a name.
    """
    if sys.platform == "win32":
        return os.getlogin()  # of the process's token
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return f"uid {os.geteuid()}"


def machine_language() -> str:
    """The language that the account's messages are in, as ``ko`` or ``en-GB``; empty for none."""
    said = [os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for name in (*said, locale.getlocale()[0]):
        if name and (found := re.match(r"([a-z]{2})(?:[_-]([A-Z]{2}))?(?![A-Za-z])", name)):
            return "-".join(filter(None, found.groups()))
    return ""

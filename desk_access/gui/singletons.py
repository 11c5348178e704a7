"""Keeps Python 3.11 alive under PySide6 6.12.

The wheels of PySide6 6.12.0 are for every Python from 3.10, but are compiled so that a function
without a result hands out ``None`` without counting the reference: harmless since Python 3.12,
where ``None`` is immortal (PEP 683). Under 3.11 every call of Qt loses a reference, and after a
few thousand the program ends with "Fatal Python error: none_dealloc". ``True``, ``False`` and
``NotImplemented`` lose theirs in the same way. 6.11.3 is not affected.

So the objects that later Pythons make immortal are made so here, in the same way: by a count that
is never used up.
"""

from __future__ import annotations

import ctypes
import sys

_WORD = ctypes.sizeof(ctypes.c_ssize_t)
_FOR_EVER = sys.maxsize // 4


def make_immortal() -> None:
    """Give the singletons a count that is never used up. Nothing to do since Python 3.12."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for singleton in (None, True, False, NotImplemented, Ellipsis):
        if sys.getrefcount(singleton) < _FOR_EVER // 2:
            # An object's last two words are its count and its type, whatever a debugging build
            # puts before them.
            address = id(singleton) + object.__basicsize__ - 2 * _WORD
            ctypes.c_ssize_t.from_address(address).value += _FOR_EVER

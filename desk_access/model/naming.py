"""Names of people, as far as they can be read: nothing that hides, turns or breaks the text around.

Looser than :mod:`desk_access.model.identifier`: a name may hold the joiners that Persian, Hindi and
emoji need, and the variants of an ideograph.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters, marks and symbols that are shown as nothing (Unicode, Default_Ignorable_Code_Point)."""

_MOST_MARKS: Final = 10
"""On one letter; Tibetan and Hebrew need half as many."""

_NEW_IDEOGRAPHS: Final = range(0x20000, 0x40000)
"""Planes 2 and 3 are ideographs alone; those of a newer Unicode than Python's are unassigned."""


def unfit(text: str) -> str:
    """What a name must not have, to go on from "has"; empty for a name that can be read."""
    marks = _MOST_MARKS  # a mark has nothing to stand on at the beginning
    seen = False
    for each in text:
        why = _unfit(each)
        if why:
            return why
        if unicodedata.category(each) in ("Mn", "Mc", "Me"):
            marks += 1
            if marks > _MOST_MARKS:
                return f"the mark U+{ord(each):04X} without a letter to stand on"
        else:
            marks = _MOST_MARKS if each.isspace() else 0
            seen |= each not in _JOINERS and not each.isspace()
    return "" if seen or not text else "nothing that can be seen"


def readable(text: str) -> str:
    """A name of others without what it must not have; a blank in place of a line break."""
    kept = (" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in text)
    fit = "".join(each for each in kept if not _unfit(each))
    return " ".join(fit.split())


def _unfit(each: str) -> str:
    """Why a character can be in no name; empty where it can."""
    if each in _BIDI:
        return f"the character U+{ord(each):04X}, which turns the direction of writing"
    if each in _BLANK:
        return f"the character U+{ord(each):04X}, which cannot be seen"
    match unicodedata.category(each):
        case "Cc" | "Cs" | "Zl" | "Zp":
            return "a line break or a character that cannot be shown"
        case "Cf" if each not in _JOINERS:
            return f"the character U+{ord(each):04X}, which cannot be seen"
        case "Cn" if ord(each) not in _NEW_IDEOGRAPHS or ord(each) & 0xFFFE == 0xFFFE:
            return f"U+{ord(each):04X}, which is no character"
    return ""

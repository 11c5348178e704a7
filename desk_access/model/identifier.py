"""Names that tell one thing from another: a person's code, the names of schedules, groups, jobs.

Two that look alike are the same. They are compared by a canonical form (compatibility composition
and case folding, Unicode Standard Annex 15 and section 3.13), and what cannot be seen is refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_UNSEEN: Final = frozenset(
    # Shown as nothing or as a blank, though they are letters, marks or symbols.
    (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0)
) | frozenset((*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))

_WHAT: Final = {
    "Cc": "the control character",
    "Cf": "the invisible format character",
    "Cs": "half a character,",
    "Cn": "the unassigned character",
    "Co": "the private character",
    "Zl": "the line separator",
    "Zp": "the paragraph separator",
}


@lru_cache(maxsize=65_536)
def canonical(text: str) -> str:
    """What ``text`` is compared by; names that look alike have the same."""
    folded = text
    # Twice: folding may undo composition, and composition may bring capitals.
    for _ in range(2):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    seen = (each for each in folded if not _unseen(each))
    return " ".join("".join(seen).split())


def invisible(text: str) -> str:
    """The first character that an identifier must not have, in words; empty without one."""
    for each in text:
        if _unseen(each):
            kind = _WHAT.get(unicodedata.category(each), "the invisible character")
            return f"{kind} U+{ord(each):04X}"
    return ""


class Known:
    """Identifiers that are there, to look up what a person means by another writing of one."""

    def __init__(self, names: Iterable[str]) -> None:
        self._alike: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            self._alike.setdefault(canonical(name), []).append(name)

    def meant(self, name: str) -> str | None:
        """The one itself, else the only one that looks like it; None for none or several."""
        alike = self._alike.get(canonical(name), [])
        return name if name in alike else alike[0] if len(alike) == 1 else None

    def alike(self, name: str) -> list[str]:
        """All that look like it, itself among them where it is there."""
        return self._alike.get(canonical(name), [])

    def twins(self) -> list[list[str]]:
        """Those that look like each other, each two or more."""
        return [names for names in self._alike.values() if len(names) > 1]


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in _WHAT or ord(character) in _UNSEEN

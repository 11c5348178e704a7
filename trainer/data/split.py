"""Who trains the network and who only watches how it does."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_ENROLLABLE: Final = 4
"""Pictures of whoever can be enrolled with three and searched with another, as evaluation does."""

_LEAST: Final = 100
"""People to validate on. 14 did not foretell a benchmark (docs/training.md)."""

_SHARE: Final = 0.1
"""Of the people, at most."""


@dataclass(frozen=True, slots=True)
class Split:
    """Who is kept for validation: ``enrollable`` with four pictures or more, ``strangers``."""

    enrollable: frozenset[str]
    strangers: frozenset[str]

    @property
    def people(self) -> frozenset[str]:
        """Everybody kept for validation."""
        return self.enrollable | self.strangers


def split(people: Sequence[str], seed: int, wanted: int | None = None) -> Split:
    """Divide people by identity. ``people`` names each usable crop's person.

    ``wanted`` people with four pictures or more are kept for validation; by default a tenth of
    them, at least 100, and never more than a tenth of all people. Strangers, who are searched for
    and never enrolled, fill up to a tenth of all people: those with the fewest pictures, which
    teach least, and no more than half of all who have less than four. Who it is follows from
    ``seed`` and the name alone: the lowest SHA-256.
    """
    counts = Counter(people)
    order = sorted(counts, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())
    enrollable = [name for name in order if counts[name] >= _ENROLLABLE]
    others = sorted((name for name in order if counts[name] < _ENROLLABLE), key=counts.__getitem__)
    most = int(_SHARE * len(counts))
    if wanted is None:
        wanted = min(max(int(_SHARE * len(enrollable)), _LEAST), most)
    chosen = enrollable[:wanted]
    strangers = others[: min(max(most - len(chosen), 0), len(others) // 2)]
    return Split(frozenset(chosen), frozenset(strangers))

"""Lengths of time as hours and minutes."""

from __future__ import annotations

_MINUS = "\N{MINUS SIGN}"


def hours_text(minutes: int) -> str:
    """Whole minutes as ``8:05``; less than nothing as ``−0:30``."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{_MINUS if minutes < 0 else ''}{hours}:{rest:02}"


def difference_text(minutes: int) -> str:
    """A difference with its sign: ``+2:00``, ``−0:30``, ``0:00``."""
    return f"+{hours_text(minutes)}" if minutes > 0 else hours_text(minutes)

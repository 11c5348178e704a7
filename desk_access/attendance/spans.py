"""Stretches of minutes as (start, end), the end not included: in order, none touching another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desk_access.model.timesheet import Minute

Span = tuple[Minute, Minute]


def within(spans: Iterable[Span], start: Minute, end: Minute) -> list[Span]:
    """What of the spans lies between ``start`` and ``end``."""
    # The comparisons are written out: this runs for every day of everybody.
    return [
        (a if a > start else start, b if b < end else end)
        for a, b in spans
        if a < b and a < end and b > start
    ]


def without(spans: Iterable[Span], holes: Sequence[Span]) -> list[Span]:
    """What of the spans lies in none of the holes, which are in order."""
    left: list[Span] = []
    for start, end in spans:
        for a, b in holes:
            if b <= start:
                continue
            if a >= end:
                break
            if a > start:
                left.append((start, a))
            start = b
            if start >= end:
                break
        if start < end:
            left.append((start, end))
    return left


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans put in order, those that touch or overlap made one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def first_of(spans: Iterable[Span], minutes: int) -> list[Span]:
    """The first so many minutes of the spans, in their order."""
    found: list[Span] = []
    for start, end in spans:
        if minutes <= 0:
            break
        found.append((start, min(end, start + minutes)))
        minutes -= end - start
    return found


def length(spans: Iterable[Span]) -> int:
    """How many minutes they have together."""
    return sum(end - start for start, end in spans)

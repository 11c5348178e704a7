"""What every comparison of a table begins with."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from desk_access.errors import ScheduleRefused
from desk_access.model.identifier import Known
from desk_access.model.importing import Difference, Entry, Fate, Listed

T = TypeVar("T")

NOBODY: Final = "Nobody with this code is enrolled."


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """A row of a table that says something of its own."""

    place: str
    what: str
    value: T

    def told(
        self, before: Entry | None, after: Entry, *, refused: str = "", note: str = ""
    ) -> Difference:
        """What becomes of it: it is added, changes what was there, or is so already.

        ``refused``: why it makes no sense beside what is there; ``note``: what is to be known.
        """
        fate = Fate.ADDED if before is None else Fate.CHANGED
        if before == after:
            fate = Fate.UNCHANGED
        if refused:
            fate = Fate.REFUSED
        return Difference(fate, self.place, self.what, before, after, refused or note)


@dataclass(frozen=True, slots=True)
class Kept:
    """The identifiers that are kept, in place of other writings of the same."""

    people: Known
    groups: Known
    schedules: Known

    def settled(
        self, rows: Iterable[Listed[T]], change: Callable[[T, Kept], T]
    ) -> tuple[Listed[T], ...]:
        """The rows under kept identifiers; refused is what may mean several of them."""
        return tuple(self._settled(row, change) for row in rows)

    def _settled(self, row: Listed[T], change: Callable[[T, Kept], T]) -> Listed[T]:
        if row.value is None:
            return row
        try:
            return replace(row, value=change(row.value, self))
        except LookupError as error:
            return Listed(row.place, row.what, None, str(error.args[0]))


def kept_name(known: Known, name: str) -> str:
    """The name as it is kept, or ``name`` where it is new. Raises LookupError for several."""
    alike = known.alike(name)
    meant = known.meant(name)
    if meant is None and alike:
        raise LookupError(f"“{name}” may mean {' or '.join(alike)}. Write it exactly.")
    return name if meant is None else meant


def each_once(
    rows: Iterable[Listed[T]], key: Callable[[T], Hashable]
) -> Iterator[Row[T] | Difference]:
    """The rows in their order; what is settled about one already, as its difference.

    Settled are rows that make no sense, and those that say again, or otherwise, what one before
    them said: one with the same ``key``.
    """
    seen: dict[Hashable, Listed[T]] = {}
    for row in rows:
        if row.value is None:
            fate = Fate.PASSED_OVER if row.passed_over else Fate.REFUSED
            yield Difference(fate, row.place, row.what, reason=row.refusal)
            continue
        first = seen.setdefault(key(row.value), row)
        if first is row:
            yield Row(row.place, row.what, row.value)
        elif first.value == row.value:
            why = f"{first.place} says the same."
            yield Difference(Fate.PASSED_OVER, row.place, row.what, reason=why)
        else:
            why = f"{first.place} says otherwise. Keep one of them."
            yield Difference(Fate.REFUSED, row.place, row.what, reason=why)


def refusal(check: Callable[[], None]) -> str:
    """Why a check of the plan refuses something; empty when it does not."""
    try:
        check()
    except ScheduleRefused as error:
        return str(error)
    return ""


def made(rows: Iterable[Difference]) -> list[Difference]:
    """The rows of which something is to be kept."""
    return [row for row in rows if row.fate in (Fate.ADDED, Fate.CHANGED)]

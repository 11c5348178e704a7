"""The adapters of the ports of the store. A new one is a line below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from desk_access.ports import (
    ClosedMonths,
    Corrections,
    Exports,
    Gallery,
    Housekeeping,
    Ledger,
    Plans,
    SettingsStore,
    SpoofLog,
    Suggestions,
    Visitors,
)
from desk_access.store.workspace import Workspace


class Stores(Protocol):
    """The ports over one set of data."""

    gallery: Gallery
    housekeeping: Housekeeping
    ledger: Ledger
    settings: SettingsStore
    spoofs: SpoofLog
    visitors: Visitors
    suggestions: Suggestions
    plans: Plans
    corrections: Corrections
    closed_months: ClosedMonths
    exports: Exports


@contextmanager
def sqlite(folder: Path) -> Iterator[Stores]:
    with Workspace.open(folder / "workspace") as workspace:
        yield workspace


ADAPTERS: dict[str, Callable[[Path], AbstractContextManager[Stores]]] = {"sqlite": sqlite}

"""What a run tells of itself: a CSV for people and scripts, TensorBoard's events for curves."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from trainer.errors import OutputUnwritable
from trainer.validation import Figures


class Journal:
    """Rows of ``log.csv``: step, name, value. Only the first process writes one."""

    def __init__(self, folder: Path, step: int, first: bool) -> None:
        """Go on from ``step``: what a killed run had written after its checkpoint is dropped.

        Raises OutputUnwritable.
        """
        self._path = folder / "log.csv"
        self._events: SummaryWriter | None = None
        if not first:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._keep_until(step)
            self._events = SummaryWriter(str(folder / "events"), purge_step=step + 1)
        except OSError as error:
            raise _unwritable(folder, error) from error

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Write these values of this step. Raises OutputUnwritable."""
        if self._events is None:
            return
        try:
            with self._path.open("a", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([step, name, value] for name, value in values.items())
            for name, value in values.items():
                self._events.add_scalar(name, value, step)
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def measured(self, step: int, figures: Figures) -> None:
        """Write what validation found."""
        self.add(step, {f"validation_{name}": value for name, value in asdict(figures).items()})

    def close(self) -> None:
        """Let the events go to disk."""
        if self._events is not None:
            self._events.close()

    def _keep_until(self, step: int) -> None:
        if not self._path.exists():
            return
        with self._path.open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.reader(stream) if len(row) == 3 and int(row[0]) <= step]
        part = self._path.with_suffix(".part")
        with part.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        part.replace(self._path)


def _unwritable(path: Path, error: OSError) -> OutputUnwritable:
    return OutputUnwritable(
        f"{path} cannot be written ({error.strerror}).",
        "Free some space and run the same command again; it goes on from the last checkpoint.",
    )

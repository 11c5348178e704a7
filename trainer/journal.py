"""What a run tells of itself: a CSV for people and scripts, TensorBoard's events for curves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from trainer.errors import OutputUnwritable
from trainer.validation import Figures


class Journal:
    """Rows of ``log.csv``: step, name, value. Only the first process writes one."""

    def __init__(
        self, folder: Path, step: int, writer: Callable[..., SummaryWriter] | None
    ) -> None:
        """Go on from ``step``: what a killed run had written after its checkpoint is dropped."""
        self._path = folder / "log.csv"
        self._events = None
        if writer is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._keep_until(step)
        except OSError as error:
            raise OutputUnwritable(f"{folder} cannot be written.", "Free some space.") from error
        self._events = writer(str(folder / "events"), purge_step=step + 1)

    def add(self, step: int, values: dict[str, float]) -> None:
        """Write these values of this step. Raises OutputUnwritable."""
        if self._events is None:
            return
        try:
            with self._path.open("a", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([step, name, value] for name, value in values.items())
            for name, value in values.items():
                self._events.add_scalar(name, value, step)
        except OSError as error:
            raise OutputUnwritable(
                f"{self._path} cannot be written.", "Free some space."
            ) from error

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
        with self._path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)

"""How long the stages of one frame took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds by stage of one frame."""

    stages: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside to ``name``."""
        start = perf_counter()
        yield
        self.stages[name] = self.stages.get(name, 0.0) + (perf_counter() - start) * 1000

"""The machine's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The time of this machine. Callable on any thread."""

    def now(self) -> datetime:
        """UTC, with its time zone."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never jump; only differences mean anything."""
        return time.monotonic()

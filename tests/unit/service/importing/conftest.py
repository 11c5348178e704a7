"""The house of timekeeping, for imports into it."""

from __future__ import annotations

from tests.unit.service.timekeeping.conftest import house

__all__ = ["house"]

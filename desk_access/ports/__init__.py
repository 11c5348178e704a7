"""What the service needs from the outside world, as Protocols.

Every port has one contract suite in ``tests/contract``, run against each adapter and against the
fake in ``tests/fakes.py``.
"""

from __future__ import annotations

from desk_access.ports.attendance import ClosedMonths, Corrections, Plans
from desk_access.ports.exports import Exports, Reports
from desk_access.ports.people import Gallery, Housekeeping, Suggestions, Visitors
from desk_access.ports.records import Audits, Ledger, PunchSpool, SettingsStore, SpoofLog
from desk_access.ports.watching import Clock, Embedder, FaceFinder, FrameSource, LivenessCheck

__all__ = [
    "Audits",
    "Clock",
    "ClosedMonths",
    "Corrections",
    "Embedder",
    "Exports",
    "FaceFinder",
    "FrameSource",
    "Gallery",
    "Housekeeping",
    "Ledger",
    "LivenessCheck",
    "Plans",
    "PunchSpool",
    "Reports",
    "SettingsStore",
    "SpoofLog",
    "Suggestions",
    "Visitors",
]

"""Looks at the cameras from the GUI thread, while another thread may be changing them."""

from __future__ import annotations

from desk_access.errors import UsageError
from desk_access.model.status import SourceStatus
from desk_access.service.watch import Watch


def status_of(watch: Watch, camera: str) -> SourceStatus | None:
    """How a camera is; None while it is not at work, as when settings are being put in force."""
    try:
        return watch.status(camera)
    except UsageError:
        return None


def statuses_of(watch: Watch) -> list[tuple[str, SourceStatus]]:
    """Every camera at work with its state."""
    found = [(name, status_of(watch, name)) for name in watch.cameras()]
    return [(name, status) for name, status in found if status is not None]

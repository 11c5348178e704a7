"""What every page works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desk_access.gui.background import Background
from desk_access.gui.bridge import Bridge
from desk_access.gui.cameras import CameraList
from desk_access.gui.pictures import PictureLoader
from desk_access.gui.theme.theme import Theme
from desk_access.inference.model_store import ModelState
from desk_access.service.desk import Desk


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """The running system and the window's own means. GUI thread only.

    ``quick`` answers within moments (searches, pictures, the next rows); ``chores`` are those one
    waits for (saving settings, photos, templates), so that no search waits behind them; ``hours``
    counts hours, of a thousand people at a time, so that neither waits behind those.
    ``model_states`` tells which model files there are; it blocks. ``operator`` is whose account the
    program runs under.
    """

    desk: Desk
    theme: Theme
    bridge: Bridge
    quick: Background
    chores: Background
    hours: Background
    pictures: PictureLoader
    cameras: CameraList
    model_states: Callable[[], Sequence[ModelState]]
    machine_zone: str
    operator: str

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return self.desk.settings.attendance.tzinfo(self.machine_zone)

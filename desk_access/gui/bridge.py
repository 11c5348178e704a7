"""From the service's threads to the window: typed signals that carry frozen values."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desk_access.model.status import DeviceNote, Sighting
from desk_access.service.timekeeping.desk import TimeDesk
from desk_access.service.watch import Watch


class Bridge(QObject):
    """What happened anywhere in the program, for whoever shows it.

    ``sighting`` comes from the storage thread, ``hours_changed`` (corrections, plans, closed
    months) from whichever made the change; both arrive on the GUI thread, where the others are
    emitted.
    """

    sighting = Signal(Sighting)
    hours_changed = Signal()
    device_known = Signal(DeviceNote)
    people_changed = Signal()
    settings_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.device: DeviceNote | None = None
        self._leave: tuple[Callable[[], None], ...] = ()

    def attach(self, watch: Watch, time: TimeDesk) -> None:
        """Hand on the sightings of ``watch`` and the changes of ``time``."""
        self.detach()
        self._leave = (
            watch.subscribe(self.sighting.emit),
            time.subscribe(self.hours_changed.emit),
        )

    def know_device(self, note: DeviceNote) -> None:
        """Keep and tell what the recogniser runs on."""
        self.device = note
        self.device_known.emit(note)

    def detach(self) -> None:
        """Hand on nothing more."""
        for leave in self._leave:
            leave()
        self._leave = ()

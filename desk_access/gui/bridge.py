"""From the service's threads to the window: typed signals that carry frozen values."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desk_access.model.status import DeviceNote, Sighting
from desk_access.service.watch import Watch


class Bridge(QObject):
    """What happened anywhere in the program, for whoever shows it.

    ``sighting`` comes from the storage thread and arrives on the GUI thread; the others are
    emitted there.
    """

    sighting = Signal(Sighting)
    device_known = Signal(DeviceNote)
    people_changed = Signal()
    settings_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.device: DeviceNote | None = None
        self._leave: Callable[[], None] | None = None

    def attach(self, watch: Watch) -> None:
        """Hand on the sightings of ``watch``."""
        self.detach()
        self._leave = watch.subscribe(self.sighting.emit)

    def know_device(self, note: DeviceNote) -> None:
        """Keep and tell what the recogniser runs on."""
        self.device = note
        self.device_known.emit(note)

    def detach(self) -> None:
        """Hand on nothing more."""
        if self._leave is not None:
            self._leave()
            self._leave = None

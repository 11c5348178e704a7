"""The cameras of this machine by name, and when one is plugged in or pulled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLoggingCategory, QObject, Signal
from PySide6.QtMultimedia import QMediaDevices

BY_NAME = "camera:"


@dataclass(frozen=True, slots=True)
class CameraEntry:
    """A camera that can be chosen. ``source`` is what the settings keep; ``title`` is for people.

    A name outlives replugging, a number does not, so cameras are kept by name; of several with one
    name the later ones are kept by number.
    """

    title: str
    source: str


def camera_entries(found: Sequence[tuple[str, str]]) -> list[CameraEntry]:
    """Cameras from (identifier, description) as Qt lists them, in its order."""
    entries: list[CameraEntry] = []
    seen: set[str] = set()
    for place, (identifier, title) in enumerate(found):
        number = camera_number(identifier, place)
        if title and title not in seen:
            seen.add(title)
            entries.append(CameraEntry(title, f"{BY_NAME}{title}"))
        else:
            entries.append(CameraEntry(f"{title or '?'} ({number})", str(number)))
    return entries


def camera_number(identifier: str, place: int) -> int:
    """OpenCV's number of a camera: N of ``/dev/videoN`` on Linux, the place in the list elsewhere.

    A Linux camera has several device nodes, of which Qt lists only those that give pictures.
    """
    node = identifier.removeprefix("/dev/video")
    return int(node) if node != identifier and node.isdigit() else place


class CameraList(QObject):
    """Follows QMediaDevices. GUI thread only; except :meth:`names`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        # What Qt finds missing for sound and screen capture is of no use to anybody here.
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._look)
        self._found: tuple[tuple[str, str], ...] = ()
        self._look()

    def entries(self) -> list[CameraEntry]:
        """The cameras that are plugged in."""
        return camera_entries(self._found)

    def names(self) -> tuple[str, ...]:
        """The cameras' names, in the system's order. Any thread."""
        return tuple(title for _, title in self._found)

    def _look(self) -> None:
        self._found = tuple(
            (bytes(device.id().data()).decode(errors="replace"), device.description())
            for device in self._devices.videoInputs()
        )
        self.changed.emit()

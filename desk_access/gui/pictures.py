"""Small pictures, decoded off the GUI thread and kept while they are in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desk_access.errors import DeskAccessError
from desk_access.gui.background import Background
from desk_access.gui.widgets.picture import square_of

SIDE = 192
_KEPT = 400


class PictureLoader(QObject):
    """People's pictures by ``person_id``; at most 400 are kept, 192 x 192 pixels each.

    ``loaded`` tells whose picture came. GUI thread only.
    """

    loaded = Signal(int)

    def __init__(self, fetch: Callable[[int], bytes | None], background: Background) -> None:
        """``fetch`` gives a person's JPEG; it is called on the worker."""
        super().__init__()
        self._fetch = fetch
        self._background = background
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._asked: set[int] = set()

    def picture(self, person_id: int) -> QImage | None:
        """The picture, or None: it is on its way, or there is none."""
        known = self._kept.get(person_id)
        if known is not None:
            self._kept.move_to_end(person_id)
            return None if known.isNull() else known
        if person_id not in self._asked:
            self._asked.add(person_id)
            self._background.run(
                lambda: self._load(person_id),
                lambda image: self._keep(person_id, image),
                lambda error: self._give_up(person_id, error),
            )
        return None

    def forget(self, person_id: int) -> None:
        """The picture has changed or is gone."""
        self._kept.pop(person_id, None)
        self._asked.discard(person_id)

    def decode(self, jpeg: bytes, done: Callable[[QImage], None]) -> None:
        """Decode any other picture into its middle square; null when it is unreadable."""
        self._background.run(lambda: square_of(jpeg, SIDE), done, lambda error: done(QImage()))

    def _load(self, person_id: int) -> QImage:
        jpeg = self._fetch(person_id)
        return QImage() if jpeg is None else square_of(jpeg, SIDE)

    def _keep(self, person_id: int, image: QImage) -> None:
        self._kept[person_id] = image
        self._asked.discard(person_id)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.loaded.emit(person_id)

    def _give_up(self, person_id: int, error: DeskAccessError) -> None:
        # The page that asked the database itself shows why; a stand-in is enough here.
        self._keep(person_id, QImage())

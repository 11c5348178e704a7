"""Python's cyclic garbage collector, on the GUI thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class Collector(QObject):
    """Collects where widgets live, until :meth:`stop`. GUI thread only.

    Left to itself the collector runs on whichever thread happens to allocate. What it finds may be
    a dialog in a cycle with its own slots, and Qt ends the program when a widget is destroyed on
    another thread than its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """As the collector itself would: the oldest generation that has its threshold behind it."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Leave it to itself again."""
        self._timer.stop()
        if self._was_on:
            gc.enable()

"""Widgets are destroyed on the GUI thread, also by the garbage collector."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_access.gui.collector import Collector


class _InACycle(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def _allocate() -> None:
    """Enough to wake a collector that is left to itself."""
    kept = [[number] for number in range(20_000)]
    assert kept


def test_a_widget_in_a_cycle_goes_on_the_gui_thread(qtbot: QtBot) -> None:
    gc.enable()
    collector = Collector()
    try:
        assert not gc.isenabled()
        gone_on: list[threading.Thread] = []
        widget = _InACycle()
        weakref.finalize(widget, lambda: gone_on.append(threading.current_thread()))
        del widget
        worker = threading.Thread(target=_allocate)
        worker.start()
        worker.join()
        assert gone_on == []
        kept = [[number] for number in range(20_000)]
        qtbot.waitUntil(lambda: gone_on == [threading.main_thread()])
        assert kept
    finally:
        collector.stop()
    assert gc.isenabled()
    gc.disable()

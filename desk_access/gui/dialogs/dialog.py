"""What every dialog has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget
from shiboken6 import isValid

T = TypeVar("T")


class Dialog(QDialog):
    """Opened with ``open()``, so that nothing stands still behind it; gone when it is closed."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def event(self, event: QEvent) -> bool:
        """As every dialog's, and high enough for its words: how large they are set, and so how
        they wrap, is known only once it is shown."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.hasHeightForWidth():
            self.resize(self.width(), max(self.height(), self.heightForWidth(self.width())))
        return done

    def while_open(self, deliver: Callable[[T], None]) -> Callable[[T], None]:
        """``deliver`` for what comes from the background: nothing once the dialog is gone."""
        return lambda result: deliver(result) if isValid(self) else None


def file_dialog(parent: QWidget, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
    """The system's dialog for files or folders; gone when it is closed."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    return dialog

"""What every dialog has in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget


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


def file_dialog(parent: QWidget, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
    """The system's dialog for files or folders; gone when it is closed."""
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(mode)
    return dialog

"""Keeps the wheel from changing fields that only lie under the mouse while a form is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class WheelGuard(QObject):
    """Guards the fields that ``form`` has, and lives as long. The wheel scrolls past them."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        fields: list[QWidget] = [*form.findChildren(QComboBox)]
        fields += form.findChildren(QAbstractSpinBox)
        for field in fields:
            self.guard(field)

    def guard(self, field: QWidget) -> None:
        """Guard one more."""
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to whoever scrolls, unless somebody is in the field."""
        turned = event.type() is QEvent.Type.Wheel
        if turned and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False

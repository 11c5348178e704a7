"""Fields with a few choices, and lengths in minutes."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox

from desk_access.gui.widgets.labels import indent
from desk_access.model.work_rules import Rounding, Towards

Choice = TypeVar("Choice", bound=StrEnum)
translate = QCoreApplication.translate

_PARTS_OF_AN_HOUR = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)


class ChoiceField(QComboBox, Generic[Choice]):
    """One value of an enum, each with its words."""

    def __init__(self, name: str, items: Sequence[tuple[Choice, str]]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._values = [value for value, _ in items]
        self.addItems([words for _, words in items])

    @property
    def value(self) -> Choice:
        """What is chosen."""
        return self._values[self.currentIndex()]

    def choose(self, value: Choice) -> None:
        """Choose this."""
        self.setCurrentIndex(self._values.index(value))


class MinutesField(QSpinBox):
    """A length in minutes."""

    def __init__(self, name: str, most: int, least: int = 0, step: int = 1) -> None:
        super().__init__(minimum=least, maximum=most, singleStep=step)
        self.setSuffix(translate("Fields", " min"))
        self.setAccessibleName(name)
        indent(self, 104)


class HoursField(QDoubleSpinBox):
    """A length in hours. Quarters are as fine as contracts are; a finer one keeps its minutes."""

    def __init__(self, name: str, most: int, least: int = 0) -> None:
        super().__init__(minimum=least, maximum=most, singleStep=0.25, decimals=2)
        self.setSuffix(translate("Fields", " h"))
        self.setAccessibleName(name)
        indent(self, 104)
        self._given = 0

    @property
    def minutes(self) -> int:
        """The length that is set, in minutes."""
        hours = round(self.value(), 2)
        return self._given if hours == round(self._given / 60, 2) else round(hours * 60)

    def show_minutes(self, minutes: int) -> None:
        """Put this length in."""
        self._given = minutes
        self.setValue(minutes / 60)


class RoundingFields:
    """Where moments are rounded to, and to how many minutes: two fields that stand in a row."""

    def __init__(self, name: str) -> None:
        self.towards = ChoiceField(
            name,
            (
                (Towards.DOWN, translate("Fields", "back to full")),
                (Towards.UP, translate("Fields", "on to full")),
                (Towards.NEAREST, translate("Fields", "to the nearest")),
            ),
        )
        self.step = QComboBox()
        self.step.setAccessibleName(translate("Fields", "{name}: minutes").format(name=name))
        for minutes in _PARTS_OF_AN_HOUR:
            self.step.addItem(translate("Fields", "{count} min").format(count=minutes))

    @property
    def value(self) -> Rounding:
        """The rounding that is chosen."""
        return Rounding(self.towards.value, _PARTS_OF_AN_HOUR[self.step.currentIndex()])

    def show_rounding(self, rounding: Rounding) -> None:
        """Choose this."""
        self.towards.choose(rounding.towards)
        self.step.setCurrentIndex(_PARTS_OF_AN_HOUR.index(rounding.minutes))

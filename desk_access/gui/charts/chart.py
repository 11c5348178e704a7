"""What every chart is: marks that can be pointed at, and how they are painted."""

from __future__ import annotations

from abc import ABC, abstractmethod

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from desk_access.gui.theme.tokens import Tokens


class Chart(ABC):
    """Painted from values that do not change. GUI thread only."""

    @property
    @abstractmethod
    def count(self) -> int:
        """How many marks there are."""

    @property
    def columns(self) -> int:
        """How many marks stand beside each other: the arrows up and down go over as many."""
        return self.count

    @abstractmethod
    def mark(self, area: QRectF, place: int) -> QRectF:
        """Where a mark is pointed at, when the chart fills ``area``."""

    @abstractmethod
    def words(self, place: int) -> str:
        """What a mark tells: lines for the person who points at it."""

    @abstractmethod
    def summary(self) -> str:
        """What the chart tells, in a sentence."""

    @abstractmethod
    def paint(
        self, painter: QPainter, area: QRectF, tokens: Tokens, marked: int | None = None
    ) -> None:
        """Paint it over ``area``, one mark standing out."""

    def place_at(self, area: QRectF, point: QPointF) -> int | None:
        """The mark under a point."""
        for place in range(self.count):
            if self.mark(area, place).contains(point):
                return place
        return None

"""The last decisions, newest on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.figures import decision_figures
from desk_access.gui.view_models.moments import clock_text
from desk_access.gui.view_models.words import (
    advice_sentence,
    confidence_word,
    direction_word,
    translate,
    unrecorded_look,
    verdict_tone,
)
from desk_access.model.decision import Doubt, Verdict
from desk_access.model.punch import Direction
from desk_access.model.status import Sighting

Index = QModelIndex | QPersistentModelIndex
CARD_ROLE = int(Qt.ItemDataRole.UserRole) + 1
KEPT = 60


@dataclass(slots=True, eq=False)
class DecisionCard:
    """One decision as its card shows it. ``picture`` comes later, decoded in the background."""

    sighting: Sighting
    title: str
    when: str
    detail: str
    tone: Tone
    glyph: Glyph
    pill: str
    picture: QImage | None = None

    @property
    def may_enrol(self) -> bool:
        """Whether the card offers to enrol this person."""
        return self.sighting.decision.verdict is Verdict.UNKNOWN

    @property
    def spoken(self) -> str:
        """The card in one sentence, for screen readers."""
        return ", ".join(part for part in (self.title, self.pill, self.when, self.detail) if part)


def make_card(sighting: Sighting, zone: ZoneInfo, cameras: int) -> DecisionCard:
    """A decision in words; the camera is named only where there are several."""
    decision, person, punch = sighting.decision, sighting.person, sighting.punch
    where = decision.camera if cameras > 1 else ""
    glyph, pill, tone = Glyph.GOOD, "", verdict_tone(decision.verdict)
    if decision.verdict is Verdict.RECOGNISED and person is not None:
        title, word = person.name, confidence_word(decision.confidence)
        if sighting.unrecorded is not None:
            glyph, pill, tone = unrecorded_look(sighting.unrecorded)
        elif punch is not None:
            going = punch.entry.direction is Direction.OUT
            glyph, pill = Glyph.OUT if going else Glyph.IN, direction_word(punch.entry.direction)
            tone = Tone.ACCENT if going else Tone.GOOD
    elif decision.doubt is Doubt.LOOKALIKE:
        title, glyph = translate("Decisions", "Not sure who"), Glyph.LOOK_AGAIN
        word, tone = translate("Decisions", "two people look like this"), Tone.LOOK_AGAIN
    elif decision.verdict is Verdict.UNKNOWN:
        title, word, glyph = translate("Decisions", "Not known"), "", Glyph.REFUSED
    elif decision.verdict is Verdict.SPOOF:
        title, glyph = translate("Decisions", "A picture, not a person"), Glyph.REFUSED
        word = translate("Decisions", "shows {name}").format(name=person.name) if person else ""
    else:
        title, glyph = translate("Decisions", "Not clear enough"), Glyph.LOOK_AGAIN
        word = advice_sentence(decision.advice) if decision.advice is not None else ""
    return DecisionCard(
        sighting,
        title,
        clock_text(punch.entry.at if punch is not None else decision.decided_at, zone),
        " · ".join(part for part in (word, where) if part),
        tone,
        glyph,
        pill,
    )


class DecisionModel(QAbstractListModel):
    """At most 60 cards. GUI thread only."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: list[DecisionCard] = []

    def put(self, card: DecisionCard) -> None:
        """Add a card on top; the oldest beyond what is kept goes.

        In place of the card of the same decision, if there is one: its punch is recorded by now.
        """
        for place, old in enumerate(self._cards):
            if old.sighting.decision is card.sighting.decision:
                card.picture = old.picture
                self._cards[place] = card
                self.dataChanged.emit(self.index(place), self.index(place))
                return
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._cards.insert(0, card)
        self.endInsertRows()
        if len(self._cards) > KEPT:
            self.beginRemoveRows(QModelIndex(), KEPT, KEPT)
            self._cards.pop()
            self.endRemoveRows()

    def set_picture(self, card: DecisionCard, picture: QImage) -> None:
        """The card's picture is decoded."""
        card.picture = None if picture.isNull() else picture
        if card in self._cards:
            place = self.index(self._cards.index(card))
            self.dataChanged.emit(place, place)

    def card(self, index: Index) -> DecisionCard:
        """The card of a row."""
        return self._cards[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many cards."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The card for the delegate, its words for everybody else."""
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        if role == CARD_ROLE:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return card.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return decision_figures(card.sighting.decision)
        return None

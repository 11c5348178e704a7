"""The list that is read out after a fire: who was inside, and who was found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from desk_access.gui.view_models.board import Board, by_group
from desk_access.gui.view_models.moments import clock_text, long_day_text
from desk_access.gui.view_models.presence_words import presence_detail
from desk_access.gui.view_models.words import translate
from desk_access.model.presence import PersonToday, Presence


@dataclass(slots=True)
class RollCall:
    """Everybody who was inside as the board stood; ``found`` are the codes that were ticked off.

    The ticks outlive the window that they are made in, until somebody begins anew.
    """

    board: Board
    found: set[str] = field(default_factory=set)

    def people(self) -> list[PersonToday]:
        """Who is to be found, by group and name."""
        return self.board.inside()

    def groups(self) -> dict[str, list[PersonToday]]:
        """The same under their groups."""
        return by_group(self.people())

    def missing(self) -> int:
        """How many were not found yet."""
        return sum(person.code not in self.found for person in self.people())

    def detail(self, person: PersonToday) -> str:
        """Since when they are in; who may only have forgotten to go out is marked."""
        words = presence_detail(replace(person, late=0), self.board.at)
        if person.presence is Presence.TOO_LONG:
            words = f"{words} · {translate('RollCall', 'may have left without a punch')}"
        return words


def roll_call_heading(roll: RollCall, zone: ZoneInfo) -> str:
    """How many are inside, and when that was so."""
    people = len(roll.people())
    words = (
        translate("RollCall", "1 person inside at {time}, {day}")
        if people == 1
        else translate("RollCall", "{count} people inside at {time}, {day}")
    )
    at = roll.board.at
    day = long_day_text(at.astimezone(zone).date())
    return words.format(count=people, time=clock_text(at, zone), day=day)


def found_words(roll: RollCall) -> str:
    """How far the call is."""
    missing, people = roll.missing(), len(roll.people())
    if not missing:
        return translate("RollCall", "Everybody was found.")
    words = translate("RollCall", "{found} of {people} found, {missing} missing")
    return words.format(found=people - missing, people=people, missing=missing)

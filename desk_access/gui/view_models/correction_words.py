"""Corrections in words: what they change, and where they stand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from desk_access.config import Approval
from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.moments import clock_text, date_text, time_text
from desk_access.gui.view_models.words import direction_word, translate
from desk_access.model.calendar import Hours
from desk_access.model.correction import (
    AddPunch,
    Change,
    ClockWasWrong,
    Correction,
    Excuse,
    IgnorePunch,
    Standing,
    Trip,
    TurnPunch,
)

STANDING_TONES = {
    Standing.PROPOSED: Tone.LOOK_AGAIN,
    Standing.APPROVED: Tone.GOOD,
    Standing.REJECTED: Tone.REFUSED,
    Standing.WITHDRAWN: Tone.MUTED,
}

STANDING_GLYPHS = {
    Standing.PROPOSED: Glyph.WAITING,
    Standing.APPROVED: Glyph.GOOD,
    Standing.REJECTED: Glyph.REFUSED,
    Standing.WITHDRAWN: Glyph.UNDO,
}


def standing_word(standing: Standing) -> str:
    """Where a correction stands."""
    return {
        Standing.PROPOSED: translate("Corrections", "waits for approval"),
        Standing.APPROVED: translate("Corrections", "counts"),
        Standing.REJECTED: translate("Corrections", "rejected"),
        Standing.WITHDRAWN: translate("Corrections", "withdrawn"),
    }[standing]


def approval_word(approval: Approval) -> str:
    """When a correction counts."""
    return {
        Approval.NOBODY: translate("Corrections", "At once"),
        Approval.ANOTHER_OPERATOR: translate("Corrections", "When somebody else approved it"),
    }[approval]


def approval_sentence(approval: Approval) -> str:
    """What that means for whoever corrects."""
    return {
        Approval.NOBODY: translate(
            "Corrections", "Whoever corrects is named with the reason; nobody has to approve it."
        ),
        Approval.ANOTHER_OPERATOR: translate(
            "Corrections",
            "It waits in the list of corrections until somebody under another name approves it.",
        ),
    }[approval]


def change_sentence(change: Change) -> str:
    """What a correction changes."""
    match change:
        case AddPunch(at, direction, zone):
            words = translate("Corrections", "{direction} at {time} was missed.")
            time = clock_text(at, ZoneInfo(zone))
            return words.format(direction=direction_word(direction), time=time)
        case IgnorePunch(sequence):
            words = translate("Corrections", "Entry {number} does not count.")
            return words.format(number=sequence)
        case TurnPunch(sequence, direction):
            words = translate("Corrections", "Entry {number} was an {direction}.")
            return words.format(number=sequence, direction=direction_word(direction))
        case Excuse():
            return translate("Corrections", "What was missed is excused.")
        case Trip(_, hours):
            return _trip_sentence(hours)
        case ClockWasWrong(first, last, seconds):
            words = translate(
                "Corrections",
                "The clock was {seconds} seconds ahead from entry {first} to entry {last}.",
            )
            return words.format(seconds=seconds, first=first, last=last)


def _trip_sentence(hours: Hours | None) -> str:
    if hours is None:
        return translate("Corrections", "On a business trip the whole day.")
    words = translate("Corrections", "On a business trip from {start} to {end}.")
    return words.format(start=time_text(hours.start), end=time_text(hours.end))


def correction_detail(correction: Correction, zone: ZoneInfo) -> str:
    """Who made it and when, who decided, and where it stands."""
    made = translate("Corrections", "{who}, {day} {time}")
    parts = [
        made.format(
            who=correction.who,
            day=date_text(correction.at, zone),
            time=clock_text(correction.at, zone),
        ),
        standing_word(correction.standing),
    ]
    if correction.decided_by not in (None, correction.who):
        by = translate("Corrections", "decided by {who}")
        parts.append(by.format(who=correction.decided_by))
    return " · ".join(parts)


def becomes_words(correction: Correction) -> str:
    """How the day read when the correction was made, and how it reads with it."""
    words = translate("Corrections", "Before: {before}\nAfter: {after}")
    return words.format(before=correction.before, after=correction.after)

"""Who is in the house, in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.durations import hours_text
from desk_access.gui.view_models.moments import clock_text, short_day_text
from desk_access.gui.view_models.words import translate
from desk_access.model.presence import PersonToday, Presence

URGENCY = (
    Presence.MISSING,
    Presence.LATE,
    Presence.TOO_LONG,
    Presence.IN,
    Presence.EXPECTED,
    Presence.GONE,
    Presence.ON_LEAVE,
    Presence.OFF,
)
"""What somebody should look at comes first."""

PRESENCE_GLYPHS = {
    Presence.IN: Glyph.IN,
    Presence.TOO_LONG: Glyph.HOURS,
    Presence.LATE: Glyph.CLOCK,
    Presence.MISSING: Glyph.WARNING,
    Presence.EXPECTED: Glyph.WAITING,
    Presence.GONE: Glyph.OUT,
    Presence.ON_LEAVE: Glyph.LEAVE,
    Presence.OFF: Glyph.FREE,
}

PRESENCE_TONES = {
    Presence.IN: Tone.GOOD,
    Presence.TOO_LONG: Tone.LOOK_AGAIN,
    Presence.LATE: Tone.LOOK_AGAIN,
    Presence.MISSING: Tone.REFUSED,
    Presence.EXPECTED: Tone.MUTED,
    Presence.GONE: Tone.ACCENT,
    Presence.ON_LEAVE: Tone.MUTED,
    Presence.OFF: Tone.MUTED,
}


def presence_word(presence: Presence) -> str:
    """Where somebody stands, in a word or two."""
    return {
        Presence.IN: translate("Presence", "In"),
        Presence.TOO_LONG: translate("Presence", "Too long"),
        Presence.LATE: translate("Presence", "Late"),
        Presence.MISSING: translate("Presence", "Missing"),
        Presence.EXPECTED: translate("Presence", "Expected"),
        Presence.GONE: translate("Presence", "Gone"),
        Presence.ON_LEAVE: translate("Presence", "On leave"),
        Presence.OFF: translate("Presence", "Off"),
    }[presence]


def presence_detail(person: PersonToday, now: datetime) -> str:
    """Since when, or when they are due; empty where there is nothing to add."""
    if person.since is None:
        return ""
    zone = ZoneInfo(person.day.zone)
    time = clock_text(person.since, zone)
    day = person.since.astimezone(zone).date()
    if day != now.astimezone(zone).date():
        time = f"{short_day_text(day)} {time}"
    words = {
        Presence.IN: translate("Presence", "since {time}"),
        Presence.TOO_LONG: translate("Presence", "since {time}, for {hours}"),
        Presence.LATE: translate("Presence", "due at {time}, {hours} ago"),
        Presence.MISSING: translate("Presence", "was due at {time}"),
        Presence.EXPECTED: translate("Presence", "due at {time}"),
        Presence.GONE: translate("Presence", "left at {time}"),
    }.get(person.presence, "")
    hours = hours_text(max(0, round((now - person.since).total_seconds()) // 60))
    detail = words.format(time=time, hours=hours)
    if person.late and person.presence in (Presence.IN, Presence.GONE, Presence.TOO_LONG):
        late = translate("Presence", "came {hours} late")
        detail = f"{detail} · {late.format(hours=hours_text(person.late))}"
    return detail

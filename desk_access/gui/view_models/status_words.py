"""What the status line says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from desk_access.errors import DeskAccessError
from desk_access.gui.theme.tokens import Tone
from desk_access.gui.view_models.moments import clock_text, date_text, number_text
from desk_access.gui.view_models.words import people_count, state_tone, state_word, translate
from desk_access.model.status import DeviceNote, SourceState, SourceStatus
from desk_access.service.recorder import RecordingStatus

_NAMED: Final = 3
"""So many punches that cannot be recorded are named one by one."""


@dataclass(frozen=True, slots=True)
class StatusPart:
    """One part of the line; ``detail`` is its tool tip."""

    words: str
    tone: Tone = Tone.MUTED
    detail: str = ""


def camera_part(statuses: Sequence[tuple[str, SourceStatus]]) -> StatusPart:
    """Every camera with its rate or its state; the worst state gives the tone."""
    if not statuses:
        return StatusPart(translate("Status", "No camera"), Tone.LOOK_AGAIN)
    words = " · ".join(f"{name} {_rate(status)}" for name, status in statuses)
    order = (Tone.MUTED, Tone.GOOD, Tone.LOOK_AGAIN, Tone.REFUSED)
    worst = max((state_tone(status.state) for _, status in statuses), key=order.index)
    return StatusPart(words, worst, "\n".join(status.message for _, status in statuses))


def _rate(status: SourceStatus) -> str:
    if status.state is SourceState.LIVE:
        return translate("Status", "{rate} frames/s").format(rate=round(status.rate))
    return state_word(status.state)


def dropped_part(statuses: Sequence[tuple[str, SourceStatus]]) -> StatusPart:
    """Frames that were replaced by newer ones before anybody looked at them."""
    dropped = sum(status.dropped for _, status in statuses)
    received = sum(status.received for _, status in statuses)
    words = translate("Status", "{count} dropped").format(count=number_text(dropped))
    detail = translate(
        "Status", "Of {received} frames {dropped} were replaced by newer ones before analysis."
    ).format(received=number_text(received), dropped=number_text(dropped))
    return StatusPart(words, Tone.MUTED, detail)


def device_part(note: DeviceNote | None, failure: DeskAccessError | None) -> StatusPart:
    """What the recogniser runs on, or the warning in words."""
    if failure is not None:
        return StatusPart(failure.what, Tone.REFUSED, str(failure))
    if note is None:
        return StatusPart(translate("Status", "Loading the model…"))
    if note.warning is not None:
        return StatusPart(f"{note.text} – {note.warning}", Tone.LOOK_AGAIN, note.warning)
    return StatusPart(note.text)


def database_part(people: int, failure: DeskAccessError | None) -> StatusPart:
    """How many are enrolled, or why nothing can be written."""
    if failure is not None:
        return StatusPart(failure.what, Tone.REFUSED, str(failure))
    words = translate("Status", "Database ready, {people}").format(people=people_count(people))
    return StatusPart(words)


def recording_words(status: RecordingStatus) -> str:
    """What the operator needs to know of punches that are not recorded; nothing when all are."""
    parts = []
    if status.waiting:
        words = translate(
            "Status",
            "Punches not recorded yet: {count}. They are kept in the workspace and are recorded "
            "as soon as the database can be written.",
        )
        parts.append(words.format(count=number_text(status.waiting)))
    if status.unsaved:
        words = translate(
            "Status",
            "Punches in memory only: {count}. They are lost if the program ends now.",
        )
        parts.append(words.format(count=number_text(status.unsaved)))
    if parts and status.failure is not None:
        parts.append(str(status.failure))
    return " ".join(parts)


def refused_words(status: RecordingStatus, zone: ZoneInfo) -> str:
    """Punches that cannot be recorded at all, and what to do; nothing when there are none."""
    parts = []
    for punch in status.refused[:_NAMED]:
        words = translate("Status", "{when}: {code}. {why}")
        when = f"{date_text(punch.at, zone)} {clock_text(punch.at, zone)}"
        parts.append(words.format(when=when, code=punch.person_code, why=punch.refused))
    if len(status.refused) > _NAMED:
        words = translate("Status", "And {count} more.")
        parts.append(words.format(count=number_text(len(status.refused) - _NAMED)))
    if status.damaged:
        words = translate("Status", "Damaged records of punches: {count}.")
        parts.append(words.format(count=number_text(status.damaged)))
    if not parts:
        return ""
    return " ".join(
        (
            translate("Status", "Some punches cannot be recorded."),
            *parts,
            translate("Status", "Add them on the Timesheet page, then choose Done."),
        )
    )

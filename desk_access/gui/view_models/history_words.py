"""A change of the gallery as a sentence."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from desk_access.gui.theme.icons import Glyph
from desk_access.gui.view_models.moments import clock_text, date_text, number_text
from desk_access.model.history import Action, HistoryEntry, PersonChange

translate = QCoreApplication.translate

GLYPHS = {
    Action.ENROL: Glyph.ENROL,
    Action.RE_ENROL: Glyph.AGAIN,
    Action.RENAME: Glyph.RENAME,
    Action.MERGE: Glyph.MERGE,
    Action.SPLIT: Glyph.SPLIT,
    Action.DEACTIVATE: Glyph.PAUSE,
    Action.REACTIVATE: Glyph.RESUME,
    Action.REMOVE: Glyph.REMOVE,
    Action.ADD_PICTURES: Glyph.IMAGES,
    Action.SET_ASIDE: Glyph.IMAGES,
    Action.ASSIGN: Glyph.VISITORS,
    Action.UNDO: Glyph.UNDO,
}


def history_sentence(entry: HistoryEntry, undone: HistoryEntry | None = None) -> str:
    """What happened; ``undone`` is the entry that an UNDO took back, where it is known."""
    if entry.action is Action.UNDO:
        what = translate("History", "Undone: {what}")
        return what.format(what="…" if undone is None else history_sentence(undone))
    words = {
        Action.ENROL: translate("History", "{who} was enrolled with {count} pictures."),
        Action.RE_ENROL: translate("History", "{who} was enrolled again with new pictures."),
        Action.RENAME: translate("History", "{before} is called {who} now."),
        Action.MERGE: translate(
            "History", "{other} and {who} were merged: {count} pictures moved."
        ),
        Action.SPLIT: translate("History", "{count} pictures of {who} became {other}."),
        Action.DEACTIVATE: translate("History", "{who} was deactivated."),
        Action.REACTIVATE: translate("History", "{who} was made active again."),
        Action.REMOVE: translate("History", "{who} was removed; {count} pictures were deleted."),
        Action.ADD_PICTURES: translate("History", "{who} was given {count} more pictures."),
        Action.SET_ASIDE: translate("History", "{count} pictures of {who} were set aside."),
        Action.ASSIGN: translate("History", "{count} pictures of a visitor went to {who}."),
    }[entry.action]
    people = _in_order(entry)
    if entry.action is Action.RENAME and len(people) > 1:
        many = translate("History", "A table gave {count} people other names or groups.")
        return many.format(count=number_text(len(people)))
    somebody = translate("History", "somebody who was erased")
    return words.format(
        who=_named(people[0]) if people else somebody,
        other=_named(people[1]) if len(people) > 1 else somebody,
        before=people[0].before.name if people else somebody,
        count=entry.pictures,
    )


def history_detail(entry: HistoryEntry, zone: ZoneInfo) -> str:
    """When and by whom; for a visit also that it has no punch."""
    when = f"{date_text(entry.at, zone)}  {clock_text(entry.at, zone)}"
    parts = [when, entry.who] if entry.who else [when]
    if entry.visit is not None:
        words = translate("History", "The visit of {day}, {time} at {camera} has no punch.")
        first = entry.visit.first
        parts.append(
            words.format(
                day=date_text(first, zone),
                time=clock_text(first, zone),
                camera=entry.visit.camera,
            )
        )
    return " · ".join(parts)


def _in_order(entry: HistoryEntry) -> list[PersonChange]:
    """Who it is about first: who stays after a merge, who was there before a split."""
    return sorted(
        entry.people,
        key=lambda person: (
            person.after.merged_into is not None,
            person.after.active and not person.before.active,
        ),
    )


def _named(person: PersonChange) -> str:
    return f"{person.after.name} ({person.code})"

"""Changes of the gallery as rows of a table and as JSON."""

from __future__ import annotations

from typing import Any

from desk_access.model.history import HistoryEntry, PersonChange

_NAMED = 3
"""So many people are named in a line; the JSON names all."""

HEADS = ("number", "when", "who", "change", "people", "")


def as_row(entry: HistoryEntry) -> tuple[str, ...]:
    """The cells under :data:`HEADS`; the moment is the machine's own."""
    return (
        str(entry.number),
        entry.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        entry.who,
        _change(entry),
        _people(entry),
        _remark(entry),
    )


def as_record(entry: HistoryEntry) -> dict[str, Any]:
    """One JSON object; moments are UTC."""
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "action": entry.action.value,
        "people": [
            {"code": each.code, "name_before": each.before.name, "name": each.after.name}
            for each in entry.people
        ],
        "pictures": entry.pictures,
        "seen_from": entry.visit.first.isoformat() if entry.visit else None,
        "seen_to": entry.visit.last.isoformat() if entry.visit else None,
        "camera": entry.visit.camera if entry.visit else None,
        "undoes": entry.undoes,
        "undone": entry.undone,
        "undoable": entry.undoable,
    }


def _change(entry: HistoryEntry) -> str:
    words = entry.action.value.replace("_", " ")
    return words if entry.undoes is None else f"{words} {entry.undoes}"


def _people(entry: HistoryEntry) -> str:
    named = [_person(each) for each in entry.people[:_NAMED]]
    if len(entry.people) > _NAMED:
        named.append(f"{len(entry.people) - _NAMED} more")
    return ", ".join(named)


def _person(each: PersonChange) -> str:
    if each.before.name == each.after.name:
        return f"{each.after.name} ({each.code})"
    return f"{each.before.name} → {each.after.name} ({each.code})"


def _remark(entry: HistoryEntry) -> str:
    if entry.visit is not None:
        seen = entry.visit.first.astimezone().strftime("%Y-%m-%d %H:%M")
        return f"seen {seen} at {entry.visit.camera}, without a punch"
    if entry.undone:
        return "undone"
    return "" if entry.undoable else "for good"

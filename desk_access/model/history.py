"""What was changed in the gallery, by whom, and how it can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """The changes that are recorded. ``ASSIGN`` gives a person the pictures of a visitor."""

    ENROL = "enrol"
    RE_ENROL = "re_enrol"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    REMOVE = "remove"
    ADD_PICTURES = "add_pictures"
    SET_ASIDE = "set_aside"
    ASSIGN = "assign"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stood: what they were called, and whether they were recognised.

    ``merged_into`` is the ``person_id`` of whom they turned out to be, or None.
    """

    name: str
    group: str
    active: bool
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One person in a change. ``code`` never changes."""

    person_id: int
    code: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Visit:
    """When and where somebody was seen who was not recognised; both moments UTC."""

    first: datetime
    last: datetime
    camera: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A change of the gallery.

    ``who`` made it ``at`` (UTC). ``people`` are those it concerned, as far as they are not erased;
    ``pictures`` how many pictures came, went or moved. ``visit`` is set for ASSIGN: a visit
    without a punch, which the person may have missed. ``undoes`` is the entry that an UNDO took
    back; ``undone`` says that this one was taken back and has not been put into force again.
    ``undoable`` is False when something that it would need was deleted for good.
    """

    number: int
    at: datetime
    who: str
    action: Action
    people: tuple[PersonChange, ...]
    pictures: int
    visit: Visit | None
    undoes: int | None
    undone: bool
    undoable: bool

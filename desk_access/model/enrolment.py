"""What enrolment shows while it goes on, and what it wants to save at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from desk_access.model.arrays import Image, Vector
from desk_access.model.face import Advice
from desk_access.model.person import EnrolmentPicture, Person, Template


class PoseStep(StrEnum):
    """The five pictures of a guided enrolment, in the order in which they are asked for."""

    FRONT = "front"
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


class EnrolHint(StrEnum):
    """The one thing to do now. ``LEFT`` and ``RIGHT`` are the person's own."""

    LOOK_STRAIGHT = "look_straight"
    TURN_LEFT = "turn_left"
    TURN_RIGHT = "turn_right"
    LOOK_UP = "look_up"
    LOOK_DOWN = "look_down"
    HOLD_STILL = "hold_still"
    NO_FACE = "no_face"
    ONE_FACE_ONLY = "one_face_only"
    SAME_PERSON = "same_person"
    NOT_ALIVE = "not_alive"
    DONE = "done"


class LookCheck(StrEnum):
    """What a picture at the camera must have, beside its pose, before it is taken."""

    PLACE = "place"
    LIGHT = "light"
    SHARPNESS = "sharpness"
    EYES = "eyes"
    ALIVE = "alive"


@dataclass(frozen=True, slots=True, eq=False)
class DraftPicture:
    """One picture on its way into the gallery. ``crop`` is the aligned face, for showing."""

    step: PoseStep | None
    picture: EnrolmentPicture
    vector: Vector
    crop: Image


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentProgress:
    """Where a guided enrolment stands.

    ``step`` is the picture wanted now (None when all are taken); ``advice`` what to mend first;
    ``similar`` somebody enrolled already who looks like this. ``enough`` allows to go on with
    fewer than all pictures, ``complete`` says that all are there. ``checks`` says of the newest
    frame what is right and what it still waits for; empty without a face.
    """

    step: PoseStep | None
    taken: tuple[DraftPicture, ...]
    advice: Advice | None
    hint: EnrolHint
    similar: Person | None
    enough: bool
    complete: bool
    checks: Mapping[LookCheck, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class EnrolmentDraft:
    """Everything that saving needs; nothing of it is in the gallery yet.

    ``model_digest`` is the model that made the vectors.
    """

    code: str
    name: str
    group: str
    pictures: tuple[DraftPicture, ...]
    model_digest: str
    similar: Person | None

    def kept(self) -> list[tuple[EnrolmentPicture, Template | None]]:
        """The pictures with their templates, as the gallery takes them."""
        return [
            (item.picture, Template(0, item.vector, self.model_digest)) for item in self.pictures
        ]


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """What became of one photo: accepted, or the reason why not."""

    path: Path
    accepted: bool
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class PhotoReport:
    """What became of all photos; ``draft`` is None when none was accepted."""

    rows: tuple[PhotoRow, ...]
    draft: EnrolmentDraft | None


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One person of a bulk import: who it is, and where the photos lie.

    ``folders`` are those whose pictures are among the photos.
    """

    code: str
    name: str
    group: str
    photos: tuple[Path, ...]
    folders: tuple[Path, ...] = ()


class ImportOutcome(StrEnum):
    """What became of one file of a bulk import. IGNORED: it is nobody's photo."""

    ACCEPTED = "accepted"
    LEFT_OUT = "left_out"
    ENROLLED_BEFORE = "enrolled_before"
    PERSON_REFUSED = "person_refused"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A line of a bulk import's report: whose photo, what became of it, and why."""

    code: str
    name: str
    photo: Path
    outcome: ImportOutcome
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """What became of one person of a bulk import.

    ``outcome`` is ACCEPTED, ENROLLED_BEFORE or PERSON_REFUSED with the ``reason``.
    """

    entry: RosterEntry
    outcome: ImportOutcome
    reason: str
    rows: tuple[ImportRow, ...]

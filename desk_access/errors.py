"""Every failure this application expects, as one tree.

::

    DeskAccessError                  what happened, and what to do about it
    ├── UsageError                   the request itself makes no sense (exit status 2)
    ├── SourceError                  a camera, file, stream or folder of pictures
    │   ├── SourceUnavailable        cannot be opened or was lost; may come back
    │   └── SourceUnusable           will never give a picture: empty, truncated, not a video
    ├── PictureUnusable              one picture that cannot be read, or is too large
    ├── ModelError                   a model file or its contract
    │   ├── ModelMissing             not on this machine; no source could give it
    │   ├── ModelRejected            the file's SHA-256 is not the manifest's
    │   ├── ModelUnusable            the file does not do what its contract states
    │   └── LivenessUnavailable      the policy asks for a check that cannot be made
    ├── DeviceUnavailable            a GPU was asked for and not obtained
    ├── EnrolmentRefused             a person cannot be enrolled with what was given
    │   └── AlreadyEnrolled          the face or the code belongs to somebody enrolled
    ├── PersonNotFound               no such code
    ├── ChangeRefused                a change of the gallery, or its undoing, that does not apply
    ├── ScheduleRefused              a schedule, leave or correction that makes no sense
    ├── GalleryMismatch              the gallery was made by another model
    ├── ImportRefused                a table or calendar that cannot be read, or not be applied
    │   └── EncodingUnknown          it is not UTF-8, and a person must say what it is
    ├── ReportUnwritable             a report cannot be written where it was asked for
    ├── SignatureUnusable            a signature, or the key for it, that is missing or unreadable
    └── StoreError                   the workspace and its database
        ├── WorkspaceUnavailable     the folder is missing, read-only or full
        ├── WorkspaceBusy            another instance works on it
        ├── DatabaseNewer            written by a newer version of this program
        ├── DatabaseCorrupt          not a database, or damaged
        └── LedgerBroken             an entry is missing, changed or out of order

Everything else that is raised is a bug and may show a traceback.
"""

from __future__ import annotations

from typing import NamedTuple


class DeskAccessError(Exception):
    """An expected failure, told to a person: ``what`` happened and the ``cure``.

    Both are whole sentences, in one line. ``str(error)`` joins them.
    """

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what, cure)
        self.what = " ".join(what.split())
        self.cure = " ".join(cure.split())

    def __str__(self) -> str:
        return f"{self.what} {self.cure}".strip()


class UsageError(DeskAccessError):
    """The request itself makes no sense."""


class SourceError(DeskAccessError):
    """A camera, file, stream or folder of pictures failed."""


class SourceUnavailable(SourceError):
    """The source cannot be opened or was lost; it may come back."""


class SourceUnusable(SourceError):
    """The source will never give a picture."""


class PictureUnusable(DeskAccessError):
    """One picture that cannot be read, or is too large to be read safely."""


class ModelError(DeskAccessError):
    """A model file or its contract."""


class ModelMissing(ModelError):
    """The model file is not on this machine."""


class ModelRejected(ModelError):
    """The file's SHA-256 is not the one in the manifest."""


class ModelUnusable(ModelError):
    """The file does not do what its contract states."""


class LivenessUnavailable(ModelError):
    """The liveness policy asks for a check that cannot be made, so nobody is recognised."""

    @classmethod
    def because(cls, error: DeskAccessError) -> LivenessUnavailable:
        """The same failure, with what follows from it for the people at the door."""
        return cls(
            f"Nobody is recognised: the liveness check cannot be made. {error.what}",
            f"{error.cure} Only a liveness policy of off goes on without it.",
        )


class DeviceUnavailable(DeskAccessError):
    """A GPU was asked for and not obtained."""


class EnrolmentRefused(DeskAccessError):
    """A person cannot be enrolled with what was given."""


class AlreadyEnrolled(EnrolmentRefused):
    """The face or the code belongs to somebody who is enrolled."""


class PersonNotFound(DeskAccessError):
    """Nobody in the workspace has this code."""


class ChangeRefused(DeskAccessError):
    """A change of the gallery, or undoing one, that does not apply to how things stand."""


class ScheduleRefused(DeskAccessError):
    """A schedule, an assignment, leave or a correction that makes no sense."""


class GalleryMismatch(DeskAccessError):
    """The gallery's templates were made by another model."""


class ImportRefused(DeskAccessError):
    """A table or a calendar cannot be read, or cannot be applied as it is."""


class TextReading(NamedTuple):
    """What a line of a file would be in ``encoding``."""

    encoding: str
    sample: str


class EncodingUnknown(ImportRefused):
    """A text file is not UTF-8 and does not say what it is. ``readings``: the likely ones first."""

    def __init__(self, name: str, readings: tuple[TextReading, ...]) -> None:
        told: dict[str, str] = {}
        for encoding, sample in readings:
            told.setdefault(sample, encoding)
        words = "; ".join(f"in {each} “{sample}”" for sample, each in list(told.items())[:3])
        super().__init__(
            f"{name} is not UTF-8, and does not say what it is. A line of it is {words}.",
            "Save it in UTF-8, or name the encoding in which it reads right (--encoding NAME).",
        )
        self.name = name
        self.readings = readings


class ReportUnwritable(DeskAccessError):
    """A report cannot be written where it was asked for."""


class SignatureUnusable(DeskAccessError):
    """The signature of an export, or the key for signing, is missing or cannot be read."""


class StoreError(DeskAccessError):
    """The workspace and its database."""


class WorkspaceUnavailable(StoreError):
    """The workspace folder is missing, read-only or full."""


class WorkspaceBusy(StoreError):
    """Another instance of the application works on this workspace."""


class DatabaseNewer(StoreError):
    """The database was written by a newer version of this program."""


class DatabaseCorrupt(StoreError):
    """The file is not a database, or it is damaged."""


class LedgerBroken(StoreError):
    """An entry of the ledger is missing, changed or out of order."""

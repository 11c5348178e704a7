"""The tables, as typed declarative classes.

The rows stay inside this room: the repositories turn them into the values of
:mod:`desk_access.model`. ``migrations/`` makes and changes the tables; a test holds both together.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desk_access.model.history import Action
from desk_access.model.punch import Direction


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC with microseconds. A time without a zone is refused: whose is it?"""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC. Raises ValueError for a naive time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with its zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC. SQLite has no zones and gives back naive UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Float32Array(TypeDecorator[NDArray[np.float32]]):
    """A one-dimensional float32 array, kept as little-endian bytes on every machine."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: NDArray[Any] | None, dialect: Dialect) -> bytes | None:
        """To bytes, row by row."""
        return None if value is None else value.astype("<f4").tobytes()

    def process_result_value(
        self, value: bytes | None, dialect: Dialect
    ) -> NDArray[np.float32] | None:
        """A flat array of the machine's own byte order."""
        return None if value is None else np.frombuffer(value, "<f4").astype(np.float32)


class Base(DeclarativeBase):
    """All tables. Constraints are named, so that a later migration can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PersonRow(Base):
    """A person. A removed one stays, inactive, so that the log can name them; an erased one not.

    ``person_id`` is never given twice: an erased person's punches must not fall to somebody new.
    ``code_key`` is the canonical form of the code (:func:`desk_access.model.identifier.canonical`).
    ``merged_into`` is the ``person_id`` of whom this one turned out to be; it is no foreign key so
    that the column could be added to a table that was there.
    """

    __tablename__ = "person"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    person_id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    code_key: Mapped[str] = mapped_column(server_default=text("''"), index=True)
    name: Mapped[str]
    group: Mapped[str]
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    active: Mapped[bool]
    merged_into: Mapped[int | None] = mapped_column(index=True)


class PictureRow(Base):
    """A kept enrolment picture. ``points`` are the ArcFace five, flat: x, y, x, y, ...

    One that is ``set_aside`` is not used; it is kept because setting it aside can be undone.
    """

    __tablename__ = "enrolment_picture"

    picture_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE"), index=True
    )
    jpeg: Mapped[bytes]
    points: Mapped[NDArray[np.float32]] = mapped_column(Float32Array)
    quality: Mapped[float]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_aside: Mapped[bool] = mapped_column(server_default=false(), default=False)


class TemplateRow(Base):
    """The template made of a picture, pinned to the model that made it.

    While a change of model is under way a picture has two.
    """

    __tablename__ = "template"

    picture_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment_picture.picture_id", ondelete="CASCADE"), primary_key=True
    )
    model_digest: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    vector: Mapped[NDArray[np.float32]] = mapped_column(Float32Array)


class PunchRow(Base):
    """An entry of the ledger. Triggers forbid changing and deleting it.

    ``person_id`` is no foreign key on purpose: the entry outlives the person's erasure.
    """

    __tablename__ = "punch"
    __table_args__ = (
        CheckConstraint("sequence > 0", name="sequence"),
        Index(None, "person_id", "sequence"),
        Index(None, "person_code", "sequence"),
        Index(None, "at"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int]
    person_code: Mapped[str]
    direction: Mapped[Direction] = mapped_column(
        Enum(
            Direction,
            native_enum=False,
            create_constraint=True,
            name="direction",
            values_callable=lambda kind: [member.value for member in kind],
        )
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str]
    monotonic: Mapped[float]
    session: Mapped[str]
    score: Mapped[float]
    threshold: Mapped[float]
    runner_up: Mapped[float | None]
    frames: Mapped[int]
    quality: Mapped[float]
    model_digest: Mapped[str] = mapped_column(String(64))
    camera: Mapped[str]
    picture_sha256: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))
    liveness: Mapped[float | None]
    policy: Mapped[str | None]
    source_kind: Mapped[str | None]
    detector_digest: Mapped[str | None] = mapped_column(String(64))
    landmarker_digest: Mapped[str | None] = mapped_column(String(64))
    liveness_digest: Mapped[str | None] = mapped_column(String(64))


class PunchPictureRow(Base):
    """The picture of the moment. It can be erased while its entry stays."""

    __tablename__ = "punch_picture"

    sequence: Mapped[int] = mapped_column(ForeignKey("punch.sequence"), primary_key=True)
    jpeg: Mapped[bytes]


class LedgerHeadRow(Base):
    """One row: the last punch, the last act, and the hash of whichever came later.

    Thus a cut-off end is found. ``signature`` is in hexadecimal, "" where nobody signed.
    """

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("head_id = 1", name="single"),)

    head_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    entry_hash: Mapped[str] = mapped_column(String(64))
    act: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    signature: Mapped[str] = mapped_column(String(128), server_default=text("''"), default="")


class SettingRow(Base):
    """A section of the settings, as JSON."""

    __tablename__ = "setting"

    section: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class HistoryRow(Base):
    """A change of the gallery. ``people`` and ``pictures`` count what it changed in its time."""

    __tablename__ = "history"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str]
    action: Mapped[Action] = mapped_column(
        Enum(
            Action,
            native_enum=False,
            create_constraint=False,
            length=20,
            values_callable=lambda kind: [member.value for member in kind],
        )
    )
    undoes: Mapped[int | None]
    people: Mapped[int]
    pictures: Mapped[int]
    seen_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    camera: Mapped[str | None]


class HistoryPersonRow(Base):
    """How a change found a person and left them. Goes with the person."""

    __tablename__ = "history_person"

    number: Mapped[int] = mapped_column(
        ForeignKey("history.number", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before_name: Mapped[str]
    before_group: Mapped[str]
    before_active: Mapped[bool]
    before_merged_into: Mapped[int | None]
    after_name: Mapped[str]
    after_group: Mapped[str]
    after_active: Mapped[bool]
    after_merged_into: Mapped[int | None]


class HistoryPictureRow(Base):
    """Whose a picture was and whether it was in use, before a change and after. Goes with it."""

    __tablename__ = "history_picture"

    number: Mapped[int] = mapped_column(
        ForeignKey("history.number", ondelete="CASCADE"), primary_key=True
    )
    picture_id: Mapped[int] = mapped_column(
        ForeignKey("enrolment_picture.picture_id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    )
    before_person: Mapped[int]
    before_set_aside: Mapped[bool]
    after_person: Mapped[int]
    after_set_aside: Mapped[bool]


class VisitorRow(Base):
    """One visit of somebody who was not recognised: a picture and an embedding, for a short time.

    ``points`` and ``vector`` are as in the enrolment's tables.
    """

    __tablename__ = "visitor"

    visitor_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    camera: Mapped[str]
    jpeg: Mapped[bytes]
    points: Mapped[NDArray[np.float32]] = mapped_column(Float32Array)
    quality: Mapped[float]
    model_digest: Mapped[str] = mapped_column(String(64))
    vector: Mapped[NDArray[np.float32]] = mapped_column(Float32Array)


class LookalikeRow(Base):
    """Two people whom an operator keeps apart although they look alike; the smaller id first."""

    __tablename__ = "lookalike"
    __table_args__ = (CheckConstraint("first_id < second_id", name="order"),)

    first_id: Mapped[int] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[int] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SuggestionRow(Base):
    """A picture from a sighting that an operator may add to its person, at most one for each.

    ``points`` and ``vector`` are as in the enrolment's tables.
    """

    __tablename__ = "suggestion"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    camera: Mapped[str]
    score: Mapped[float]
    jpeg: Mapped[bytes]
    points: Mapped[NDArray[np.float32]] = mapped_column(Float32Array)
    quality: Mapped[float]
    model_digest: Mapped[str] = mapped_column(String(64))
    vector: Mapped[NDArray[np.float32]] = mapped_column(Float32Array)


class SpoofRow(Base):
    """A picture or film of a face that was refused. It goes with the person whom it shows."""

    __tablename__ = "spoof"
    __table_args__ = (Index(None, "person_id"),)

    spoof_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    camera: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.person_id", ondelete="CASCADE")
    )
    score: Mapped[float | None]
    liveness: Mapped[float]
    looks: Mapped[int]
    network: Mapped[float | None]
    carried: Mapped[float | None]
    bent: Mapped[float | None]
    challenge: Mapped[bool | None]
    jpeg: Mapped[bytes]

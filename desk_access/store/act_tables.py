"""The tables of the acts that are chained beside the punches.

Triggers keep acts and their details from being changed and deleted. Salts are deleted with what
they belong to: then nobody can guess from a digest what was erased.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desk_access.model.audit import ActKind
from desk_access.store.tables import Base, UtcDateTime


class ActRow(Base):
    """An act, chained after the punch with the sequence ``after`` (0: before the first)."""

    __tablename__ = "ledger_act"
    __table_args__ = (CheckConstraint("number > 0", name="number"), Index(None, "after"))

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after: Mapped[int]
    kind: Mapped[ActKind] = mapped_column(
        Enum(
            ActKind,
            native_enum=False,
            create_constraint=False,
            length=20,
            values_callable=lambda kind: [member.value for member in kind],
        )
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str]
    account: Mapped[str]
    subject: Mapped[str]
    content: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    entry_hash: Mapped[str] = mapped_column(String(64))


class StateRow(Base):
    """How an act left something: the digest of the rows of ``part`` with this ``key``.

    "" where no row was left.
    """

    __tablename__ = "ledger_state"
    __table_args__ = (Index(None, "act"),)

    part: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    act: Mapped[int] = mapped_column(
        ForeignKey("ledger_act.number"), primary_key=True, autoincrement=False
    )
    digest: Mapped[str] = mapped_column(String(64))


class SaltRow(Base):
    """What the digests of a ``key`` of ``part`` are salted with, as long as it is there."""

    __tablename__ = "ledger_salt"

    part: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))

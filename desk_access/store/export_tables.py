"""The tables of templates of reports, and of reports that are written by themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from desk_access.store.tables import Base, UtcDateTime


class TemplateRow(Base):
    """A template as JSON."""

    __tablename__ = "report_template"

    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]


class JobRow(Base):
    """A job as JSON, and how it stands."""

    __tablename__ = "export_job"

    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
    done: Mapped[date | None]
    failure: Mapped[str]
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

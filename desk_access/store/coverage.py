"""Which tables the chain of acts covers, and why the others need no act.

A test holds this against the schema: a new table gets its line here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk_access.model.audit import ActKind


@dataclass(frozen=True, slots=True)
class Covered:
    """Rows of ``table`` with one value of ``subject`` are digested together, and called ``noun``.

    ``without`` are columns that change nothing's meaning. ``kind`` is the act's where nothing that
    stands before it in :data:`COVERED` changed with it.
    """

    table: str
    subject: str
    noun: str
    kind: ActKind
    without: frozenset[str] = frozenset()


COVERED: Final = (
    Covered("closed_month", "month", "the closed month", ActKind.CLOSING),
    Covered("frozen", "month", "the sums of the closed month", ActKind.CLOSING),
    Covered("carried", "closed", "what is carried by the closed month", ActKind.CLOSING),
    Covered("correction", "number", "correction", ActKind.CORRECTION),
    Covered("correction_words", "number", "the reason of correction", ActKind.CORRECTION),
    Covered("correction_decision", "decision", "decision", ActKind.DECISION),
    Covered("setting", "section", "the setting", ActKind.SETTINGS),
    Covered("schedule", "name", "the schedule", ActKind.PLAN),
    Covered("assignment", "assignment_id", "assignment", ActKind.PLAN),
    Covered("holiday", "day", "the holiday", ActKind.PLAN),
    Covered("leave", "number", "leave", ActKind.PLAN),
    Covered("late_change", "number", "the note of a late change", ActKind.PLAN),
    Covered("report_template", "name", "the report template", ActKind.EXPORT),
    Covered(
        "export_job",
        "name",
        "the scheduled export",
        ActKind.EXPORT,
        frozenset({"failure", "failed_at"}),
    ),
    Covered("person", "person_id", "person", ActKind.PEOPLE),
    Covered("enrolment_picture", "picture_id", "enrolment picture", ActKind.PEOPLE),
    Covered("template", "picture_id", "the templates of enrolment picture", ActKind.PEOPLE),
    Covered("lookalike", "first_id", "the lookalikes of person", ActKind.PEOPLE),
    Covered("history", "number", "entry of the history", ActKind.PEOPLE),
    Covered("history_person", "number", "the people of the history's entry", ActKind.PEOPLE),
    Covered("history_picture", "number", "the pictures of the history's entry", ActKind.PEOPLE),
)
"""By what decides an act's kind when a transaction changes several."""

PUNCH: Final = "punch"
"""The part under which an erasure keeps the hashes of redacted punches."""

MOMENT: Final = "punch_picture"
"""The part under which it is kept that the picture of a punch was deleted."""

EXPORT: Final = "export"
"""The part under which it is kept that a file was exported, by the export's number."""

SCHEMA: Final = "schema"
"""The part of the triggers and views."""

UNCOVERED: Final = {
    "punch": "its entries are themselves in the chain",
    "punch_picture": "its digest is in the punch's entry; that it was deleted is an act",
    "ledger_head": "compared with the last entry",
    "ledger_act": "its entries are themselves in the chain",
    "ledger_state": "its digest is in the act's entry",
    "ledger_salt": "another salt gives another digest",
    "clock_note": "computed again from the punches",
    "visitor": "kept for some days; naming one is an act of people",
    "suggestion": "a proposal; adding it is an act of people",
    "spoof": "refused faces: nothing is decided by them",
    "alembic_version": "a program that does not know the revision refuses the file",
}
"""Why a table needs no act."""

"""What a change does, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desk_access.gui.view_models.plan_preview import preview_of
from desk_access.model.timesheet import PersonMonth, Totals

NOVEMBER = date(2026, 11, 1)


def month_of(name: str, **sums: int) -> PersonMonth:
    return PersonMonth(name[:1], name, "Office", (), Totals(**sums), Totals())


def test_only_what_changes_has_a_column() -> None:
    kim, ana = month_of("Kim", due=9600, work=9570, late=30, days=20), month_of("Ana", due=9600)
    after = replace(kim, totals=kim.totals._replace(due=9120, late=0))
    later = replace(ana, totals=ana.totals._replace(due=9120))
    preview = preview_of([(kim, after), (ana, later)], NOVEMBER)
    assert preview.columns == ("Due", "Late")
    first, second = preview.rows
    assert [(cell.after, cell.by) for cell in first.cells] == [
        ("152:00", "−8:00"),
        ("0:00", "−0:30"),
    ]
    assert [(cell.after, cell.by) for cell in second.cells] == [("152:00", "−8:00"), ("0:00", "")]
    assert preview.summary == (
        "November 2026 changes for 2 people. Together: due −16:00, late −0:30."
    )


def test_counts_are_no_hours() -> None:
    kim = month_of("Kim", absent_days=0)
    after = replace(kim, totals=kim.totals._replace(absent_days=2))
    preview = preview_of([(kim, after)], NOVEMBER)
    assert preview.rows[0].cells[0].after == "2"
    assert preview.rows[0].cells[0].by == "+2"
    assert preview.summary == "One person's November 2026 changes. Together: days absent +2."


def test_nobody_and_no_sum() -> None:
    assert preview_of([], NOVEMBER).summary == "Nobody's November 2026 changes."
    kim = month_of("Kim", due=480)
    preview = preview_of([(kim, replace(kim, group="Night shift"))], NOVEMBER)
    assert preview.columns == ()
    assert preview.summary.endswith("Their days read otherwise; no sum changes.")

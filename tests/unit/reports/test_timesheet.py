"""The timesheet as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from desk_access.model.closing import statement_of
from desk_access.model.report import (
    STANDARD,
    DateStyle,
    DayColumn,
    LengthStyle,
    PersonColumn,
    ReportTemplate,
    Rows,
    TimeStyle,
)
from desk_access.model.timesheet import (
    DayKind,
    Ignored,
    PersonMonth,
    PortionKind,
    ProblemKind,
    Rule,
    Totals,
)
from desk_access.reports.timesheet import FORMAT, Timesheet, write_csv, write_json
from tests.unit.reports.json_schema import faults
from tests.unit.reports.months import LAST, STAMP, night, office, order, people

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "timesheet.schema.json"

ALL = replace(STANDARD, days=tuple(DayColumn), people=tuple(PersonColumn))


def rows(template: ReportTemplate, *people: PersonMonth) -> list[dict[str, str]]:
    stream = io.StringIO(newline="")
    write_csv(Timesheet(order(template=template), STAMP, people), stream)
    return list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))


def as_json(*people: PersonMonth) -> dict[str, object]:
    stream = io.StringIO()
    write_json(Timesheet(order(), STAMP, people), stream)
    found: dict[str, object] = json.loads(stream.getvalue())
    return found


def minutes(text: str) -> int:
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def test_a_day_tells_what_was_planned_punched_and_counted() -> None:
    found = rows(ALL, office("김하밀"))
    assert len(found) == 31
    assert tuple(found[0]) == tuple(DayColumn)
    told = found[18]
    assert (told["date"], told["weekday"], told["kind"]) == ("2026-03-19", "Thu", "workday")
    assert (told["shift"], told["punches"]) == ("09:00–18:00", "09:09–18:30*")
    assert (told["came"], told["left"]) == ("2026-03-19 09:09", "2026-03-19 18:30")
    assert (told["due"], told["work"], told["overtime"], told["late"]) == (
        "8:00", "8:21", "0:21", "0:09",
    )  # fmt: skip
    assert (told["problems"], told["corrections"]) == ("late", "1")
    away = found[25]
    assert (away["date"], away["undertime"], away["absent"]) == ("2026-03-26", "1:10", "0:00")
    assert away["problems"].split("; ")[-1] == "undertime"


@pytest.mark.parametrize(
    ("day", "punches"),
    [
        (1, ""),
        (5, "08:57–12:02 12:58–18:43"),  # one punch was repeated, and does not count
        (10, "08:48–?"),
    ],
)
def test_punches_are_told_in_pairs(day: int, punches: str) -> None:
    assert rows(STANDARD, office())[day - 1]["punches"] == punches


def test_a_night_names_the_next_morning() -> None:
    told = rows(ALL, night())[1]
    assert (told["shift"], told["punches"]) == ("22:00–06:00+1", "21:55–06:10+1")
    assert told["left"] == "2026-03-03 06:10"


def test_a_row_a_person_adds_up_what_they_are_paid_by() -> None:
    kim, lee = rows(replace(ALL, rows=Rows.PEOPLE), office(), night())
    assert tuple(kim) == tuple(PersonColumn)
    assert (kim["closed"], kim["carried"]) == ("no", "")
    assert minutes(kim["work"]) == office().totals.work
    assert (lee["closed"], lee["carried"]) == ("yes", "days -1; work -1:30; overtime +0:30")
    assert minutes(lee["work"]) == night().totals.work - 15 - 90
    assert int(lee["days"]) == night().totals.days - 1


@pytest.mark.parametrize("column", [c for c in DayColumn if c in set(PersonColumn)])
def test_the_days_add_up_to_the_persons_sum(column: DayColumn) -> None:
    if column in (DayColumn.CODE, DayColumn.NAME, DayColumn.GROUP, DayColumn.PROBLEMS):
        return
    (kim,) = rows(replace(ALL, rows=Rows.PEOPLE), office())
    assert sum(minutes(row[column]) for row in rows(ALL, office())) == minutes(kim[column])


@pytest.mark.parametrize(
    ("changes", "column", "told"),
    [
        ({"dates": DateStyle.ISO}, "date", "2026-03-19"),
        ({"dates": DateStyle.DOTS}, "date", "19.03.2026"),
        ({"dates": DateStyle.SLASHES}, "date", "19/03/2026"),
        ({"dates": DateStyle.MONTH_FIRST}, "date", "03/19/2026"),
        ({"dates": DateStyle.KOREAN}, "date", "2026. 3. 19."),
        ({"times": TimeStyle.H12}, "left", "2026-03-19 6:30 PM"),
        ({"lengths": LengthStyle.CLOCK}, "work", "8:21"),
        ({"lengths": LengthStyle.HOURS}, "work", "8.35"),
        ({"lengths": LengthStyle.MINUTES}, "work", "501"),
    ],
)
def test_formats_are_the_templates(changes: dict[str, object], column: str, told: str) -> None:
    template = replace(ALL, **changes)  # type: ignore[arg-type]
    assert rows(template, office())[18][column] == told


def test_columns_come_in_the_templates_order() -> None:
    template = replace(STANDARD, days=(DayColumn.WORK, DayColumn.CODE))
    assert list(rows(template, office())[0]) == ["work", "code"]


def test_a_name_that_a_spreadsheet_would_run_is_defused() -> None:
    told = rows(STANDARD, office("=1+1", group="@cmd"))[0]
    assert (told["name"], told["group"]) == ("'=1+1", "'@cmd")


def test_json_fits_its_schema_and_tells_everything() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    lee = night()
    found = as_json(office("김하밀 =1"), lee)
    assert faults(schema, found) == []
    assert found["format"] == FORMAT
    assert found["last"] == LAST.isoformat()
    assert found["ledger"] == {"sequence": 1234, "hash": "c5" * 32}
    kim, told = found["people"]  # type: ignore[misc]
    assert kim["name"] == "김하밀 =1"
    assert Totals(**_fields(told["statement"])) == statement_of(lee)
    assert Totals(**_fields(told["closed_with"])) == lee.frozen
    assert Totals(**_fields(told["carried"])) == lee.carried
    day = kim["days"][18]
    assert day["punches"][1] == {
        "source": -1,
        "at": "2026-03-19T18:30:00+09:00",
        "zone": "Asia/Seoul",
        "direction": "out",
    }
    assert (
        sum(p["minutes"] for d in kim["days"] for p in d["portions"] if p["kind"] == "work")
        == (kim["totals"]["work"])
    )


def test_nobody_makes_a_whole_file_too() -> None:
    assert as_json()["people"] == []
    assert rows(STANDARD) == []


@pytest.mark.parametrize("write", [write_csv, write_json])
def test_each_person_is_written_before_the_next_is_asked_for(write: object) -> None:
    stream = io.StringIO(newline="")
    sizes = []

    def asked() -> Iterator[PersonMonth]:
        for person in people(5):
            sizes.append(stream.tell())
            yield person

    write(Timesheet(order(), STAMP, asked()), stream)  # type: ignore[operator]
    assert all(later - size > 1000 for size, later in pairwise(sizes))


def _fields(told: dict[str, int]) -> dict[str, int]:
    return {"break_" if name == "break" else name: value for name, value in told.items()}


def test_the_schema_knows_every_word_of_the_model() -> None:
    day = json.loads(SCHEMA.read_text("utf-8"))["$defs"]["working_day"]["properties"]
    portion = day["portions"]["items"]["properties"]
    problem = day["problems"]["items"]["properties"]
    assert day["kind"]["enum"] == list(DayKind)
    assert portion["kind"]["enum"] == list(PortionKind)
    assert portion["rule"]["enum"] == list(Rule)
    assert problem["kind"]["enum"] == list(ProblemKind)
    assert problem["why"]["enum"] == [*Ignored, None]

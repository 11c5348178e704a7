"""The timesheet as CSV, for a spreadsheet, or JSON, for a program: person by person as they come.

The JSON is described by ``docs/schemas/timesheet.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TextIO

from desk_access.model.closing import statement_of
from desk_access.model.report import ReportOrder, Rows, Stamp
from desk_access.model.timesheet import DayReading, Mark, PersonMonth, Portion, Problem, Totals
from desk_access.reports.day_cells import day_cells, zone_named
from desk_access.reports.person_cells import person_cells, person_row
from desk_access.reports.text_rows import row_writer

FORMAT = "desk-access-timesheet-1"


@dataclass(frozen=True, slots=True)
class Timesheet:
    """What a timesheet is written from: each of ``people`` is read once, when its turn comes."""

    order: ReportOrder
    stamp: Stamp
    people: Iterable[PersonMonth]


def write_csv(sheet: Timesheet, stream: TextIO) -> None:
    """A row a day, or a person, as the template says."""
    template = sheet.order.template
    write = row_writer(stream, template)
    if template.rows is Rows.PEOPLE:
        write(template.people)
        of_person = person_cells(template.people, template)
        for person in sheet.people:
            write(person_row(of_person, person))
        return
    write(template.days)
    of_day = day_cells(template.days, template)
    for person in sheet.people:
        for day in person.days:
            write([cell(person, day) for cell in of_day])


def write_json(sheet: Timesheet, stream: TextIO) -> None:
    """An object with a person a line."""
    head = json.dumps(_head(sheet), ensure_ascii=False)
    stream.write(f'{head[:-1]}, "people": [')
    between = "\n"
    for person in sheet.people:
        stream.write(between)
        # Whole and then written: dumping into the stream goes without the fast encoder.
        stream.write(json.dumps(person_record(person), ensure_ascii=False))
        between = ",\n"
    stream.write("\n]}\n")


def _head(sheet: Timesheet) -> dict[str, Any]:
    stamp = sheet.stamp
    return {
        "format": FORMAT,
        "export_id": stamp.export_id,
        "made_at": stamp.made_at.isoformat(),
        "ledger": {"sequence": stamp.head.sequence, "hash": stamp.head.entry_hash},
        "first": sheet.order.first.isoformat(),
        "last": sheet.order.last.isoformat(),
    }


def person_record(person: PersonMonth) -> dict[str, Any]:
    """A person of the schema."""
    return {
        "code": person.code,
        "name": person.name,
        "group": person.group,
        "statement": _totals(statement_of(person)),
        "totals": _totals(person.totals),
        "carried": _totals(person.carried),
        "closed_with": None if person.frozen is None else _totals(person.frozen),
        "days": [day_record(day) for day in person.days],
    }


def _totals(totals: Totals) -> dict[str, int]:
    return {name.removesuffix("_"): value for name, value in totals._asdict().items()}


def day_record(day: DayReading) -> dict[str, Any]:
    """A working day of the schema."""
    return {
        "date": day.day.isoformat(),
        "kind": day.kind.value,
        "zone": day.zone,
        "due": day.due,
        "planned": [
            {"start": _moment(start * 60, day.zone), "end": _moment(end * 60, day.zone)}
            for start, end in day.planned
        ],
        "punches": [_mark(mark) for mark in day.marks],
        "portions": [_portion(portion, day.zone) for portion in day.portions],
        "problems": [_problem(problem) for problem in day.problems],
        "corrections": list(day.corrections),
        "over": day.over,
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "source": mark.sequence,
        "at": _moment(mark.at, mark.zone),
        "zone": mark.zone,
        "direction": mark.direction.value,
    }


def _portion(portion: Portion, zone: str) -> dict[str, Any]:
    return {
        "kind": portion.kind.value,
        "start": _moment(portion.start * 60, zone),
        "end": _moment(portion.end * 60, zone),
        "minutes": portion.minutes,
        "percent": portion.percent,
        "rule": portion.rule.value,
        "sources": list(portion.sources),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    why = None if problem.why is None else problem.why.value
    return {"kind": problem.kind.value, "why": why, "sources": list(problem.sources)}


def _moment(seconds: float, zone: str) -> str:
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone_named(zone)).isoformat()

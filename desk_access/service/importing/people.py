"""A table of people beside those who are enrolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desk_access.model.importing import Comparison, Difference, Fate, Named, PeopleTable
from desk_access.model.person import Person
from desk_access.service.importing.rows import NOBODY, Row, each_once


def compare_people(table: PeopleTable, enrolled: Sequence[Person]) -> Comparison:
    """Who would be called otherwise, or be in another group.

    Whoever is not enrolled is passed over: a face is needed for that.
    """
    standing = {each.code: Named(each.code, each.name, each.group) for each in enrolled}
    shortened = {code.lstrip("0"): code for code in standing if code.startswith("0")}
    rows: list[Difference] = []
    for row in each_once(table.rows, lambda named: named.code):
        rows.append(row if isinstance(row, Difference) else _told(row, standing, shortened))
    renamed = tuple(
        row.after for row in rows if row.fate is Fate.CHANGED and isinstance(row.after, Named)
    )
    return Comparison(tuple(rows), renamed)


def _told(
    row: Row[Named], standing: Mapping[str, Named], shortened: Mapping[str, str]
) -> Difference:
    wanted = row.value
    before = standing.get(wanted.code)
    if before is None:
        why = f"{NOBODY} People are enrolled with their photos."
        if wanted.code in shortened:
            why = (
                f"{shortened[wanted.code]} is enrolled: spreadsheets drop zeros in front. Format"
                " the column as text."
            )
        return Difference(Fate.PASSED_OVER, row.place, row.what, None, wanted, why)
    group = before.group if wanted.group is None else wanted.group
    return row.told(before, Named(wanted.code, wanted.name, group))

"""The public holidays of countries, Korea's substitute holidays among them."""

from __future__ import annotations

from datetime import date

import pytest

from desk_access.errors import ImportRefused
from desk_access.imports.public_holidays import (
    countries,
    languages,
    public_holidays,
    subdivisions,
)
from desk_access.model.calendar import Holiday


def named(country: str, year: int, **choice: str) -> dict[date, str]:
    calendar = public_holidays(country, year, **choice)
    assert calendar.years == {year}
    return {row.value.day: row.value.name for row in calendar.rows if row.value is not None}


def test_korea_with_substitute_holidays_in_its_own_language_wherever_the_machine_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    found = named("KR", 2026)
    # Independence Movement Day and Liberation Day were on a Sunday and a Saturday.
    assert found[date(2026, 3, 2)] == "삼일절 대체 휴일"
    assert found[date(2026, 8, 17)] == "광복절 대체 휴일"
    assert found[date(2026, 2, 17)] == "설날"
    assert date(2026, 3, 3) not in found


def test_names_in_another_language() -> None:
    assert named("kr", 2026, language="en")[date(2026, 9, 25)] == "Chuseok"
    assert languages("KR")[0] == "ko"
    with pytest.raises(ImportRefused, match="no names in xx") as refused:
        named("KR", 2026, language="xx")
    assert "ko, en_US" in refused.value.cure


def test_the_holidays_of_a_part_of_a_country() -> None:
    assert date(2026, 1, 6) in named("DE", 2026, part="by")
    assert date(2026, 1, 6) not in named("DE", 2026)
    assert public_holidays("DE", 2026, part="by").source == "DE-BY"
    assert "BY" in subdivisions("DE")
    with pytest.raises(ImportRefused, match="DE has no part ZZ") as refused:
        named("DE", 2026, part="ZZ")
    assert "BY" in refused.value.cure
    with pytest.raises(ImportRefused, match="KR has no part 11"):
        named("KR", 2026, part="11")


def test_every_country_has_a_code_of_two_letters() -> None:
    assert {"KR", "DE", "US", "JP"} < set(countries())
    assert all(len(each) == 2 for each in countries())


@pytest.mark.parametrize("country", ["XX", "", "Korea"])
def test_a_country_that_is_none(country: str) -> None:
    with pytest.raises(ImportRefused, match="There is no country"):
        named(country, 2026)


@pytest.mark.parametrize("year", [-1, 0, 1800, 99_999])
def test_a_year_of_which_nothing_is_known(year: int) -> None:
    with pytest.raises(ImportRefused, match="are not known"):
        named("KR", year)


def test_each_says_where_it_is_from() -> None:
    row = public_holidays("KR", 2026).rows[0]
    assert row.value == Holiday(date(2026, 1, 1), "신정연휴", "KR")

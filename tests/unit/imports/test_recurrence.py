"""What repeats every year, beside dateutil's own reckoning, and what no file may make of it."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import vRecur

from desk_access.errors import ImportRefused
from desk_access.imports.cells import RowRefused
from desk_access.imports.recurrence import PassedOver, Recurrences
from tests.unit.imports.test_calendar_file import calendar, days, read, whole_day, why

YEARS = range(2024, 2031)

_PARTS = st.fixed_dictionaries(
    {},
    optional={
        "BYMONTH": st.sampled_from(["2", "11", "1,7"]),
        "BYMONTHDAY": st.sampled_from(["1", "-1", "29", "30", "3,17"]),
        "BYDAY": st.sampled_from(["4TH", "-1MO", "SU", "MO,TU"]),
        "BYYEARDAY": st.sampled_from(["1", "366", "-1"]),
        "BYWEEKNO": st.sampled_from(["1", "53"]),
        "BYSETPOS": st.sampled_from(["1", "-1", "2"]),
        "INTERVAL": st.sampled_from(["1", "2", "4"]),
        "COUNT": st.integers(1, 40).map(str),
        "UNTIL": st.sampled_from(["20260601", "20270101", "20291231"]),
        "WKST": st.sampled_from(["SU", "MO"]),
    },
)


@settings(max_examples=60)
@given(_PARTS, st.dates(date(1996, 1, 1), date(2028, 12, 31)))
def test_every_rule_gives_the_days_that_dateutil_gives(parts: dict[str, str], begins: date) -> None:
    if "COUNT" in parts:
        parts.pop("UNTIL", None)
    text = ";".join(("FREQ=YEARLY", *(f"{name}={value}" for name, value in parts.items())))
    if "BYSETPOS" in parts and not parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}:
        return  # dateutil refuses it unless there is a BYMONTH
    whole = rrulestr(text, dtstart=datetime.combine(begins, time()))
    first, last = datetime(YEARS[0], 1, 1), datetime(YEARS[-1], 12, 31)
    wanted = [each.date() for each in whole.between(first, last, inc=True)]
    rule = vRecur.from_ical(text)
    assert Recurrences("x.ics").days(begins, [rule], [], YEARS) == wanted


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("FREQ=SECONDLY", PassedOver),
        ("FREQ=DAILY", PassedOver),
        ("FREQ=YEARLY;BYHOUR=0,12", PassedOver),
        ("FREQ=YEARLY;BYMINUTE=0,30", PassedOver),
        ("FREQ=YEARLY;BYSECOND=0,1,2", PassedOver),
        ("FREQ=YEARLY;INTERVAL=-1", RowRefused),
        ("FREQ=YEARLY;INTERVAL=2000000000", RowRefused),
        ("FREQ=YEARLY;COUNT=0", RowRefused),
        ("FREQ=YEARLY;COUNT=-3", RowRefused),
        ("FREQ=YEARLY;BYMONTHDAY=" + ",".join(["1"] * 2000), RowRefused),
    ],
)
def test_what_is_no_yearly_rule_is_refused(rule: str, kind: type[RowRefused]) -> None:
    with pytest.raises(kind) as caught:
        Recurrences("x.ics").days(date(2020, 1, 1), [vRecur.from_ical(rule)], [], YEARS)
    assert isinstance(caught.value, PassedOver) is (kind is PassedOver)


def test_one_time_of_the_day_changes_no_day() -> None:
    rule = vRecur.from_ical("FREQ=YEARLY;BYHOUR=0;BYMINUTE=0;BYSECOND=0")
    found = Recurrences("x.ics").days(date(2020, 5, 5), [rule], [], range(2026, 2028))
    assert found == [date(2026, 5, 5), date(2027, 5, 5)]


def test_a_negative_interval_is_told_of_the_event(tmp_path: Path) -> None:
    found = read(tmp_path, calendar(whole_day("20200505", "RRULE:FREQ=YEARLY;INTERVAL=-1")))
    assert why(found) == [("Event 1", "How it repeats cannot be read.", False)]


def test_a_second_of_every_day_of_the_year_is_never_reckoned(tmp_path: Path) -> None:
    each = ";".join(
        f"{name}={','.join(map(str, range(count)))}"
        for name, count in (("BYHOUR", 24), ("BYMINUTE", 60), ("BYSECOND", 60))
    )
    text = calendar(*(whole_day("00010101", f"RRULE:FREQ=YEARLY;{each}") for _ in range(400)))
    assert {refusal for _, refusal, _ in why(read(tmp_path, text))} == {
        "It repeats otherwise than every year."
    }


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9",  # never comes true
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;COUNT=99999999",
    ],
)
def test_thousands_of_rules_of_the_year_one_come_to_an_end(tmp_path: Path, rule: str) -> None:
    events = (
        whole_day("00010101", f"RRULE:{rule};WKST={('SU', 'MO')[n % 2]};INTERVAL={n % 9 + 1}")
        for n in range(2000)
    )
    with pytest.raises(ImportRefused, match="on more days"):
        read(tmp_path, calendar(*events))


def test_a_rule_that_never_comes_true_has_no_days(tmp_path: Path) -> None:
    rule = "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"
    assert not days(read(tmp_path, calendar(*(whole_day("00010101", rule) for _ in range(2000)))))


def test_more_events_than_a_calendar_of_holidays_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="more than 10,000 events"):
        read(tmp_path, calendar(*(whole_day("20260505") for _ in range(10_001))))


def test_thousands_of_events_on_one_day_are_one_holiday(tmp_path: Path) -> None:
    """Each of its own name and UID, and each with a moved day."""
    text = calendar(
        *(
            whole_day(
                "20260505", f"RECURRENCE-ID;VALUE=DATE:2026050{n % 9 + 1}", name=f"{n}", uid=f"{n}"
            )
            for n in range(3000)
        )
    )
    (row,) = read(tmp_path, text).rows
    assert row.value is not None
    assert len(row.what) == len(row.value.name) == 200


def test_long_events_are_counted_by_their_days(tmp_path: Path) -> None:
    events = (whole_day("20260101", "DTEND;VALUE=DATE:20270101") for _ in range(1000))
    with pytest.raises(ImportRefused, match="on more days"):
        read(tmp_path, calendar(*events))


@pytest.mark.parametrize("what", ["EXDATE", "RDATE"])
def test_a_flood_of_dates_is_refused(tmp_path: Path, what: str) -> None:
    dates = ",".join(["20260505"] * 2000)
    lines = (f"{what};VALUE=DATE:{dates}" for _ in range(100))
    with pytest.raises(ImportRefused, match="too much in each"):
        read(tmp_path, calendar(whole_day("20260505", *lines)))


def test_a_line_without_an_end_is_refused(tmp_path: Path) -> None:
    text = calendar(whole_day("20260505", f"RDATE;VALUE=DATE:{'2' * 30_000}"))
    with pytest.raises(ImportRefused, match="a line of 30,017 characters"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCALENDARX\r\nEND:VCALENDARX\r\n",
        "BEGIN:VCALENDARX",
        "BEGIN:VCALENDAR",
        "BEGIN:VCALENDAR\r\n" * 3000,
        "BEGIN:VCALENDAR\r\n" + "BEGIN:X\r\n" * 30_000,
        "END:VCALENDAR\r\n",
    ],
)
def test_what_is_nested_as_no_calendar_is_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ImportRefused) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_components_within_an_event_are_no_part_of_it(tmp_path: Path) -> None:
    inner = ("BEGIN:VALARM", "SUMMARY:ring", "DTSTART:yesterday", "END:VALARM")
    deep = ("BEGIN:X",) * 2000 + ("END:X",) * 2000
    (row,) = read(tmp_path, calendar(whole_day("20260505", *inner, *deep))).rows
    assert (row.what, row.refusal) == ("어린이날", "")

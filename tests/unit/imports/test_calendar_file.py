"""Which events of an iCalendar file are holidays, and what is said of the others."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.errors import ImportRefused
from desk_access.imports.calendar_file import read_holidays
from desk_access.model.calendar import Holiday
from desk_access.model.importing import HolidayCalendar

YEARS = range(2026, 2029)


def event(*lines: str, name: str = "어린이날", uid: str = "1") -> str:
    return "\r\n".join(("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{name}", *lines, "END:VEVENT\r\n"))


def whole_day(day: str, *lines: str, name: str = "어린이날", uid: str = "1") -> str:
    return event(f"DTSTART;VALUE=DATE:{day}", *lines, name=name, uid=uid)


def calendar(*events: str, head: str = "X-WR-CALNAME:한국의 휴일\r\n") -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{''.join(events)}END:VCALENDAR\r\n"


def read(tmp_path: Path, text: str | bytes, encoding: str = "utf-8") -> HolidayCalendar:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    (tmp_path / "free.ics").write_bytes(data)
    return read_holidays(tmp_path / "free.ics", YEARS)


def days(found: HolidayCalendar) -> list[date]:
    return [row.value.day for row in found.rows if row.value is not None]


def why(found: HolidayCalendar) -> list[tuple[str, str, bool]]:
    return [(row.place, row.refusal, row.passed_over) for row in found.rows if row.value is None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_whole_day_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, calendar(whole_day("20260505")), encoding)
    assert found.source == "한국의 휴일"
    assert found.years == {2026}
    (row,) = found.rows
    assert (row.place, row.what) == ("Event 1", "어린이날")
    assert row.value == Holiday(date(2026, 5, 5), "어린이날", "한국의 휴일")


def test_without_a_name_of_its_own_the_file_s_is_the_source(tmp_path: Path) -> None:
    assert read(tmp_path, calendar(whole_day("20260505"), head="")).source == "free"
    assert read(tmp_path, calendar(whole_day("20260505"), head="NAME:Days\r\n")).source == "Days"


def test_lines_folded_within_a_character_are_joined(tmp_path: Path) -> None:
    data = calendar(whole_day("20260505")).encode()
    middle = data.index("어".encode()) + 1
    found = read(tmp_path, data[:middle] + b"\r\n " + data[middle:])
    assert found.rows[0].what == "어린이날"


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        ((), 1),
        (("DTEND;VALUE=DATE:20260506",), 1),
        (("DTEND;VALUE=DATE:20260505",), 1),
        (("DTEND;VALUE=DATE:20260508",), 3),
        (("DURATION:P2D",), 2),
    ],
)
def test_one_day_or_several(tmp_path: Path, lines: tuple[str, ...], length: int) -> None:
    found = read(tmp_path, calendar(whole_day("20260505", *lines)))
    assert days(found) == [date(2026, 5, 5) + timedelta(days=n) for n in range(length)]


def test_from_midnight_to_midnight_is_a_whole_day(tmp_path: Path) -> None:
    lines = ("DTSTART;TZID=Asia/Seoul:20260505T000000", "DTEND;TZID=Asia/Seoul:20260507T000000")
    assert days(read(tmp_path, calendar(event(*lines)))) == [date(2026, 5, 5), date(2026, 5, 6)]


@pytest.mark.parametrize("until", ["", ";UNTIL=20271231T150000Z", ";UNTIL=20270601", ";COUNT=8"])
def test_every_year_in_the_years_that_are_asked_for(tmp_path: Path, until: str) -> None:
    found = read(tmp_path, calendar(whole_day("20200505", f"RRULE:FREQ=YEARLY{until}")))
    every = [date(year, 5, 5) for year in YEARS]
    assert days(found) == (every[:2] if until else every)
    assert found.years == {day.year for day in days(found)}


def test_every_year_but_some_and_on_other_days_too(tmp_path: Path) -> None:
    rule = "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"
    lines = (rule, "EXDATE;VALUE=DATE:20271125", "RDATE;VALUE=DATE:20271126")
    found = read(tmp_path, calendar(whole_day("20201126", *lines)))
    assert days(found) == [date(2026, 11, 26), date(2027, 11, 26), date(2028, 11, 23)]


def test_a_day_of_a_series_that_was_moved(tmp_path: Path) -> None:
    moved = whole_day("20270506", "RECURRENCE-ID;VALUE=DATE:20270505")
    found = read(tmp_path, calendar(whole_day("20200505", "RRULE:FREQ=YEARLY"), moved))
    assert days(found) == [date(2026, 5, 5), date(2027, 5, 6), date(2028, 5, 5)]


def test_two_holidays_on_a_day_are_one_with_both_names(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        calendar(*(whole_day("20250505", name=name) for name in ("어린이날", "석가", "석가"))),
    )
    assert [row.what for row in found.rows] == ["어린이날; 석가"]


@pytest.mark.parametrize(
    ("text", "reason", "passed_over"),
    [
        (event("DTSTART:20260505T100000Z", "DTEND:20260505T110000Z"), "It is no whole day.", True),
        (event("DTSTART:20260505T000000Z"), "It is no whole day.", True),
        (whole_day("20260505", "STATUS:CANCELLED"), "It is cancelled.", True),
        (whole_day("20260505", "RRULE:FREQ=WEEKLY"), "It repeats otherwise than every year.", True),
        (whole_day("20260505", "RRULE:FREQ=YEARLY;INTERVAL=0"), "It repeats otherwise", True),
        (whole_day("20260505", name=""), "It has no name.", False),
        (whole_day("20260505", "DTEND;VALUE=DATE:20260501"), "It ends before it begins.", False),
        (whole_day("20260505", "DURATION:-P5D"), "It ends before it begins.", False),
        (whole_day("20260505", "DURATION:20260505"), "When it is cannot be read.", False),
        (whole_day("20200505", "RRULE:FREQ=YEARLY;UNTIL=20221231"), "It has no day from", True),
        (whole_day("20260505", "RRULE:FREQ=YEARLY;BYMONTH=13"), "It has no day from", True),
        (whole_day("20260505", "DTEND;VALUE=DATE:20360501"), "It lasts 3649 days.", False),
        (whole_day("20261305"), "When it is cannot be read.", False),
        (whole_day("20260505", "RRULE:FREQ=FOO"), "When it is cannot be read.", False),
        (whole_day("20260505", "DTSTART;VALUE=DATE:20260506"), "When it is cannot be", False),
        (whole_day("20260505", "DTEND:20260506T000000Z"), "When it is cannot be read.", False),
        (whole_day("20260505", "RRULE:FREQ=YEARLY;BYDAY=9XX"), "When it is cannot be", False),
        (event(), "When it is cannot be read.", False),
    ],
)
def test_what_is_no_holiday_is_told_and_what_is_broken_refused(
    tmp_path: Path, text: str, reason: str, passed_over: bool
) -> None:
    found = read(tmp_path, calendar(whole_day("20260301", uid="2"), text))
    assert days(found) == [date(2026, 3, 1)]
    ((place, refusal, passed),) = why(found)
    assert (place, passed) == ("Event 2", passed_over)
    assert refusal.startswith(reason)


def test_lines_that_have_nothing_to_do_with_the_day_may_be_broken(tmp_path: Path) -> None:
    text = calendar(whole_day("20260505", "a line of nothing", "DTSTAMP:yesterday"))
    assert days(read(tmp_path, text)) == [date(2026, 5, 5)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "free.ics is empty"),
        (b"hello", "free.ics is no iCalendar file"),
        (b"\x89PNG\x00\xff", "free.ics is no iCalendar file"),
        (b"BEGIN:VCALENDAR\r\n", "free.ics is damaged"),
        (calendar(whole_day("20260505")).encode()[:-30], "free.ics is damaged"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "free.ics is damaged"),
        (calendar().encode(), "free.ics has no events"),
    ],
)
def test_what_is_no_calendar_is_told_in_one_line(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        read(tmp_path, data)


def test_a_file_with_more_days_than_anybody_has_holidays_is_refused(tmp_path: Path) -> None:
    many = (whole_day(f"{year}0101", f"DTEND;VALUE=DATE:{year}1231") for year in range(2000, 2020))
    with pytest.raises(ImportRefused, match="more than 5,000 days"):
        read(tmp_path, calendar(*many))


_LINES = st.sampled_from(
    ["DTSTART", "DTEND", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "DURATION", "SUMMARY"]
)
_VALUES = st.one_of(
    st.sampled_from(["20260505", "20260505T000000", "20260505T150000Z", "P1D", "-P9D", "99999999"]),
    st.sampled_from(["FREQ=YEARLY", "FREQ=YEARLY;COUNT=3;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY"]),
    st.text(max_size=12),
)


@given(st.lists(st.tuples(_LINES, st.sampled_from(["", ";VALUE=DATE", ";TZID=x"]), _VALUES)))
def test_no_event_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, str, str]]
) -> None:
    text = calendar(event(*(f"{name}{more}:{value}" for name, more, value in lines)))
    try:
        found = read(tmp_path_factory.getbasetemp(), text.encode("utf-8", "replace"))
    except ImportRefused:
        return
    assert all(row.value is not None or row.refusal for row in found.rows)


NAMES = "SUMMARY;LANGUAGE=ko:삼일절\r\nSUMMARY;LANGUAGE=en:March First\r\n"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ko", "삼일절"),
        ("en-GB", "March First"),
        ("EN", "March First"),
        ("fr", "삼일절"),
        ("", "삼일절"),
    ],
)
def test_of_names_in_several_languages_one_is_taken(
    tmp_path: Path, language: str, name: str
) -> None:
    lines = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260301\r\n{NAMES}END:VEVENT\r\n"
    (tmp_path / "free.ics").write_bytes(calendar(lines).encode())
    found = read_holidays(tmp_path / "free.ics", YEARS, language=language)
    assert [row.what for row in found.rows] == [name]
    assert found.rows[0].value == Holiday(date(2026, 3, 1), name, "한국의 휴일")


def test_two_names_of_one_language_are_both_kept(tmp_path: Path) -> None:
    text = calendar(whole_day("20260505", "SUMMARY:석가탄신일", "SUMMARY:석가탄신일"))
    assert [row.what for row in read(tmp_path, text).rows] == ["어린이날; 석가탄신일"]


def test_several_calendars_in_one_file_are_read_together(tmp_path: Path) -> None:
    one, two = calendar(whole_day("20260505")), calendar(whole_day("20260606", name="현충일"))
    found = read(tmp_path, one + two)
    assert days(found) == [date(2026, 5, 5), date(2026, 6, 6)]
    assert found.source == "한국의 휴일"
    assert [row.place for row in found.rows] == ["Event 1", "Event 2"]
    other = calendar(whole_day("20260606", name="현충일"), head="X-WR-CALNAME:Site\r\n")
    assert read(tmp_path, one + other).source == "한국의 휴일; Site"
    head = "X-WR-CALNAME;LANGUAGE=en:Site\r\nX-WR-CALNAME;LANGUAGE=ko:현장\r\n"
    assert read(tmp_path, calendar(whole_day("20260505"), head=head)).source == "Site"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (
            ("DTSTART;VALUE=DATE:20260505", "DTSTART;VALUE=DATE:20260506"),
            "When it is cannot be read.",
        ),
        (("DTSTART;VALUE=DATE:20260505", "DTEND;VALUE=DATE:20260501"), "It ends before it begins."),
        (
            ("DTSTART;VALUE=DATE:20260505", "DTEND;VALUE=DATE:20260506", "DURATION:P1D"),
            "When it is cannot be read.",
        ),
        (
            (
                "DTSTART;VALUE=DATE:20260505",
                "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260504",
            ),
            "It changes all later days of its series.",
        ),
    ],
)
def test_what_may_be_there_once_is_refused_where_it_contradicts(
    tmp_path: Path, lines: tuple[str, ...], reason: str
) -> None:
    assert why(read(tmp_path, calendar(event(*lines)))) == [("Event 1", reason, False)]


def test_properties_with_parameters_and_twice(tmp_path: Path) -> None:
    lines = (
        "DTSTART;TZID=Nowhere/Town;X-A=b:20260505T000000",
        "DTEND;TZID=Nowhere/Town:20260506T000000",
        "CATEGORIES:a,b",
        "CATEGORIES:c",
        "RDATE;VALUE=PERIOD:20260507T000000Z/P1D",
        "UID:2",
    )
    assert days(read(tmp_path, calendar(event(*lines)))) == [date(2026, 5, 5), date(2026, 5, 7)]
    cancelled = whole_day("20260505", "STATUS:CONFIRMED", "STATUS:CANCELLED")
    assert why(read(tmp_path, calendar(cancelled))) == [("Event 1", "It is cancelled.", True)]


def test_a_name_in_another_form_and_an_old_calendar_are_refused(tmp_path: Path) -> None:
    named = "SUMMARY;ENCODING=QUOTED-PRINTABLE:=EC=96=B4"
    text = calendar(whole_day("20260505").replace("SUMMARY:어린이날", named))
    (row,) = read(tmp_path, text).rows
    assert row.refusal == "Its name is written in another form than iCalendar's."
    with pytest.raises(ImportRefused, match="is a vCalendar of before 1998"):
        read(tmp_path, calendar(whole_day("20260505")).replace("VERSION:2.0", "VERSION:1.0"))

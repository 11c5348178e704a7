"""What every Ledger does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from desk_access.errors import PersonNotFound
from desk_access.model.person import Person
from desk_access.model.punch import Direction, LedgerHead, PunchFilter
from desk_access.model.timesheet import ClockMark, Mark
from desk_access.ports import Ledger
from tests.contract.stores import ADAPTERS, Stores
from tests.records import START, append, moment, new_punch

ALL = PunchFilter()


@pytest.fixture(params=ADAPTERS)
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    with ADAPTERS[request.param](tmp_path) as stores:
        yield stores


@pytest.fixture
def ledger(stores: Stores) -> Ledger:
    return stores.ledger


@pytest.fixture
def kim(stores: Stores) -> Person:
    return stores.gallery.enrol("E7", "Kim", "", [], START)


@pytest.fixture
def lee(stores: Stores) -> Person:
    return stores.gallery.enrol("E8", "Lee", "", [], START)


def test_a_new_ledger_is_empty_and_intact(ledger: Ledger) -> None:
    assert ledger.query(ALL) == []
    assert ledger.count(ALL) == 0
    assert ledger.last(1) is None
    report = ledger.verify()
    assert (report.intact, report.entries, report.acts) == (True, 0, 2)
    assert report.head_hash == ledger.head().entry_hash


def test_gives_back_what_was_appended(ledger: Ledger, kim: Person) -> None:
    entry = new_punch(kim, 3, Direction.OUT)
    before = ledger.head()
    made = ledger.append(entry, moment(3))
    assert made.entry == entry
    assert (made.sequence, made.name, made.previous_hash) == (1, "Kim", before.entry_hash)
    assert ledger.query(ALL) == [made]
    assert ledger.last(kim.person_id) == made
    assert ledger.picture(1) == moment(3)
    assert ledger.picture(2) is None


def test_keeps_where_an_entry_comes_from(ledger: Ledger, kim: Person) -> None:
    evidence = replace(
        new_punch(kim, 3).evidence,
        policy="passive",
        source_kind="camera",
        detector_digest="d" * 64,
        landmarker_digest="e" * 64,
        liveness_digest="f" * 64,
    )
    made = ledger.append(replace(new_punch(kim, 3), evidence=evidence), moment(3))
    assert made.entry.evidence == evidence
    assert ledger.query(PunchFilter()) == [made]
    assert ledger.verify().intact


def test_its_head_is_the_last_entry_and_older_ones_are_still_there(
    ledger: Ledger, kim: Person
) -> None:
    empty = ledger.head()
    assert (empty.sequence, empty.act) == (0, 3), "the founding, the key, Kim"
    first, second = append(ledger, kim, 1), append(ledger, kim, 2)
    assert ledger.head() == LedgerHead(2, second.entry_hash, 3)
    assert ledger.hashes_at(0) > {"0" * 64, empty.entry_hash}
    assert ledger.hashes_at(1) == {first.entry_hash}
    assert ledger.hashes_at(2) == {second.entry_hash}
    assert ledger.hashes_at(3) == frozenset()


def test_each_entry_names_the_one_before(ledger: Ledger, kim: Person, lee: Person) -> None:
    made = [append(ledger, who, number) for number, who in enumerate([kim, lee, kim])]
    assert [punch.sequence for punch in made] == [1, 2, 3]
    assert all(later.previous_hash == one.entry_hash for one, later in itertools.pairwise(made))
    report = ledger.verify()
    assert (report.intact, report.entries) == (True, 3)
    assert report.head_hash == made[-1].entry_hash


def test_the_same_entry_twice_has_two_hashes(ledger: Ledger, kim: Person) -> None:
    assert append(ledger, kim, 0).entry_hash != append(ledger, kim, 0).entry_hash


def test_a_moment_is_kept_to_the_microsecond_in_utc(ledger: Ledger, kim: Person) -> None:
    seoul = datetime(2026, 3, 2, 8, 57, 1, 123456, timezone(timedelta(hours=9)))
    ledger.append(replace(new_punch(kim), at=seoul), moment(0))
    (found,) = ledger.query(ALL)
    assert found.entry.at == seoul
    assert found.entry.at.tzinfo is UTC
    assert ledger.verify().intact


def test_whole_numbers_as_figures_do_not_break_the_chain(ledger: Ledger, kim: Person) -> None:
    entry = new_punch(kim)
    evidence = replace(entry.evidence, score=1, threshold=0, runner_up=0, quality=1)
    ledger.append(replace(entry, monotonic=5, evidence=evidence), moment(0))
    assert ledger.verify().intact


def test_the_last_punch_is_the_persons_own_by_sequence(
    ledger: Ledger, kim: Person, lee: Person
) -> None:
    append(ledger, kim, 9)
    later = append(ledger, kim, 4)  # the clock was set back
    append(ledger, lee, 10)
    assert ledger.last(kim.person_id) == later


def test_the_last_punch_before_a_time_is_that_by_sequence(
    ledger: Ledger, kim: Person, lee: Person
) -> None:
    made = [append(ledger, kim, number) for number in (1, 3, 9)]
    append(ledger, lee, 2)
    assert ledger.last(kim.person_id, made[2].entry.at) == made[1]
    assert ledger.last(kim.person_id, made[1].entry.at) == made[0]
    assert ledger.last(kim.person_id, made[0].entry.at) is None


def test_comes_newest_first_in_pages(ledger: Ledger, kim: Person) -> None:
    for number in range(7):
        append(ledger, kim, number)
    sequences = [punch.sequence for punch in ledger.query(ALL)]
    assert sequences == [7, 6, 5, 4, 3, 2, 1]
    assert [punch.sequence for punch in ledger.query(ALL, limit=3, offset=2)] == [5, 4, 3]
    assert [punch.sequence for punch in ledger.query(ALL, limit=3, offset=6)] == [1]
    assert ledger.query(ALL, limit=3, offset=7) == []


def test_streams_oldest_first(ledger: Ledger, kim: Person, lee: Person) -> None:
    for number in range(603):
        append(ledger, lee if number % 3 else kim, number)
    assert [one.sequence for one in ledger.stream(ALL)] == list(range(1, 604))
    wanted = PunchFilter(person_code="E7")
    assert list(ledger.stream(wanted)) == ledger.query(wanted)[::-1]


def test_a_stream_lets_others_write(ledger: Ledger, kim: Person) -> None:
    append(ledger, kim, 0)
    stream = ledger.stream(ALL)
    assert next(stream).sequence == 1
    append(ledger, kim, 1)
    assert ledger.count(ALL) == 2


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ALL, [4, 3, 2, 1]),
        (PunchFilter(start=START + timedelta(minutes=1)), [4, 3, 2]),
        (PunchFilter(end=START + timedelta(minutes=1)), [1]),
        (PunchFilter(START + timedelta(minutes=1), START + timedelta(minutes=3)), [3, 2]),
        (PunchFilter(START, START), []),
        (PunchFilter(person_code="E8"), [4, 2]),
        (PunchFilter(person_code=" E8 "), [4, 2]),
        (PunchFilter(person_code="E"), []),
        (PunchFilter(person_code="\udce9"), []),
        (PunchFilter(direction=Direction.OUT), [4, 3]),
        (PunchFilter(person_code="E7", direction=Direction.OUT), [3]),
        (PunchFilter(start=START.astimezone(timezone(timedelta(hours=-8)))), [4, 3, 2, 1]),
    ],
)
def test_filters(
    ledger: Ledger, kim: Person, lee: Person, wanted: PunchFilter, found: list[int]
) -> None:
    for number, who in enumerate([kim, lee, kim, lee]):
        append(ledger, who, number, Direction.OUT if number > 1 else Direction.IN)
    assert [punch.sequence for punch in ledger.query(wanted)] == found
    assert [punch.sequence for punch in ledger.stream(wanted)] == found[::-1]
    assert ledger.count(wanted) == len(found)


def test_a_punch_bears_todays_name(stores: Stores, kim: Person) -> None:
    append(stores.ledger, kim, 0)
    stores.gallery.rename("E7", "Kim Lee", "")
    assert stores.ledger.query(ALL)[0].name == "Kim Lee"
    assert stores.ledger.verify().intact


@pytest.mark.parametrize("ending", ["remove", "erase"])
def test_nobody_punches_after_the_end_of_the_enrolment(
    stores: Stores, kim: Person, ending: str
) -> None:
    getattr(stores.gallery, ending)("E7")
    with pytest.raises(PersonNotFound, match="E7"):
        append(stores.ledger, kim, 0)
    assert stores.ledger.count(ALL) == 0
    assert stores.ledger.picture(1) is None
    assert stores.ledger.verify().intact


def test_refuses_a_picture_that_the_evidence_does_not_name(ledger: Ledger, kim: Person) -> None:
    with pytest.raises(ValueError, match="picture"):
        ledger.append(new_punch(kim, 1), moment(2))
    assert ledger.count(ALL) == 0


@pytest.mark.parametrize(
    "spoilt", [{"at": datetime(2026, 3, 2, 8)}, {"monotonic": float("nan")}], ids=["naive", "nan"]
)
def test_refuses_what_is_no_punch_and_stays_intact(
    ledger: Ledger, kim: Person, spoilt: dict[str, object]
) -> None:
    append(ledger, kim, 0)
    with pytest.raises(Exception, match=r"zone|JSON compliant"):
        ledger.append(replace(new_punch(kim, 1), **spoilt), moment(1))
    assert ledger.count(ALL) == 1
    assert append(ledger, kim, 2).sequence == 2
    assert ledger.verify().intact


def test_four_threads_make_one_chain(ledger: Ledger, kim: Person) -> None:
    def work(first: int) -> list[int]:
        return [append(ledger, kim, number).sequence for number in range(first, first + 25)]

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(work, range(0, 100, 25)))
    assert sorted(itertools.chain(*made)) == list(range(1, 101))
    assert all(mine == sorted(mine) for mine in made)
    assert ledger.verify().entries == 100
    assert ledger.verify().intact


def day_of(ledger: Ledger, code: str | None = None, **wanted: object) -> dict[str, list[Mark]]:
    """The marks of the first hour."""
    return ledger.marks(START, START + timedelta(hours=1), code, **wanted)  # type: ignore[arg-type]


def test_marks_are_punches_with_little_of_each(ledger: Ledger, kim: Person, lee: Person) -> None:
    odd = START + timedelta(microseconds=999_999)
    ledger.append(replace(new_punch(kim), at=odd, zone="Europe/Berlin"), moment(0))
    append(ledger, lee, 1, Direction.OUT)
    append(ledger, kim, 59)
    append(ledger, kim, 60)
    found = day_of(ledger)
    assert found == {
        "E7": [
            Mark(1, odd.timestamp(), Direction.IN, "Europe/Berlin"),
            Mark(3, (START + timedelta(minutes=59)).timestamp(), Direction.IN, "Asia/Seoul"),
        ],
        "E8": [Mark(2, (START + timedelta(minutes=1)).timestamp(), Direction.OUT, "Asia/Seoul")],
    }
    assert day_of(ledger, "E7") == {"E7": found["E7"]}
    assert day_of(ledger, "nobody") == {}


def test_marks_come_by_sequence_also_when_the_clock_was_set_back(
    ledger: Ledger, kim: Person
) -> None:
    for number in (9, 4, 700, 5):
        append(ledger, kim, number)
    assert [mark.sequence for mark in day_of(ledger)["E7"]] == [1, 2, 4]
    besides = day_of(ledger, "E7", besides=[(2, 3)])["E7"]
    assert [mark.sequence for mark in besides] == [1, 2, 3, 4]
    assert list(day_of(ledger, besides=[(3, 3)])) == ["E7"]


def test_marks_are_read_under_the_code_of_today(
    stores: Stores, ledger: Ledger, kim: Person, lee: Person
) -> None:
    append(ledger, lee, 0)
    append(ledger, kim, 1)
    stores.housekeeping.merge("E8", "E7")
    assert [mark.sequence for mark in day_of(ledger)["E7"]] == [1, 2]
    assert day_of(ledger, "E8") == day_of(ledger, "E7") == day_of(ledger)
    kept_as = stores.gallery.erase("E7").kept_as
    assert sorted(len(found) for found in day_of(ledger).values()) == [1, 1]
    assert [mark.sequence for mark in day_of(ledger, kept_as)[kept_as]] == [2]
    assert day_of(ledger, "E7") == day_of(ledger, "E8") == {}


def test_the_clock_is_noted_where_it_or_the_run_changed(ledger: Ledger, kim: Person) -> None:
    assert ledger.clock_marks() == []
    steps: list[tuple[int, float, str]] = [
        (0, 0, "a"),
        (1, 61, "a"),
        (2, 115, "a"),
        (60, 175, "a"),  # 57 minutes forwards
        (61, 235, "a"),
        (62, 7, "b"),
        (63, 67, "b"),
    ]
    for number, (minutes, monotonic, session) in enumerate(steps):
        at = START + timedelta(minutes=minutes)
        entry = replace(new_punch(kim, number), at=at, monotonic=monotonic, session=session)
        ledger.append(entry, moment(number))
    found = ledger.clock_marks()
    assert [mark.sequence for mark in found] == [1, 3, 4, 5, 6]
    first = START.timestamp()
    assert found[1:3] == [
        ClockMark(3, first + 120, 115, "a"),
        ClockMark(4, first + 3600, 175, "a"),
    ]


def test_a_clock_that_creeps_is_noted_too(ledger: Ledger, kim: Person) -> None:
    for number in range(9):
        entry = replace(new_punch(kim, number), monotonic=57.0 * number)
        ledger.append(entry, moment(number))
    assert [mark.sequence for mark in ledger.clock_marks()] == [1, 4, 5, 8, 9]

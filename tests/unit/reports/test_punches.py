"""The ledger as CSV and JSON: whole files or none, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.errors import DatabaseCorrupt, ReportUnwritable
from desk_access.model.punch import Direction, Punch
from desk_access.model.report import STANDARD, ReportForm
from desk_access.reports.cells import defused
from desk_access.reports.punches import as_record, stream_punches, write_punches
from desk_access.store.chain import entry_hash
from tests.records import some_punch
from tests.unit.reports.json_schema import faults

CSV, JSON = ReportForm.CSV, ReportForm.JSON
COLUMNS = STANDARD.punches


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def written(punches: list[Punch], form: ReportForm = CSV) -> str:
    stream = io.StringIO(newline="")
    assert stream_punches(punches, stream, form) == len(punches)
    return stream.getvalue()


def test_a_row_says_who_when_where_and_how_sure() -> None:
    (row,) = rows(written([some_punch("Kim Hamil", direction=Direction.OUT)]))
    assert tuple(row) == COLUMNS
    assert row == {
        "sequence": "1",
        "code": "E7",
        "name": "Kim Hamil",
        "direction": "out",
        "local_time": "2026-03-02T17:00:00+09:00",
        "utc_time": "2026-03-02T08:00:00+00:00",
        "zone": "Asia/Seoul",
        "camera": "Camera 1",
        "score": "0.8125",
        "threshold": "0.363",
        "entry_hash": "b" * 64,
    }


def test_an_empty_export_has_its_headings(tmp_path: Path) -> None:
    assert write_punches([], tmp_path / "a.csv", CSV) == 0
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + ",".join(
        COLUMNS
    ).encode() + b"\r\n"
    assert write_punches([], tmp_path / "a.json", JSON) == 0
    assert json.loads((tmp_path / "a.json").read_bytes()) == []


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+82 10",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1+1",
        "＝1+1",
        '=HYPERLINK("http://x","y")',
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_defused(name: str) -> None:
    punch = some_punch(name, code=name)
    entry = replace(punch.entry, zone=name, evidence=replace(punch.entry.evidence, camera=name))
    (row,) = rows(written([replace(punch, entry=entry)]))
    assert {row["name"], row["code"], row["zone"], row["camera"]} == {f"'{name}"}


@pytest.mark.parametrize("text", ["", "Kim", "O'Brien", "1-2", "a=b", "김하밀", "🧑‍🏭", " Kim"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert defused(text) == text


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = defused(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.strip().startswith(("=", "+", "-", "@"))


def test_a_negative_figure_stays_a_figure() -> None:
    punch = some_punch()
    entry = replace(punch.entry, evidence=replace(punch.entry.evidence, score=-0.25))
    assert rows(written([replace(punch, entry=entry)]))[0]["score"] == "-0.25"


@pytest.mark.parametrize(
    "name", ["김하밀", "Zoë 🧑‍🏭", 'Kim "Kimmy", Lee', "two\nlines", "semi;colon", "'quoted"]
)
@pytest.mark.parametrize("form", [CSV, JSON])
def test_any_name_comes_back(tmp_path: Path, name: str, form: ReportForm) -> None:
    target = tmp_path / f"export.{form}"
    write_punches([some_punch(name), some_punch("Lee")], target, form)
    if form is CSV:
        found = rows(target.read_bytes().decode("utf-8-sig"))
    else:
        found = json.loads(target.read_bytes().decode())
    assert [row["name"] for row in found] == [name, "Lee"]


def test_json_carries_all_that_the_chain_is_made_of() -> None:
    punch = some_punch()
    punch = replace(punch, entry_hash=entry_hash(1, punch.previous_hash, punch.entry))
    (record,) = json.loads(written([punch], JSON))
    assert record == as_record(punch)
    evidence = type(punch.entry.evidence)(
        **{name: record[name] for name in punch.entry.evidence.__slots__}
    )
    again = replace(
        punch.entry,
        person_id=record["person_id"],
        person_code=record["code"],
        direction=Direction(record["direction"]),
        at=datetime.fromisoformat(record["utc_time"]),
        zone=record["zone"],
        monotonic=record["monotonic"],
        session=record["session"],
        evidence=evidence,
    )
    assert entry_hash(record["sequence"], record["previous_hash"], again) == record["entry_hash"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "\x00"])
def test_a_zone_that_this_machine_does_not_know_gives_utc(zone: str) -> None:
    punch = some_punch()
    (record,) = json.loads(written([replace(punch, entry=replace(punch.entry, zone=zone))], JSON))
    assert record["local_time"] == "2026-03-02T08:00:00+00:00"
    assert record["zone"] == zone


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    found = []
    for text in ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"):
        punch = some_punch(at=datetime.fromisoformat(text))
        entry = replace(punch.entry, zone="Europe/Berlin")
        found.append(rows(written([replace(punch, entry=entry)]))[0]["local_time"])
    assert found == ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]


@pytest.mark.parametrize("form", [CSV, JSON])
def test_each_row_is_written_before_the_next_is_asked_for(form: ReportForm) -> None:
    stream = io.StringIO(newline="")
    sizes = []

    def asked() -> Iterator[Punch]:
        for sequence in range(1, 101):
            sizes.append(stream.tell())
            yield some_punch(sequence=sequence)

    assert stream_punches(asked(), stream, form) == 100
    assert all(later - size > 100 for size, later in pairwise(sizes))


def failing() -> Iterator[Punch]:
    yield some_punch()
    raise DatabaseCorrupt("The database is damaged.")


@pytest.mark.parametrize("before", [None, "what was there"])
def test_a_failure_in_the_middle_leaves_what_was_there(tmp_path: Path, before: str | None) -> None:
    target = tmp_path / "export.csv"
    if before is not None:
        target.write_text(before)
    with pytest.raises(DatabaseCorrupt):
        write_punches(failing(), target, CSV)
    assert [path.read_text() for path in tmp_path.iterdir()] == ([before] if before else [])


def test_replaces_the_file_that_was_there(tmp_path: Path) -> None:
    target = tmp_path / "export.csv"
    target.write_text("old")
    with target.open() as reading:
        write_punches([some_punch()], target, CSV)
        assert reading.read() == "old", "whoever reads the old file keeps it whole"
    assert len(rows(target.read_text("utf-8-sig"))) == 1
    assert list(tmp_path.iterdir()) == [target]


def test_a_long_or_strange_name_of_a_file_is_no_trouble(tmp_path: Path) -> None:
    target = tmp_path / ("김" * 80 + " %s.csv")
    assert write_punches([some_punch()], target, CSV) == 1
    assert target.is_file()


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links and devices")
def test_a_link_keeps_pointing_and_a_device_stays_a_device(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_punches([some_punch()], tmp_path / "link", CSV)
    assert (tmp_path / "link").is_symlink()
    assert "Kim" in (tmp_path / "real").read_text()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ReportUnwritable, match="not a file"):
        write_punches([some_punch()], tmp_path / "pipe", CSV)
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize(
    "name", ["missing/export.csv", "folder", "file/export.csv", "a\0b", "x" * 400]
)
def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ReportUnwritable) as failure:
        write_punches([some_punch()], tmp_path / name, CSV)
    assert "\n" not in str(failure.value)
    assert failure.value.cure
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk always full")
def test_a_full_disk_is_told_and_the_old_file_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "export.csv"
    target.write_text("old")
    opened = Path.open

    def full(path: Path, mode: str = "r", **rest: object) -> object:
        if mode == "x+b":
            opened(path, "xb").close()  # the draft exists, as on a real disk
            return opened(Path("/dev/full"), "wb", **rest)
        return opened(path, mode, **rest)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ReportUnwritable, match="No space left"):
        write_punches([some_punch()] * 1000, target, CSV)
    monkeypatch.undo()
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_json_fits_its_schema() -> None:
    schema = Path(__file__).parents[3] / "docs" / "schemas" / "punches.schema.json"
    found = json.loads(written([some_punch("김하밀"), some_punch(sequence=2)], JSON))
    assert faults(json.loads(schema.read_text("utf-8")), found) == []
    del found[1]["camera"]
    assert faults(json.loads(schema.read_text("utf-8")), found) == ["$[1] has no camera"]

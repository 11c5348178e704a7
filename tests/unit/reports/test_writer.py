"""Reports as ordered: in every form, whole or not at all, and signed."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from desk_access.errors import (
    DatabaseCorrupt,
    DeskAccessError,
    ReportUnwritable,
    SignatureUnusable,
    UsageError,
)
from desk_access.model.report import ReportForm, ReportKind, ReportOrder
from desk_access.model.timesheet import PersonMonth
from desk_access.reports.export_key import KEY_NAME, kept_key, made_key
from desk_access.reports.signature import Standing, signature_of, verify
from desk_access.reports.writer import ReportWriter
from desk_access.store.workspace import Workspace
from tests.fakes import FakeClock
from tests.records import START, append
from tests.unit.reports.months import night, office

DAY = START.date()


@dataclass
class FakeTimesheets:
    """People from a list; remembers what was asked for."""

    people: list[PersonMonth] = field(default_factory=lambda: [office("김하밀"), night()])
    failure: DeskAccessError | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def period(
        self,
        first: date,
        last: date,
        *,
        group: str | None = None,
        code: str | None = None,
        through: int | None = None,
    ) -> Iterator[PersonMonth]:
        self.asked.append((first, last, group, code, through))
        yield from self.people
        if self.failure is not None:
            raise self.failure


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A punch a day for five days, from START on."""
    with Workspace.open(tmp_path / "workspace") as workspace:
        kim = workspace.gallery.enrol("E7", "김하밀", "", [], START)
        for number in range(5):
            append(workspace.ledger, kim, number * 24 * 60)
        yield workspace


@pytest.fixture
def timesheets() -> FakeTimesheets:
    return FakeTimesheets()


@pytest.fixture
def writer(workspace: Workspace, timesheets: FakeTimesheets) -> ReportWriter:
    return ReportWriter(
        timesheets,
        workspace.ledger,
        workspace.folder,
        lambda: ZoneInfo("Asia/Seoul"),
        FakeClock(),
    )


def timesheet(form: ReportForm = ReportForm.CSV, **changes: Any) -> ReportOrder:
    order = ReportOrder(ReportKind.TIMESHEET, form, date(2026, 3, 1), date(2026, 3, 31))
    return replace(order, **changes)


def punches(form: ReportForm = ReportForm.CSV, **changes: Any) -> ReportOrder:
    order = ReportOrder(ReportKind.PUNCHES, form, DAY, DAY + timedelta(days=10))
    return replace(order, **changes)


@pytest.mark.parametrize("form", ReportForm)
@pytest.mark.parametrize("kind", ReportKind)
def test_each_report_is_written_in_each_form(
    tmp_path: Path, writer: ReportWriter, kind: ReportKind, form: ReportForm
) -> None:
    target = tmp_path / f"report.{form}"
    order = timesheet(form) if kind is ReportKind.TIMESHEET else punches(form)
    assert writer.write(order, target).count == (2 if kind is ReportKind.TIMESHEET else 5)
    begins = {
        ReportForm.CSV: b"\xef\xbb\xbf",
        ReportForm.XLSX: b"PK",
        ReportForm.PDF: b"%PDF",
        ReportForm.JSON: b"{" if kind is ReportKind.TIMESHEET else b"[",
    }
    assert target.read_bytes().startswith(begins[form])
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]


def test_a_timesheet_is_of_whom_and_when_was_asked_for(
    tmp_path: Path, writer: ReportWriter, timesheets: FakeTimesheets, workspace: Workspace
) -> None:
    head = workspace.ledger.head()
    receipt = writer.write(timesheet(group="Office", code="E7"), tmp_path / "a.csv")
    assert timesheets.asked == [(date(2026, 3, 1), date(2026, 3, 31), "Office", "E7", 5)]
    assert receipt.stamp.head == head
    assert workspace.ledger.head().act == head.act + 1, "the export is an act"


def test_days_of_punches_are_the_sites(tmp_path: Path, writer: ReportWriter) -> None:
    assert START.astimezone(UTC).hour == 8
    one = punches(first=DAY + timedelta(1), last=DAY + timedelta(2))
    assert writer.write(one, tmp_path / "a.csv").count == 2
    assert writer.write(replace(one, code="E9"), tmp_path / "b.csv").count == 0


def test_who_comes_while_it_is_written_is_not_in_it(
    tmp_path: Path, writer: ReportWriter, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = workspace.ledger.head()
    monkeypatch.setattr(workspace.ledger, "head", lambda: replace(head, sequence=3))
    assert writer.write(punches(), tmp_path / "a.csv").count == 3


def test_text_may_go_where_no_file_is(writer: ReportWriter) -> None:
    out = StringIO()
    assert writer.stream(timesheet(ReportForm.JSON), out).count == 2
    assert json.loads(out.getvalue())["people"][0]["name"] == "김하밀"
    for order in (timesheet(ReportForm.XLSX), timesheet(ReportForm.PDF), timesheet(signed=True)):
        with pytest.raises(UsageError, match="need a file"):
            writer.stream(order, StringIO())


@pytest.mark.parametrize(
    "order",
    [
        timesheet(last=date(2026, 2, 28)),
        timesheet(first=date.min),
        timesheet(last=date.max),
        punches(group="Office"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(
    tmp_path: Path, writer: ReportWriter, order: ReportOrder
) -> None:
    with pytest.raises(UsageError):
        writer.write(order, tmp_path / "a.csv")


@pytest.mark.parametrize("form", ReportForm)
def test_a_failure_in_the_middle_leaves_what_was_there(
    tmp_path: Path, writer: ReportWriter, timesheets: FakeTimesheets, form: ReportForm
) -> None:
    timesheets.failure = DatabaseCorrupt("The database is damaged.")
    target = tmp_path / "a"
    target.write_text("old")
    with pytest.raises(DatabaseCorrupt):
        writer.write(timesheet(form, signed=True), target)
    assert [path.read_text() for path in tmp_path.iterdir() if path.is_file()] == ["old"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk always full")
@pytest.mark.parametrize("form", ReportForm)
def test_a_full_disk_is_one_line_and_nothing_is_lost(
    tmp_path: Path, writer: ReportWriter, form: ReportForm, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a"
    target.write_text("old")
    opened = Path.open

    def full(path: Path, mode: str = "r", *rest: Any) -> Any:
        if mode == "x+b":
            opened(path, "xb").close()  # the draft exists, as on a real disk
            return opened(Path("/dev/full"), "w+b", *rest)
        return opened(path, mode, *rest)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(ReportUnwritable) as failure:
        writer.write(timesheet(form), target)
    monkeypatch.undo()
    assert str(target) in failure.value.what
    assert os.strerror(errno.ENOSPC) in failure.value.what
    assert [path.read_text() for path in tmp_path.iterdir() if path.is_file()] == ["old"]


@pytest.mark.parametrize("form", ReportForm)
def test_a_folder_that_is_not_there_is_one_line(
    tmp_path: Path, writer: ReportWriter, form: ReportForm
) -> None:
    with pytest.raises(ReportUnwritable) as failure:
        writer.write(timesheet(form), tmp_path / "missing" / "a")
    assert "\n" not in str(failure.value)


# The signature.


@pytest.fixture
def signed(tmp_path: Path, writer: ReportWriter) -> Path:
    target = tmp_path / "March 급여.xlsx"
    writer.write(timesheet(ReportForm.XLSX, signed=True), target)
    return target


def test_a_signed_export_is_genuine(signed: Path, workspace: Workspace) -> None:
    found = verify(signed, workspace.folder, workspace.ledger)
    assert found.genuine
    assert found.statement["file"] == signed.name
    assert found.statement["order"]["template"]["name"] == "standard"
    about = load_workbook(signed)["About"]
    assert found.statement["export"] in [row[1].value for row in about.iter_rows()]


@pytest.mark.skipif(os.name != "posix", reason="needs file names that are bytes")
def test_a_file_whose_name_is_no_text_is_signed_too(
    tmp_path: Path, writer: ReportWriter, workspace: Workspace
) -> None:
    target = tmp_path / os.fsdecode(b"M\xe4rz.csv")
    writer.write(timesheet(signed=True), target)
    assert verify(target, workspace.folder, workspace.ledger).genuine


def test_a_changed_file_is_found(signed: Path, workspace: Workspace) -> None:
    signed.write_bytes(signed.read_bytes() + b" ")
    found = verify(signed, workspace.folder, workspace.ledger)
    assert (found.genuine, found.intact, found.signed) == (False, False, True)


def test_a_changed_statement_is_found(signed: Path, workspace: Workspace) -> None:
    place = signature_of(signed)
    written = json.loads(place.read_text("utf-8"))
    written["statement"]["order"]["last"] = "2026-04-30"
    place.write_text(json.dumps(written), "utf-8")
    found = verify(signed, workspace.folder, workspace.ledger)
    assert (found.genuine, found.intact, found.signed) == (False, True, False)


def test_another_workspaces_key_and_ledger_are_told(signed: Path, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "other") as other:
        found = verify(signed, other.folder, other.ledger)
        assert (found.intact, found.signed, found.genuine) == (True, True, False)
        assert (found.key, found.head) == (Standing.FOREIGN, Standing.FOREIGN)
        assert kept_key(other.folder) is None, "checking makes no key"


def test_a_copy_of_the_workspace_that_lost_entries_is_told(
    signed: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace.ledger, "hashes_at", lambda sequence: frozenset())
    found = verify(signed, workspace.folder, workspace.ledger)
    assert (found.key, found.head, found.genuine) == (Standing.OURS, Standing.FOREIGN, False)


def test_the_head_stays_in_the_ledger_that_goes_on(signed: Path, workspace: Workspace) -> None:
    append(workspace.ledger, workspace.gallery.person("E7"), 9000)
    assert verify(signed, workspace.folder, workspace.ledger).genuine


def test_an_export_before_the_first_punch_is_genuine_too(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "new") as new:
        writer = ReportWriter(
            FakeTimesheets(), new.ledger, new.folder, lambda: ZoneInfo("Asia/Seoul"), FakeClock()
        )
        head = new.ledger.head()
        receipt = writer.write(timesheet(signed=True), tmp_path / "a.csv")
        assert receipt.stamp.head == head
        assert verify(tmp_path / "a.csv", new.folder, new.ledger).genuine


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format": "other"}',
        b'{"statement": {"ledger": {"sequence": -1, "entry_hash": ""}}}',
        b'{"format": "desk-access-signature-1", "signature": "", "public_key": "", "statement": '
        b'{"ledger": {"sequence": 1, "entry_hash": ""}}}',
    ],
)  # fmt: skip
def test_what_is_no_signature_is_one_line(
    signed: Path, workspace: Workspace, content: bytes
) -> None:
    signature_of(signed).write_bytes(content)
    with pytest.raises(SignatureUnusable, match="is no signature"):
        verify(signed, workspace.folder, workspace.ledger)


def test_a_missing_signature_or_file_is_one_line(signed: Path, workspace: Workspace) -> None:
    place = signature_of(signed)
    kept = place.read_bytes()
    place.unlink()
    with pytest.raises(SignatureUnusable, match="no signature"):
        verify(signed, workspace.folder, workspace.ledger)
    place.write_bytes(kept)
    signed.unlink()
    with pytest.raises(SignatureUnusable, match="cannot be read"):
        verify(signed, workspace.folder, workspace.ledger)


def test_the_key_is_made_once_for_its_owner_alone(workspace: Workspace) -> None:
    key = made_key(workspace.folder)
    assert made_key(workspace.folder).pem == key.pem
    place = workspace.folder / KEY_NAME
    assert os.name == "nt" or stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path.name for path in workspace.folder.glob("*.part")] == []
    place.write_text("no key")
    with pytest.raises(SignatureUnusable, match="no key"):
        made_key(workspace.folder)


def test_two_who_make_the_key_at_once_have_one(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = made_key(tmp_path)
    linked = os.link

    def late(draft: Path, place: Path) -> None:
        shutil.copy(tmp_path / KEY_NAME, place)
        linked(draft, place)

    monkeypatch.setattr(os, "link", late)
    assert made_key(workspace.folder).pem == theirs.pem


def test_a_key_that_cannot_be_kept_stops_the_export(tmp_path: Path, writer: ReportWriter) -> None:
    shutil.rmtree(tmp_path / "workspace")
    (tmp_path / "workspace").write_text("in the way")
    with pytest.raises((ReportUnwritable, SignatureUnusable), match="key"):
        writer.write(timesheet(signed=True), tmp_path / "a.csv")
    assert not (tmp_path / "a.csv").exists()

"""Audits and anchors by themselves."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desk_access.config import AuditSettings
from desk_access.errors import SignatureUnusable, UsageError
from desk_access.model.audit import AuditReport, Fault
from desk_access.service.auditing import AuditDesk
from tests.fakes import FakeClock
from tests.records import START

BROKEN = AuditReport(
    5, 1, "ab", (Fault("person 3", "Person 3 was changed.", "Look."), Fault("a", "b.", "c."))
)


class FakeAudits:
    """Finds what it is told to, and keeps anchors in a list."""

    def __init__(self) -> None:
        self.report = AuditReport(5, 1, "ab")
        self.kept: list[tuple[str, str]] = []
        self.newest: datetime | None = None
        self.failure: SignatureUnusable | None = None
        self.looked_first = False
        self.verified = threading.Event()
        self.anchored = threading.Event()

    def verify(
        self, anchors: Iterable[str] = (), keys: Collection[str] = (), folder: str = ""
    ) -> AuditReport:
        self.verified.set()
        return self.report

    def end_faults(self, folder: str = "") -> tuple[Fault, ...]:
        self.looked_first = not self.verified.is_set()
        return self.report.faults

    def anchor(self, at: datetime) -> str:
        if self.failure is not None:
            raise self.failure
        return f'{{"at": "{at.isoformat()}"}}'

    def last_anchor(self, folder: str = "") -> datetime | None:
        return self.newest

    def keep(self, anchor: str, folder: str = "") -> list[Path]:
        self.kept.append((anchor, folder))
        self.anchored.set()
        return [Path("/anchors")]


@pytest.fixture
def audits() -> FakeAudits:
    return FakeAudits()


def desk_of(audits: FakeAudits, settings: AuditSettings | None = None) -> AuditDesk:
    return AuditDesk(audits, FakeClock(START), settings or AuditSettings())


def test_it_verifies_and_anchors_as_it_starts(audits: FakeAudits) -> None:
    desk = desk_of(audits)
    heard: list[AuditReport] = []
    desk.subscribe(heard.append)
    desk.start()
    assert audits.verified.wait(10)
    assert audits.anchored.wait(10)
    desk.close()
    assert heard == [audits.report] == [desk.report]
    assert desk.trouble == ""
    assert audits.looked_first, "the end is quick to look at"


@pytest.mark.parametrize(
    ("every_h", "newest"), [(0, None), (24, START - timedelta(hours=23))], ids=["off", "fresh"]
)
def test_no_anchor_is_made_before_it_is_time(
    audits: FakeAudits, every_h: int, newest: datetime | None
) -> None:
    audits.newest = newest
    desk = desk_of(audits, AuditSettings(every_h=every_h))
    desk.start()
    assert audits.verified.wait(10)
    desk.close()
    assert audits.kept == []


def test_what_is_found_is_told_with_what_to_do(audits: FakeAudits) -> None:
    audits.report = BROKEN
    desk = desk_of(audits)
    desk.verify()
    assert desk.trouble.startswith("The audit found a fault. Person 3 was changed. Look.")
    assert "1 more" in desk.trouble
    audits.report = AuditReport(5, 1, "ab")
    desk.verify()
    assert desk.trouble == ""


def test_without_the_key_nothing_stops(audits: FakeAudits, expected_logs: list[str]) -> None:
    expected_logs.append("not anchored")
    audits.failure = SignatureUnusable("The key is not at hand.", "Get it.")
    desk = desk_of(audits)
    desk.anchor_quietly()
    assert "not at hand" in desk.trouble


def test_the_operators_program_gets_the_line_without_a_shell(
    audits: FakeAudits, tmp_path: Path
) -> None:
    script = tmp_path / "mail.py"
    script.write_text("import sys, pathlib\npathlib.Path(sys.argv[1]).write_text(sys.argv[2])\n")
    out = tmp_path / "sent; echo"
    program = f"'{sys.executable}' '{script}' '{out}' {{anchor}}"
    made = desk_of(audits, AuditSettings(folder="/shared", program=program)).make_anchor()
    assert made.failure == ""
    assert out.read_text() == made.line == audits.kept[0][0]
    assert audits.kept[0][1] == "/shared"


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("/no/such/program {anchor}", "could not be run"),
        ("'unclosed {anchor}", "could not be run"),
        (f"'{sys.executable}' -c 'raise SystemExit(\"no mail\")' {{anchor}}", "no mail"),
    ],
)
def test_a_program_that_fails_is_told(audits: FakeAudits, program: str, told: str) -> None:
    made = desk_of(audits, AuditSettings(program=program)).make_anchor()
    assert told in made.failure
    assert len(audits.kept) == 1


def test_settings_that_make_no_sense_are_refused() -> None:
    for given in ({"every_h": -1}, {"every_h": 10_000}, {"program": "mail"}):
        with pytest.raises(UsageError):
            AuditSettings(**given)  # type: ignore[arg-type]

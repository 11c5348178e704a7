"""Pages: one a person, every name shown or said why not."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from desk_access.errors import ReportUnwritable
from desk_access.model.report import (
    STANDARD,
    DateStyle,
    DayColumn,
    LengthStyle,
    PunchColumn,
    ReportForm,
    ReportKind,
    ReportTemplate,
    TimeStyle,
)
from desk_access.model.timesheet import PersonMonth, Totals
from desk_access.reports import fonts, pdf_punches, pdf_timesheet
from desk_access.reports.fonts import FontFile, Typeface, hangul_typeface
from desk_access.reports.timesheet import Timesheet
from tests.records import some_punch
from tests.unit.reports.months import STAMP, night, office, order

PDFTOTEXT = shutil.which("pdftotext")
needs_pdftotext = pytest.mark.skipif(PDFTOTEXT is None, reason="needs pdftotext (poppler-utils)")
needs_hangul = pytest.mark.skipif(
    hangul_typeface() is None, reason="needs letters with Hangul (fonts-noto-cjk)"
)


def pages(people: Sequence[PersonMonth], template: ReportTemplate = STANDARD) -> bytes:
    stream = io.BytesIO()
    sheet = Timesheet(order(ReportForm.PDF, template), STAMP, people)
    pdf_timesheet.write_pdf(sheet, stream)
    return stream.getvalue()


def punch_pages(count: int, template: ReportTemplate = STANDARD) -> bytes:
    stream = io.BytesIO()
    wanted = order(ReportForm.PDF, template, ReportKind.PUNCHES)
    given = (some_punch("Kim", sequence=number) for number in range(1, count + 1))
    pdf_punches.write_pdf(wanted, STAMP, given, stream)
    return stream.getvalue()


def count(document: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", document))


def text(document: bytes) -> str:
    assert PDFTOTEXT is not None
    ran = subprocess.run(
        [PDFTOTEXT, "-layout", "-", "-"], input=document, capture_output=True, check=True
    )
    return ran.stdout.decode()


def without_hangul(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_system_folders", lambda: iter(()))


def test_a_month_is_a_page_a_person() -> None:
    assert count(pages([office("Kim"), night("Lee"), office("Park", seed=2)])) == 3


def test_a_long_period_goes_on_on_another_page() -> None:
    kim = office("Kim")
    document = pages([replace(kim, days=kim.days * 3)])
    assert count(document) == 3


@needs_pdftotext
@needs_hangul
def test_it_tells_who_what_and_where_from() -> None:
    told = text(pages([office("김하밀")]))
    for words in (
        "김하밀", "E7 · Office", "2026-03-01 – 2026-03-31", "2026-03-19 Thu", "09:09–18:30*",
        "Late 0:09; C 1", "OUT forgotten", "Absent 8:00", "Page 1 of 1", "Employee",
        f"Export {STAMP.export_id}", f"ledger 1234 {STAMP.head.entry_hash}",
    ):  # fmt: skip
        assert words in told


@needs_pdftotext
def test_a_closed_month_shows_what_is_paid() -> None:
    told = text(pages([night()]))
    work = [
        line.split() for line in told.splitlines() if line.startswith(("Total", "Closed", "To be"))
    ]
    assert [each[-3] for each in work] == ["179:40", "179:25", "177:55"]


@needs_pdftotext
def test_formats_are_the_templates() -> None:
    template = replace(
        STANDARD, dates=DateStyle.DOTS, times=TimeStyle.H12, lengths=LengthStyle.HOURS
    )
    told = text(pages([office("Kim")], template))
    for words in ("19.03.2026 Thu", "9:09 AM–6:30 PM*", "8.35"):
        assert words in told


@needs_pdftotext
def test_columns_that_the_template_leaves_out_are_not_there() -> None:
    told = text(pages([office("Kim")], replace(STANDARD, days=(DayColumn.DATE, DayColumn.WORK))))
    assert "Worked" in told
    assert not any(words in told for words in ("Overtime", "Punches", "Shift", "09:00"))


@needs_pdftotext
@needs_hangul
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("=1+1", "=1+1"),
        ("Zoë O'Brien", "Zoë O'Brien"),
        ("김하밀", "김하밀"),  # taken apart, as some systems do
        ("Kim 🧑‍🏭", "Kim □□"),
        ("two\nlines\x00", "two lines"),
    ],
)
def test_any_name_is_shown(name: str, shown: str) -> None:
    assert shown in text(pages([office(name)]))


def test_a_name_without_end_is_cut() -> None:
    assert count(pages([office("Kim" * 5000)])) == 1


def test_without_hangul_latin_names_are_still_written(monkeypatch: pytest.MonkeyPatch) -> None:
    without_hangul(monkeypatch)
    assert count(pages([office("Zoë"), night()])) == 2


def test_without_hangul_a_korean_name_is_no_row_of_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    without_hangul(monkeypatch)
    with pytest.raises(ReportUnwritable, match="김하밀 cannot be shown") as failure:
        pages([office("김하밀")])
    assert "Noto Sans CJK" in failure.value.cure


def test_nobody_makes_a_page_too() -> None:
    assert count(pages([])) == 1


def test_the_better_letters_are_found_with_their_bold_ones(tmp_path: Path) -> None:
    assert hangul_typeface([tmp_path, tmp_path / "missing"]) is None
    (tmp_path / "truetype").mkdir()
    nanum, malgun, bold = (
        tmp_path / "truetype" / name for name in ("NanumGothic.ttf", "malgun.ttf", "malgunbd.ttf")
    )
    nanum.touch()
    assert hangul_typeface([tmp_path]) is None, "a copy that failed"
    nanum.write_bytes(b"OTTO...")
    assert hangul_typeface([tmp_path]) == Typeface(FontFile(nanum), FontFile(nanum))
    malgun.write_bytes(b"OTTO...")
    bold.write_bytes(b"OTTO...")
    assert hangul_typeface([tmp_path]) == Typeface(FontFile(malgun), FontFile(bold))


def test_punches_fill_pages() -> None:
    assert count(punch_pages(0)) == 1
    assert count(punch_pages(100)) == 4


@needs_pdftotext
def test_a_punch_is_a_row() -> None:
    told = text(punch_pages(1))
    assert "2026-03-02 17:00:00" in told
    assert "b" * 16 in told


def test_few_columns_are_written_upright_and_too_many_refused() -> None:
    few = replace(STANDARD, punches=(PunchColumn.NAME, PunchColumn.DATE, PunchColumn.TIME))
    assert b"/MediaBox [0 0 595" in punch_pages(1, few)
    assert b"/MediaBox [0 0 841" in punch_pages(1)
    with pytest.raises(ReportUnwritable, match="do not fit"):
        punch_pages(1, replace(STANDARD, punches=tuple(PunchColumn)))


@needs_pdftotext
def test_somebody_who_was_erased_is_on_a_page_by_their_code() -> None:
    gone = replace(night(), name="", days=(), totals=Totals())
    told = text(pages([gone]))
    assert told.count("E8") == 2
    assert "To be paid" in told

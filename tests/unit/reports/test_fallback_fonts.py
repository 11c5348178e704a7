"""Names in any script: a font of this machine shows them, or the export says whose are boxes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from desk_access.model.report import ReportForm
from desk_access.reports import fonts, pdf_timesheet
from desk_access.reports.fonts import FallbackFonts, FontFile, Typeface
from desk_access.reports.pdf import MARGIN, Pages, unshown_words
from desk_access.reports.timesheet import Timesheet
from tests.unit.reports.months import STAMP, office, order

LATIN = "".join(map(chr, range(0x20, 0x7F))) + "□…"


def font(folder: Path, name: str, signs: str) -> Path:
    """A font whose letters are all one box."""
    folder.mkdir(exist_ok=True)
    signs = "".join(dict.fromkeys(signs))
    pen = TTGlyphPen(None)
    for move, at in (("moveTo", (0, 0)), ("lineTo", (0, 700)), ("lineTo", (500, 700))):
        getattr(pen, move)(at)
    pen.closePath()
    glyphs = [".notdef", *(f"u{ord(sign):04X}" for sign in signs)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord(sign): f"u{ord(sign):04X}" for sign in signs})
    builder.setupGlyf(dict.fromkeys(glyphs, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": name, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(folder / f"{name}.ttf")
    return folder / f"{name}.ttf"


def pages(tmp_path: Path, *others: tuple[str, str]) -> Pages:
    main = FontFile(font(tmp_path / "main", "Main", LATIN))
    for name, signs in others:
        font(tmp_path / "others", name, signs)
    made = Pages(
        order(ReportForm.PDF),
        STAMP,
        Typeface(main, main),
        fallbacks=FallbackFonts([tmp_path / "others"]),
    )
    made.add_page()
    made.letters(9)
    return made


def test_a_script_is_shown_by_the_font_that_is_made_for_it(tmp_path: Path) -> None:
    made = pages(
        tmp_path, ("Aaa", "สมชาย"), ("NotoSansThai-Regular", "สมชาย"), ("NotoSansThai-Bold", "ส")
    )
    assert made._fallbacks.having("ส") == tmp_path / "others" / "NotoSansThai-Regular.ttf"
    for bold in (False, True):
        made.letters(9, bold=bold)
        made.put(MARGIN, 20, 60, "Kim สมชาย")
    assert unshown_words(made) == ()
    assert len(made.output()) > 1000
    made.let_go()


def test_what_no_font_has_is_told_with_the_name_and_the_package(tmp_path: Path) -> None:
    made = pages(tmp_path)
    for text in ("Somchai สมชาย (E7)", "राजेश", "राजेश", "王小明", "Kim"):
        made.put(MARGIN, 20, 60, text)
    (warning,) = unshown_words(made)
    assert warning == (
        "No font of this machine has all characters of “Somchai สมชาย (E7)”, “राजेश”, “王小明”:"
        " the page shows □ for them. Install Noto fonts (on Debian and Ubuntu fonts-noto-cjk and"
        " fonts-noto-core), then export again."
    )
    assert made.shown("राजेश") == "□□□□□"
    made.let_go()


def test_joiners_stay_where_letters_join_and_nowhere_else(tmp_path: Path) -> None:
    made = pages(tmp_path, ("NotoSansDevanagari-Regular", "कष्\u200d\u200c"))
    assert made.shown("क्\u200dष") == "क्\u200dष"
    assert made.shown("Kim\u200d Su\u200b") == "Kim Su"
    assert unshown_words(made) == ()
    made.let_go()


def test_what_is_no_font_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "others"
    folder.mkdir()
    (folder / "NotoSansThai-Regular.ttf").write_bytes(b"\0\1\0\0" + bytes(200))
    (folder / "Other.ttf").write_bytes(b"")
    assert FallbackFonts([folder, tmp_path / "gone"]).having("ส") is None


def test_a_timesheet_gives_the_warning_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = LATIN + "".join(map(chr, range(0xA0, 0x180))) + "–·−"
    font(tmp_path / "fonts", "NanumGothic", signs)
    monkeypatch.setattr(fonts, "_system_folders", lambda: iter([tmp_path / "fonts"]))
    for name, told in (("Kim", False), ("สมชาย", True)):
        sheet = Timesheet(order(ReportForm.PDF), STAMP, [office(name)])
        warnings = pdf_timesheet.write_pdf(sheet, io.BytesIO())
        assert any(name in each for each in warnings) is told

"""An encoding is stated or asked for, and never guessed."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from desk_access.errors import EncodingUnknown, ImportRefused, UsageError
from desk_access.imports.calendar_file import read_holidays
from desk_access.imports.tables import read_import
from desk_access.imports.text_encoding import ENCODINGS, decode_text, text_encoding
from desk_access.model.importing import Named, PeopleTable, TableKind
from tests.unit.imports.files import text_file


def asked(data: bytes) -> EncodingUnknown:
    with pytest.raises(EncodingUnknown) as unknown:
        decode_text(data, "a.csv")
    return unknown.value


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        # Both are valid cp949 too, and were read as Hangul.
        ("Åsa Lind", "cp1252"),
        ("Mary O’Brien", "cp1252"),
        ("Łukasz Żak", "cp1250"),
        ("Иван Петров", "cp1251"),
        ("김하나", "cp949"),
        ("山田太郎", "cp932"),
        ("山田太郎", "iso2022_jp"),
        ("김하나", "iso2022_kr"),
        ("王小明", "gb18030"),
        ("محمد", "cp1256"),
        ("สมชาย", "cp874"),
        ("Zoë", "mac_roman"),
        ("김하나", "utf_16_le"),
        ("김하나", "utf_16_be"),
    ],
)
def test_what_is_not_utf_8_is_asked_for_with_a_sample(name: str, encoding: str) -> None:
    text = f"code;name\r\nE7;{name};Office\r\n"
    data = text.encode(encoding)
    samples = dict(asked(data).readings)
    assert samples[encoding] in (f"E7;{name};Office", "code;name")
    assert decode_text(data, "a.csv", encoding) == text


def test_the_message_shows_what_a_line_would_be_and_how_to_answer() -> None:
    unknown = asked("code;name\nE7;Åsa Lind\n".encode("cp1252"))
    assert unknown.what.startswith("a.csv is not UTF-8, and does not say what it is.")
    assert "in cp949 “E7;흒a Lind”; in cp1252 “E7;Åsa Lind”" in unknown.what
    assert "--encoding NAME" in unknown.cure


def test_every_reading_is_in_an_encoding_that_can_be_named() -> None:
    for encoding in ENCODINGS:
        assert text_encoding(encoding) == encoding


@pytest.mark.parametrize(
    "mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE]
)
def test_a_byte_order_mark_states_the_encoding(mark: bytes) -> None:
    encoding = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
        codecs.BOM_UTF32_LE: "utf-32-le",
    }[mark]
    data = mark + "김,Åsa".encode(encoding)
    assert decode_text(data, "a.csv") == "김,Åsa"
    assert decode_text(data, "a.csv", encoding[:6].rstrip("-")) == "김,Åsa"
    with pytest.raises(ImportRefused, match="begins with the mark of UTF"):
        decode_text(data, "a.csv", "cp949")


def test_a_text_that_is_not_in_the_named_encoding_is_refused() -> None:
    with pytest.raises(ImportRefused, match="is not in cp1252"):
        decode_text(b"code\n\x81\n", "a.csv", "windows-1252")


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "utf-7", "idna", "", "\0"])
def test_what_is_no_text_encoding_is_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError, match="is not a text encoding"):
        decode_text("김".encode("cp949"), "a.csv", name)


def test_bytes_that_are_no_text_are_refused_without_a_question() -> None:
    for data in (bytes(range(256)), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"a\x1bc", b"\xff\xfe1"):
        with pytest.raises(ImportRefused, match="is no table or calendar") as refused:
            decode_text(data, "a.csv")
        assert not isinstance(refused.value, EncodingUnknown)


def test_the_sample_is_around_the_first_sign_that_differs() -> None:
    readings = dict(asked(b"x" * 500 + b"\xc5sa" + b"y" * 500).readings)
    assert "Åsa" in readings["cp1252"]
    assert len(readings["cp1252"]) == 60


def test_tables_and_calendars_ask_alike(tmp_path: Path) -> None:
    table = text_file(tmp_path / "a.csv", "code;name\nE7;Åsa Lind\n", "cp1252")
    with pytest.raises(EncodingUnknown):
        read_import(TableKind.PEOPLE, table)
    people = read_import(TableKind.PEOPLE, table, "cp1252")
    assert isinstance(people, PeopleTable)
    assert people.rows[0].value == Named("E7", "Åsa Lind", None)
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Påske\nDTSTART;VALUE=DATE:20260405\n"
    calendar = text_file(tmp_path / "a.ics", text + "END:VEVENT\nEND:VCALENDAR\n", "cp1252")
    with pytest.raises(EncodingUnknown, match="SUMMARY:Påske"):
        read_holidays(calendar, [2026])
    assert read_holidays(calendar, [2026], "cp1252").rows[0].what == "Påske"

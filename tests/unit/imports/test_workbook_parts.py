"""A workbook is weighed before anything makes objects of it."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from desk_access.errors import ImportRefused
from desk_access.imports.tables import read_import
from desk_access.imports.workbook_parts import MAX_UNPACKED, PartsRefused, check_parts
from desk_access.model.importing import TableKind
from tests.unit.imports.files import rewritten, workbook_file

SHEET = "xl/worksheets/sheet1.xml"


def archive(*parts: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipFile:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", how) as made:
        for name, data in parts:
            made.writestr(name, data)
    return zipfile.ZipFile(kept)


def noisy(piece: bytes, count: int) -> bytes:
    """So many pieces, and so much noise between them that the ratio tells nothing."""
    chance = random.Random(0)
    noise = (b"<!--%d-->" % chance.getrandbits(64) for _ in range(count // 500 + 1))
    return b"".join(piece * 500 + each for each in noise)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<sst>" + b"<si/>" * 7_000_000, "250 times"),
        (b"<sst>" + noisy(b"<si/>", 2_100_000), "more in part than"),
        (b"<x:sst>" + noisy(b"<si/>", 2_100_000), "more in part than"),
        (b"<sst>" + noisy(b"<si/>", 165_000), "more in part than"),
        (b"<styleSheet>" + b"<xf/>" * 2_000_000, "250 times"),
        (b"<styleSheet>" + noisy(b"<xf/>", 31_000), "more in part than"),
        (b"<worksheet>" + noisy(b"<c/>", 2_600_000), "more in part than"),
        (b"<workbook>" + b"<sheet />" * 256, "more in part than"),
        (b"<a " + b'b="1" ' * 50_000 + b"/>", "more in part than"),
        (b'<!DOCTYPE a [<!ENTITY b "bb">]><a/>', "entities"),
        ('\ufeff<!ENTITY b "bb">'.encode("utf-16-le"), "entities"),
        ((b"<a>" + b" " * 100_000) * 10 + b" " * (2**20 - 1_000_035) + b"<!DOCTYPE x>", "entities"),
        (b'<worksheet><c r="XFE1"/></worksheet>', "column XFE"),
        (b'<worksheet><c r="ZZZZZZZZZZZZZZZ1"/></worksheet>', "column ZZZZZZZZZZZZ,"),
    ],
)
def test_a_part_that_no_table_needs_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(PartsRefused, match=words):
        check_parts(archive(("part", data)))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (archive(*((f"part{number}", b"") for number in range(1001))), "thousands of parts"),
        (archive(("part", b"<a/>"), how=zipfile.ZIP_LZMA), "packed as no Excel"),
        (archive(("part", b"<a/>"), how=zipfile.ZIP_BZIP2), "packed as no Excel"),
        (archive(*((f"part{n}", bytes(MAX_UNPACKED // 8)) for n in range(9))), "unpacks to 144"),
    ],
)
def test_an_archive_that_is_no_workbook_is_refused(made: zipfile.ZipFile, words: str) -> None:
    with pytest.raises(PartsRefused, match=words):
        check_parts(made)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused() -> None:
    with pytest.raises(PartsRefused, match="part part twice"):
        check_parts(archive(("part", b"<a/>"), ("part", b"<b/>")))


def test_what_zip_is_inside_is_never_opened() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("sheet", b"<" * 10_000_000)
    assert check_parts(archive(("inner.zip", inner.getvalue()))) == 1


def test_a_size_that_lies_is_the_end_of_the_part(tmp_path: Path) -> None:
    """The directory says that the sheet unpacks to 10 bytes; it unpacks to megabytes."""
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "Kim"])
    rewritten(file, SHEET, lambda xml: xml + b" " * 5_000_000)
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as whole:
        size = whole.getinfo(SHEET).file_size.to_bytes(4, "little")
    for _ in range(2):
        at = data.index(size)
        data[at : at + 4] = (10).to_bytes(4, "little")
    file.write_bytes(data)
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        read_import(TableKind.PEOPLE, file)


def test_columns_far_to_the_right_are_not_looked_at(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "Kim"])
    row = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(3, 200))
    rewritten(file, SHEET, lambda xml: xml.replace(b"</sheetData>", row + b"</sheetData>"))
    (found,) = read_import(TableKind.PEOPLE, file).rows
    assert found.refusal == ""


def test_thousands_of_merged_cells_are_refused(tmp_path: Path) -> None:
    file = workbook_file(tmp_path / "a.xlsx", ["code", "name"], ["E7", "Kim"])
    cells = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(1, 10_050))
    merged = b"<mergeCells>" + cells + b"</mergeCells></worksheet>"
    rewritten(file, SHEET, lambda xml: xml.replace(b"</worksheet>", merged))
    with pytest.raises(ImportRefused, match="no Excel workbook"):
        read_import(TableKind.PEOPLE, file)

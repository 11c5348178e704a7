"""Pages: letters, tables and the foot of every page. Lengths are millimetres, sizes points."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from fpdf import FPDF
from fpdf.enums import Align
from fpdf.fonts import TTFFont

from desk_access.errors import ReportUnwritable
from desk_access.model.report import ReportOrder, Stamp
from desk_access.reports.fonts import FallbackFonts, Typeface, hangul_typeface
from desk_access.reports.provenance import foot

Colour = tuple[int, int, int]

INK: Final[Colour] = (28, 32, 38)
FAINT: Final[Colour] = (104, 112, 122)
LINE: Final[Colour] = (208, 213, 220)
HEAD: Final[Colour] = (231, 236, 243)
MARK: Final[Colour] = (255, 238, 204)
REST: Final[Colour] = (245, 246, 248)

A4: Final = (210.0, 297.0)
MARGIN: Final = 14.0
FOOT: Final = 16.0
"""From here to the lower edge nothing but the foot is written."""

_PAGES: Final = "{pages}"
"""Stands for how many there are, until that is known; as wide as a number with six digits."""

_TIGHT: Final = 0.74
"""How far the lines of one row are apart, in heights of a row."""

_LONGEST: Final = 300
"""More signs than any line has room for, so that long ones are not measured sign by sign."""

_OWN, _CORE = "own", "helvetica"
_MISSING = "□"
_NO_JOINERS: Final = dict.fromkeys((0x200C, 0x200D))
"""Joiners, which have a meaning in scripts whose letters join, and nowhere else."""

_NAMED: Final = 5
_EAST_ASIAN: Final = frozenset(("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO"))

_PLAIN = str.maketrans({"–": "-", "…": "...", "□": "?"})
"""What stands in for signs of our own that the letters of every PDF reader lack."""


class Column(NamedTuple):
    """A column of a table. What does not fit is cut, or with ``wraps`` goes on below."""

    words: str
    width: float
    right: bool = False
    wraps: bool = False


class Pages(FPDF):
    """A document. Without a typeface it is set in letters that every reader has, and shows Latin
    names alone: others raise ReportUnwritable."""

    def __init__(
        self,
        order: ReportOrder,
        stamp: Stamp,
        typeface: Typeface | None,
        *,
        wide: bool = False,
        fallbacks: FallbackFonts | None = None,
    ) -> None:
        super().__init__("landscape" if wide else "portrait", "mm", "A4")
        self._stamp = stamp
        self._letters = _CORE
        self._known: frozenset[int] | None = None
        self._fallbacks = FallbackFonts() if fallbacks is None else fallbacks
        self._added: dict[Path, str] = {}
        self._covered: dict[str, bool] = {}
        self.unshown: dict[str, str] = {}
        """Texts with characters that no font here has, and the first of them."""
        self.set_margin(MARGIN)
        self.c_margin = 0.8
        self.set_auto_page_break(False)
        self.alias_nb_pages(_PAGES)
        self.set_title(f"{order.kind.value.capitalize()} {order.first} to {order.last}")
        self.set_creator("desk-access")
        self.set_creation_date(stamp.made_at)
        if typeface is not None:
            self._letters = _OWN
            for style, file in (("", typeface.regular), ("B", typeface.bold)):
                self.add_font(_OWN, style, file.path, collection_font_number=file.place)
            self._known = frozenset(getattr(self.fonts[_OWN], "cmap", ()))

    @property
    def room(self) -> float:
        """How wide a line may be."""
        return self.w - 2 * MARGIN

    @property
    def end(self) -> float:
        """Where the foot begins."""
        return self.h - FOOT

    def footer(self) -> None:
        """Where the page comes from, and which it is. FPDF calls it."""
        self.letters(6, colour=FAINT)
        self.set_xy(MARGIN, self.h - 11)
        self.cell(self.room - 24, 4, self.shown(foot(self._stamp)))
        self.cell(24, 4, f"Page {self.page_no()} of {_PAGES}")

    def letters(self, size: float, *, bold: bool = False, colour: Colour = INK) -> None:
        """Choose what is written with from now on."""
        self.set_font(self._letters, "B" if bold else "", size)
        self.set_text_color(*colour)

    def put(
        self, x: float, y: float, width: float, text: str, *, right: bool = False, high: float = 5
    ) -> None:
        """A line of text in a place; what does not fit is cut."""
        self.set_xy(x, y)
        text = self.shown(text)
        with self._shaped(text):
            self.cell(width, high, self.cut(text, width), align=Align.R if right else "L")

    def rule(self, x: float, y: float, width: float, colour: Colour = LINE) -> None:
        """A thin line."""
        self.set_draw_color(*colour)
        self.set_line_width(0.15)
        self.line(x, y, x + width, y)

    def shown(self, text: str) -> str:
        """The text in characters that the letters have; □ for those that they lack.

        Raises ReportUnwritable where there are no letters but Latin ones and the text needs more.
        """
        if text.isascii() and text.isprintable():
            return text
        # Some systems take syllables apart, and no letters have the parts.
        text = "".join(map(_printable, text))
        text = unicodedata.normalize("NFC", text)
        if not any(map(_is_joined, text)):
            text = text.translate(_NO_JOINERS)
        if self._known is not None:
            return self._with_letters(text)
        text = text.translate(_PLAIN)
        try:
            text.encode("latin-1")
        except UnicodeEncodeError as error:
            raise ReportUnwritable(
                f"{text} cannot be shown on a page: this machine has no letters with Hangul.",
                "Install Noto Sans CJK (fonts-noto-cjk), Nanum or Malgun Gothic, or choose Excel.",
            ) from error
        return text

    def _with_letters(self, text: str) -> str:
        """The text with □ for what no font of this machine has."""
        missing = [sign for sign in text if not self._has(sign)]
        if missing:
            self.unshown.setdefault(text, missing[0])
        return "".join(_MISSING if sign in missing else sign for sign in text)

    def _has(self, sign: str) -> bool:
        """Whether the page's own letters have it, or a font that is added for it."""
        if self._known is not None and ord(sign) in self._known:
            return True
        if sign not in self._covered:
            file = self._fallbacks.having(sign)
            self._covered[sign] = file is not None
            if file is not None and file not in self._added:
                self._added[file] = f"fallback{len(self._added)}"
                for style in ("", "B"):
                    self.add_font(self._added[file], style, file)
                self.set_fallback_fonts([*self._added.values()], exact_match=False)
        return self._covered[sign]

    @contextmanager
    def _shaped(self, text: str) -> Iterator[None]:
        """Set the text as its script needs it: letters joined and ordered, from right to left.

        Only where it is needed: other lines are written several times as fast without.
        """
        needed = self._known is not None and any(map(_is_joined, text))
        if needed:
            self.set_text_shaping(True)
        try:
            yield
        finally:
            if needed:
                self.set_text_shaping(False)

    def cut(self, text: str, width: float) -> str:
        """As much of the text as fits."""
        room = width - 2 * self.c_margin
        text = text[:_LONGEST]
        if self.get_string_width(text) <= room:
            return text
        more = "…" if self._known is not None else "..."
        while text and self.get_string_width(text + more) > room:
            text = text[:-1]
        return text + more

    def wrapped(self, text: str, width: float) -> list[str]:
        """The text in lines, broken between words."""
        text = self.shown(text)
        with self._shaped(text):
            return self._lines(text, width)

    def _lines(self, text: str, width: float) -> list[str]:
        room = width - 2 * self.c_margin
        if self.get_string_width(text) <= room:
            return [text]
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.get_string_width(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return [self.cut(line, width) for line in lines]

    def let_go(self) -> None:
        """Close the files of the letters."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()


def unshown_words(pages: Pages) -> tuple[str, ...]:
    """A warning about texts with □ in them: whose or which, and what to install."""
    if not pages.unshown:
        return ()
    texts = list(pages.unshown)
    named = ", ".join(f"“{text[:60]}”" for text in texts[:_NAMED])
    more = f" and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    scripts = {unicodedata.name(sign, "-").split()[0] for sign in pages.unshown.values()}
    packages = {
        "fonts-noto-cjk" if script in _EAST_ASIAN else "fonts-noto-core" for script in scripts
    }
    return (
        f"No font of this machine has all characters of {named}{more}: the page shows □ for them."
        f" Install Noto fonts (on Debian and Ubuntu {' and '.join(sorted(packages))}), then export"
        " again.",
    )


@contextmanager
def document(
    order: ReportOrder, stamp: Stamp, stream: BinaryIO, *, wide: bool = False
) -> Iterator[Pages]:
    """Pages that are written to the stream when the block ends well.

    Raises OSError, and ReportUnwritable for names that no letters here can show.
    """
    pages = Pages(order, stamp, hangul_typeface(), wide=wide)
    try:
        yield pages
        stream.write(pages.output())
    finally:
        pages.let_go()


def _is_joined(sign: str) -> bool:
    """Whether it is of a script that is written from right to left, or whose letters change beside
    each other: the blocks from Hebrew to Myanmar, and their later forms. Emoji are of none."""
    return (
        "\u0590" <= sign <= "\u109f"
        or "\u1780" <= sign <= "\u18af"
        or (
            "\ufb1d" <= sign <= "\ufdff"
            or "\ufe70" <= sign <= "\ufefc"
            or "\U00010800" <= sign <= "\U0001efff"
        )
    )


def _printable(sign: str) -> str:
    if sign.isprintable() or ord(sign) in _NO_JOINERS:
        return sign
    return "" if unicodedata.category(sign) == "Cf" else " "


class Table:
    """Rows under headings, which come again on each page that ``new_page`` begins.

    ``new_page`` begins a page and returns where on it the table goes on.
    """

    def __init__(
        self,
        pages: Pages,
        columns: Sequence[Column],
        new_page: Callable[[], float],
        *,
        size: float = 7.5,
        high: float = 4.9,
    ) -> None:
        self._pages = pages
        self._columns = columns
        self._new_page = new_page
        self._size = size
        self._high = high
        self.y = 0.0
        self._width = sum(column.width for column in columns)

    def begin(self, y: float) -> None:
        """Write the headings at ``y``."""
        self.y = y
        self._fill(HEAD, self._high)
        self._pages.letters(self._size - 0.5, bold=True)
        self._line([column.words for column in self._columns], self.y)
        self.y += self._high

    def row(self, cells: Sequence[str], *, fill: Colour | None = None, bold: bool = False) -> None:
        """Write a row, as high as its cells need."""
        pages = self._pages
        pages.letters(self._size, bold=bold)
        lines = [
            pages.wrapped(cell, column.width) if column.wraps else [cell]
            for cell, column in zip(cells, self._columns, strict=True)
        ]
        count = max(len(each) for each in lines)
        high = self._high + (count - 1) * self._high * _TIGHT
        if self.y + high > pages.end:
            self.begin(self._new_page())
            pages.letters(self._size, bold=bold)
        if fill is not None:
            self._fill(fill, high)
        for number in range(count):
            told = [each[number] if number < len(each) else "" for each in lines]
            self._line(told, self.y + number * self._high * _TIGHT)
        self.y += high
        pages.rule(MARGIN, self.y, self._width)

    def _line(self, cells: Sequence[str], y: float) -> None:
        x = MARGIN
        for cell, column in zip(cells, self._columns, strict=True):
            if cell:
                self._pages.put(x, y, column.width, cell, right=column.right, high=self._high)
            x += column.width

    def _fill(self, colour: Colour, high: float) -> None:
        self._pages.set_fill_color(*colour)
        # The line above stays in sight.
        self._pages.rect(MARGIN, self.y + 0.1, self._width, high - 0.1, style="F")

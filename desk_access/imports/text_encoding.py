"""The text of a CSV or iCalendar file. An encoding is never guessed: it is stated, or asked for."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final

from charset_normalizer import from_bytes

from desk_access.errors import EncodingUnknown, ImportRefused, TextReading, UsageError

ENCODINGS: Final = (
    "cp949",
    "cp1252",
    "cp932",
    "gb18030",
    "big5",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "mac_roman",
    "iso2022_jp",
    "iso2022_kr",
    "utf_16_le",
    "utf_16_be",
)
"""What office programs write where they do not write UTF-8. Those that are tried first come first:
a Korean and a Western European Windows."""

_FIRST: Final = ENCODINGS[:2]

_MARKS: Final = (
    # Longer marks first: that of UTF-32 begins as that of UTF-16 does.
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_NO_CHARACTERS: Final = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7")
)
"""Codecs of Python that no program writes tables with."""

_SHIFTS: Final = (b"\x1b", b"\x0e")
"""Begin another alphabet in encodings of seven bits (ISO 2022), whose bytes are ASCII."""

_SAMPLE: Final = 2**18
"""Bytes of the lines that tell one encoding from another; more are not looked at."""

_SHOWN: Final = 60


def text_encoding(name: str) -> str:
    """Python's name of an encoding that a person names. Raises UsageError for what is none."""
    try:
        found = codecs.lookup(name.strip())
        # Codecs that turn bytes into bytes fail here.
        "".encode(found.name)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise _no_encoding(name) from error
    python = found.name.replace("-", "_")
    if python in _NO_CHARACTERS:
        raise _no_encoding(name)
    return python


def decode_text(data: bytes, name: str, encoding: str | None = None) -> str:
    """The text of the file ``name``, without a byte order mark.

    Without ``encoding`` it is UTF-8, or what its byte order mark says. Raises EncodingUnknown where
    it is neither, with what the text would be in the encodings that fit; ImportRefused where none
    does, or where the text is not in ``encoding``; UsageError for an ``encoding`` that is none.
    """
    marked = next((each for mark, each in _MARKS if data.startswith(mark)), None)
    asked = None if encoding is None else text_encoding(encoding)
    if marked is not None:
        return _marked(data, name, marked, asked)
    if asked is not None:
        return _strictly(data, name, asked)
    text = None if any(each in data for each in _SHIFTS) else _decoded(data, "utf-8")
    if text is not None and "\0" not in text:
        return text
    raise _unknown(data, name)


def _marked(data: bytes, name: str, marked: str, asked: str | None) -> str:
    family = marked.removesuffix("-sig")
    if asked is not None and not asked.startswith(family.replace("-", "_")):
        raise ImportRefused(
            f"{name} begins with the mark of {family.upper()}, and is not in {asked}.",
            "Leave the encoding out.",
        )
    text = _decoded(data, marked)
    if text is None:
        raise ImportRefused(
            f"{name} is no table or calendar: it begins as {family.upper()}, and is damaged.",
            "Save it again where it came from, in UTF-8.",
        )
    return text


def _strictly(data: bytes, name: str, encoding: str) -> str:
    text = _decoded(data, encoding)
    if text is None:
        raise ImportRefused(
            f"{name} is not in {encoding}: some of its bytes are no characters in it.",
            "Name another encoding, or save the file in UTF-8.",
        )
    return text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, ValueError):
        return None


def _unknown(data: bytes, name: str) -> ImportRefused:
    """What may be asked: the readings of the lines that differ between encodings."""
    wide = b"\0" in data
    lines = data if wide else b"\n".join(_telling_lines(data))
    sample = lines[: _SAMPLE // 2 * 2]
    readings = []
    for encoding in _in_order(sample):
        if wide is encoding.startswith("utf_16") and len(sample) == len(lines):
            text = _decoded(sample, encoding)
        elif wide is encoding.startswith("utf_16"):
            text = _beginning(sample, encoding)
        else:
            continue
        if text is not None and _readable(text):
            readings.append(TextReading(encoding, _shown(text)))
    if not readings:
        return ImportRefused(
            f"{name} is no table or calendar: its bytes are no text in any usual encoding.",
            "Save it again where it came from, in UTF-8.",
        )
    return EncodingUnknown(name, tuple(readings))


def _telling_lines(data: bytes) -> list[bytes]:
    """The lines that are not the same in every encoding."""
    return [
        line
        for line in data.splitlines()
        if not line.isascii() or any(each in line for each in _SHIFTS)
    ]


def _beginning(sample: bytes, encoding: str) -> str | None:
    """The sample without a character that its end cuts."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(sample)
    except (UnicodeError, ValueError):
        return None


def _in_order(sample: bytes) -> list[str]:
    """All encodings, the likely ones first; the order is advice, for a person decides."""
    found: list[str] = []
    for match in from_bytes(sample):
        found += match.could_be_from_charset
    ranks = {each: rank for rank, each in reversed(list(enumerate(found)))}
    return sorted(ENCODINGS, key=lambda each: (each not in _FIRST, ranks.get(each, len(found))))


def _readable(text: str) -> bool:
    """Whether every character is one, and none is a control character that no table has."""
    return "\0" not in text and all(
        sign in "\r\n\t" or unicodedata.category(sign) not in ("Cc", "Cn", "Co", "Cs")
        for sign in set(text)
    )


def _shown(text: str) -> str:
    """The first line with a character beyond ASCII, for a person to judge by."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = next((each for each in lines if not each.isascii()), lines[0] if lines else "")
    at = next((place for place, sign in enumerate(line) if not sign.isascii()), 0)
    begin = max(0, at - _SHOWN // 2) if len(line) > _SHOWN else 0
    # Without signs that turn the writing of whatever stands beside it.
    return "".join(
        sign for sign in line[begin : begin + _SHOWN] if unicodedata.category(sign) != "Cf"
    )


def _no_encoding(name: str) -> UsageError:
    return UsageError(f"“{name}” is not a text encoding.", "Write it as cp1252, cp949 or utf-8.")

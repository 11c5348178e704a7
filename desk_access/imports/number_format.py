"""What a spreadsheet shows of a number or a text, where its number format leaves no doubt.

The formats are those of ECMA-376 part 1, 18.8.30 and 18.8.31. Only what is needed for codes and
names is applied: literal text, and whole digits as in ``0000``, ``"E"0`` or ``00-000``.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

GENERAL: Final = "General"

_MOST_DIGITS: Final = 15
"""A spreadsheet keeps no more of a number."""

_LITERALS: Final = frozenset("$-+/():!^&'~{}<>= ")
"""Signs that stand for themselves without quotes, but in dates and fractions."""

_PART: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<bracket>\[[^\]]*\])|(?P<sign>.)', re.DOTALL
)
_HARMLESS: Final = re.compile(
    r"\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d{1,2}"
    r"|\$-(?:0?1)?[0-9A-F]{1,4})\]",
    re.IGNORECASE,
)
"""A colour or a language says nothing of the text. A longer number names other digits than 0 to 9,
such as Thai ones ([$-D000000])."""


class _Token(NamedTuple):
    text: str
    literal: bool


def shown_number(value: int | float, number_format: str) -> str | None:
    """What is shown of ``value``; None where that is not its digits alone, perhaps in literals."""
    whole = _whole(value)
    if number_format in (GENERAL, "@"):
        return _general(value) if whole is None else str(whole)
    sections = _sections(number_format)
    if whole is None or whole < 0 or sections is None:
        return None
    place = 2 if whole == 0 and len(sections) > 2 else 0
    return _digits_in(str(whole), sections[place])


def shown_text(text: str, number_format: str) -> str | None:
    """What is shown of ``text``; None where the format hides it or leaves a doubt."""
    if "@" not in number_format and number_format.count(";") < 3:
        return text
    sections = _sections(number_format)
    if sections is None:
        return None
    section = sections[-1] if len(sections) in (1, 4) else [_Token("@", False)]
    if [each.text for each in section if not each.literal] != ["@"]:
        return None
    return "".join(each.text if each.literal else text for each in section)


def _whole(value: int | float) -> int | None:
    if isinstance(value, float) and not value.is_integer():
        return None
    whole = int(value)
    return whole if len(str(abs(whole))) <= _MOST_DIGITS else None


def _general(value: int | float) -> str | None:
    """A fraction as it is shown, unless a cell has no room for all of it."""
    text = repr(value)
    if isinstance(value, int) or "e" in text or len(text) > 11:
        return None
    return text


def _sections(number_format: str) -> list[list[_Token]] | None:
    """The tokens of each section; None for a format with conditions or currencies."""
    sections: list[list[_Token]] = [[]]
    for part in _PART.finditer(number_format):
        literal = part["quoted"] if part["quoted"] is not None else part["escaped"]
        if literal is not None:
            sections[-1].append(_Token(literal, True))
        elif part["bracket"] is not None:
            if not _HARMLESS.fullmatch(part["bracket"]):
                return None
        elif part["sign"] == ";":
            sections.append([])
        else:
            sections[-1].append(_Token(part["sign"], part["sign"] in _LITERALS))
    return sections if len(sections) <= 4 else None


def _digits_in(digits: str, section: list[_Token]) -> str | None:
    """The digits put into the places of a section, from the right, as a spreadsheet does."""
    places = [number for number, each in enumerate(section) if not each.literal]
    kinds = "".join(section[number].text for number in places)
    together = bool(places) and places[-1] - places[0] + 1 == len(places)
    if not re.fullmatch("0+", kinds) and not (together and re.fullmatch("#*0*", kinds)):
        # No digits at all, or a sign that counts, divides, rounds or tells a date.
        return None
    if "/" in [each.text for each in section if each.literal] and not together:
        return None
    texts = [each.text for each in section]
    rest = digits.rjust(kinds.count("0"), "0")
    if kinds.count("0") == 0 and digits == "0":
        rest = ""
    for number in reversed(places):
        texts[number] = rest[-1:] if number != places[0] else rest
        rest = rest[:-1]
    return "".join(texts)

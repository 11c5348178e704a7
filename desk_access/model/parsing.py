"""JSON and TOML of others, as plain values: whatever is wrong with it is one ValueError.

The parsers of the standard library take what no value of this program is: nesting without end,
numbers that are none, a name twice, half a character.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable, Sequence
from typing import Any, Final

MAX_LENGTH: Final = 8 * 2**20
"""Characters. The plan of a closed month with 10,000 assignments has about a million."""

_DEEPEST: Final = 40
_MOST_PARTS: Final = 200
_SHOWN: Final = 80
_NO_NAME: Final = re.compile(r"[^\w.\"'-]+")


def parse_json(text: object) -> Any:
    """The value of a JSON text. Raises ValueError, in words for whoever wrote it."""
    return _parsed(text, _json)


def parse_toml(text: object) -> dict[str, Any]:
    """The values of a TOML text. Raises ValueError, in words for whoever wrote it."""
    found: dict[str, Any] = _parsed(text, _toml)
    return found


def shown(value: object) -> str:
    """A value for a sentence about it, however much there is of it."""
    words = repr(value)
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _parsed(text: object, parse: Callable[[str], Any]) -> Any:
    if not isinstance(text, str):
        raise ValueError("it is no text")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"it has {len(text):,} characters")
    try:
        value = parse(text)
    except RecursionError:
        raise _too_deep() from None
    _check(value)
    return value


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_once, parse_float=_finite, parse_constant=_finite)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{shown(text)} is no number that can be used")
    return number


def _toml(text: str) -> dict[str, Any]:
    # A name of very many parts takes the square of their number.
    words = _NO_NAME.split(text.replace(" ", "").replace("\t", ""))
    if any(word.count(".") > _MOST_PARTS for word in words):
        raise ValueError("a name has hundreds of parts")
    return tomllib.loads(text)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{shown(twice)} is there twice")
    return found


def _check(value: Any) -> None:
    """Raises ValueError for what is nested too deeply or no whole text."""
    level = [value]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                below += [*each.keys(), *each.values()]
            elif isinstance(each, list):
                below += each
            elif isinstance(each, str) and not each.isascii():
                _check_text(each)
        if not below:
            return
        level = below
    raise _too_deep()


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{shown(text)} holds half a character") from None


def _too_deep() -> ValueError:
    return ValueError(f"it is nested more than {_DEEPEST} times")

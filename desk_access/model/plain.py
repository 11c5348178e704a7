"""Frozen values as JSON and back, every part checked: for what is kept, and for files of people."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from desk_access.model.parsing import shown

T = TypeVar("T")

_SIMPLE: dict[Any, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
}
_MOMENTS: dict[Any, str] = {
    date: "a day such as 2026-03-31",
    time: "a time such as 08:30",
    datetime: "a moment such as 2026-03-31T08:30:00+00:00",
}


def as_plain(value: Any) -> Any:
    """What JSON can hold of a frozen dataclass: objects, lists, text, numbers, None."""
    if is_dataclass(value):
        return {item.name: as_plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [as_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def from_plain(kind: type[T], value: Any) -> T:
    """The ``kind`` of dataclass that ``value`` is; what is left out takes its default.

    Days and times may be text or, as TOML gives them, already such. Raises ValueError, in words for
    whoever wrote it, for what does not fit or is not known.
    """
    return cast(T, _read(kind, value, ""))


def _read(kind: Any, value: Any, where: str) -> Any:
    if get_origin(kind) in (types.UnionType, Union):
        if value is None:
            return None
        (kind,) = (each for each in get_args(kind) if each is not type(None))
    if is_dataclass(kind):
        return _object(kind, value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list | tuple):
            raise ValueError(f"{where or 'it'} is no list")
        part = get_args(kind)[0]
        return tuple(
            _read(part, each, f"{where} {place}".strip()) for place, each in enumerate(value, 1)
        )
    if issubclass(kind, Enum):
        return _member(kind, value, where)
    if kind in _MOMENTS:
        return _moment(kind, value, where)
    if kind is float and type(value) is int:
        return float(value)
    if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
        raise ValueError(f"{where} is {shown(value)}, not {_SIMPLE[kind]}")
    return value


def _object(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where or 'it'} is {shown(value)}, not named values")
    known = _hints(kind)
    for name in value:
        if name not in known:
            raise ValueError(f"{where} has no {shown(name)}".strip())
    given = {
        name: _read(known[name], part, f"{where} {name}".strip()) for name, part in value.items()
    }
    try:
        return kind(**given)
    except TypeError:
        missing = ", ".join(sorted(known.keys() - given.keys()))
        raise ValueError(f"{where or 'it'} lacks some of: {missing}") from None


def _member(kind: type[Enum], value: Any, where: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        choices = ", ".join(str(each.value) for each in kind)
        raise ValueError(f"{where} is {shown(value)}, not one of {choices}") from None


def _moment(kind: Any, value: Any, where: str) -> Any:
    if type(value) is kind:
        return value
    try:
        return kind.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{where} is {shown(value)}, not {_MOMENTS[kind]}") from None


@lru_cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)

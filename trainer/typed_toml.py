"""TOML into frozen dataclasses and back: a section is a dataclass, a key one of its fields.

What is not known is an error, so that a misspelt key cannot go unnoticed. Fields are of bool, int,
float, str, a StrEnum, a tuple of fixed length, or a dataclass without further dataclasses.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_args, get_origin, get_type_hints

from trainer.errors import ConfigUnusable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

_WORDS: Final = {
    bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes",
}  # fmt: skip


def parsed(kind: type[T], text: str, changes: Iterable[str] = ()) -> T:
    """The dataclass that ``text`` describes, with ``changes`` like ``loop.steps=100``.

    Raises ConfigUnusable for what is unknown, missing, of the wrong type or refused by the
    dataclass with a ValueError.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigUnusable(f"The settings are no TOML: {error}.", "Correct them.") from error
    for change in changes:
        _set(table, change)
    return _made(kind, table, "")


def written(value: DataclassInstance) -> str:
    """The TOML text that :func:`parsed` makes ``value`` of."""
    own, sections = [], []
    for each in fields(value):
        item = getattr(value, each.name)
        if is_dataclass(item) and not isinstance(item, type):
            sections.append(f"\n[{each.name}]\n{written(item)}")
        else:
            own.append(f"{each.name} = {_literal(item)}\n")
    return "".join([*own, *sections])


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_literal, value))}]"
    return repr(value)


def _set(table: dict[str, Any], change: str) -> None:
    name, equals, value = (part.strip() for part in change.partition("="))
    if not name or not equals:
        raise ConfigUnusable(f"{change!r} changes nothing.", "Write it like loop.steps=100.")
    *sections, key = name.split(".")
    for section in sections:
        table = table.setdefault(section, {})
        if not isinstance(table, dict):
            raise ConfigUnusable(f"{section} in {name} is no section.", "Correct its name.")
    try:
        table[key] = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        table[key] = value  # a text needs no quotes here, since a shell takes them away


def _made(kind: type[T], table: Any, where: str) -> T:
    if not isinstance(table, dict):
        raise ConfigUnusable(f"{where} must be a section, got {table!r}.", f"Write [{where}].")
    hints = get_type_hints(kind)
    inside = f"{where}." if where else ""
    if unknown := sorted(set(table) - set(hints)):
        raise ConfigUnusable(
            f"There is no setting {inside}{unknown[0]}.", f"Known: {', '.join(hints)}."
        )
    if missing := [name for name in _required(kind) if name not in table]:
        raise ConfigUnusable(f"The setting {inside}{missing[0]} is missing.", "Add it.")
    values = {name: _value(hints[name], value, inside + name) for name, value in table.items()}
    try:
        return kind(**values)
    except ValueError as error:
        raise ConfigUnusable(f"The setting {inside}{error}.", "Correct it.") from error


def _required(kind: type[DataclassInstance]) -> list[str]:
    return [
        each.name
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    ]


def _value(kind: Any, value: Any, where: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _made(kind, value, where)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if isinstance(value, list) and len(value) == len(inner):
            return tuple(_value(one, each, where) for one, each in zip(inner, value, strict=True))
        raise ConfigUnusable(f"{where} is {value!r}.", f"It must be a list of {len(inner)}.")
    if issubclass(kind, StrEnum):
        if value in list(kind):
            return kind(value)
        raise ConfigUnusable(f"{where} is {value!r}.", f"Choose one of {', '.join(kind)}.")
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is kind:
        return value
    raise ConfigUnusable(f"{where} is {value!r}.", f"It must be {_WORDS[kind]}.")

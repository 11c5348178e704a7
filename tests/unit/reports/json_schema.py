"""As much of JSON Schema (2020-12) as the project's own schemas use; anything else is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_NOTES = {"$schema", "$id", "$defs", "title", "description"}
_CHECKED = {
    "$ref", "type", "const", "enum", "pattern", "minimum", "maximum", "properties", "required",
    "additionalProperties", "items", "anyOf",
}  # fmt: skip


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    """Where ``value`` is not what the schema says; empty when it is."""
    return list(_faults(schema, schema, value, "$"))


def _faults(root: dict[str, Any], schema: dict[str, Any], value: Any, where: str) -> Iterator[str]:
    unknown = schema.keys() - _NOTES - _CHECKED
    assert not unknown, f"the checker does not know {unknown}"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from _faults(root, root["$defs"][name], value, where)
    if "anyOf" in schema and not any(
        not list(_faults(root, each, value, where)) for each in schema["anyOf"]
    ):
        yield f"{where} is none of its kinds"
    if "type" in schema and not _is(schema["type"], value):
        yield f"{where} is no {schema['type']}"
        return
    yield from _simple_faults(schema, value, where)
    if isinstance(value, dict):
        yield from _object_faults(root, schema, value, where)
    if isinstance(value, list) and "items" in schema:
        for number, each in enumerate(value):
            yield from _faults(root, schema["items"], each, f"{where}[{number}]")


def _is(kind: str, value: Any) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _simple_faults(schema: dict[str, Any], value: Any, where: str) -> Iterator[str]:
    if "const" in schema and value != schema["const"]:
        yield f"{where} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where} is {value!r}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{where} is {value!r}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{where} is {value!r}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{where} is {value!r}"


def _object_faults(
    root: dict[str, Any], schema: dict[str, Any], value: dict[str, Any], where: str
) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (
        f"{where} has no {name}" for name in schema.get("required", ()) if name not in value
    )
    for name, each in value.items():
        if name in known:
            yield from _faults(root, known[name], each, f"{where}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{where} has an unknown {name}"

"""JSON and TOML of others: a plain value, or one ValueError in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.parsing import MAX_LENGTH, parse_json, parse_toml, shown
from desk_access.model.plain import from_plain
from desk_access.model.schedule import Schedule

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)  # fmt: skip


@given(_VALUES)
def test_what_json_can_hold_is_read_back(value: Any) -> None:
    assert parse_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("parse", "text", "words"),
    [
        (parse_json, "[" * 50_000, "nested more than"),
        (parse_json, "[" * 60 + "]" * 60, "nested more than"),
        (parse_json, '{"a":' * 900 + "1" + "}" * 900, "nested more than"),
        (parse_json, "9" * 5000, "4300"),
        (parse_json, "NaN", "NaN"),
        (parse_json, "[-Infinity]", "-Infinity"),
        (parse_json, "1e999", "1e999"),
        (parse_json, '{"a": 1, "a": 2}', "'a' is there twice"),
        (parse_json, r'"\ud800"', "half a character"),
        (parse_json, r'{"\udc00": 1}', "half a character"),
        (parse_json, " " * MAX_LENGTH + "1", "characters"),
        (parse_json, "", "Expecting value"),
        (parse_json, None, "no text"),
        (parse_json, b"1", "no text"),
        (parse_toml, "a=" + "[" * 50_000, "nested more than"),
        (parse_toml, "a=" + "[" * 60 + "]" * 60, "nested more than"),
        (parse_toml, "a=" + "9" * 5000, "4300"),
        (parse_toml, "a = 1\na = 2", "overwrite"),
        (parse_toml, "a." * 500_000 + "a = 1", "hundreds of parts"),
        (parse_toml, "[" + "a . " * 500_000 + "a]", "hundreds of parts"),
        (parse_toml, "x = {" + "'a'." * 500_000 + "a = 1}", "hundreds of parts"),
    ],
)
def test_what_no_value_is_like_is_told_in_words(
    parse: Callable[[object], Any], text: object, words: str
) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        parse(text)
    assert len(str(caught.value)) < 300


def test_a_complaint_does_not_repeat_all_that_it_is_about() -> None:
    assert len(shown("x" * 1_000_000)) < 100
    with pytest.raises(ValueError, match="name is") as caught:
        from_plain(Schedule, {"name": ["x" * 1_000_000]})
    assert len(str(caught.value)) < 200

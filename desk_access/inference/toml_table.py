"""Strict reading of one TOML table: every key typed, none unknown, complaints naming the key."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from desk_access.errors import ModelUnusable

_LARGEST = 10**12
"""No number of a manifest reaches it; NaN and infinity are not below it either."""

Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """A TOML table whose keys are taken one by one; :meth:`finish` refuses those nobody took.

    ``place`` says where the table stands (file, model, section) and opens every complaint. Each
    method raises ModelUnusable when its key is missing or holds another type.
    """

    def __init__(self, values: Mapping[str, object], place: str) -> None:
        self._left: dict[str, Any] = dict(values)
        self._place = place

    def complaint(self, key: str, wanted: str) -> ModelUnusable:
        """The error that says what ``key`` must be."""
        return self.refusal(f"{key} must be {wanted}")

    def refusal(self, why: object) -> ModelUnusable:
        """The error that says what is wrong with the table; ``why`` names the key."""
        return ModelUnusable(f"{self._place}: {why}.", "Correct this manifest.")

    def has(self, key: str) -> bool:
        """Whether the key is there and was not taken yet."""
        return key in self._left

    def text(self, key: str) -> str:
        """Text that is not empty."""
        value = self._left.pop(key, None)
        if not isinstance(value, str) or not value.strip():
            raise self.complaint(key, "text")
        return value

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        """One of an enum's values."""
        value = self._left.pop(key, None)
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(f'"{item.value}"' for item in kind)
            raise self.complaint(key, f"one of {known}") from None

    def whole(self, key: str) -> int:
        """A whole number above 0."""
        value = self._left.pop(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < _LARGEST:
            raise self.complaint(key, "a whole number above 0")
        return value

    def number(self, key: str) -> float:
        """A finite number."""
        value = self._left.pop(key, None)
        if not _are_numbers([value]):
            raise self.complaint(key, "a number")
        return float(value)

    def numbers(self, key: str, count: int | None = None) -> tuple[float, ...]:
        """A list of ``count`` finite numbers, or of any length."""
        value = self._left.pop(key, None)
        if not _are_numbers(value) or (count is not None and len(value) != count):
            raise self.complaint(key, f"a list of {f'{count} ' if count else ''}numbers")
        return tuple(map(float, value))

    def rows(self, key: str, count: int, width: int) -> tuple[tuple[float, ...], ...]:
        """A list of ``count`` lists of ``width`` finite numbers."""
        value = self._left.pop(key, None)
        if (
            not isinstance(value, list)
            or len(value) != count
            or not all(_are_numbers(row) and len(row) == width for row in value)
        ):
            raise self.complaint(key, f"a list of {count} lists of {width} numbers")
        return tuple(tuple(map(float, row)) for row in value)

    def flag(self, key: str) -> bool:
        """True or false; false when the key is absent."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise self.complaint(key, "true or false")
        return value

    def table(self, key: str) -> Table:
        """A table inside this one."""
        value = self._left.pop(key, None)
        if not isinstance(value, dict):
            raise self.complaint(key, "a table")
        return Table(value, f"{self._place}, {key}")

    def tables(self, key: str) -> list[Table]:
        """A list of tables, perhaps empty; the place counts them from 1."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.complaint(key, "a list of tables")
        return [
            Table(item, f"{self._place}, {key} {number}") for number, item in enumerate(value, 1)
        ]

    def finish(self) -> None:
        """Raise ModelUnusable when a key was never taken: it is misspelt or of a newer format."""
        if self._left:
            names = ", ".join(sorted(self._left))
            raise self.refusal(f"nothing is known about {names}")


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, int | float) and not isinstance(item, bool) and abs(item) < _LARGEST
        for item in value
    )

"""Reading what Lua Torch saved with ``torch.save``: files that end in ``.t7``.

The format is that of ``torch7/File.lua`` in its binary form, little-endian: a type number, then the
value; tables and objects carry a number by which later places refer to them. Functions are refused,
they would be code. Nothing that is read is run.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from math import prod
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from trainer.errors import DataUnusable
from trainer.peers.onnx_graph import Array

T = TypeVar("T")


class _Type(IntEnum):
    NIL = 0
    NUMBER = 1
    STRING = 2
    TABLE = 3
    TORCH = 4
    BOOLEAN = 5


_NUMBERS: Final = {
    f"torch.{kind}{holder}": numbers
    for kind, numbers in {
        "Byte": "u1",
        "Char": "i1",
        "Short": "<i2",
        "Int": "<i4",
        "Long": "<i8",
        "Float": "<f4",
        "Double": "<f8",
        "Cuda": "<f4",
    }.items()
    for holder in ("Storage", "Tensor")
}
"""What each class of storages and tensors is made of."""

_NEWEST_VERSION: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class TorchObject:
    """An object of Lua Torch: its class, as ``nn.Linear``, and its fields.

    Methods raise DataUnusable when the field is not there or not of that kind.
    """

    kind: str
    fields: dict[object, object] = field(default_factory=dict)

    def number(self, name: str) -> float:
        """A number."""
        return self._of(name, float)

    def whole(self, name: str) -> int:
        """A whole number; Lua has only floating ones."""
        value = self.number(name)
        if not value.is_integer():
            raise self._complaint(name, "a whole number")
        return int(value)

    def flag(self, name: str) -> bool:
        """True or false."""
        return self._of(name, bool)

    def array(self, name: str) -> Array:
        """A tensor or storage, as float32."""
        return np.asarray(self._of(name, np.ndarray), np.float32)

    def object(self, name: str) -> TorchObject:
        """An object within."""
        return self._of(name, TorchObject)

    def modules(self) -> list[TorchObject]:
        """The layers of a container, in order."""
        table = self._of("modules", dict)
        found = [table.get(float(place)) for place in range(1, len(table) + 1)]
        layers = [layer for layer in found if isinstance(layer, TorchObject)]
        if len(layers) < len(found):
            raise self._complaint("modules", "a list of layers")
        return layers

    def _of(self, name: str, kind: type[T]) -> T:
        value = self.fields.get(name)
        if not isinstance(value, kind):
            raise self._complaint(name, f"a {kind.__name__}")
        return value

    def _complaint(self, name: str, wanted: str) -> DataUnusable:
        return DataUnusable(
            f"The network's {self.kind} has no {name} that is {wanted}.",
            "Get the original file again: it is another network, or damaged.",
        )


def read_torch7(data: bytes) -> object:
    """The value that the file holds: None, bool, float, str, dict, array or TorchObject.

    Raises DataUnusable when ``data`` is no such file or not all of it.
    """
    try:
        return _Reader(data).value()
    except (ValueError, TypeError, struct.error, RecursionError) as error:
        raise DataUnusable(
            f"This is no whole file of Lua Torch ({error}).", "Get the original file again."
        ) from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._known: dict[int, object] = {}

    def value(self) -> object:
        match _Type(self._int()):
            case _Type.NIL:
                return None
            case _Type.NUMBER:
                return self._unpack("<d")
            case _Type.STRING:
                return self._text()
            case _Type.BOOLEAN:
                return bool(self._int())
            case _Type.TABLE:
                return self._once(self._table)
            case _Type.TORCH:
                return self._once(self._object)

    def _once(self, read: Callable[[int], object]) -> object:
        """What a number stands for: read where it comes first, the same object ever after."""
        number = self._int()
        if number not in self._known:
            self._known[number] = read(number)
        return self._known[number]

    def _table(self, number: int) -> dict[object, object]:
        table: dict[object, object] = {}
        self._known[number] = table  # before it is filled: it may hold itself
        for _ in range(self._int()):
            key = self.value()
            table[key] = self.value()
        return table

    def _object(self, number: int) -> object:
        name = self._text()
        if name.startswith("V "):  # the oldest files have no version
            if int(name[2:]) > _NEWEST_VERSION:
                raise ValueError(f"an object of version {name[2:]}")
            name = self._text()
        numbers = _NUMBERS.get(name)
        if numbers and name.endswith("Tensor"):
            return self._tensor()
        if numbers:
            return self._array(numbers, self._unpack("<q"))
        made = TorchObject(name)
        self._known[number] = made
        fields = self.value()
        if not isinstance(fields, dict):
            raise ValueError(f"a {name} without fields")
        made.fields.update(fields)
        return made

    def _tensor(self) -> NDArray[Any]:
        """A view into its storage, whose places Lua counts from 1."""
        directions = self._int()
        shape = [int(each) for each in self._array("<i8", directions)]
        strides = [int(each) for each in self._array("<i8", directions)]
        first = self._unpack("<q") - 1
        storage = self.value()
        if storage is None:
            return np.empty(0, np.float32)
        if not isinstance(storage, np.ndarray):
            raise ValueError("a tensor without numbers")
        if not directions or not prod(shape):
            return storage[:0]
        steps = zip(shape, strides, strict=True)
        last = first + sum((length - 1) * stride for length, stride in steps)
        if min(first, *shape, *strides) < 0 or last >= len(storage):
            raise ValueError(f"a tensor of {shape} outside its numbers")
        return np.lib.stride_tricks.as_strided(
            storage[first:], shape, [stride * storage.itemsize for stride in strides]
        )

    def _array(self, numbers: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self._take(count * np.dtype(numbers).itemsize), numbers)

    def _int(self) -> int:
        return int(self._unpack("<i"))

    def _unpack(self, form: str) -> Any:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _text(self) -> str:
        return self._take(self._int()).decode("latin-1")

    def _take(self, count: int) -> bytes:
        piece = self._data[self._at : self._at + count]
        if count < 0 or len(piece) != count:
            raise ValueError(f"it ends at byte {len(self._data)}, too early")
        self._at += count
        return piece

"""Tiny files in the formats of Lua Torch and dlib, and a way to run what they become."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

from trainer.peers.torch7 import TorchObject

Array = NDArray[np.float32]


def run(model: onnx.ModelProto, pictures: Array) -> Array:
    """What the network makes of n pictures."""
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (output,) = session.run(None, {"input": pictures})
    return np.asarray(output, np.float32)


class Torch7Writer:
    """Writes as ``torch.save`` does. An array becomes a FloatTensor over a storage of its own."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._kept: list[object] = []

    def write(self, value: object) -> bytes:
        match value:
            case None:
                return _i(0)
            case bool():
                return _i(5, int(value))
            case int() | float():
                return _i(1) + struct.pack("<d", value)
            case str():
                return _i(2) + _text(value)
            case dict():
                return self._once(3, value, lambda: self._table(value))
            case TorchObject():
                return self._once(4, value, lambda: self._object(value))
            case np.ndarray():
                return self._once(4, value, lambda: self._tensor(value))
        raise TypeError(type(value))

    def _once(self, kind: int, value: object, body: Any) -> bytes:
        known = self._numbers.get(id(value))
        if known is not None:
            return _i(kind, known)
        self._kept.append(value)  # so that no other takes its id
        number = self._numbers[id(value)] = len(self._kept)
        written: bytes = body()
        return _i(kind, number) + written

    def _table(self, table: dict[Any, object]) -> bytes:
        return _i(len(table)) + b"".join(
            self.write(key) + self.write(value) for key, value in table.items()
        )

    def _object(self, made: TorchObject) -> bytes:
        return _text("V 1") + _text(made.kind) + self.write(made.fields)

    def _tensor(self, array: NDArray[Any]) -> bytes:
        flat = np.ascontiguousarray(array, np.float32)
        strides = [stride // flat.itemsize for stride in flat.strides]
        numbers = len(self._kept) + 1
        self._kept.append(flat)
        return (
            tensor_head("torch.FloatTensor", array.shape, strides, first=1)
            + _i(4, numbers)
            + storage(flat)
        )


def t7(value: object) -> bytes:
    """A whole file that holds ``value``."""
    return Torch7Writer().write(value)


def storage(numbers: Array) -> bytes:
    return _text("V 1") + _text("torch.FloatStorage") + _longs([numbers.size]) + numbers.tobytes()


def tensor_head(kind: str, shape: Sequence[int], strides: Sequence[int], first: int) -> bytes:
    return _text("V 1") + _text(kind) + _i(len(shape)) + _longs([*shape, *strides, first])


def reference(kind: int, number: int) -> bytes:
    return _i(kind, number)


def layer(kind: str, *inner: TorchObject, **fields: object) -> TorchObject:
    """A layer of Lua's ``nn``; containers hold ``inner``."""
    if inner:
        fields["modules"] = dict(enumerate(inner, start=1))
    return TorchObject(f"nn.{kind}", dict(fields))


def window(size: int, stride: int, pad: int = 0) -> dict[str, object]:
    """The fields of a square window."""
    return {
        f"{name}{side}": value
        for name, value in (("k", size), ("d", stride), ("pad", pad))
        for side in "HW"
    }


def dlib_file(layers: Iterable[bytes], mean: Sequence[float], side: int, nesting: int = 3) -> bytes:
    """A file as dlib's, of these layers from the input outwards."""
    first, *others = layers
    return b"".join(
        [
            dlib_int(1),
            dlib_text("loss_metric_2"),
            dlib_real(0.04),
            dlib_real(0.6),
            dlib_int(2) * nesting,
            dlib_int(3),
            dlib_text("input_rgb_image_sized"),
            *map(dlib_real, mean),
            dlib_int(side) * 2,
            first,
            dlib_int(1),
            *others,
        ]
    )


def dlib_conv(weight: Array, bias: Array, stride: int, pad: int) -> bytes:
    outputs, _, rows, columns = weight.shape
    window = b"".join(map(dlib_int, (rows, columns, stride, stride, pad, pad)))
    return _dlib_layer(
        "con_4",
        dlib_tensor(np.concatenate([weight.ravel(), bias])),
        dlib_int(outputs),
        window,
        _dlib_shape(weight.shape),
        _dlib_shape((1, outputs, 1, 1)),
        dlib_real(1.0) * 4,
    )


def dlib_affine(gamma: Array, beta: Array) -> bytes:
    shape = _dlib_shape((1, len(gamma), 1, 1))
    return _dlib_layer(
        "affine_", dlib_tensor(np.concatenate([gamma, beta])), shape, shape, dlib_int(0)
    )


def dlib_pool(name: str, size: int, stride: int, pad: int = 0) -> bytes:
    return _dlib_layer(name, *(dlib_int(each) * 2 for each in (size, stride, pad)))


def dlib_dense(weight: Array) -> bytes:
    inputs, outputs = weight.shape
    return _dlib_layer(
        "fc_2",
        dlib_int(outputs),
        dlib_int(inputs),
        dlib_tensor(weight.ravel()),
        _dlib_shape((inputs, outputs, 1, 1)),
        _dlib_shape((0, 0, 0, 0)),
        dlib_int(1),
        dlib_real(1.0) * 4,
    )


def dlib_plain(name: str) -> bytes:
    return _dlib_layer(name)


def _dlib_layer(name: str, *body: bytes) -> bytes:
    return b"".join([dlib_text(name), *body, b"110", dlib_tensor(np.empty(0, np.float32)) * 3])


def dlib_tensor(numbers: Array) -> bytes:
    shape = (numbers.size, 1, 1, 1) if numbers.size else (0, 0, 0, 0)
    return dlib_int(2) + b"".join(map(dlib_int, shape)) + numbers.astype("<f4").tobytes()


def _dlib_shape(shape: Sequence[int]) -> bytes:
    return dlib_int(1) + b"".join(map(dlib_int, shape))


def dlib_int(value: int) -> bytes:
    size = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([size | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(size, "little")


def dlib_real(value: float) -> bytes:
    return dlib_int(round(value * 2**24)) + dlib_int(-24)


def dlib_text(text: str) -> bytes:
    return dlib_int(len(text)) + text.encode()


def _i(*numbers: int) -> bytes:
    return struct.pack(f"<{len(numbers)}i", *numbers)


def _longs(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}q", *numbers)


def _text(text: str) -> bytes:
    return _i(len(text)) + text.encode()

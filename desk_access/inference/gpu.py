"""Is there a GPU: asked of the driver itself, in milliseconds and without loading CUDA."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_DRIVER = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"


@dataclass(frozen=True, slots=True)
class Gpu:
    """The first GPU's name, or None with the reason, a sentence, why none can be used."""

    name: str | None
    reason: str = ""


def find_gpu(load: Callable[[str], Any] = ctypes.CDLL) -> Gpu:
    """Ask the NVIDIA driver for its first GPU. ``load`` opens the driver's library.

    The calls are those of the CUDA Driver API (cuInit, cuDeviceGetCount, cuDeviceGetName), which
    the driver brings itself. Callable on any thread.
    """
    try:
        driver = load(_DRIVER)
    except OSError:
        return Gpu(None, "There is no NVIDIA driver on this machine.")
    status = driver.cuInit(0)
    if status != 0:
        return Gpu(None, f"The NVIDIA driver finds no GPU that works (CUDA error {status}).")
    count = ctypes.c_int(0)
    if driver.cuDeviceGetCount(ctypes.byref(count)) != 0 or count.value < 1:
        return Gpu(None, "The NVIDIA driver finds no GPU.")
    name = ctypes.create_string_buffer(256)
    if driver.cuDeviceGetName(name, len(name), 0) != 0:
        return Gpu("NVIDIA GPU")
    return Gpu(name.value.decode("utf-8", "replace"))

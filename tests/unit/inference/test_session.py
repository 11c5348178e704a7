from __future__ import annotations

import ctypes
import os
from typing import Any

import numpy as np
import onnxruntime
import pytest

from desk_access.config import Provider
from desk_access.errors import DeviceUnavailable, ModelUnusable
from desk_access.inference import session
from desk_access.inference.gpu import Gpu, find_gpu
from desk_access.inference.session import open_session, thread_count
from tests.unit.inference.tiny import SIDE, tiny_onnx


class FakeDriver:
    """The three calls of the CUDA driver that are used."""

    def __init__(self, init: int = 0, count: int = 1, named: int = 0) -> None:
        self.init, self.count, self.named = init, count, named

    def cuInit(self, flags: int) -> int:
        assert flags == 0
        return self.init

    def cuDeviceGetCount(self, count: Any) -> int:
        count._obj.value = self.count
        return 0

    def cuDeviceGetName(self, name: Any, length: int, device: int) -> int:
        assert (length, device) == (len(name), 0)
        name.value = b"NVIDIA Fake 1"
        return self.named


def no_driver(name: str) -> ctypes.CDLL:
    raise OSError(f"{name}: cannot open shared object file")


def gpu_there() -> Gpu:
    return Gpu("NVIDIA Fake 1")


def gpu_absent() -> Gpu:
    return Gpu(None, "There is no NVIDIA driver on this machine.")


def never() -> Gpu:
    raise AssertionError("nobody asked for a GPU")


@pytest.mark.parametrize(
    ("load", "gpu"),
    [
        (no_driver, Gpu(None, "There is no NVIDIA driver on this machine.")),
        (
            lambda _: FakeDriver(init=100),
            Gpu(None, "The NVIDIA driver finds no GPU that works (CUDA error 100)."),
        ),
        (lambda _: FakeDriver(count=0), Gpu(None, "The NVIDIA driver finds no GPU.")),
        (lambda _: FakeDriver(), Gpu("NVIDIA Fake 1")),
        (lambda _: FakeDriver(named=1), Gpu("NVIDIA GPU")),
    ],
)
def test_the_driver_is_asked(load: Any, gpu: Gpu) -> None:
    assert find_gpu(load) == gpu


def test_this_machine_is_asked_without_an_error() -> None:
    gpu = find_gpu()
    assert (gpu.name is None) == bool(gpu.reason)


def test_the_cpu_when_asked_for_looks_for_no_gpu() -> None:
    made, report = open_session(tiny_onnx(), Provider.CPU, 1, never)
    assert made.get_providers() == ["CPUExecutionProvider"]
    assert (report.device, report.note) == ("CPU", "")
    (out,) = made.run(None, {"x": np.zeros((2, 3, SIDE, SIDE), np.float32)})
    assert out.shape == (2, 8)


def test_auto_without_a_gpu_runs_on_the_cpu_and_has_nothing_to_tell() -> None:
    made, report = open_session(tiny_onnx(), Provider.AUTO, 1, gpu_absent)
    assert made.get_providers() == ["CPUExecutionProvider"]
    assert report.device == "CPU"
    assert report.wanted is Provider.AUTO
    assert report.note == ""


def test_a_gpu_asked_for_and_not_there_is_refused_with_a_cure() -> None:
    with pytest.raises(DeviceUnavailable) as caught:
        open_session(tiny_onnx(), Provider.CUDA, 1, gpu_absent)
    assert "no NVIDIA driver" in caught.value.what
    assert "choose the CPU" in caught.value.cure


@pytest.mark.skipif(
    "CUDAExecutionProvider" not in onnxruntime.get_available_providers()
    or find_gpu().name is not None,
    reason="needs onnxruntime-gpu on a machine without a GPU",
)
def test_cuda_that_does_not_load_is_told_and_quiet(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The driver says there is a GPU, yet ONNX Runtime drops its CUDA provider without an error."""
    made, report = open_session(tiny_onnx(), Provider.AUTO, 1, gpu_there)
    assert made.get_providers() == ["CPUExecutionProvider"]
    assert report.device == "CPU"
    assert "NVIDIA Fake 1 is there, but the libraries of CUDA 13" in report.note
    assert "desk-access[cuda]" in report.note
    with pytest.raises(DeviceUnavailable, match="did not load"):
        open_session(tiny_onnx(), Provider.CUDA, 1, gpu_there)
    assert capfd.readouterr() == ("", "")


def test_a_runtime_without_cuda_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        session.onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"]
    )
    _, report = open_session(tiny_onnx(), Provider.AUTO, 1, gpu_there)
    assert report.device == "CPU"
    assert "built without CUDA" in report.note


@pytest.mark.skipif(find_gpu().name is None, reason="needs an NVIDIA GPU")
def test_a_gpu_that_is_there_is_used() -> None:
    made, report = open_session(tiny_onnx(), Provider.CUDA, 1)
    assert made.get_providers()[0] == "CUDAExecutionProvider"
    assert report.device.startswith("GPU: ")


@pytest.mark.parametrize("content", [b"", b"no model at all", tiny_onnx()[:2000]])
def test_what_is_no_model_is_refused(content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelUnusable) as caught:
        open_session(content, Provider.CPU, 1)
    assert caught.value.cure
    assert capfd.readouterr() == ("", "")


def test_threads_are_chosen_on_purpose() -> None:
    assert thread_count(3) == 3
    assert thread_count(0) == min(2, os.cpu_count() or 1)

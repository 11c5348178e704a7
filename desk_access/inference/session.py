"""ONNX Runtime sessions: on the device that was asked for, or told plainly why not."""

from __future__ import annotations

import contextlib
import io
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as ort_errors

from desk_access.config import Provider
from desk_access.errors import DeviceUnavailable, ModelUnusable
from desk_access.inference.gpu import Gpu, find_gpu

_log = logging.getLogger(__name__)
_CPU = "CPUExecutionProvider"
_CUDA = "CUDAExecutionProvider"
_CUDA_OPTIONS = {
    # The default tries every algorithm anew for each batch size, seconds at a time: the first
    # frame with one more face would freeze.
    "cudnn_conv_algo_search": "HEURISTIC",
    # TF32 would move an embedding by 1e-3 against the CPU's; galleries are shared by both.
    "use_tf32": "0",
}
_WARNING, _ERROR, _FATAL = 2, 3, 4  # ONNX Runtime's severities

ORT_ERRORS: tuple[type[Exception], ...] = (
    # Of the bindings: any exception of the library, and names that are no text.
    RuntimeError,
    MemoryError,
    ValueError,
    OverflowError,
    ort_errors.EngineError,
    ort_errors.EPFail,
    ort_errors.Fail,
    ort_errors.InvalidArgument,
    ort_errors.InvalidGraph,
    ort_errors.InvalidProtobuf,
    ort_errors.NoSuchFile,
    ort_errors.NotImplemented,
    ort_errors.RuntimeException,
)
"""What ONNX Runtime raises; its exceptions have no base of their own."""


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Where a network really runs: ``device`` is ``CPU`` or ``GPU: name``.

    ``wanted`` is what was asked for. ``note`` says in whole sentences why a GPU is not used though
    it might have been; empty when there is nothing to tell.
    """

    device: str
    wanted: Provider
    note: str = ""


def open_session(
    model: bytes, provider: Provider, threads: int, look: Callable[[], Gpu] = find_gpu
) -> tuple[Any, DeviceReport]:
    """Load an ONNX model; returns ``onnxruntime.InferenceSession`` and where it runs.

    With Provider.AUTO the CPU stands in for a missing GPU and the report says why. ``threads`` 0
    leaves their number to :func:`thread_count`; ``look`` finds the GPU. Raises DeviceUnavailable
    when Provider.CUDA cannot be had, ModelUnusable when the file is no model. Used on one thread.
    """
    if provider is Provider.CPU:
        return _create(model, [_CPU], threads), DeviceReport("CPU", provider)
    gpu = look()
    if gpu.name is not None and _CUDA in onnxruntime.get_available_providers():
        with _quiet():
            onnxruntime.preload_dlls()  # finds those that the extra ``cuda`` installs
            session = _create(model, [(_CUDA, _CUDA_OPTIONS), _CPU], threads)
        # The only truth: without its libraries the provider is dropped and no error raised.
        if _CUDA in session.get_providers():
            return session, DeviceReport(f"GPU: {gpu.name}", provider)
    why, cure = _explain(gpu)
    if provider is Provider.CUDA:
        raise DeviceUnavailable(why, f"{cure} Or choose the CPU in the settings.")
    # A machine without a GPU is as it should be; a GPU that is there and idle is not.
    note = "" if gpu.name is None else f"{why} {cure}"
    return _create(model, [_CPU], threads), DeviceReport("CPU", provider, note)


def thread_count(threads: int) -> int:
    """How many threads one network uses: as asked, or two where the machine has them.

    A face takes a few milliseconds on two threads already, and camera, window and database need
    the rest: on a busy machine, many-threaded calls wait for their slowest thread.
    """
    return threads or min(2, os.cpu_count() or 1)


def _explain(gpu: Gpu) -> tuple[str, str]:
    """Why no GPU is used, and what to do about it."""
    if gpu.name is None:
        return gpu.reason, "If there is an NVIDIA GPU, install its driver."
    if _CUDA not in onnxruntime.get_available_providers():
        return (
            f"{gpu.name} is there, but this ONNX Runtime was built without CUDA.",
            "Install onnxruntime-gpu in its place.",
        )
    return (
        f"{gpu.name} is there, but the libraries of CUDA 13 and cuDNN 9 did not load.",
        "Install them with: pip install 'desk-access[cuda]'.",
    )


def _create(model: bytes, providers: list[Any], threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _ERROR
    options.intra_op_num_threads = thread_count(threads)
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the window's time: with another program busy, one
    # face took twice as long with spinning as without.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        # Its own falling back would move to the CPU in silence.
        return onnxruntime.InferenceSession(model, options, providers=providers, enable_fallback=0)
    except ORT_ERRORS as error:
        raise ModelUnusable(
            f"The file is no model that ONNX Runtime can run ({error}).",
            "Choose another model, or get it again: desk-access models sync.",
        ) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep ONNX Runtime from writing about missing libraries to the terminal.

    What it prints goes to the log; what became of the session is looked at afterwards.
    """
    printed = io.StringIO()
    onnxruntime.set_default_logger_severity(_FATAL)
    try:
        with contextlib.redirect_stdout(printed):
            yield
    finally:
        onnxruntime.set_default_logger_severity(_WARNING)
        if printed.getvalue():
            _log.info("ONNX Runtime: %s", printed.getvalue().strip())

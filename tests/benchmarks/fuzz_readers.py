"""What reads each kind of file in the program, as the program calls it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from desk_access.attendance.checking import check_schedule
from desk_access.capture.decoding import decoded
from desk_access.capture.video_file import VideoFile
from desk_access.cli.schedules import read_schedule
from desk_access.config import ModelChangeRecord, Provider, Settings
from desk_access.errors import ImportRefused, UsageError
from desk_access.imports.calendar_file import read_holidays
from desk_access.imports.tables import read_import
from desk_access.inference.manifest_reader import read_manifest
from desk_access.model.importing import TableKind
from tests.fakes import FakeClock

Reader = Callable[[bytes], object]

_FRAMES = 12
_YEARS = range(2025, 2028)


def reader(kind: str, folder: Path) -> Reader:
    """What is given the bytes of a kind; ``folder`` is its own."""
    return partial(_READERS[kind], folder)


def _picture(_folder: Path, data: bytes) -> None:
    decoded(data)


def _video(folder: Path, data: bytes) -> None:
    source = VideoFile(_written(folder / "a.mp4", data), FakeClock(), fast=True)
    source.open()
    try:
        for _ in range(_FRAMES):
            if source.read() is None:
                break
    finally:
        source.close()


def _table(folder: Path, data: bytes) -> None:
    path = _written(folder / "a.csv", data)
    refusals = []
    for kind in TableKind:
        try:
            read_import(kind, path)
        except ImportRefused as error:
            refusals.append(error)
    if len(refusals) == len(TableKind):
        raise refusals[0]


def _workbook(folder: Path, data: bytes) -> None:
    read_import(TableKind.PEOPLE, _written(folder / "a.xlsx", data))


def _calendar(folder: Path, data: bytes) -> None:
    read_holidays(_written(folder / "a.ics", data), _YEARS)


def _manifest(folder: Path, data: bytes) -> None:
    read_manifest(_written(folder / "m.toml", data))


def _schedule(folder: Path, data: bytes) -> None:
    check_schedule(read_schedule(_written(folder / "s.toml", data)))


def _settings(_folder: Path, data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    with suppress(ValueError):
        stored = json.loads(text)
        if isinstance(stored, dict) and all(isinstance(each, str) for each in stored.values()):
            Settings.parse(stored)
            ModelChangeRecord.parse(stored)
            return
    # The text itself in the place of each section.
    refused = None
    for section in (*Settings().flatten(), "model_change"):
        for given in (text, *re.findall(r'"((?:\{|\[).*?)"(?:,|\})', text)[:3]):
            try:
                Settings.parse({section: given})
                ModelChangeRecord.parse({section: given})
            except UsageError as error:
                refused = error
    if refused is not None:
        raise refused


def _model(folder: Path, data: bytes) -> None:
    from desk_access.inference.recogniser import OnnxEmbedder
    from tests.unit.inference.tiny import recogniser_spec

    path = _written(folder / "tiny.onnx", data)
    spec = recogniser_spec(data or b"x")
    assert spec.sha256 == hashlib.sha256(data or b"x").hexdigest()
    OnnxEmbedder(spec, path, Provider.CPU, threads=1)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


_READERS: dict[str, Callable[[Path, bytes], None]] = {
    "pictures": _picture,
    "csv": _table,
    "xlsx": _workbook,
    "ics": _calendar,
    "manifest": _manifest,
    "schedule": _schedule,
    "settings": _settings,
    "onnx": _model,
    "video": _video,
}

"""The order of the house holds, and the checker that says so can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.floors import FLOORS, PACKAGE, TRAINER, faults, trainer_faults

REPOSITORY = Path(__file__).resolve().parents[2]


def test_every_room_keeps_to_its_floor() -> None:
    assert faults(REPOSITORY) == []


def test_the_trainer_takes_from_the_application_only_what_it_may() -> None:
    assert trainer_faults(REPOSITORY) == []


def test_every_room_of_the_package_is_looked_at() -> None:
    rooms = {path.stem for path in (REPOSITORY / PACKAGE).iterdir() if path.suffix in ("", ".py")}
    assert {"model", "vision", "capture", "service", "gui"} <= rooms
    assert rooms - {"__pycache__", "__init__"} <= set(FLOORS)


ALLOWED = [
    ("vision/align.py", "from desk_access.model.arrays import Image"),
    ("vision/align.py", "from desk_access.opencv import cv2"),
    ("opencv.py", "import cv2"),
    ("capture/camera.py", "from desk_access.opencv import cv2\ncv2.VideoCapture(0)"),
    ("service/desk.py", "import threading\nfrom desk_access.ports import Clock"),
    ("service/desk.py", "from .loop import Loop"),
    ("store/ledger.py", "import sqlalchemy.orm"),
    ("bootstrap/desk.py", "from desk_access.store.ledger import Ledger"),
    ("gui/app.py", "from PySide6.QtCore import Qt\nfrom desk_access.bootstrap import make"),
    ("model/entry.py", "from pathlib import Path\nimport numpy as np"),
    ("__main__.py", "from desk_access import cli, gui"),
    ("cli/doctor.py", "from desk_access import __version__"),
    ("resources.py", "from desk_access.errors import DeskAccessError"),
]

FORBIDDEN = [
    ("model/face.py", "from desk_access.config import Settings", "floor"),
    ("model/face.py", "from desk_access import errors", "floor"),
    ("vision/align.py", "from desk_access.attendance import days", "floor"),
    ("capture/camera.py", "import desk_access.inference.session", "floor"),
    ("capture/camera.py", "from ..inference import session", "floor"),
    ("capture/camera.py", "from .. import inference", "floor"),
    ("store/ledger.py", "def late():\n    from desk_access.gui import app", "floor"),
    ("store/ledger.py", "if TYPE_CHECKING:\n    from desk_access.cli import main", "floor"),
    ("reports/csv.py", "import importlib\nimportlib.import_module('desk_access.gui')", "floor"),
    ("reports/csv.py", "__import__('desk_access.store')", "floor"),
    ("reports/csv.py", "import_module('..store', __package__)", "cannot be checked"),
    ("reports/csv.py", "import_module(name)", "cannot be checked"),
    ("cli/run.py", "from desk_access.gui.app import open_window", "floor"),
    ("gui/app.py", "from desk_access.cli.main import main", "floor"),
    ("service/desk.py", "from desk_access.store.ledger import SqlLedger", "service sees only"),
    ("service/desk.py", "from desk_access.opencv import cv2", "service sees only"),
    ("service/desk.py", "from PySide6.QtCore import QThread", "only gui may"),
    ("bootstrap/desk.py", "import onnxruntime as ort", "only inference may"),
    ("inference/x.py", "from sqlalchemy import select", "only store may"),
    ("vision/align.py", "import cv2", "only opencv may"),
    ("cli/bench.py", "from desk_access.opencv import cv2\ncv2.VideoCapture(0)", "VideoCapture"),
    ("cli/bench.py", "getattr(cv2, 'VideoCapture')", "VideoCapture"),
    ("cli/bench.py", "from cv2 import VideoCapture", "only opencv may"),
    ("cli/train.py", "import trainer.loss", "does without"),
    ("inference/session.py", "import torch", "does without"),
    ("service/calibration.py", "from scipy.stats import norm", "does without"),
    ("gui/app.py", "from tests.fakes import FakeClock", "does without"),
    ("vision/track.py", "import threading", "pure"),
    ("attendance/day.py", "datetime.now(UTC)", "pure"),
    ("vision/align.py", "Path('a').read_text()", "pure"),
    ("service/desk.py", "import requests", "does with"),
    ("config.py", "from platformdirs import user_data_dir", "does with"),
    ("access/policy.py", "open('policy.json')", "pure"),
    ("__init__.py", "from desk_access.model import face", "imports nothing"),
    ("helpers/x.py", "", "has no floor"),
]


TRAINER_MAY = [
    ("losses/triplet.py", "import torch\nfrom pytorch_metric_learning import losses"),
    ("losses/triplet.py", "from trainer.errors import TrainerError"),
    ("data/camera.py", "from desk_access.opencv import cv2"),
    ("data/cut.py", "from desk_access.inference.finder import FaceChain"),
    ("evaluate/run.py", "from desk_access.service.evaluation_set import EvaluationSet"),
    ("data/sources.py", "from desk_access.capture import pictures"),
    ("errors.py", "from desk_access import __version__"),
]

TRAINER_MAY_NOT = [
    ("losses/triplet.py", "from desk_access.inference.finder import FaceChain", "losses is not"),
    ("train.py", "def late():\n    from desk_access import bootstrap", "train is not"),
    ("data/cut.py", "from desk_access.capture.camera import Camera", "that room"),
    ("data/cut.py", "from desk_access.store.gallery import SqlGallery", "that room"),
    ("commands/run.py", "from desk_access.cli.output import Output", "that room"),
    ("evaluate/plots.py", "from desk_access.gui import theme", "that room"),
    ("evaluate/run.py", "from desk_access.service.desk import Desk", "that room"),
    ("data/camera.py", "import cv2", "without it"),
    ("evaluate/plots.py", "from PySide6 import QtGui", "without it"),
    ("commands/run.py", "import_module(name)", "can check"),
]


def write(root: Path, file: str, code: str, package: str = PACKAGE) -> None:
    path = root / package / file
    path.parent.mkdir(parents=True)
    path.write_text(code, "utf-8")


@pytest.mark.parametrize(("file", "code"), ALLOWED)
def test_what_is_allowed_passes(tmp_path: Path, file: str, code: str) -> None:
    write(tmp_path, file, code)
    assert faults(tmp_path) == []


@pytest.mark.parametrize(("file", "code", "why"), FORBIDDEN)
def test_what_is_forbidden_is_found(tmp_path: Path, file: str, code: str, why: str) -> None:
    write(tmp_path, file, code)
    found = faults(tmp_path)
    assert found
    assert all(why in fault and f"{PACKAGE}/{file}" in fault for fault in found)


@pytest.mark.parametrize(("file", "code"), TRAINER_MAY)
def test_what_the_trainer_may_passes(tmp_path: Path, file: str, code: str) -> None:
    write(tmp_path, file, code, TRAINER)
    assert trainer_faults(tmp_path) == []


@pytest.mark.parametrize(("file", "code", "why"), TRAINER_MAY_NOT)
def test_what_the_trainer_may_not_is_found(tmp_path: Path, file: str, code: str, why: str) -> None:
    write(tmp_path, file, code, TRAINER)
    found = trainer_faults(tmp_path)
    assert len(found) == 1
    assert why in found[0]
    assert f"{TRAINER}/{file}" in found[0]

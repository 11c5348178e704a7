"""A phone that shows somebody enrolled, at a desk whose liveness model is not what it should be."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desk_access import bootstrap
from desk_access.cli.program import main
from desk_access.config import LivenessSettings, Settings
from desk_access.inference.manifest import ModelKind
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.punch import Punch, PunchFilter
from desk_access.store.workspace import Workspace
from tests.actor import FILM
from tests.e2e.conftest import NoWindow, Program, Ran

pytestmark = [pytest.mark.data, pytest.mark.models, pytest.mark.slow]

LIVENESS = "anti_spoof.tflite"
DIGEST = "5d573d20b795a19d7b2a0f67cc4c1130ce8ec30d5f6aa06b2c788a344a49d4dd"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The model files in use, by name."""
    store = bootstrap.models()
    kinds = (ModelKind.DETECTOR, ModelKind.LANDMARKER, ModelKind.LIVENESS)
    specs = [store.manifest.only(kind) for kind in kinds]
    return {spec.file: store.read(spec.id) for spec in specs}


@pytest.fixture
def models(tmp_path: Path, files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder of this test's own."""
    folder = tmp_path / "models"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv("DESK_ACCESS_MODELS", str(folder))
    return folder


@pytest.fixture(scope="module")
def enrolled(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the man of the film is enrolled."""
    folder = tmp_path_factory.mktemp("enrolled")
    film = str(shared_data / FILM)
    who = ["enroll", "--code", "E7", "--name", "Kim", "--source", film, "--offline"]
    assert main(NoWindow(), ["--data-dir", str(folder), *who]) == 0
    return folder


@pytest.fixture
def replay(
    enrolled: Path, program: Program, models: Path, shared_data: Path, tmp_path: Path
) -> Callable[[], Ran]:
    """What comes of showing him on a phone, with the models of this test."""
    shutil.copytree(enrolled, tmp_path / "workspace")
    phone = shared_data / "attacks" / "phone_replay.mp4"
    return lambda: program("run", "--source", phone, "--fast", "--json", "--offline")


def punches(tmp_path: Path) -> list[Punch]:
    with Workspace.open(tmp_path / "workspace", exclusive=False) as workspace:
        return workspace.ledger.query(PunchFilter())


def switch_off(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace") as workspace:
        settings = Settings(liveness=LivenessSettings(LivenessPolicy.OFF))
        workspace.settings.save(settings.flatten())


def missing(file: Path) -> None:
    file.unlink()


def truncated(file: Path) -> None:
    os.truncate(file, 1_000_000)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def one_wrong_byte(file: Path) -> None:
    """Somewhere in the weights: it can be loaded, and says other things."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x40
    file.write_bytes(content)


def unreadable(file: Path) -> None:
    """A folder in its place: root reads whatever rights a file has."""
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("spoil", [missing, truncated, empty, one_wrong_byte, unreadable])
def test_a_model_that_is_not_the_right_one_lets_nobody_in(
    spoil: Callable[[Path], None], models: Path, replay: Callable[[], Ran], tmp_path: Path
) -> None:
    spoil(models / LIVENESS)
    ran = replay()
    assert ran.status == 1
    assert LIVENESS in ran.err
    assert "models sync" in ran.err
    assert "Traceback" not in ran.err
    assert punches(tmp_path) == []


def test_the_phone_is_refused_and_a_manifest_in_the_workspace_changes_nothing(
    replay: Callable[[], Ran], models: Path, tmp_path: Path, program: Program
) -> None:
    """Nine lines that put another file in the place of the liveness model."""
    folder = tmp_path / "workspace" / "models"
    folder.mkdir(exist_ok=True)
    one_wrong_byte(models / LIVENESS)
    content = (models / LIVENESS).read_bytes()
    (folder / "mine.tflite").write_bytes(content)
    (models / LIVENESS).write_bytes(_right(content))
    (folder / "mine.toml").write_text(_manifest(content))
    ran = replay()
    assert ran.status == 0
    assert "mine.toml is not used" in ran.err
    verdicts = {row["decision"] for row in ran.rows}
    assert "spoof" in verdicts
    assert "recognised" not in verdicts
    assert punches(tmp_path) == []
    doctor = program("doctor")
    assert "mine.toml is not used" in doctor.out
    assert doctor.status == 1


def test_off_goes_on_without_the_model_and_the_ledger_says_off(
    models: Path, replay: Callable[[], Ran], tmp_path: Path
) -> None:
    switch_off(tmp_path)
    (models / LIVENESS).unlink()
    ran = replay()
    assert ran.status == 0, ran.err
    (punch,) = punches(tmp_path)
    evidence = punch.entry.evidence
    assert (evidence.policy, evidence.source_kind) == ("off", "file")
    assert (evidence.liveness, evidence.liveness_digest) == (None, None)


def test_who_is_alive_is_let_in_and_the_ledger_says_by_what(
    replay: Callable[[], Ran], program: Program, shared_data: Path, tmp_path: Path
) -> None:
    program("run", "--source", shared_data / FILM, "--fast", "--offline")
    (punch,) = punches(tmp_path)
    evidence = punch.entry.evidence
    assert (evidence.policy, evidence.source_kind) == ("passive", "file")
    assert evidence.liveness_digest == DIGEST
    assert None not in (evidence.liveness, evidence.detector_digest, evidence.landmarker_digest)


def _right(content: bytes) -> bytes:
    """The file as it was before its byte was turned."""
    made = bytearray(content)
    made[len(made) // 2] ^= 0x40
    return bytes(made)


def _manifest(content: bytes) -> str:
    return f"""format = 1
[[model]]
id = "minifasnet-v2"
kind = "liveness"
file = "mine.tflite"
bytes = {len(content)}
sha256 = "{hashlib.sha256(content).hexdigest()}"
licence = "MIT"
maker = "me"
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trainer.crops import run_text
from trainer.backbones.make import BackboneKind
from trainer.errors import ConfigUnusable
from trainer.losses.make import LossKind
from trainer.mining.triplets import Strategy
from trainer.settings import (
    CameraSettings,
    LoopSettings,
    parse_settings,
    read_settings,
    settings_text,
)

LEAST = '[backbone]\nkind = "mobilefacenet"\n[loss]\nkind = "triplet"\nmargin = 0.2\n'


def test_what_is_left_out_has_its_default() -> None:
    settings = parse_settings(LEAST)
    assert settings.backbone.kind is BackboneKind.MOBILEFACENET
    assert settings.loss.kind is LossKind.TRIPLET
    assert settings.camera == CameraSettings()
    assert settings.loop == LoopSettings()


def test_every_type_is_read() -> None:
    settings = parse_settings(
        LEAST + 'mining = "hard"\n[camera]\nface_width = [20, 40.5]\nruined = 1\n'
        "[data]\nwhole = true\npeople = 7\n"
    )
    assert settings.loss.mining is Strategy.HARD
    assert settings.camera.face_width == (20.0, 40.5)
    assert isinstance(settings.camera.ruined, float)
    assert (settings.data.whole, settings.data.people) == (True, 7)


def test_written_settings_are_read_the_same() -> None:
    text = run_text(Path('a "quoted" 이름.onnx'), teacher=Path("b.onnx"), rate=1e-5)
    settings = parse_settings(text.replace("\\", "/").replace('a "quoted"', 'a \\"quoted\\"'))
    assert settings.backbone.file == 'a "quoted" 이름.onnx'
    assert parse_settings(settings_text(settings)) == settings


def test_changes_take_the_place_of_what_is_written() -> None:
    changes = ["loop.steps=5", "loss.mining = hard", "backbone.file=x.onnx", "loss_weight=0.5"]
    text = LEAST.replace("mobilefacenet", "onnx")
    settings = parse_settings(text, changes)
    assert settings.loop.steps == 5
    assert settings.loss.mining is Strategy.HARD
    assert settings.backbone.file == "x.onnx"
    assert settings.loss_weight == 0.5


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("loop.step=5", "no setting loop.step"),
        ("looop.steps=5", "no setting looop"),
        ("loss_weight.x=1", "loss_weight is .* must be a number"),
        ("loop=5", "loop must be a section"),
        ("loop.steps", "changes nothing"),
        ("=5", "changes nothing"),
        ("loop.steps=5.5", "loop.steps is 5.5. It must be a whole number"),
        ("loop.steps=true", "loop.steps is True. It must be a whole number"),
        ("loop.steps=many", "loop.steps is 'many'. It must be a whole number"),
        ("data.whole=1", "data.whole is 1. It must be true or false"),
        ("backbone.file=3", "backbone.file is 3. It must be a text"),
        ("camera.face_width=20", "camera.face_width is 20. It must be a list of 2"),
        ("camera.face_width=[20]", "must be a list of 2"),
        ("camera.face_width=[20, true]", "must be a number"),
        ("loss.mining=harder", "loss.mining is 'harder'. Choose one of all"),
        ("backbone.kind=[1]", r"backbone.kind is \[1\]. Choose one of"),
    ],
)
def test_what_is_unknown_or_of_the_wrong_type_is_told(change: str, says: str) -> None:
    with pytest.raises(ConfigUnusable, match=says):
        parse_settings(LEAST, [change])


def test_a_value_has_no_settings_of_its_own() -> None:
    with pytest.raises(ConfigUnusable, match=r"loss_weight in .* is no section"):
        parse_settings(f"loss_weight = 1\n{LEAST}", ["loss_weight.x=1"])


@pytest.mark.parametrize(
    "change",
    [
        "data.people=1", "data.pictures=0", "data.share=1.5", "data.workers=-1",
        "camera.ruined=-0.1", "camera.face_width=[30, 20]", "camera.face_width=[20, inf]",
        "camera.occluded=nan", "camera.jitter=inf", "teacher.weight=-1", "teacher.bank_margin=5",
        "teacher.bank_negatives=0", "loop.steps=0", "loop.rate=0", "loop.accumulate=0",
        "loop.average=1.5", "loop.every=0", "loop.seed=-1", "loop.clip=0", "loss_weight=-1",
    ],
)  # fmt: skip
def test_what_is_out_of_its_range_is_told(change: str) -> None:
    name = change.partition("=")[0]
    with pytest.raises(ConfigUnusable, match=f"The setting {name} is .*, and must be"):
        parse_settings(LEAST, [change])


def test_a_run_that_learns_nothing_is_refused() -> None:
    with pytest.raises(ConfigUnusable, match="nothing is learnt"):
        parse_settings(LEAST, ["loss_weight=0"])
    with pytest.raises(ConfigUnusable, match="nothing is learnt"):
        parse_settings(LEAST, ["loss_weight=0", "teacher.file=a.onnx", "teacher.weight=0"])
    with pytest.raises(ConfigUnusable, match=r"teacher\.file is missing"):
        parse_settings(LEAST, ["teacher.bank_weight=1"])
    assert parse_settings(LEAST, ["loss_weight=0", "teacher.file=a.onnx"]).teacher.weight


def test_what_has_no_default_is_missed() -> None:
    with pytest.raises(ConfigUnusable, match=r"loss\.margin is missing"):
        parse_settings(LEAST.replace("margin = 0.2", ""))
    with pytest.raises(ConfigUnusable, match="backbone is missing"):
        parse_settings("")


def test_a_file_that_is_no_settings_is_told(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    with pytest.raises(ConfigUnusable, match="cannot be read"):
        read_settings(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigUnusable, match="cannot be read"):
        read_settings(path)
    path.write_text("[backbone\n")
    with pytest.raises(ConfigUnusable, match="no TOML"):
        read_settings(path)
    path.write_text(LEAST)
    assert read_settings(path) == parse_settings(LEAST)

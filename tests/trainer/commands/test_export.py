"""From a checkpoint to installed files, and a calibration made anew."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
import torch

from desk_access.errors import ModelUnusable
from desk_access.inference.install import install_recogniser
from desk_access.inference.manifest_reader import load_manifest, read_manifest
from desk_access.resources import resource
from tests.trainer.export.tiny import tiny_crops
from trainer import checkpoint
from trainer.backbones.make import make_backbone
from trainer.commands import calibrate, export
from trainer.ema import averaged
from trainer.errors import CheckpointUnusable, ConfigUnusable, DataUnusable

SETTINGS = """
[backbone]
kind = "mobilefacenet"
dimension = 64
width = 0.125

[loss]
kind = "triplet"
margin = 0.2
"""
WORDS = """
title = "A tiny network"
data = "Patterns."
data_terms = "Free."
start = "none"
start_terms = "none"
intended_use = "Tests."
not_intended = "Doors."
known_failures = ["Faces."]
"""


@pytest.fixture(scope="module")
def crops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_crops(tmp_path_factory.mktemp("crops")).folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint of a run that never took a step."""
    path = tmp_path_factory.mktemp("run") / "best.pt"
    torch.manual_seed(0)
    made = _checkpoint(SETTINGS)
    checkpoint.save(path, made)
    return path


def _checkpoint(text: str) -> checkpoint.Checkpoint:
    settings = checkpoint.parse_settings(text)
    network = make_backbone(settings.backbone)
    average = averaged(network, settings.loop.average)
    average.update_parameters(network)
    return checkpoint.Checkpoint(
        settings=text,
        step=7,
        best=1.0,
        network=network.state_dict(),
        average=average.state_dict(),
        objective={},
        optimizer={},
        random=torch.get_rng_state(),
    )


def _run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    export.register(commands)
    calibrate.register(commands)
    args = parser.parse_args([str(each) for each in arguments])
    status: int = args.run(args)
    return status


NAMED = ("--name", "tiny", "--licence", "MIT", "--maker", "us")


def test_a_run_becomes_a_file_that_installs_and_is_calibrated_anew(
    trained: Path, crops: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "words.toml").write_text(WORDS)
    (tmp_path / "evaluation.json").write_text('{"clean": {"FNIR": 0.01234}}')
    given = ("export", trained, crops, tmp_path / "out", *NAMED, "--form", "fp16", "--json")
    card = ("--card", tmp_path / "words.toml", "--evaluation", tmp_path / "evaluation.json")
    assert _run(*given, *card) == 0
    (told,) = json.loads(capsys.readouterr().out)
    file = tmp_path / "out" / "tiny-fp16.onnx"
    assert told["file"] == str(file)
    assert told["bytes"] == file.stat().st_size
    text = (tmp_path / "out" / "tiny.md").read_text()
    assert told["sha256"] in text
    assert "0.01234" in text
    assert "7 steps" in text

    assert _run("calibrate", file, crops, "--floor", "0.6", "--plot", tmp_path / "a.png") == 0
    said = capsys.readouterr().out
    assert "1,000,000 people" in said
    assert "* extrapolated" in said
    assert (tmp_path / "a.png").stat().st_size > 1000
    (spec,) = read_manifest(file.with_suffix(".toml")).models
    assert spec.contract.calibration.floor == 0.6
    assert spec.contract.calibration.pairs == told["calibration"]["pairs"]
    first = told["calibration"]["cosine"][0]
    assert spec.contract.calibration.cosine[0] == pytest.approx(first, abs=1e-3)
    shipped = load_manifest(resource("models/manifest.toml"))
    assert install_recogniser(file, tmp_path / "models", shipped).id == "tiny-fp16"


def test_a_calibration_as_json_has_the_thresholds(
    trained: Path, crops: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("export", trained, crops, tmp_path, *NAMED, "--form", "fp32") == 0
    assert "ms a face" in capsys.readouterr().out
    assert _run("calibrate", tmp_path / "tiny-fp32.onnx", crops, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["people"] for each in told["thresholds"]} >= {10, 1_000_000}
    assert told["measured_to"] in told["fmr"]
    assert {"predicted", "measured"} <= set(told["galleries"][0])


def test_a_checkpoint_of_other_weights_is_refused(crops: Path, tmp_path: Path) -> None:
    made = _checkpoint(SETTINGS)
    made.average.popitem()
    checkpoint.save(tmp_path / "odd.pt", made)
    with pytest.raises(CheckpointUnusable, match="do not fit"):
        _run("export", tmp_path / "odd.pt", crops, tmp_path / "out", *NAMED)
    assert not (tmp_path / "out").exists()


def test_words_and_figures_are_looked_at_before_anything_is_made(
    trained: Path, crops: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad").write_text("[")
    given = ("export", trained, crops, tmp_path / "out", *NAMED)
    with pytest.raises(ConfigUnusable, match="cannot be read"):
        _run(*given, "--card", tmp_path / "bad")
    with pytest.raises(DataUnusable, match="no evaluation"):
        _run(*given, "--evaluation", tmp_path / "bad")
    assert not (tmp_path / "out").exists()


def test_a_manifest_of_another_file_is_not_written_to(crops: Path, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(resource("models/manifest.toml").read_bytes())
    with pytest.raises(ModelUnusable, match=r"does not describe a\.onnx alone"):
        _run("calibrate", tmp_path / "a.onnx", crops)


@pytest.mark.parametrize("floor", ["1.5", "low"])
def test_a_floor_that_is_no_cosine_is_wrong_usage(floor: str) -> None:
    with pytest.raises(SystemExit):
        _run("calibrate", "a.onnx", "crops", "--floor", floor)

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.trainer.crops import run_text
from trainer.checkpoint import Checkpoint, load, save
from trainer.corpus import Corpus
from trainer.data.views import Batch
from trainer.errors import CheckpointUnusable, ConfigUnusable, OutputUnwritable, TrainingDiverged
from trainer.learner import Learner
from trainer.settings import parse_settings
from trainer.train import Outcome, train
from trainer.validation import Validation


def _corpus(text: str, crops: Path) -> Corpus:
    return Corpus.open(crops, parse_settings(text))


def _train(text: str, crops: Path, out: Path, stop_after: int | None = None) -> Outcome:
    corpus = _corpus(text, crops)
    validation = Validation(corpus.crops, corpus.misalignments, 0)
    return train(text, out, corpus, validation, stop_after=stop_after)


def _log(out: Path) -> list[tuple[int, str, float]]:
    with (out / "log.csv").open(encoding="utf-8", newline="") as stream:
        return [(int(step), name, float(value)) for step, name, value in csv.reader(stream)]


def _same(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return all(_same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        return torch.equal(one, other)
    return one == other


def _assert_equal(one: Checkpoint, other: Checkpoint) -> None:
    assert (one.step, one.best) == (other.step, other.best)
    for name in ("network", "average", "objective", "optimizer", "random"):
        assert _same(getattr(one, name), getattr(other, name)), name


def test_the_loss_falls_and_all_is_told(
    drawn_crops: Path, recogniser: Path, tmp_path: Path
) -> None:
    text = run_text(recogniser, steps=60, rate=3e-3, average=0.9, validate=60)
    text = text.replace("distance-weighted", "all") + "\n[camera]\nruined = 0\noccluded = 0"
    outcome = _train(text, drawn_crops, tmp_path)
    rows = _log(tmp_path)
    losses = [value for _, name, value in rows if name == "loss"]
    assert len(losses) == 3
    assert losses[-1] < losses[0]
    assert ("people", 8.0) in [(name, value) for step, name, value in rows if step == 0]
    names = {name for step, name, _ in rows if step == 60}
    assert {"loss", "active", "gradient", "validation_clean_fnir"} <= names
    assert list((tmp_path / "events").iterdir())
    assert outcome.steps == load(tmp_path / "last.pt").step == 60
    assert outcome.best == load(tmp_path / "best.pt").best


@pytest.mark.parametrize("stop", [3, 5])
def test_a_run_that_stopped_goes_on_to_the_same_weights(
    drawn_crops: Path, recogniser: Path, tmp_path: Path, stop: int
) -> None:
    text = run_text(recogniser, teacher=recogniser, relative=True, accumulate=2)
    text = text.replace("[loss]", "fade = 6\n[loss]").replace("workers = 0", "workers = 1")
    _train(text, drawn_crops, tmp_path / "whole")
    _train(text, drawn_crops, tmp_path / "parts", stop_after=stop)
    assert load(tmp_path / "parts" / "last.pt").step == stop
    _train(text, drawn_crops, tmp_path / "parts")
    for name in ("last.pt", "best.pt"):
        _assert_equal(load(tmp_path / "parts" / name), load(tmp_path / "whole" / name))


def test_running_statistics_go_on_too(drawn_crops: Path, tmp_path: Path) -> None:
    text = (
        '[backbone]\nkind = "mobilefacenet"\nwidth = 0.125\ndimension = 64\n'
        '[loss]\nkind = "arcface"\nmargin = 0.5\n[data]\npeople = 3\nworkers = 0\n'
        "[loop]\nsteps = 4\nwarm_up = 1\nvalidate = 9\naverage = 0.5\n"
    )
    _train(text, drawn_crops, tmp_path / "whole")
    _train(text, drawn_crops, tmp_path / "parts", stop_after=2)
    _train(text, drawn_crops, tmp_path / "parts")
    whole = load(tmp_path / "whole" / "last.pt")
    _assert_equal(load(tmp_path / "parts" / "last.pt"), whole)
    assert any(name.endswith("running_var") for name in whole.network)
    assert whole.objective


def test_a_killed_run_goes_on_to_the_same_weights(
    drawn_crops: Path, recogniser: Path, tmp_path: Path
) -> None:
    text = run_text(recogniser, steps=20, every=1, validate=50, threads=1)
    file, out = tmp_path / "run.toml", tmp_path / "killed"
    file.write_text(text, encoding="utf-8")
    command = [
        sys.executable, "-m", "trainer", "train", str(file),
        "--data", str(drawn_crops), "--out", str(out),
    ]  # fmt: skip
    killed = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while not (out / "last.pt").exists() and killed.poll() is None:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert 0 < load(out / "last.pt").step < 20
    subprocess.run(command, check=True, capture_output=True)
    train(text, tmp_path / "whole", _corpus(text, drawn_crops), None)
    ends = [load(folder / "last.pt") for folder in (out, tmp_path / "whole")]
    assert _same(ends[0].network, ends[1].network)
    assert _same(ends[0].optimizer, ends[1].optimizer)


def test_rows_after_the_checkpoint_are_dropped_on_the_way_on(
    drawn_crops: Path, recogniser: Path, tmp_path: Path
) -> None:
    text = run_text(recogniser)
    _train(text, drawn_crops, tmp_path, stop_after=4)
    with (tmp_path / "log.csv").open("a", encoding="utf-8") as stream:
        stream.write("4,kept,1\n6,loss,9\n7,lo")
    _train(text, drawn_crops, tmp_path)
    steps = [step for step, _, _ in _log(tmp_path)]
    assert sorted(set(steps)) == [0, 4, 8]
    assert (4, "kept", 1.0) in _log(tmp_path)


def test_a_run_that_is_done_does_nothing_more(
    drawn_crops: Path, recogniser: Path, tmp_path: Path
) -> None:
    text = run_text(recogniser, steps=3)
    _train(text, drawn_crops, tmp_path)
    before = (tmp_path / "last.pt").read_bytes()
    assert _train(text, drawn_crops, tmp_path).steps == 3
    assert (tmp_path / "last.pt").read_bytes() == before


@pytest.fixture
def begun(drawn_crops: Path, recogniser: Path, tmp_path: Path) -> tuple[str, Path]:
    """A run of which three steps are done, and its settings."""
    text = run_text(recogniser, teacher=recogniser)
    train(text, tmp_path / "run", _corpus(text, drawn_crops), None, stop_after=3)
    return text, tmp_path / "run"


def test_a_loss_that_is_no_number_stops_the_run(begun: tuple[str, Path], drawn_crops: Path) -> None:
    text, out = begun
    corpus = _corpus(text, drawn_crops)
    assert corpus.taught is not None
    before = (out / "last.pt").read_bytes()
    spoilt = replace(corpus, taught=np.full_like(corpus.taught, np.nan))
    with pytest.raises(TrainingDiverged, match=r"loss of step 3 is nan.*train\d/\d\.png") as told:
        train(text, out, spoilt, None)
    assert "Lower loop.rate" in told.value.cure
    assert (out / "last.pt").read_bytes() == before
    lower = text.replace("rate = 0.001", "rate = 0.0001")
    assert lower != text
    assert train(lower, out, corpus, None).steps == 8


def test_a_gradient_that_is_no_number_spoils_no_weight(
    begun: tuple[str, Path], drawn_crops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, out = begun
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", lambda *_: torch.tensor(float("inf")))
    with pytest.raises(TrainingDiverged, match="gradient of step 3 is inf"):
        train(text, out, _corpus(text, drawn_crops), None)
    assert load(out / "last.pt").step == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_keeps_the_last_checkpoint(begun: tuple[str, Path], drawn_crops: Path) -> None:
    text, out = begun
    (out / "last.part").symlink_to("/dev/full")
    with pytest.raises(OutputUnwritable, match=r"last\.pt cannot be written"):
        train(text, out, _corpus(text, drawn_crops), None)
    assert load(out / "last.pt").step == 3
    assert train(text, out, _corpus(text, drawn_crops), None).steps == 8


def test_a_folder_that_cannot_be_made_is_told(
    drawn_crops: Path, recogniser: Path, tmp_path: Path
) -> None:
    text = run_text(recogniser)
    (tmp_path / "file").touch()
    with pytest.raises(OutputUnwritable, match="file/run cannot be written"):
        train(text, tmp_path / "file" / "run", _corpus(text, drawn_crops), None)


@pytest.mark.parametrize("change", ["margin = 0.3", "seed = 1", "people = 2"])
def test_a_run_with_other_settings_is_not_gone_on_with(
    begun: tuple[str, Path], drawn_crops: Path, change: str
) -> None:
    text, out = begun
    other = text.replace("margin = 0.2", change) if "margin" in change else text
    other = other.replace("people = 3", change) if "people" in change else other
    other = other.replace("[loop]", f"[loop]\n{change}") if "seed" in change else other
    with pytest.raises(CheckpointUnusable, match="run with other settings"):
        train(other, out, _corpus(text, drawn_crops), None)


def test_what_changes_no_weight_may_change(begun: tuple[str, Path], drawn_crops: Path) -> None:
    text, out = begun
    other = text.replace("every = 3", "every = 1").replace("workers = 0", "workers = 1")
    assert train(other, out, _corpus(text, drawn_crops), None).steps == 8


def test_a_checkpoint_of_other_code_is_told(begun: tuple[str, Path], drawn_crops: Path) -> None:
    text, out = begun
    found = load(out / "last.pt")
    for other in (
        replace(found, network={**found.network, "modules_in_order.9.weight": torch.zeros(1)}),
        replace(found, optimizer={"state": {}, "param_groups": []}),
    ):
        save(out / "last.pt", other)
        with pytest.raises(CheckpointUnusable, match="made by other code"):
            train(text, out, _corpus(text, drawn_crops), None)


def test_settings_that_make_no_run_are_told(
    drawn_crops: Path, recogniser: Path, tmp_path: Path
) -> None:
    text = run_text(recogniser, warm_up=8)
    with pytest.raises(ConfigUnusable, match="warm-up of 8"):
        train(text, tmp_path / "run", _corpus(text, drawn_crops), None)
    assert not (tmp_path / "run").exists()


def test_it_is_said_when_nothing_costs_anything_any_more(
    drawn_crops: Path, recogniser: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def costless(_learner: Learner, _number: int, _batches: Iterator[Batch]) -> dict[str, float]:
        return {"loss": 0.0, "active": 0.0}

    monkeypatch.setattr(Learner, "step", costless)
    text, said = run_text(recogniser), list[str]()
    corpus = _corpus(text, drawn_crops)
    train(text, tmp_path, corpus, None, lambda done, of, words: said.append(words))
    assert "no tuple costs anything any more" in said[-1]


def test_two_processes_end_with_the_same_weights(
    drawn_crops: Path, recogniser: Path, tmp_path: Path
) -> None:
    crops = Path(shutil.copytree(drawn_crops, tmp_path / "crops"))
    text = run_text(recogniser, teacher=recogniser, accumulate=2, steps=3, warm_up=1, validate=2)
    text = text.replace('kind = "triplet"', 'kind = "arcface"').replace("people = 3", "people = 2")
    (tmp_path / "run.toml").write_text(text, encoding="utf-8")
    for kept in crops.glob("teacher-*"):
        kept.unlink()
    command = [
        sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--standalone",
        "--local-addr", "127.0.0.1", "-m", "tests.trainer.two_processes",
        str(tmp_path / "run.toml"), str(crops), str(tmp_path / "run"),
    ]  # fmt: skip
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    first, second = (
        torch.load(tmp_path / "run" / f"rank{rank}.pt", weights_only=True) for rank in range(2)
    )
    assert first["objective"]
    for part in ("network", "objective"):
        assert all(bool(each.isfinite().all()) for each in first[part].values())
        assert _same(first[part], second[part])
    assert first["crops"] != second["crops"]
    last = load(tmp_path / "run" / "last.pt")
    assert last.step == 3
    assert _same(last.network, first["network"])
    assert len([name for _, name, _ in _log(tmp_path / "run") if name == "loss"]) == 1
    with pytest.raises(CheckpointUnusable, match="run of 2 processes, not of 1"):
        train(text, tmp_path / "run", _corpus(text, crops), None)

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from trainer import checkpoint as module
from trainer.checkpoint import Checkpoint, load, save
from trainer.errors import CheckpointUnusable, OutputUnwritable

SETTINGS = '[backbone]\nkind = "mobilefacenet"\n[loss]\nkind = "triplet"\nmargin = 0.2\n'
FULL = Path("/dev/full")


def _checkpoint(step: int = 3) -> Checkpoint:
    return Checkpoint(
        settings=SETTINGS,
        step=step,
        best=0.25,
        network={"weight": torch.full((100, 100), float(step))},
        average={"module.weight": torch.zeros(2)},
        objective={},
        optimizer={"state": {}, "param_groups": [{"lr": 0.1}]},
        random=torch.get_rng_state(),
    )


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    path, written = tmp_path / "new" / "last.pt", _checkpoint()
    path.parent.mkdir()
    save(path, written)
    found = load(path)
    assert (found.settings, found.step, found.best) == (SETTINGS, 3, 0.25)
    assert torch.equal(found.network["weight"], written.network["weight"])
    assert torch.equal(found.random, written.random)
    assert found.parsed().loss.margin == 0.2
    assert [each.name for each in path.parent.iterdir()] == ["last.pt"]


@pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
def test_a_damaged_file_is_told(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "last.pt"
    save(path, _checkpoint())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(kept if kept > 1 else kept * len(whole))])
    with pytest.raises(CheckpointUnusable, match="or is damaged") as told:
        load(path)
    assert "Delete it" in told.value.cure


def test_what_is_no_checkpoint_is_told(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    for other in ({"format": 1, "step": 3}, {"step": 3}, [1, 2]):
        torch.save(other, path)
        with pytest.raises(CheckpointUnusable, match="is no checkpoint"):
            load(path)


def test_a_missing_file_is_not_called_damaged(tmp_path: Path) -> None:
    with pytest.raises(CheckpointUnusable, match=r"There is no file .*missing\.pt"):
        load(tmp_path / "missing.pt")


def test_another_format_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(module, "FORMAT", 99)
        save(tmp_path / "last.pt", _checkpoint())
    with pytest.raises(CheckpointUnusable, match="has format 99, this trainer writes 1"):
        load(tmp_path / "last.pt")


def test_settings_of_other_code_are_told(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    save(path, replace(_checkpoint(), settings=SETTINGS + "warmth = 3\n"))
    with pytest.raises(CheckpointUnusable, match=r"settings of other code.*loss\.warmth"):
        load(path).parsed()


@pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")
def test_a_full_disk_keeps_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    save(path, _checkpoint(3))
    (tmp_path / "last.part").symlink_to(FULL)
    with pytest.raises(OutputUnwritable, match="cannot be written") as told:
        save(path, _checkpoint(4))
    assert "goes on from the last one" in told.value.cure
    assert load(path).step == 3
    assert [each.name for each in tmp_path.iterdir()] == ["last.pt"]

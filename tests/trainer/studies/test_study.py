"""Studies on drawn people: every variation can be run, rows are kept, nothing is done twice."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import pytest

from tests.trainer.finetune.people import general_public
from trainer.commands import study as command
from trainer.data.shards import SIDE
from trainer.errors import DataUnusable
from trainer.losses.make import make_loss
from trainer.mining.offline import HardPeopleSampler
from trainer.settings import parse_settings
from trainer.studies.catalogue import (
    BASE,
    STUDIES,
    Study,
    StudyName,
    Variation,
    compressed,
    shrunk,
)
from trainer.studies.offline import MinedCorpus
from trainer.studies.study import study

QUICK = (
    "loop.steps=2", "loop.every=1", "backbone.width=0.125", "backbone.dimension=64",
    "data.people=4", "data.pictures=2", "data.workers=0",
)  # fmt: skip


def picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)


@pytest.mark.parametrize("name", StudyName)
def test_variations_differ_from_each_other_in_what_makes_a_network(name: StudyName) -> None:
    wanted = STUDIES[name]
    made = [(parse_settings(BASE, each.changes), each.offline) for each in wanted.variations]
    assert len({repr(each) for each in made}) == len(wanted.variations)
    assert len({each.label for each in wanted.variations}) == len(wanted.variations)
    for settings, _ in made:
        make_loss(settings.loss, 10, settings.backbone.dimension)
        assert settings.loop == made[0][0].loop


def test_the_command_knows_every_study() -> None:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    for name in StudyName:
        args = parser.parse_args(["study", name, "--data", "crops", "--out", "table"])
        assert args.name == name


def test_stops_and_goes_on_without_doing_anything_twice(tmp_path: Path) -> None:
    data = general_public(tmp_path / "crops").folder
    first, second = Variation("one"), Variation("two", ("loss.margin=0.4",))
    told: list[str] = []

    def ask(*variations: Variation, steps: int = 2) -> list[str]:
        told.clear()
        wanted = Study("a paper", variations)
        changes = [*QUICK, f"loop.steps={steps}"]
        text = study(
            StudyName.MARGIN, wanted, data, tmp_path / "out", changes,
            lambda done, of, words: told.append(words),
        )  # fmt: skip
        assert (tmp_path / "out" / "margin.md").read_text("utf-8") == text
        return [line for line in text.splitlines() if line.startswith(("| one", "| two"))]

    (one,) = ask(first)
    assert one.startswith("| one | clean | 0 | 2 | ")
    assert [each.split(":")[0] for each in told] == ["one"]
    assert ask(first, second)[0] == one
    assert {each.split(":")[0] for each in told} == {"two"}
    assert len(ask(first, second)) == 2
    assert not told
    assert len(ask(first, steps=3)) == 3


def test_offline_mining_puts_look_alikes_into_the_second_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = general_public(tmp_path / "crops").folder
    used: list[type] = []
    original = MinedCorpus.sampler

    def seen(self: MinedCorpus, *words: object) -> object:
        sampler = original(self, *words)  # type: ignore[arg-type]
        used.append(type(sampler))
        return sampler

    monkeypatch.setattr(MinedCorpus, "sampler", seen)
    wanted = Study("a paper", (Variation("mined", offline=True),))
    study(StudyName.MINING, wanted, data, tmp_path / "out", QUICK)
    assert used == [HardPeopleSampler]


def test_a_view_of_its_own_gets_a_row_each(tmp_path: Path) -> None:
    data = general_public(tmp_path / "crops").folder
    views = STUDIES[StudyName.QUALITY].views
    wanted = Study("a paper", (Variation("base"),), views)
    study(StudyName.QUALITY, wanted, data, tmp_path / "out", QUICK)
    with (tmp_path / "out" / "quality.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["probes"] for row in rows] == list(views)


def test_a_damaged_table_is_not_overwritten(tmp_path: Path) -> None:
    data = general_public(tmp_path / "crops").folder
    (tmp_path / "margin.csv").write_text("one,two\n1,2\n", encoding="utf-8")
    with pytest.raises(DataUnusable, match="no table"):
        study(StudyName.MARGIN, STUDIES[StudyName.MARGIN], data, tmp_path, QUICK)
    assert (tmp_path / "margin.csv").read_text("utf-8") == "one,two\n1,2\n"


def test_lower_quality_and_fewer_pixels_leave_less_of_a_picture() -> None:
    rng, whole = np.random.default_rng(0), picture()

    def error(spoilt: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
        assert spoilt.shape == whole.shape
        return float(np.abs(spoilt.astype(float) - whole).mean())

    by_quality = [error(compressed(each, whole, rng)) for each in (90, 50, 10)]
    by_pixels = [error(shrunk(each, whole, rng)) for each in (112, 56, 20)]
    assert by_quality == sorted(by_quality)
    assert by_pixels == sorted(by_pixels)
    assert by_pixels[0] == 0.0

"""A whole fine-tuning on drawn people, through the command."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
import torch

from tests.trainer.finetune.people import general_public, recogniser, staff
from trainer.backbones.from_onnx import from_onnx
from trainer.checkpoint import load
from trainer.commands import finetune as command
from trainer.data.jitter import read_misalignments
from trainer.errors import ConfigUnusable, DataUnusable, GraphUnusable
from trainer.finetune.finetune import Group, Line, Tried, best, default_settings, finetune
from trainer.finetune.roles import roles
from trainer.settings import parse_settings

QUICK = ("loop.steps=3", "loop.warm_up=1", "data.people=8", "data.workers=0", "loop.every=1")


def ask(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    args = parser.parse_args(["finetune", *words])
    return int(args.run(args))


def quick() -> list[str]:
    return [word for change in QUICK for word in ("--set", change)]


def test_reports_before_and_after_on_own_people_others_and_the_benchmark(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, others = staff(tmp_path / "own"), general_public(tmp_path / "others")
    general = recogniser(tmp_path / "general.onnx")
    out = tmp_path / "run"
    words = [str(out), "--people", str(own.folder), "--others", str(others.folder)]
    words += ["--from", str(general), "--benchmark", str(others.folder), *quick()]
    assert ask(*words) == 0
    told = capsys.readouterr().out
    for group in Group:
        assert f"Before and after: {group}" in told
    assert "strangers let in where" in told
    assert (out / "finetune.md").read_text("utf-8").strip() == told.strip()
    assert ask(*words, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["pictures"], figures["anchors"]) == (20, 20)
    assert set(figures["found"]["own people"]) == {"clean", "webcam"}
    assert [each["share"] for each in figures["tried"]] == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_the_chosen_network_lies_between_the_general_and_the_tuned_one(tmp_path: Path) -> None:
    own = staff(tmp_path / "own", people=10)
    general = recogniser(tmp_path / "general.onnx")
    shared = roles(own, None)
    text = default_settings(general, len(shared.tuned), QUICK)
    folder = tmp_path / "run"
    tuned = finetune(text, shared, read_misalignments(own.folder / "misalignments.csv"), folder)
    assert set(tuned.found) == {Group.OWN}
    start = from_onnx(general).state_dict()
    line = Line(parse_settings(text), folder)
    end = {name: values.clone() for name, values in line.at(1.0).state_dict().items()}
    assert any(not torch.equal(start[name], end[name]) for name in start)
    line.keep(0.5)
    kept = load(folder / "best.pt")
    for name in start:
        torch.testing.assert_close(kept.average["module." + name], (start[name] + end[name]) / 2)
        assert torch.equal(kept.network[name], kept.average["module." + name])
    for name, values in line.at(0.0).state_dict().items():
        assert torch.equal(values, start[name])


def test_what_other_people_would_lose_by_is_not_chosen() -> None:
    own, others = Group.OWN, Group.OTHERS
    tried = [
        Tried(0.0, {own: 0.5, others: 0.2}),
        Tried(0.5, {own: 0.4, others: 0.2}),
        Tried(1.0, {own: 0.1, others: 0.3}),
    ]
    assert best(tried) == 0.5
    assert best([Tried(each.share, {own: each.merits[own]}) for each in tried]) == 1.0
    assert best(tried[::2]) == 0.0


def test_other_pictures_want_another_folder(tmp_path: Path) -> None:
    general = recogniser(tmp_path / "general.onnx")
    first, second = staff(tmp_path / "own", people=12), staff(tmp_path / "more", people=10, each=12)
    for own in (first, second):
        shared = roles(own, None)
        text = default_settings(general, len(shared.tuned), QUICK)
        drawn = read_misalignments(own.folder / "misalignments.csv")
        if own is first:
            finetune(text, shared, drawn, tmp_path / "run")
            continue
        with pytest.raises(DataUnusable, match="other pictures"):
            finetune(text, shared, drawn, tmp_path / "run")


def test_a_recogniser_that_cannot_be_tuned_is_refused(tmp_path: Path) -> None:
    own = staff(tmp_path / "own", people=10)
    (tmp_path / "general.onnx").write_bytes(b"nothing")
    words = [str(tmp_path / "run"), "--people", str(own.folder)]
    with pytest.raises(GraphUnusable):
        ask(*words, "--from", str(tmp_path / "general.onnx"), *quick())


def test_a_desk_alone_has_no_strangers(tmp_path: Path) -> None:
    with pytest.raises(ConfigUnusable, match="--others"):
        ask(str(tmp_path / "run"), "--workspace", str(tmp_path), "--from", "general.onnx")

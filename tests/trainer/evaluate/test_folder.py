"""The folder of an evaluation on painted faces, through the command itself."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from desk_access.cli import evaluate as shared
from desk_access.model.face import Box
from desk_access.model.status import DeviceNote
from desk_access.opencv import cv2
from desk_access.service.evaluation_run import EvaluationKit, Instruments, Subject
from tests.fakes import FakeEmbedder, FakeFinder, paint_faces
from trainer.commands import evaluate
from trainer.errors import OutputUnwritable

BLANK = -1


@pytest.fixture(autouse=True)
def fake_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    def kit(recognisers: Sequence[str], workspace: Path, threads: int) -> EvaluationKit:
        names = recognisers or ["net"]
        return EvaluationKit(
            tuple(Subject(name, "f" * 64, name) for name in names),
            lambda: Instruments(
                FakeFinder(), tuple(FakeEmbedder() for _ in names), DeviceNote("CPU", None)
            ),
        )

    monkeypatch.setattr(shared, "evaluation_kit", kit)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Bea's last picture is Ann's face, Dan is Ann under another name, Cho shows no face."""
    shown = {
        "Ann": [1] * 5,
        "Bea": [2, 2, 2, 1],
        "Cho": [BLANK],
        "Dan": [1],
        "Eva": [5],
        "Fay": [6],
    }
    for name, faces in shown.items():
        (tmp_path / "people" / name).mkdir(parents=True)
        for number, who in enumerate(faces, start=1):
            image = paint_faces([(Box(30, 30, 60, 60), who)] if who >= 0 else [], 120, 120)
            cv2.imwrite(str(tmp_path / "people" / name / f"{name}_{number:04d}.png"), image)
    fold = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nBea\t2\tEva\t1\n"
    (tmp_path / "people" / "pairs.tsv").write_text(fold * 2)
    return tmp_path / "people"


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    evaluate.register(parser.add_subparsers())
    args = parser.parse_args(["evaluate", *map(str, words)])
    status: int = args.run(args)
    return status


def test_the_folder_has_everything(
    people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out"
    assert run(people, "--rotate", 10, "--recogniser", "a", "--recogniser", "b", "--into", out) == 0

    written = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    each = ("scores", "pairs", "missed", "taken")
    assert written == {
        "figures.json",
        "report.md",
        "label-errors.csv",
        *(f"det-{condition}.png" for condition in ("clean", "rotate10")),
        *(
            f"{name}/{kind}-{condition}.png"
            for name in "ab"
            for condition in ("clean", "rotate10")
            for kind in each
        ),
        *(f"{name}/mistakes-{c}.json" for name in "ab" for c in ("clean", "rotate10")),
    }
    for path in out.rglob("*.png"):
        picture = cv2.imread(str(path))
        assert picture is not None
        assert np.ptp(picture) > 100
    figures = json.loads((out / "figures.json").read_text())
    assert [found["name"] for found in figures["recognisers"]] == ["a", "b"]
    assert figures["clustering"]["a"]["pictures"] == 12
    assert "a: 12 pictures of 5 people clustered" in capsys.readouterr().out
    assert "| as they are | 100.00 ± 0.00 |" in (out / "report.md").read_text()


def test_the_mistakes_are_named(people: Path, tmp_path: Path) -> None:
    run(people, "--into", tmp_path / "out")
    found = json.loads((tmp_path / "out" / "net" / "mistakes-clean.json").read_text())

    # At a threshold that Dan (Ann's face) may not reach, nobody is recognised.
    assert [each["picture"] for each in found["missed"]] == [
        "Bea/Bea_0004.png",
        "Ann/Ann_0004.png",
        "Ann/Ann_0005.png",
    ]
    worst = found["missed"][0]
    assert (worst["person"], worst["candidate"]) == ("Bea", "Ann")
    assert worst["own"] < 0.3 < 0.99 < worst["score"]
    assert found["taken"] == []


def test_label_errors_change_figures_errors_and_clusters(people: Path, tmp_path: Path) -> None:
    listed = tmp_path / "errors.csv"
    listed.write_text("name,other\nAnn,Dan\nBea/Bea_0004.png,Ann\n")
    run(people, "--label-errors", listed, "--into", tmp_path / "out")
    figures = json.loads((tmp_path / "out" / "figures.json").read_text())
    (found,) = figures["recognisers"]
    before, after = (
        found[kind][0]["identification"]["figures"]["points"][0]["fnir"]["value"]
        for kind in ("as_listed", "without_label_errors")
    )
    mistakes = json.loads((tmp_path / "out" / "net" / "mistakes-clean.json").read_text())

    assert (before, after) == (1.0, 0.0)
    assert mistakes == {"missed": [], "taken": []}
    assert (figures["clustering"]["net"]["pictures"], figures["clustering"]["net"]["people"]) == (
        11,
        4,
    )
    assert figures["clustering"]["net"]["b_cubed"]["f1"] == 1.0
    candidates = (tmp_path / "out" / "label-errors.csv").read_text()
    assert "Ann,Dan,1.000,faces" in candidates


def test_without_a_folder_the_answer_is_one_object(
    people: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(people, "--json", "--people", "2")
    figures = json.loads(capsys.readouterr().out)
    assert set(figures) == {"seed", "pictures", "device", "recognisers", "clustering"}


def test_a_folder_that_cannot_be_written_is_an_error(people: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputUnwritable, match="choose another folder"):
        run(people, "--into", tmp_path / "file" / "out")

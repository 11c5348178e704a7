"""What ``desk-access evaluate`` takes and answers, with painted faces and fake networks."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from desk_access.cli import evaluate
from desk_access.cli.terminal import Terminal
from desk_access.errors import SourceUnusable
from desk_access.model.face import Box
from desk_access.model.status import DeviceNote
from desk_access.opencv import cv2
from desk_access.service.evaluation_run import EvaluationKit, Instruments, Subject
from tests.fakes import FakeEmbedder, FakeFinder, paint_faces
from tests.unit.service.scene import CALIBRATION

NOTE = DeviceNote("CPU", "The GPU is not used.")


@pytest.fixture(autouse=True)
def fake_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    def kit(recognisers: Sequence[str], workspace: Path, threads: int) -> EvaluationKit:
        assert threads == 1
        names = recognisers or ["net"]
        return EvaluationKit(
            tuple(Subject(name, "f" * 64, name) for name in names),
            lambda: Instruments(FakeFinder(), tuple(FakeEmbedder() for _ in names), NOTE),
        )

    monkeypatch.setattr(evaluate, "evaluation_kit", kit)


def people(folder: Path, damaged: int = 0) -> Path:
    """Two people to enrol, one of whom has damaged pictures too, and a stranger; with pairs."""
    folder.mkdir(exist_ok=True)
    for who, (name, count) in enumerate({"Ann": 5, "Bea": 4, "Cho": 1}.items(), start=1):
        (folder / name).mkdir()
        image = paint_faces([(Box(20, 20, 40, 40), who)], 80, 80)
        for number in range(1, count + 1):
            cv2.imwrite(str(folder / name / f"{name}_{number:04d}.png"), image)
    for number in range(damaged):
        (folder / "Bea" / f"Bea_9{number:03d}.png").write_bytes(b"damaged")
    fold = "Ann\t1\t2\nBea\t1\t2\nAnn\t1\tBea\t1\nBea\t2\tCho\t1\n"
    (folder / "pairs.tsv").write_text(fold * 2)
    return folder


def answer(*words: str) -> tuple[str, str]:
    """What is written to stdout and stderr."""
    parser = argparse.ArgumentParser()
    parser.set_defaults(folder=Path("unused"))
    evaluate.register(parser.add_subparsers())
    args = parser.parse_args(["evaluate", *words])
    out, err = io.StringIO(), io.StringIO()
    assert args.run(args, Terminal(out, err)) == 0
    return out.getvalue(), err.getvalue()


def test_the_answer_for_a_person(tmp_path: Path) -> None:
    out, err = answer(str(people(tmp_path)))

    assert out.splitlines()[:2] == [
        "3 people, 10 pictures looked at on CPU: 0 without a face found, 0 unreadable; seed 0",
        "",
    ]
    assert out.splitlines()[2:4] == ["net", "  probes as they are"]
    assert "8 pairs in 2 folds, 0 without two faces" in out
    assert "accuracy     100.00 % ± 0.00" in out
    assert "VAL at FAR 1 %  100.00 % ± 0.00 (FAR reached 0.00 %)" in out
    assert "2 people enrolled, searched with 3 other pictures of them and 1 of strangers" in out
    assert "rank-1       100.00 % (100.00 % to 100.00 %)" in out
    assert "at FPIR 1 % (0 of 1 strangers taken for somebody; too few, it takes 100)" in out
    assert "at FPIR 0.1 % (0 of 1 strangers taken for somebody; too few, it takes 1,000)" in out
    assert err == "The GPU is not used.\n"


def test_the_answer_for_a_program_is_one_object(tmp_path: Path) -> None:
    words = ["--json", "--rotate", "-10", "--webcam", "--frames", "1,3", "--mask", "--seed", "7"]
    out, _ = answer(str(people(tmp_path)), *words)
    found = json.loads(out)

    assert out.count("\n") == 1
    assert found["seed"] == 7
    (recogniser,) = found["recognisers"]
    assert [each["condition"] for each in recogniser["as_listed"]] == [
        {"rotate": 0.0, "mask": False, "webcam": False, "frames": 1},
        {"rotate": -10.0, "mask": False, "webcam": False, "frames": 1},
        {"rotate": 0.0, "mask": True, "webcam": False, "frames": 1},
        {"rotate": 0.0, "mask": False, "webcam": True, "frames": 1},
        {"rotate": 0.0, "mask": False, "webcam": True, "frames": 3},
    ]
    assert [each["pairs"] is None for each in recogniser["as_listed"]] == [False] * 4 + [True]
    first, *others = recogniser["as_listed"]
    assert first["pairs"]["folds"] == 2
    assert first["identification"]["enrolled"] == 2
    point = first["identification"]["figures"]["points"][0]
    assert point["fpir"] == 0.01
    assert set(point["fnir"]) == {"value", "low", "high"}
    assert all(len(each["identification"]["at_clean_thresholds"]) == 2 for each in others)


def test_the_conditions_are_told(tmp_path: Path) -> None:
    out, _ = answer(
        str(people(tmp_path)), "--rotate", "12.5", "--webcam", "--frames", "2", "--mask"
    )
    assert "probes leaning by 12.5 degrees" in out
    assert "probes wearing a mask" in out
    assert "probes as by a poor camera, 2 frames joined" in out
    assert "which is FPIR 1 % as they are" in out


def test_several_recognisers_are_told_one_after_the_other(tmp_path: Path) -> None:
    out, _ = answer(str(people(tmp_path)), "--recogniser", "one", "--recogniser", "two.onnx")
    assert [line for line in out.splitlines() if line in ("one", "two.onnx")] == ["one", "two.onnx"]


def test_a_part_is_a_quick_look_without_pairs(tmp_path: Path) -> None:
    out, _ = answer(str(people(tmp_path)), "--people", "1")
    assert "1 people enrolled" in out
    assert "pairs" not in out


def test_label_errors_are_told_both_ways(tmp_path: Path) -> None:
    folder, listed = people(tmp_path), tmp_path / "errors.csv"
    listed.write_text("name,other\nAnn,Cho\n")
    out, _ = answer(str(folder), "--label-errors", str(listed))
    assert "net, without label errors" in out


def test_what_is_kept_is_used_again(tmp_path: Path) -> None:
    folder = people(tmp_path / "people")
    first, _ = answer(str(folder), "--keep", str(tmp_path / "kept"), "--webcam")
    second, _ = answer(str(folder), "--keep", str(tmp_path / "kept"), "--webcam")

    assert " on CPU" in first
    assert first.replace(" on CPU", "") == second


def test_a_log_is_told_how_far_the_run_is_but_seldom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter(range(0, 1000, 20))
    monkeypatch.setattr(evaluate, "monotonic", lambda: float(next(times)))
    _, err = answer(str(people(tmp_path)))

    told = [line for line in err.splitlines() if "left" in line]
    assert told[0] == "2 of 10 pictures, 3 min left"
    assert len(told) == 5


def test_five_unreadable_files_are_named_and_the_others_counted(tmp_path: Path) -> None:
    out, err = answer(str(people(tmp_path, damaged=7)), "--json")
    lines = err.splitlines()

    assert sum("is not a picture" in line for line in lines) == 5
    assert "… and 2 more that cannot be read." in lines
    assert len(json.loads(out)["pictures"]["unreadable"]) == 7


def test_without_strangers_the_answer_says_so(tmp_path: Path) -> None:
    folder = people(tmp_path)
    (folder / "pairs.tsv").unlink()
    (folder / "Cho" / "Cho_0001.png").unlink()
    out, _ = answer(str(folder))

    assert "there are no strangers to refuse" in out
    assert "pairs" not in out


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceUnusable, match="nowhere"):
        answer(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    "words",
    [
        [],
        [".", "--rotate", "far"],
        [".", "--rotate", "200"],
        [".", "--rotate", "nan"],
        [".", "--seed", "-1"],
        [".", "--seed", "1.5"],
        [".", "--seed", str(1 << 32)],
        [".", "--frames", "0"],
        [".", "--frames", "1,many"],
        [".", "--frames", "101"],
        [".", "--people", "0"],
        [".", "--threads", "none"],
    ],
)
def test_wrong_usage_ends_with_status_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        answer(*words)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_grouping_is_told_where_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluate, "calibrations", lambda names, folder: [CALIBRATION])
    out, _ = answer(str(people(tmp_path)), "--groups", "4", "--json")
    found = json.loads(out)["groups"]
    assert [each["fmr"] for each in found] == [1e-3, 1e-4, 1e-5]
    assert [each["used"] for each in found] == [False, True, False]
    assert {(each["pictures"], each["people"], each["groups"]) for each in found} == {(9, 2, 2)}
    assert {each["f1"] for each in found} == {1.0}
    out, _ = answer(str(people(tmp_path / "again")), "--groups", "4")
    assert "9 pictures of 2 people grouped at" in out
    assert "as visitors are) into 2: pairwise F1 100.00 %" in out

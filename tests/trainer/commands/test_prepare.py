"""The command line of ``prepare``, on drawn people."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from tests.trainer.data.drawn import draw_people, networks
from trainer.commands import prepare
from trainer.errors import ConfigUnusable, DataUnusable


@pytest.fixture(autouse=True)
def _drawn_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "_networks", lambda processes: networks())


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    prepare.register(parser.add_subparsers())
    args = parser.parse_args(["prepare", *map(str, words)])
    status: int = args.run(args)
    return status


def test_two_folders_of_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wild = draw_people(tmp_path / "wild", ann=4, bea=1)
    small = draw_people(tmp_path / "small", ann=1, cho=2)
    benchmark = draw_people(tmp_path / "lfw", bea=2)
    status = run(
        tmp_path / "out", "--people", wild, "--people", small, "--benchmark", benchmark,
        "--processes", 1, "--validation", 1, "--seed", 4,
    )  # fmt: skip
    said = capsys.readouterr()

    assert status == 0
    assert said.out.splitlines()[0] == (
        "8 pictures, 0 without a face or unreadable, 8 crops of 3 people"
    )
    assert "  validation          5 crops         1 people" in said.out
    assert "  benchmark           1 crops         1 people" in said.out
    assert "pictures: 100%" in said.err
    assert "7 pictures measured for poor cameras" in said.out
    assert "poor pictures: 100%" in said.err
    assert "faces embedded: 100%" in said.err
    assert (tmp_path / "out" / "report.md").is_file()


def test_json_is_what_the_report_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = draw_people(tmp_path / "people", ann=2)
    run(tmp_path / "out", "--people", people, "--processes", 1, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer == json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))


def test_celebas_list_and_a_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = draw_people(tmp_path / "img", ann=2)
    (tmp_path / "identity.txt").write_text("ann_0000.png 7\nann_0001.png 7\n")
    (tmp_path / "own.csv").write_text("path,person\nimg/ann/ann_0000.png,Ann\n")
    pictures = people / "ann"
    run(
        tmp_path / "a", "--identities", tmp_path / "identity.txt", "--pictures", pictures,
        "--processes", 1,
    )  # fmt: skip
    run(tmp_path / "b", "--csv", tmp_path / "own.csv", "--processes", 1)
    said = capsys.readouterr().out
    assert "2 pictures, 0 without" in said
    assert "1 pictures, 0 without" in said


def test_requests_that_make_no_sense(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ConfigUnusable):
        run(tmp_path, "--people", tmp_path, "--pictures", tmp_path)
    with pytest.raises(ConfigUnusable):
        run(tmp_path, "--identities", tmp_path / "list.txt")
    with pytest.raises(DataUnusable):
        run(tmp_path / "out", "--people", tmp_path)
    for wrong in (
        ["--processes", "0"],
        ["--validation", "-1"],
        ["--csv", "x.csv"],
        ["--seed", "a"],
    ):
        with pytest.raises(SystemExit):
            run(tmp_path, "--people", tmp_path, *wrong)
    assert "is no whole number" in capsys.readouterr().err

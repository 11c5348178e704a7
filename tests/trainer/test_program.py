"""The program as its user meets it: what it answers, where, and with which status."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desk_access.errors import ModelMissing
from tests.trainer.crops import run_text
from trainer.checkpoint import load
from trainer.commands.located import located
from trainer.program import main
from trainer.settings import parse_settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run_file(recogniser: Path, tmp_path: Path) -> Path:
    """A run's file beside the recogniser that it names, in a folder of its own."""
    folder = tmp_path / "runs"
    folder.mkdir()
    shutil.copy(recogniser, folder / "tiny.onnx")
    text = run_text(Path("tiny.onnx"), teacher=Path("tiny.onnx"), steps=3, threads=1)
    (folder / "run.toml").write_text(text, encoding="utf-8")
    return folder / "run.toml"


@pytest.fixture
def crops(drawn_crops: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn_crops, tmp_path / "crops", ignore=_teachers))


def _teachers(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.startswith("teacher-")]


def _tree(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*"))


def test_the_grammar_loads_no_library_that_takes_seconds() -> None:
    told = "import sys; from trainer.program import parser; parser(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"torch", "onnxruntime", "matplotlib", "scipy"} & set(loaded)


def test_a_run_is_trained_and_gone_on_with(
    run_file: Path, crops: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["train", str(run_file), "--data", str(crops), "--out", str(tmp_path / "out")]
    assert main(command) == 0
    told = capsys.readouterr()
    assert told.out.startswith("3 steps")
    assert "train" in told.err
    kept = load(tmp_path / "out" / "last.pt")
    assert kept.settings == run_file.read_text(encoding="utf-8")
    assert main(command) == 0
    assert main([*command, "--set", "loss.margin=0.5"]) == 1
    assert "run with other settings" in capsys.readouterr().err


def test_settings_that_were_changed_are_those_that_are_kept(
    run_file: Path, crops: Path, tmp_path: Path
) -> None:
    command = ["train", str(run_file), "--data", str(crops), "--out", str(tmp_path / "out")]
    assert (
        main(
            [
                *command,
                "--set",
                "loop.steps=2",
                "loop.warm_up=1",
                "loss.margin=0.5",
                "--set",
                "data.people=2",
            ]
        )
        == 0
    )
    kept = load(tmp_path / "out" / "last.pt")
    assert kept.step == 2
    assert (kept.parsed().loss.margin, kept.parsed().data.people) == (0.5, 2)
    assert kept.parsed().backbone.file == "tiny.onnx"


def test_a_dry_run_tells_and_writes_nothing(
    run_file: Path, crops: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _tree(tmp_path)
    command = ["train", str(run_file), "--data", str(crops), "--out", str(tmp_path / "out")]
    assert main([*command, "--dry-run"]) == 0
    assert _tree(tmp_path) == before
    told = capsys.readouterr().out
    for words in (
        "21 crops of 8 people", "16 numbers a face", "3 of 6 images", "s a step",
        "images a second", "with the batch already on the device", "MB at most",
    ):  # fmt: skip
        assert words in told


def test_the_sheet_is_drawn(
    crops: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sheet.png"
    assert main(["sheet", "--data", str(crops), "--out", str(out), "--rows", "2"]) == 0
    assert out.read_bytes().startswith(b"\x89PNG")
    assert str(out) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["train", "missing.toml", "--data", "d", "--out", "o"], 2, "missing.toml cannot be read"),
        (["train", "missing.toml", "--data", "d"], 2, "Add --out FOLDER or --dry-run"),
        (["sheet", "--data", "missing", "--out", "o.png"], 1, "desk-train prepare"),
    ],
)
def test_a_failure_is_one_line(
    arguments: list[str], status: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == status
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("desk-train: ")
    assert told.err.count("\n") == 1
    assert says in told.err


@pytest.mark.parametrize("arguments", [[], ["paint"], ["train"], ["sheet", "--rows", "0"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: desk-train" in capsys.readouterr().err


def _child(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, env=environment, check=False, cwd=ROOT,
    )  # fmt: skip


def test_without_the_extra_it_says_what_to_run(run_file: Path) -> None:
    done = _child(
        "import sys\n"
        "sys.modules['torch'] = None\n"
        f"sys.argv[1:] = ['train', {str(run_file)!r}, '--data', 'd', '--out', 'o']\n"
        "from trainer.__main__ import main\n"
        "sys.exit(main())\n"
    )
    assert done.returncode == 1
    assert done.stderr == "desk-train: torch is not installed. Run make trainer.\n"


def test_large_blocks_are_reused_where_there_is_glibc() -> None:
    done = _child("from trainer.memory import reuse_large_blocks as r; print(r())")
    assert done.stdout.strip() == str(platform.libc_ver()[0] == "glibc")


def test_a_recogniser_is_found_beside_the_file_or_by_its_place(tmp_path: Path) -> None:
    given = parse_settings(run_text(Path("a.onnx"), teacher=tmp_path / "b" / "c.onnx"))
    found = located(given, tmp_path)
    assert found.backbone.file == str(tmp_path / "a.onnx")
    assert found.teacher.file == str(tmp_path / "b" / "c.onnx")
    assert located(parse_settings(run_text(Path("a.onnx"))), tmp_path).teacher.file == ""


def test_an_id_that_is_unknown_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="no model 'nobody-2021'"):
        located(parse_settings(run_text(Path("nobody-2021"))), tmp_path)


@pytest.mark.models
def test_a_recogniser_is_found_by_its_id(tmp_path: Path) -> None:
    found = located(parse_settings(run_text(Path("sface-2021dec"))), tmp_path)
    assert Path(found.backbone.file).is_file()

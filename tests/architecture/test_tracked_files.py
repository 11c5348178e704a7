"""What is in the repository: nothing of one machine, no file grown too long, no dumping ground."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LINES = 500
MODEL_FILES = {
    ".onnx",
    ".task",
    ".tflite",
    ".pt",
    ".pth",
    ".ckpt",
    ".dat",
    ".t7",
    ".npz",
    ".safetensors",
}
OWN_MODELS = Path("resources/models")
OWN_MODELS_BYTES = 60_000_000
DUMPING_GROUNDS = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}

# Written in pieces, because this file is looked at too.
REGISTRY = "pypi" r"\.org|python" r"hosted|npmjs" r"\.|/sim" r"ple/"
MACHINE = r"(?<![\w.~$}*-])/(work|root|home/\w+|Users/\w+)" r"/"
FOREIGN = re.compile(f"{REGISTRY}|{MACHINE}")


def tracked() -> list[Path]:
    """Every file under version control that still exists."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("this is no git checkout, so nobody knows which files belong to it")
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    )
    return [
        path for name in listed.stdout.split("\0") if name and (path := REPOSITORY / name).is_file()
    ]


def foreign(text: str) -> list[str]:
    """What in a text belongs to one machine or names a package registry."""
    return [found.group() for found in FOREIGN.finditer(text)]


def test_nothing_in_it_belongs_to_one_machine() -> None:
    found = {
        str(path.relative_to(REPOSITORY)): faults
        for path in tracked()
        if (faults := foreign(path.read_bytes().decode("utf-8", "ignore")))
    }
    assert found == {}


def test_no_module_is_too_long_or_a_dumping_ground() -> None:
    modules = [path for path in tracked() if path.suffix == ".py"]
    lines = {str(path): len(path.read_text("utf-8").splitlines()) for path in modules}
    assert {path: count for path, count in lines.items() if count > LINES} == {}
    assert [path for path in modules if path.name in DUMPING_GROUNDS] == []


def test_the_only_model_files_are_our_own_and_small() -> None:
    models = [path for path in tracked() if path.suffix in MODEL_FILES]
    assert [
        str(path.relative_to(REPOSITORY))
        for path in models
        if path.suffix != ".onnx" or path.parent != REPOSITORY / OWN_MODELS
    ] == []
    assert sum(path.stat().st_size for path in models) < OWN_MODELS_BYTES


@pytest.mark.parametrize(
    "text",
    [
        "https://{}.org/project/x".format("pypi"),
        "--index-url http://mirror/{}/".format("simple"),
        '"registry.{}.org"'.format("npmjs"),
        "open('/{}/data/x')".format("work"),
        "cd /{}/somebody/src".format("home"),
    ],
)
def test_a_foreign_word_is_found(text: str) -> None:
    assert foreign(text)


@pytest.mark.parametrize("text", ["a home/{}/life balance".format("work"), "../shared/data"])
def test_an_innocent_word_is_not(text: str) -> None:
    assert not foreign(text)

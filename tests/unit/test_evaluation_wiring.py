"""Which recognisers an evaluation measures, and whose embeddings are kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.bootstrap import evaluation_archive, evaluation_kit
from desk_access.errors import ModelMissing, ModelUnusable, UsageError
from tests.unit.inference.tiny import manifest_text, tiny_onnx

CONTENT = tiny_onnx(batch=1)


@pytest.fixture(autouse=True)
def no_fetched_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_ACCESS_MODELS", str(tmp_path / "none"))


def given(folder: Path, **changed: object) -> str:
    """A recogniser as somebody hands it over; ``changed`` replaces keys of its contract."""
    folder.mkdir(parents=True)
    (folder / "tiny.onnx").write_bytes(CONTENT)
    (folder / "tiny.toml").write_text(manifest_text(CONTENT, **changed))
    return str(folder / "tiny.onnx")


def key(file: str, workspace: Path) -> str:
    (subject,) = evaluation_kit([file], workspace, threads=1).subjects
    assert subject.name == "tiny"
    return subject.key


def test_the_key_follows_the_file_and_how_it_is_fed(tmp_path: Path) -> None:
    first = key(given(tmp_path / "a"), tmp_path)

    assert key(given(tmp_path / "same"), tmp_path) == first
    assert key(given(tmp_path / "bgr", colour="bgr"), tmp_path) != first
    moved = [[5, 6], [11, 6], [8, 9], [6, 12], [10, 13]]
    assert key(given(tmp_path / "moved", template=moved), tmp_path) != first


def test_an_installed_recogniser_is_known_by_its_id(tmp_path: Path) -> None:
    given(tmp_path / "workspace" / "models")
    kit = evaluation_kit(["tiny"], tmp_path / "workspace", threads=1)
    assert [subject.name for subject in kit.subjects] == ["tiny"]


def test_two_of_one_name_could_not_be_told_apart(tmp_path: Path) -> None:
    both = [given(tmp_path / "a"), given(tmp_path / "b", colour="bgr")]
    with pytest.raises(UsageError, match="named twice"):
        evaluation_kit(both, tmp_path, threads=1)


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        evaluation_kit(["nobody"], tmp_path, threads=1)
    with pytest.raises(ModelUnusable, match=r"no alone\.toml"):
        evaluation_kit([str(tmp_path / "alone.onnx")], tmp_path, threads=1)


def test_the_archive_of_one_chain_is_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        evaluation_archive(tmp_path / "kept").close()
    assert len(list((tmp_path / "kept").glob("found-*.sqlite"))) == 1

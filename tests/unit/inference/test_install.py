from __future__ import annotations

from pathlib import Path

import pytest

from desk_access.errors import ModelMissing, ModelRejected, ModelUnusable
from desk_access.inference.install import install_recogniser
from desk_access.inference.manifest import Manifest
from desk_access.inference.manifest_reader import load_manifest
from desk_access.inference.model_store import ModelStore
from desk_access.resources import resource
from tests.unit.inference.tiny import manifest_text, spec_of, tiny_onnx

CONTENT = tiny_onnx(batch=1)
SHIPPED = resource("models/manifest.toml")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A recogniser as somebody hands it over: the file with its manifest beside it."""
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "tiny.onnx").write_bytes(CONTENT)
    (folder / "tiny.toml").write_text(manifest_text(CONTENT))
    return folder / "tiny.onnx"


def test_the_application_knows_the_model_afterwards(tmp_path: Path, given: Path) -> None:
    models = tmp_path / "workspace" / "models"
    spec = install_recogniser(given, models, load_manifest(SHIPPED))
    assert spec.id == "tiny"
    manifest = load_manifest(SHIPPED, models)
    store = ModelStore(tmp_path / "fetched", manifest, shared=[models])
    assert store.path("tiny").read_bytes() == CONTENT
    assert sorted(path.name for path in models.iterdir()) == ["tiny.onnx", "tiny.toml"]


def test_installing_again_replaces_it(tmp_path: Path, given: Path) -> None:
    models = tmp_path / "models"
    install_recogniser(given, models, load_manifest(SHIPPED))
    install_recogniser(given, models, load_manifest(SHIPPED, models))
    install_recogniser(models / "tiny.onnx", models, load_manifest(SHIPPED, models))
    assert (models / "tiny.onnx").read_bytes() == CONTENT


def test_a_file_without_its_manifest_is_refused(tmp_path: Path, given: Path) -> None:
    given.with_suffix(".toml").unlink()
    with pytest.raises(ModelUnusable, match=r"no tiny\.toml beside tiny\.onnx"):
        install_recogniser(given, tmp_path / "models", load_manifest(SHIPPED))


def test_a_manifest_of_another_file_is_refused(tmp_path: Path, given: Path) -> None:
    given.with_suffix(".toml").write_text(manifest_text(CONTENT, file="other.onnx"))
    with pytest.raises(ModelUnusable, match=r"does not describe tiny\.onnx"):
        install_recogniser(given, tmp_path / "models", load_manifest(SHIPPED))


@pytest.mark.parametrize(
    ("content", "manifest", "error"),
    [
        (CONTENT + b"x", manifest_text(CONTENT), ModelRejected),
        (CONTENT, manifest_text(CONTENT, dimension=512), ModelUnusable),
        (b"rubbish", manifest_text(b"rubbish"), ModelUnusable),
    ],
)
def test_a_model_that_does_not_keep_its_word_is_not_copied(
    tmp_path: Path, given: Path, content: bytes, manifest: str, error: type[Exception]
) -> None:
    given.write_bytes(content)
    given.with_suffix(".toml").write_text(manifest)
    with pytest.raises(error):
        install_recogniser(given, tmp_path / "models", load_manifest(SHIPPED))
    assert not (tmp_path / "models").exists()


def test_a_model_cannot_take_the_place_of_another_kind(tmp_path: Path, given: Path) -> None:
    detector = Manifest((spec_of(b"d", model_id="tiny"),))
    with pytest.raises(ModelUnusable, match="cannot become"):
        install_recogniser(given, tmp_path / "models", detector)


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path, given: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelMissing, match="cannot be written"):
        install_recogniser(given, tmp_path / "file" / "models", load_manifest(SHIPPED))

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest

from desk_access.errors import ModelMissing, ModelRejected, ModelUnusable
from desk_access.inference.freebatch import free_batch
from desk_access.inference.install import install_recogniser
from desk_access.inference.manifest import Manifest
from desk_access.inference.manifest_reader import load_manifest
from desk_access.inference.model_store import ModelStore
from desk_access.inference.trial import try_recogniser
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


@pytest.mark.parametrize("with_manifest", [True, False])
def test_a_file_that_is_not_there_is_called_missing(
    tmp_path: Path, given: Path, with_manifest: bool
) -> None:
    given.unlink()
    if not with_manifest:
        given.with_suffix(".toml").unlink()
    with pytest.raises(ModelMissing, match=r"no file .*tiny\.onnx.* Check the name"):
        install_recogniser(given, tmp_path / "models", load_manifest(SHIPPED))


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
    with pytest.raises(ModelUnusable, match=r"tiny cannot be added: .* comes with this program"):
        install_recogniser(given, tmp_path / "models", detector)


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path, given: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ModelMissing, match="cannot be written"):
        install_recogniser(given, tmp_path / "file" / "models", load_manifest(SHIPPED))


def hostile(change: Callable[[onnx.ModelProto], None]) -> bytes:
    model = onnx.load_model_from_string(CONTENT)
    change(model)
    return bytes(model.SerializeToString())


def outside(model: onnx.ModelProto) -> None:
    """The weights are said to lie in a file of the system."""
    weights = model.graph.initializer[0]
    weights.ClearField("raw_data")
    weights.data_location = onnx.TensorProto.EXTERNAL
    entry = weights.external_data.add()
    entry.key, entry.value = "location", "../../../../../../etc/passwd"


def gigabytes(model: onnx.ModelProto) -> None:
    """Before anything else the network fills 40 GB."""
    shape = onnx.numpy_helper.from_array(np.array([10_000_000_000], np.int64), "shape")
    model.graph.initializer.append(shape)
    filled = onnx.helper.make_node("ConstantOfShape", ["shape"], ["filled"])
    summed = onnx.helper.make_node("ReduceSum", ["filled"], ["sum"], keepdims=0)
    last = model.graph.output[0].name
    model.graph.node[-1].output[0] = "before"
    added = onnx.helper.make_node("Add", ["before", "sum"], [last])
    model.graph.node.extend([filled, summed, added])


def texts(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.STRING


def nothing(model: onnx.ModelProto) -> None:
    del model.graph.output[:]


def endless(model: onnx.ModelProto) -> None:
    """A loop whose condition is always true."""
    true = onnx.numpy_helper.from_array(np.array(True), "true")
    often = onnx.numpy_helper.from_array(np.array(2**62, np.int64), "often")
    model.graph.initializer.extend([true, often])
    info = onnx.helper.make_tensor_value_info
    body = onnx.helper.make_graph(
        [
            onnx.helper.make_node("Identity", ["go"], ["on"]),
            onnx.helper.make_node("Identity", ["number"], ["next"]),
        ],
        "body",
        [
            info("count", onnx.TensorProto.INT64, []),
            info("go", onnx.TensorProto.BOOL, []),
            info("number", onnx.TensorProto.FLOAT, None),
        ],
        [info("on", onnx.TensorProto.BOOL, []), info("next", onnx.TensorProto.FLOAT, None)],
    )
    last = model.graph.output[0].name
    model.graph.node[-1].output[0] = "before"
    loop = onnx.helper.make_node("Loop", ["often", "true", "before"], [last], body=body)
    model.graph.node.append(loop)


@pytest.mark.parametrize(
    "content",
    [
        CONTENT[: len(CONTENT) // 2],
        b"",
        b"\x0a" * 5000,
        bytes(5000),
        *(hostile(change) for change in (outside, gigabytes, texts, nothing)),
    ],
    ids=["cut", "empty", "groups", "zeros", "outside", "gigabytes", "texts", "nothing"],
)
def test_a_hostile_model_is_refused_in_one_line(
    tmp_path: Path, given: Path, content: bytes
) -> None:
    given.write_bytes(content)
    text = manifest_text(content).replace("bytes = 0", "bytes = 1")
    given.with_suffix(".toml").write_text(text)
    with pytest.raises(ModelUnusable) as caught:
        install_recogniser(given, tmp_path / "models", load_manifest(SHIPPED))
    assert "Traceback" not in str(caught.value)
    assert not (tmp_path / "models").exists()


def test_a_model_that_comes_to_no_end_is_ended(given: Path) -> None:
    content = hostile(endless)
    given.write_bytes(content)
    given.with_suffix(".toml").write_text(manifest_text(content))
    with pytest.raises(ModelUnusable, match="no embedding after 4 s"):
        try_recogniser(given, longest_s=4)


def test_weights_in_another_file_are_never_read() -> None:
    with pytest.raises(ModelUnusable, match="in other files"):
        free_batch(hostile(outside))

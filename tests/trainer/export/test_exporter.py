"""A network becomes files that the application runs, or nothing at all."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor, nn

from desk_access.config import Provider
from desk_access.inference.install import install_recogniser
from desk_access.inference.manifest_reader import load_manifest, read_manifest
from desk_access.inference.recogniser import OnnxEmbedder
from desk_access.model.recogniser import ColourOrder, Layout
from desk_access.resources import resource
from tests.trainer.export.tiny import DIMENSION, tiny_crops, tiny_net
from trainer.data.shards import INPUT, MARGIN, CropSet
from trainer.errors import DataUnusable, OutputUnwritable, ParityLost
from trainer.export.exporter import Exported, Plan, export
from trainer.export.faces import as_input, embedded_by_file, embedded_by_network, open_file
from trainer.export.form import Form
from trainer.export.half import stored_as_half
from trainer.export.traced import IR, OPSET, traced

PLAN = Plan("tiny", "Apache-2.0", "us")


@pytest.fixture(scope="module")
def crops(tmp_path_factory: pytest.TempPathFactory) -> CropSet:
    return tiny_crops(tmp_path_factory.mktemp("crops"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exported") / "new"


@pytest.fixture(scope="module")
def exported(crops: CropSet, folder: Path) -> dict[Form, Exported]:
    return {each.parity.form: each for each in export(tiny_net(), crops, folder, PLAN)}


@pytest.mark.parametrize("form", list(Form))
def test_what_the_application_runs_gives_what_the_network_gave(
    form: Form, exported: dict[Form, Exported], crops: CropSet
) -> None:
    """By the application's own embedder, which normalises and orders colours by the manifest."""
    each = exported[form]
    (spec,) = read_manifest(each.file.with_suffix(".toml")).models
    embedder = OnnxEmbedder(spec, each.file, Provider.CPU, 1)
    wide = [crops.picture(index) for index in range(0, len(crops), 7)]
    inner = slice(MARGIN, MARGIN + INPUT)
    by_application = np.stack(embedder.embed([crop[inner, inner] for crop in wide]))
    by_network = embedded_by_network(tiny_net(), as_input(wide))
    assert (by_application * by_network).sum(1).min() >= form.floor
    assert each.parity.lowest >= form.floor
    assert each.milliseconds > 0


def test_each_file_installs(exported: dict[Form, Exported], tmp_path: Path) -> None:
    for each in exported.values():
        shipped = load_manifest(resource("models/manifest.toml"))
        spec = install_recogniser(each.file, tmp_path / "models", shipped)
        assert spec.id == each.file.stem
        assert spec.sha256 == each.spec.sha256
        contract = spec.contract
        assert (contract.width, contract.height, contract.dimension) == (112, 112, DIMENSION)
        assert (contract.colour, contract.layout) == (ColourOrder.RGB, Layout.NCHW)
        assert contract.calibration == each.calibrated.calibration
        assert contract.calibration.cohort is not None


def test_only_the_files_lie_there(exported: dict[Form, Exported], folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {f"tiny-{form}.{end}" for form in Form for end in ("onnx", "toml")}
    assert set(exported) == set(Form)


@pytest.mark.parametrize("form", list(Form))
def test_the_graph_is_one_that_onnx_runtime_takes(
    form: Form, exported: dict[Form, Exported]
) -> None:
    model = onnx.load(exported[form].file)
    onnx.checker.check_model(model, full_check=True)
    assert model.ir_version == IR
    assert {each.domain: each.version for each in model.opset_import}[""] == OPSET
    assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param
    assert [value.name for value in model.graph.input] == ["face"]


def test_fp16_is_half_the_bytes_and_its_casts_are_gone_once_it_is_open(tmp_path: Path) -> None:
    network = nn.Sequential(nn.Conv2d(3, 64, 3, 4), nn.Flatten(), nn.Linear(64 * 28 * 28, 64))
    whole = traced(network)
    half = stored_as_half(whole)
    assert half.ByteSize() == pytest.approx(whole.ByteSize() / 2, rel=0.01)
    assert "Cast" in {node.op_type for node in half.graph.node}
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "open.onnx")
    options.log_severity_level = 3  # it warns that the file suits this machine alone
    onnxruntime.InferenceSession(
        half.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    kinds = [node.op_type for node in onnx.load(tmp_path / "open.onnx").graph.node]
    assert "Cast" not in kinds
    assert "Conv" in kinds


def test_int8_computes_in_8_bits(exported: dict[Form, Exported]) -> None:
    model = onnx.load(exported[Form.INT8].file)
    kinds = [node.op_type for node in model.graph.node]
    assert {"QuantizeLinear", "DequantizeLinear"} <= set(kinds)
    types = {weight.data_type for weight in model.graph.initializer if len(weight.dims) == 4}
    assert types == {onnx.TensorProto.INT8}
    assert exported[Form.INT8].float_layers == 0


class _Overflowing(nn.Module):
    """A weight that half precision cannot hold."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = tiny_net()
        with torch.no_grad():
            self.inner.dense.weight[3] *= 1e7

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.inner(x)
        return out


def test_a_form_that_loses_parity_stops_all_and_says_by_how_much(
    crops: CropSet, tmp_path: Path
) -> None:
    with pytest.raises(ParityLost, match=r"fp16 does not give .* the cosine is nan at least"):
        export(_Overflowing(), crops, tmp_path / "new", PLAN)
    assert not (tmp_path / "new").exists()


class _Sensitive(nn.Module):
    """One channel is a thousand times the others' size, goes two ways, and is dropped in the end:
    until then it takes the whole range of 8 bits for itself."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 16, 8, 8)
        self.second = nn.Conv2d(16, 16, 1)
        self.third = nn.Conv2d(16, 16, 1)
        self.fourth = nn.Sequential(nn.ReLU(), nn.Conv2d(16, 16, 1), nn.Flatten())
        self.dense = nn.Linear(16 * 14 * 14, DIMENSION)
        with torch.no_grad():
            self.first.weight[0] *= 1000
            self.second.weight[1:, 0] = 0
            self.third.weight[:, 0] = 0

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x / 255)
        out: Tensor = self.dense(self.fourth(self.third(x + self.second(x))))
        return out


def test_int8_tries_the_first_layers_in_float_before_it_gives_up(
    crops: CropSet, tmp_path: Path
) -> None:
    told: list[str] = []
    torch.manual_seed(0)
    (made,) = export(
        _Sensitive(), crops, tmp_path, Plan("s", "MIT", "us", (Form.INT8,)), told.append
    )
    assert made.float_layers == 3
    assert made.parity.lowest >= Form.INT8.floor
    assert any("layers in float" in words for words in told)


def test_a_full_disk_leaves_what_was_there(
    crops: CropSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiny-fp32.onnx").write_bytes(b"older")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputUnwritable, match="No space left"):
        export(tiny_net(), crops, tmp_path, Plan("tiny", "MIT", "us", (Form.FP32,)))
    assert [path.name for path in tmp_path.iterdir()] == ["tiny-fp32.onnx"]
    assert (tmp_path / "tiny-fp32.onnx").read_bytes() == b"older"


def test_a_folder_that_is_a_file_is_told(crops: CropSet, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputUnwritable, match="cannot be written"):
        export(tiny_net(), crops, tmp_path / "file" / "x", Plan("a", "b", "c", (Form.FP32,)))


def test_without_people_to_validate_on_nothing_is_exported(tmp_path: Path) -> None:
    with pytest.raises(DataUnusable, match="nobody to check"):
        export(tiny_net(), _trained_on_all(tmp_path / "crops"), tmp_path / "new", PLAN)
    assert not (tmp_path / "new").exists()


def _trained_on_all(folder: Path) -> CropSet:
    tiny_crops(folder, people=2, pictures=1)
    path = folder / "selection.csv"
    path.write_text(path.read_text().replace("validation", "train"))
    return CropSet(folder)


def test_tracing_freezes_batch_normalisation_and_leaves_the_mode() -> None:
    network = tiny_net().train()
    model = traced(network)
    assert network.training
    assert "BatchNormalization" not in {node.op_type for node in model.graph.node}
    faces = np.random.default_rng(0).uniform(0, 255, (3, 3, INPUT, INPUT)).astype(np.float32)
    got = embedded_by_file(open_file(model.SerializeToString()), faces)
    assert np.allclose(got, embedded_by_network(network.eval(), faces), atol=1e-5)

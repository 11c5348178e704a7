from __future__ import annotations

import math
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from trainer.backbones.from_onnx import from_onnx
from trainer.backbones.make import BackboneKind, BackboneSettings, make_backbone
from trainer.backbones.parts import Activation
from trainer.errors import ConfigUnusable

MOBILE = BackboneSettings(BackboneKind.MOBILEFACENET, dimension=64, width=0.125)
RESIDUAL = BackboneSettings(BackboneKind.IRESNET18, dimension=64, width=0.125)
BOTH = pytest.mark.parametrize("settings", [MOBILE, RESIDUAL], ids=lambda each: each.kind)


def _faces(count: int) -> Tensor:
    return torch.rand(count, 3, 112, 112, generator=torch.Generator().manual_seed(7)) * 255


def _worn(settings: BackboneSettings) -> nn.Module:
    """A network whose normalisation has seen faces and whose parameters have all moved."""
    torch.manual_seed(3)
    network = make_backbone(settings)
    for parameter in network.parameters():
        if parameter.dim() == 1:
            nn.init.uniform_(parameter, 0.6, 0.9)
    with torch.no_grad():
        for _ in range(20):
            network(_faces(4))
    return network.eval()


def _export(network: nn.Module, path: Path) -> None:
    with warnings.catch_warnings():
        # The exporter that writes one file without onnxscript is on its way out, and says so.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network,
            (_faces(1),),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["faces"],
            dynamic_axes={"faces": {0: "n"}},
        )


@BOTH
@pytest.mark.parametrize("dimension", [64, 128, 192, 256, 512])
def test_an_embedding_has_the_dimension_that_was_asked_for(
    settings: BackboneSettings, dimension: int
) -> None:
    network = make_backbone(replace(settings, dimension=dimension)).eval()
    with torch.no_grad():
        embeddings = network(_faces(2))
    assert embeddings.shape == (2, dimension)
    assert torch.isfinite(embeddings).all()


@pytest.mark.parametrize("kind", [BackboneKind.IRESNET50, BackboneKind.IRESNET100])
def test_the_deep_ones_take_the_same_face(kind: BackboneKind) -> None:
    with torch.device("meta"):
        network = make_backbone(BackboneSettings(kind, dimension=512)).eval()
        assert network(torch.empty(2, 3, 112, 112)).shape == (2, 512)


@BOTH
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"dimension": 63}, "63"),
        ({"dimension": 513}, "513"),
        ({"width": 0.0}, "0.0"),
        ({"width": 4.5}, "4.5"),
        ({"width": math.nan}, "nan"),
        ({"file": "sface.onnx"}, "starts from nothing"),
        ({"rank": 64}, "starts from nothing"),
    ],
)
def test_settings_that_make_no_network_are_refused(
    settings: BackboneSettings, wrong: dict[str, object], named: str
) -> None:
    with pytest.raises(ConfigUnusable, match=named) as refused:
        make_backbone(replace(settings, **wrong))  # type: ignore[arg-type]
    assert refused.value.cure


def test_a_warm_start_needs_a_file() -> None:
    with pytest.raises(ConfigUnusable, match="none is named"):
        make_backbone(BackboneSettings(BackboneKind.ONNX))


@BOTH
@pytest.mark.parametrize("activation", Activation)
def test_gradients_reach_every_parameter(
    settings: BackboneSettings, activation: Activation
) -> None:
    torch.manual_seed(0)
    network = make_backbone(replace(settings, activation=activation)).train()
    embeddings = network(_faces(6))
    (embeddings * torch.randn_like(embeddings)).sum().backward()
    dense = next(each for each in network.modules() if isinstance(each, nn.Linear))
    unreached = [
        name
        for name, each in network.named_parameters()
        if each.requires_grad
        # The normalisation behind it takes this bias away: its gradient is zero but for rounding.
        and each is not dense.bias
        and (each.grad is None or not each.grad.any())
    ]
    assert unreached == []


@BOTH
def test_the_first_convolution_sees_pixels_around_zero(settings: BackboneSettings) -> None:
    network = make_backbone(settings).eval()
    first = next(each for each in network.modules() if isinstance(each, nn.Conv2d))
    seen: list[Tensor] = []
    first.register_forward_pre_hook(lambda _module, given: seen.append(given[0]))
    faces = torch.zeros(2, 3, 112, 112)
    faces[1] = 255
    with torch.no_grad():
        network(faces)
    assert torch.equal(seen[0][0], torch.full((3, 112, 112), -127.5 / 128))
    assert torch.equal(seen[0][1], torch.full((3, 112, 112), 127.5 / 128))


@BOTH
def test_a_seed_gives_the_same_network_and_another_seed_another(settings: BackboneSettings) -> None:
    made = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        made.append(nn.utils.parameters_to_vector(make_backbone(settings).parameters()))
    assert torch.equal(made[0], made[1])
    assert not torch.equal(made[0], made[2])


@BOTH
def test_signals_neither_die_nor_explode_at_the_start(settings: BackboneSettings) -> None:
    torch.manual_seed(0)
    with torch.no_grad():
        embeddings = make_backbone(settings).train()(_faces(8))
    spread = embeddings.std(dim=0, correction=0)
    assert spread.allclose(torch.ones_like(spread), atol=1e-3)


@BOTH
@pytest.mark.parametrize("activation", Activation)
def test_exported_and_read_back_it_gives_the_same(
    settings: BackboneSettings, activation: Activation, tmp_path: Path
) -> None:
    network = _worn(replace(settings, activation=activation))
    path = tmp_path / "network.onnx"
    faces = _faces(3)
    _export(network, path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    exported = torch.from_numpy(np.asarray(session.run(None, {"faces": faces.numpy()})[0]))
    with torch.no_grad():
        expected = functional.normalize(network(faces))
        read_back = functional.normalize(from_onnx(path).eval()(faces))
    assert not torch.allclose(expected[0], expected[1], atol=1e-4)
    assert torch.allclose(functional.normalize(exported), expected, atol=1e-4)
    assert torch.allclose(read_back, expected, atol=1e-4)


def test_no_normalisation_follows_a_convolution_in_the_exported_graph(tmp_path: Path) -> None:
    path = tmp_path / "network.onnx"
    _export(_worn(MOBILE), path)
    nodes = onnx.load(str(path)).graph.node
    convolved = {node.output[0] for node in nodes if node.op_type == "Conv"}
    normalised = [node.input[0] for node in nodes if node.op_type == "BatchNormalization"]
    assert convolved.isdisjoint(normalised)


def test_training_and_evaluation_take_the_same_strides() -> None:
    torch.manual_seed(0)
    network = make_backbone(MOBILE)
    faces = _faces(4)
    for each in network.modules():
        if isinstance(each, nn.BatchNorm2d | nn.BatchNorm1d):
            each.eval()
    with torch.no_grad():
        trained = network(faces)
        assert torch.allclose(trained, network.eval()(faces), rtol=1e-4, atol=1e-5)

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from torch import nn
from torch.nn import functional

from tests.trainer.graphs import DIMENSION, GraphBuilder, outputs, tiny_recogniser
from trainer.backbones.depthwise import Depthwise
from trainer.backbones.from_onnx import from_onnx
from trainer.backbones.frozen import ChannelSlopes
from trainer.errors import GraphUnusable
from trainer.export.traced import traced

SIDE = 16


@pytest.fixture
def faces() -> torch.Tensor:
    return torch.rand(4, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(1)) * 255


def _outputs(path: Path, faces: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(outputs(path, faces.numpy()))


def test_the_network_gives_what_the_file_gives(tmp_path: Path, faces: torch.Tensor) -> None:
    path = tiny_recogniser(tmp_path / "a.onnx", SIDE)
    network = from_onnx(path)
    assert network.dimension == DIMENSION
    torch.testing.assert_close(network.eval()(faces), _outputs(path, faces), rtol=1e-4, atol=1e-4)


def test_normalisation_is_folded_and_everything_that_learns_has_a_gradient(
    tmp_path: Path, faces: torch.Tensor
) -> None:
    network = from_onnx(tiny_recogniser(tmp_path / "a.onnx", SIDE))
    kinds = [type(each) for each in network.modules_in_order]
    assert kinds.count(nn.Conv2d) == 1
    assert kinds.count(Depthwise) == 2
    assert not any(isinstance(each, (nn.BatchNorm2d, nn.Identity)) for each in network.modules())
    network.train()(faces).sum().backward()
    assert all(each.grad is not None and each.grad.any() for each in network.parameters())


def test_the_channels_of_the_last_map_bound_a_rank_that_loses_nothing(
    tmp_path: Path, faces: torch.Tensor
) -> None:
    path = tiny_recogniser(tmp_path / "a.onnx", SIDE)
    whole = from_onnx(path, rank=8).eval()
    torch.testing.assert_close(whole(faces), _outputs(path, faces), rtol=1e-4, atol=1e-4)
    narrow = from_onnx(path, rank=5).eval()
    assert sum(each.numel() for each in narrow.parameters()) < sum(
        each.numel() for each in whole.parameters()
    )
    assert functional.cosine_similarity(narrow(faces), whole(faces)).min() > 0.5
    for rank in (0, 9):
        with pytest.raises(GraphUnusable, match=f"rank of {rank} is not within the 8"):
            from_onnx(path, rank)


def test_slopes_above_one_are_lowered_to_one(tmp_path: Path, faces: torch.Tensor) -> None:
    network = from_onnx(tiny_recogniser(tmp_path / "a.onnx", SIDE, highest_slope=1.2))
    slopes = [each.slopes for each in network.modules() if isinstance(each, ChannelSlopes)]
    assert len(slopes) == 3
    assert all(float(each.max()) == 1.0 for each in slopes)
    within = from_onnx(tiny_recogniser(tmp_path / "b.onnx", SIDE, highest_slope=0.99))
    assert not torch.allclose(network.eval()(faces), within.eval()(faces))


def test_our_own_file_is_read_back_with_its_rectifiers(tmp_path: Path) -> None:
    network = from_onnx(tiny_recogniser(tmp_path / "a.onnx"), rank=6).eval()
    model = traced(network)
    assert "Max" in {node.op_type for node in model.graph.node}
    onnx.save(model, str(tmp_path / "own.onnx"))
    again = from_onnx(tmp_path / "own.onnx").eval()
    assert [type(each) for each in again.modules_in_order[1:]] == [
        type(each) for each in network.modules_in_order[1:]
    ]
    faces = torch.rand(2, 3, 112, 112) * 255
    torch.testing.assert_close(again(faces), network(faces), rtol=1e-4, atol=1e-4)


def test_constants_that_are_handed_on_by_name_are_found(
    tmp_path: Path, faces: torch.Tensor
) -> None:
    graph = GraphBuilder()
    weight = graph.weight(8, 3, 3, 3)
    x = graph.node("Conv", "face", graph.node("Identity", weight), pads=[1] * 4)
    x = graph.node("Identity", graph.node("Relu", graph.node("Identity", x)))
    slope = graph.node(
        "Constant", value=onnx.numpy_helper.from_array(np.full((1, 8, 1, 1), 0.5, np.float32))
    )
    x = graph.node("Flatten", graph.node("Mul", slope, x))
    x = graph.node("Gemm", x, graph.weight(8 * SIDE * SIDE, DIMENSION, spread=0.01))
    path = graph.write(tmp_path / "a.onnx", graph.node("Identity", x), SIDE)
    network = from_onnx(path).eval()
    torch.testing.assert_close(network(faces), _outputs(path, faces), rtol=1e-4, atol=1e-3)


def test_what_two_read_is_not_folded_into_one_of_them(tmp_path: Path, faces: torch.Tensor) -> None:
    graph = GraphBuilder()
    x = graph.normalisation(graph.convolution("face", 8, given=3), 8)
    x = graph.node("Add", x, graph.normalisation(x, 8))
    x = graph.node("Flatten", x)
    x = graph.node("Gemm", x, graph.weight(8 * SIDE * SIDE, DIMENSION, spread=0.01))
    path = graph.write(tmp_path / "a.onnx", x, SIDE)
    network = from_onnx(path).eval()
    torch.testing.assert_close(network(faces), _outputs(path, faces), rtol=1e-4, atol=1e-3)


def _dense(graph: GraphBuilder, x: str) -> str:
    weight = graph.weight(8 * SIDE * SIDE, DIMENSION)
    return graph.node("Gemm", graph.node("Flatten", x), weight)


def _odd(name: str) -> tuple[GraphBuilder, str]:
    graph = GraphBuilder()
    x = graph.convolution("face", 8, given=3)
    match name:
        case "operator":
            return graph, _dense(graph, graph.node("Sigmoid", x))
        case "padding":
            weight = graph.weight(8, 3, 3, 3)
            return graph, _dense(graph, graph.node("Conv", "face", weight, pads=[0, 0, 1, 1]))
        case "automatic":
            weight = graph.weight(8, 3, 3, 3)
            return graph, _dense(graph, graph.node("Conv", "face", weight, auto_pad="SAME_UPPER"))
        case "constant minus map":
            return graph, _dense(graph, graph.node("Sub", graph.constant(1.0), x))
        case "constant by place":
            return graph, _dense(graph, graph.node("Mul", x, graph.weight(SIDE, SIDE)))
        case "limit":
            return graph, _dense(graph, graph.node("Max", x, graph.constant(0.5)))
        case "no dense layer":
            return graph, graph.node("Flatten", x)
        case "not the last":
            x = _dense(graph, x)
            graph.node("Relu", x)
            return graph, x
        case _:
            return graph, _dense(graph, graph.node("Conv", "face", x))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("operator", "operator Sigmoid cannot be turned back"),
        ("padding", "padded unevenly"),
        ("automatic", "padded unevenly"),
        ("constant minus map", "operator Sub has unusual inputs"),
        ("constant by place", "not one a channel"),
        ("limit", "compared with a constant"),
        ("no dense layer", "does not end in a dense layer"),
        ("not the last", "does not end in its embedding"),
        ("weights that are computed", "operator Conv has unusual inputs"),
    ],
)
def test_what_cannot_be_turned_back_is_told(tmp_path: Path, name: str, says: str) -> None:
    graph, output = _odd(name)
    with pytest.raises(GraphUnusable, match=says) as told:
        from_onnx(graph.write(tmp_path / "a.onnx", output, SIDE))
    assert told.value.cure


def test_two_inputs_are_refused(tmp_path: Path) -> None:
    graph = GraphBuilder()
    path = graph.write(
        tmp_path / "a.onnx", _dense(graph, graph.convolution("face", 8, given=3)), SIDE, 2
    )
    with pytest.raises(GraphUnusable, match="not one input and one output"):
        from_onnx(path)


def test_what_is_no_onnx_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"\x99 no graph at all")
    with pytest.raises(GraphUnusable, match="is no ONNX file"):
        from_onnx(tmp_path / "a.onnx")


def test_a_file_that_is_not_there_is_called_missing(tmp_path: Path) -> None:
    with pytest.raises(GraphUnusable, match="There is no file"):
        from_onnx(tmp_path / "missing.onnx")

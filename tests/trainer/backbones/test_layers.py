"""Layers of which PyTorch has a slower twin: they compute the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from trainer.backbones.depthwise import Depthwise
from trainer.backbones.frozen import ChannelSlopes


def _drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3), requires_grad=True)


def test_frozen_slopes_have_torchs_gradient() -> None:
    slopes = np.array([0.1, 0.4, 1.0], np.float32)
    ours, theirs = (_drawn(2, 3, 5, 4) for _ in range(2))
    with torch.no_grad():
        ours[0, 0, 0, 0] = theirs[0, 0, 0, 0] = 0.0
    made = ChannelSlopes(slopes)(ours)
    expected = functional.prelu(theirs, torch.from_numpy(slopes))
    assert torch.equal(made, expected)
    weights = _drawn(2, 3, 5, 4).detach()
    (made * weights).sum().backward()
    (expected * weights).sum().backward()
    assert ours.grad is not None
    torch.testing.assert_close(ours.grad, theirs.grad)


def test_slopes_that_faded_are_a_plain_rectifier() -> None:
    layer, x = ChannelSlopes(np.array([0.1, 0.5], np.float32)), _drawn(2, 2, 3, 3)
    layer.own, layer.common = 0.5, 0.3
    torch.testing.assert_close(layer(x), functional.prelu(x, torch.tensor([0.2, 0.4])))
    layer.own = 0.0
    assert torch.equal(layer(x), functional.leaky_relu(x, 0.3))
    layer.common = 0.0
    assert torch.equal(layer(x), functional.relu(x))


@pytest.mark.parametrize("stride", [1, 2, (2, 1)])
@pytest.mark.parametrize("size", [7, 8])
def test_depthwise_is_a_convolution(stride: int | tuple[int, int], size: int) -> None:
    torch.manual_seed(0)
    ours = Depthwise(4, 4, 3, stride, 1, groups=4)
    theirs = nn.Conv2d(4, 4, 3, stride, 1, groups=4)
    theirs.load_state_dict(ours.state_dict())
    x, y = (_drawn(2, 4, size, size) for _ in range(2))
    made, expected = ours.train()(x), theirs(y)
    torch.testing.assert_close(made, expected)
    torch.testing.assert_close(ours.eval()(x), expected)
    made.square().sum().backward()
    expected.square().sum().backward()
    torch.testing.assert_close(x.grad, y.grad)
    assert ours.weight.grad is not None
    torch.testing.assert_close(ours.weight.grad, theirs.weight.grad)

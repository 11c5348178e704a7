from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from trainer.ema import averaged
from trainer.errors import ConfigUnusable


def _network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))


def _step(network: nn.Module, seed: int) -> None:
    """Move every weight and every running statistic."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter))
        network.train()(torch.randn(4, 2))


def test_weights_and_running_statistics_follow_the_formula() -> None:
    network = _network()
    average = averaged(network, 0.9)
    expected: dict[str, torch.Tensor] = {}
    for seed in range(5):
        _step(network, seed)
        average.update_parameters(network)
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                new = value.double()
                expected[name] = 0.9 * expected[name] + 0.1 * new if seed else new
    got = average.module.state_dict()
    assert {"0.weight", "1.running_mean", "1.running_var"} <= set(expected)
    for name, value in expected.items():
        assert torch.allclose(got[name].double(), value, atol=1e-6), name


def test_it_evaluates_and_takes_no_gradients_while_the_network_trains() -> None:
    network = _network().train()
    average = averaged(network, 0.9)
    assert not any(each.training for each in average.modules())
    assert not any(each.requires_grad for each in average.parameters())
    assert all(each.training for each in network.modules())
    assert all(each.requires_grad for each in network.parameters())


def test_a_resumed_average_goes_on_bit_for_bit() -> None:
    network = _network()
    average = averaged(network, 0.9)
    for seed in range(3):
        _step(network, seed)
        average.update_parameters(network)
    resumed = averaged(_network(), 0.9)
    resumed.load_state_dict(average.state_dict())
    _step(network, 3)
    for each in (average, resumed):
        each.update_parameters(network)
    want, got = average.state_dict(), resumed.state_dict()
    assert all(torch.equal(value, got[name]) for name, value in want.items())


@pytest.mark.parametrize("decay", [-0.1, 1.0, 1.5, math.nan])
def test_what_is_no_decay_is_refused(decay: float) -> None:
    with pytest.raises(ConfigUnusable, match=str(decay)):
        averaged(_network(), decay)

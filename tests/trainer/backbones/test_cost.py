from __future__ import annotations

import pytest
import torch
from torch import nn

from trainer.backbones.cost import Cost, cost_of
from trainer.backbones.make import BackboneKind, BackboneSettings, make_backbone
from trainer.backbones.parts import Activation


def test_every_multiplication_is_counted_once() -> None:
    network = nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2, padding=1),
        nn.BatchNorm2d(8),
        nn.Conv2d(8, 8, 3, stride=2, padding=1, groups=8, bias=False),
        nn.Flatten(),
        nn.Linear(8 * 28 * 28, 5),
    )
    counted = cost_of(network)
    parameters = (8 * 27 + 8) + (8 + 8) + 8 * 9 + (8 * 28 * 28 * 5 + 5)
    multiply_adds = 56 * 56 * 8 * 27 + 28 * 28 * 8 * 9 + 8 * 28 * 28 * 5
    assert counted == Cost(parameters, multiply_adds)


def test_counting_leaves_the_network_as_it_was() -> None:
    network = make_backbone(BackboneSettings(BackboneKind.MOBILEFACENET, 64, 0.125)).train()
    before = {name: value.clone() for name, value in network.state_dict().items()}
    cost_of(network)
    assert all(each.training for each in network.modules())
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())


@pytest.mark.parametrize(
    ("kind", "dimension", "parameters", "multiply_adds"),
    [
        # Chen et al. 2018, table 2, has 0.99 million; Boutros et al. 2021 count 439.8 MFLOPs,
        # two for a multiplication with its addition.
        (BackboneKind.MOBILEFACENET, 128, 0.99e6, 439.8e6 / 2),
        # The figures that ArcFace's authors give with their networks.
        (BackboneKind.IRESNET18, 512, 24.0e6, 2.62e9),
        (BackboneKind.IRESNET50, 512, 43.6e6, 6.33e9),
        (BackboneKind.IRESNET100, 512, 65.2e6, 12.12e9),
    ],
)
def test_networks_cost_what_was_published(
    kind: BackboneKind, dimension: int, parameters: float, multiply_adds: float
) -> None:
    with torch.device("meta"):
        network = make_backbone(BackboneSettings(kind, dimension, 1.0, Activation.PRELU))
    counted = cost_of(network)
    assert counted.parameters == pytest.approx(parameters, rel=0.015)
    assert counted.multiply_adds == pytest.approx(multiply_adds, rel=0.015)

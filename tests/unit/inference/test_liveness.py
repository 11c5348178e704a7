"""The liveness network: what is no such network is told, and nothing that fails is silent."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access import bootstrap
from desk_access.errors import LivenessUnavailable, ModelMissing, ModelUnusable
from desk_access.inference.liveness import LivenessOnDemand, Look
from desk_access.inference.manifest import ModelKind
from desk_access.inference.minifasnet import MiniFasNet
from desk_access.inference.yunet import YuNet
from desk_access.model.arrays import Image
from desk_access.model.face import Box

IMAGE = np.full((100, 100, 3), 90, np.uint8)
BOX = Box(20, 20, 40, 40)


class Network:
    """Answers as told, or fails."""

    def __init__(self) -> None:
        self.loads = 0
        self.answer = 3.0
        self.there = True
        self.failing = False

    def load(self) -> Look:
        self.loads += 1
        if not self.there:
            raise ModelMissing("The file is not there.", "Get it.")
        return self.look

    def look(self, image: Image, box: Box) -> float:
        if self.failing:
            raise ModelUnusable("It fails.", "Get another.")
        return self.answer


def test_it_is_loaded_once_and_only_when_it_is_needed() -> None:
    network = Network()
    check = LivenessOnDemand(network.load)
    assert network.loads == 0
    check.ready()
    assert check.look(IMAGE, BOX) == 3.0
    assert network.loads == 1


def test_what_is_missing_is_looked_for_again() -> None:
    network = Network()
    check = LivenessOnDemand(network.load)
    network.there = False
    for _ in range(2):
        with pytest.raises(LivenessUnavailable, match=r"Nobody is recognised.*not there.*Get it"):
            check.ready()
    with pytest.raises(LivenessUnavailable):
        check.look(IMAGE, BOX)
    network.there = True
    check.ready()
    assert network.loads == 4


@pytest.mark.parametrize("answer", [float("nan"), float("inf"), -float("inf")])
def test_an_answer_that_is_no_number_is_a_failure(answer: float) -> None:
    network = Network()
    network.answer = answer
    check = LivenessOnDemand(network.load)
    with pytest.raises(LivenessUnavailable, match="answers"):
        check.look(IMAGE, BOX)


def test_a_network_that_failed_is_loaded_anew() -> None:
    network = Network()
    check = LivenessOnDemand(network.load)
    check.ready()
    network.failing = True
    with pytest.raises(LivenessUnavailable, match="It fails"):
        check.look(IMAGE, BOX)
    network.failing = False
    assert check.look(IMAGE, BOX) == 3.0
    assert network.loads == 2


@pytest.mark.parametrize("make", [MiniFasNet, YuNet])
@pytest.mark.parametrize("content", [b"", b"not a model" * 100, bytes(5000)])
def test_what_is_no_network_is_told(make: type, content: bytes) -> None:
    with pytest.raises(ModelUnusable) as caught:
        make(content)
    assert caught.value.cure


@pytest.mark.models
def test_a_part_of_the_network_is_told() -> None:
    store = bootstrap.models()
    content = store.read(store.manifest.only(ModelKind.LIVENESS).id)
    with pytest.raises(ModelUnusable):
        MiniFasNet(content[:1_000_000])

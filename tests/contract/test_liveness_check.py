"""What every LivenessCheck does: the fake on painted faces, the network on photographs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from desk_access import bootstrap
from desk_access.capture.pictures import read_picture
from desk_access.inference.liveness import LivenessOnDemand
from desk_access.inference.manifest import ModelKind
from desk_access.inference.minifasnet import MiniFasNet
from desk_access.inference.yunet import YuNet
from desk_access.model.arrays import Image
from desk_access.model.face import Box
from desk_access.ports import LivenessCheck
from tests.fakes import FakeLiveness, paint_faces


@dataclass(frozen=True)
class Setting:
    """A check, a living face in its picture, and one that is not alive."""

    check: LivenessCheck
    live: tuple[Image, Box]
    dead: tuple[Image, Box]


def fake(_request: pytest.FixtureRequest) -> Setting:
    box = Box(60, 120, 160, 192)
    return Setting(
        FakeLiveness(), (paint_faces([(box, 10)]), box), (np.zeros((480, 640, 3), np.uint8), box)
    )


def network(request: pytest.FixtureRequest) -> Setting:
    frames = request.getfixturevalue("shared_data") / "attacks" / "frames"
    store = bootstrap.models()
    spec = store.manifest.only(ModelKind.LIVENESS)
    if store.missing([spec]):
        pytest.skip("the liveness model is not on this machine; desk-access models sync gets it")
    detector = YuNet(store.read("yunet-2023mar"))

    def face(name: str) -> tuple[Image, Box]:
        image = read_picture(frames / name)
        return image, detector.detect(image)[0].box

    return Setting(
        LivenessOnDemand(lambda: MiniFasNet(store.read(spec.id)).look),
        face("live_1.jpg"),
        face("print_1.jpg"),
    )


@pytest.fixture(
    scope="module",
    params=[fake, pytest.param(network, marks=pytest.mark.data)],
    ids=lambda make: make.__name__,
)
def setting(request: pytest.FixtureRequest) -> Setting:
    made: Setting = request.param(request)
    return made


def test_the_living_and_the_dead_are_told_apart(setting: Setting) -> None:
    assert setting.check.look(*setting.live) > 1
    assert setting.check.look(*setting.dead) < -1


def test_it_is_ready(setting: Setting) -> None:
    setting.check.ready()


def test_the_same_look_says_the_same(setting: Setting) -> None:
    before = setting.check.look(*setting.live)
    setting.check.look(*setting.dead)
    assert setting.check.look(*setting.live) == before


def test_the_picture_is_left_alone(setting: Setting) -> None:
    image, box = setting.live
    before = image.copy()
    setting.check.look(image, box)
    assert (image == before).all()


@pytest.mark.parametrize(
    "box",
    [
        Box(-40, -40, 120, 160),
        Box(0, 0, 5000, 4000),
        Box(9000, 9000, 80, 100),
        Box(10, 10, 0.2, 0.2),
        Box(10, 10, -4, -4),
    ],
)
def test_a_box_of_any_place_and_size_can_be_asked_about(setting: Setting, box: Box) -> None:
    assert math.isfinite(setting.check.look(setting.live[0], box))


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (300, 2)])
def test_a_picture_of_any_size_can_be_looked_at(setting: Setting, size: tuple[int, int]) -> None:
    image = np.full((*size, 3), 90, np.uint8)
    assert math.isfinite(setting.check.look(image, Box(0, 0, 1, 1)))


def test_a_part_of_a_larger_picture_is_a_picture(setting: Setting) -> None:
    image, box = setting.live
    framed = np.zeros((image.shape[0] + 40, image.shape[1] + 60, 3), np.uint8)
    framed[20:-20, 30:-30] = image
    assert setting.check.look(framed[20:-20, 30:-30], box) == setting.check.look(image, box)

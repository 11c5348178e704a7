from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.face import (
    Advice,
    Blendshape,
    Box,
    Face,
    FaceShape,
    PointSource,
    Pose,
    Quality,
)

sides = st.floats(1, 1000)
places = st.floats(-1000, 1000)
boxes = st.builds(Box, x=places, y=places, width=sides, height=sides)


def test_a_box_knows_its_middle_and_area() -> None:
    box = Box(10, 20, 30, 40)
    assert box.centre == (25, 40)
    assert box.area == 1200


def test_a_box_without_extent_has_no_area() -> None:
    assert Box(0, 0, -5, -5).area == 0


@pytest.mark.parametrize(
    ("other", "share"),
    [
        (Box(0, 0, 10, 10), 1.0),
        (Box(5, 0, 10, 10), 1 / 3),
        (Box(0, 0, 5, 5), 0.25),
        (Box(10, 0, 10, 10), 0.0),
        (Box(50, 50, 1, 1), 0.0),
        (Box(2, 2, -1, -1), 0.0),
    ],
)
def test_overlap_is_intersection_over_union(other: Box, share: float) -> None:
    assert Box(0, 0, 10, 10).overlap(other) == pytest.approx(share)


@given(boxes, boxes)
def test_overlap_is_a_share_and_the_same_both_ways(one: Box, other: Box) -> None:
    assert 0 <= one.overlap(other) <= 1 + 1e-9
    assert one.overlap(other) == pytest.approx(other.overlap(one))


def test_a_face_has_five_points() -> None:
    def face(count: int) -> Face:
        points = np.zeros((count, 2), np.float32)
        return Face(Box(0, 0, 1, 1), points, 0.9, Pose(0, 0, 0), PointSource.DETECTOR)

    assert face(5).points.shape == (5, 2)
    with pytest.raises(ValueError, match="5 x 2"):
        face(4)


def test_a_shape_has_a_mesh_and_blendshapes() -> None:
    mesh, amounts = np.zeros((478, 3), np.float32), np.zeros(52, np.float32)
    amounts[9] = 0.75
    shape = FaceShape(mesh, amounts)
    assert shape.amount(Blendshape.EYE_BLINK_LEFT) == 0.75
    assert shape.amount(Blendshape.EYE_BLINK_RIGHT) == 0
    with pytest.raises(ValueError, match="mesh"):
        FaceShape(mesh[:468], amounts)
    with pytest.raises(ValueError, match="blendshapes"):
        FaceShape(mesh, amounts.astype(np.float64))
    with pytest.raises(ValueError, match="finite"):
        FaceShape(mesh, amounts * np.float32(np.nan))


def test_a_picture_is_usable_when_there_is_nothing_to_advise() -> None:
    assert Quality(40, 0.9, 0.5, 0.8, None).usable
    assert not Quality(40, 0.9, 0.5, 0.8, Advice.HOLD_STILL).usable

"""Each component at its best, at its worst, and in its unit."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.model.arrays import Image
from desk_access.model.face import Box, FaceShape, Pose
from desk_access.model.face_quality import Component, ComponentScore
from desk_access.vision import quality_geometry as geometry
from desk_access.vision import quality_light as light
from tests.fakes import face_in, paint_faces

GREY = np.tile(np.arange(256, dtype=np.uint8), (64, 1))
EVEN = np.full((64, 64), 128, np.uint8)


def filled(level: int) -> light.Grey:
    return np.full((64, 64), level, np.uint8)


def shape(**moved: tuple[float, float]) -> FaceShape:
    """A face upright in a picture of 400 x 400: eyes at y 150, chin at y 250, so T is 100."""
    mesh = np.zeros((478, 3), np.float32)
    places: dict[int, tuple[float, float]] = {
        33: (150, 150), 133: (190, 150), 362: (210, 150), 263: (250, 150),
        159: (170, 145), 145: (170, 155), 386: (230, 145), 374: (230, 155),
        13: (200, 210), 14: (200, 210), 152: (200, 250),
    }  # fmt: skip
    for other in (158, 153, 160, 144):
        places[other] = (170, 150)
    for other in (385, 380, 387, 373):
        places[other] = (230, 150)
    places |= {int(name[1:]): place for name, place in moved.items()}
    for point, (x, y) in places.items():
        mesh[point, :2] = x, y
    return FaceShape(mesh, np.zeros(52, np.float32))


def test_a_score_is_0_to_100() -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        ComponentScore(1.0, 100.5)


def test_halves_lit_alike_and_apart() -> None:
    assert light.illumination_uniformity(EVEN).native == 1.0
    half = np.hstack([filled(20), filled(230)])
    assert light.illumination_uniformity(half) == ComponentScore(0.0, 0.0)


@pytest.mark.parametrize(("level", "good"), [(128, True), (10, False), (245, False)])
def test_mean_luminance(level: int, good: bool) -> None:
    found = light.luminance_mean(filled(level))
    assert found.native == pytest.approx(level / 255)
    assert (found.quality > 90) is good
    assert (found.quality < 10) is not good


def test_variance_of_luminance_is_best_in_between() -> None:
    none, all_of_it = (
        light.luminance_variance(EVEN),
        light.luminance_variance(np.hstack([filled(0), filled(255)])),
    )
    assert none == ComponentScore(0.0, 0.0)
    assert all_of_it.native == pytest.approx(0.25)
    some = light.luminance_variance(np.hstack([filled(95), filled(161)]))
    assert some.quality > 99 > all_of_it.quality


def test_exposure_counts_the_pixels_at_either_end() -> None:
    assert light.under_exposure_prevention(filled(25)).native == 1.0
    assert light.under_exposure_prevention(filled(26)).native == 0.0
    assert light.under_exposure_prevention(filled(26)).quality == pytest.approx(99.84)
    assert light.over_exposure_prevention(filled(247)).native == 1.0
    assert light.over_exposure_prevention(filled(246)) == ComponentScore(0.0, 100.0)


def test_dynamic_range_is_entropy_in_bits() -> None:
    assert light.dynamic_range(EVEN) == ComponentScore(0.0, 0.0)
    assert light.dynamic_range(GREY) == ComponentScore(8.0, 100.0)


def test_a_picture_without_colour_is_not_natural() -> None:
    grey = np.full((112, 112, 3), 128, np.uint8)
    skin = np.full((112, 112, 3), (130, 150, 200), np.uint8)
    assert light.natural_colour(grey).native == pytest.approx(np.hypot(5, 5), abs=0.1)
    assert light.natural_colour(skin) == ComponentScore(0.0, 100.0)
    assert light.colourless(grey)
    assert not light.colourless(skin)


def bare_face() -> Image:
    face = np.full((112, 112, 3), (130, 150, 200), np.uint8)
    face[88:97, 44:68] = (90, 90, 190)
    return face


def test_a_covered_mouth_has_another_colour_and_no_lips() -> None:
    assert light.mouth_occlusion_prevention(bare_face()).native == 0.0
    covered = bare_face()
    covered[78:] = (200, 150, 100)
    found = light.mouth_occlusion_prevention(covered)
    assert found.native > 14
    assert found.quality < 10


def test_eyes_open_and_shut() -> None:
    assert geometry.eyes_open(shape()).native == pytest.approx(0.1)
    assert geometry.eyes_open(shape()).quality > 99
    winking = shape(p386=(230, 150), p374=(230, 150))
    assert geometry.eyes_open(winking).native == 0.0
    assert geometry.eyes_open(winking).quality < 15


def test_mouth_shut_and_open() -> None:
    assert geometry.mouth_closed(shape()).native == 0.0
    yawning = geometry.mouth_closed(shape(p14=(200, 250)))
    assert yawning.native == pytest.approx(0.4)
    assert yawning.quality < 5


def test_the_head_in_its_picture() -> None:
    assert geometry.head_size(shape(), 400).native == pytest.approx(0.25)
    assert geometry.margin_above(shape()).native == pytest.approx(1.5)
    assert geometry.margin_below(shape(), 400).native == pytest.approx(2.5)
    assert geometry.margin_below(shape(), 200).quality < 1


def test_distance_between_the_eyes_allows_for_turning() -> None:
    face = face_in(Box(100, 100, 160, 192))
    ahead = geometry.inter_eye_distance(face.points, Pose(0, 0, 0)).native
    assert ahead == pytest.approx(float(face.points[1, 0] - face.points[0, 0]), rel=1e-3)
    assert geometry.inter_eye_distance(face.points, Pose(60, 0, 0)).native == pytest.approx(
        2 * ahead
    )


def test_room_at_the_sides_is_in_eye_distances() -> None:
    face = face_in(Box(100, 100, 160, 192))
    apart = float(face.points[1, 0] - face.points[0, 0])
    found = geometry.sideward_crop(face.points, 2 * apart)
    assert found.native == pytest.approx(2, rel=1e-3)
    assert geometry.sideward_crop(face.points, -5).native == 0.0


def test_pose_and_rivals() -> None:
    assert geometry.head_pose(0) == ComponentScore(0, 100)
    assert geometry.head_pose(-45).quality == pytest.approx(50)
    assert geometry.head_pose(120).quality == 0
    assert geometry.single_face([50.0, 100.0]) == ComponentScore(0.5, 50.0)
    assert geometry.single_face([100.0]) == ComponentScore(0.0, 100.0)


def test_a_report_has_what_can_be_measured() -> None:
    image = paint_faces([(Box(100, 100, 160, 192), 20)])
    face = face_in(Box(100, 100, 160, 192))
    flat = {**light.light_report(image), **geometry.geometry_report(face, (640, 480))}
    assert Component.EYES_OPEN not in flat
    assert Component.HEAD_POSE_YAW in flat
    formed = geometry.geometry_report(
        type(face)(face.box, face.points, face.score, face.pose, face.point_source, shape()),
        (400, 400),
    )
    rivals = {Component.SINGLE_FACE_PRESENT}
    assert set(flat) | set(formed) | rivals == set(Component)

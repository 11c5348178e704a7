"""The cues that need no network, on sheets that are really flat and heads that really turn."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from desk_access.model.arrays import Image
from desk_access.model.face import Box, Face, FaceShape, PointSource, Pose
from desk_access.model.liveness import LivenessVerdict
from desk_access.vision.liveness.bending import bent
from desk_access.vision.liveness.fusion import log_odds, probability, verdict_of
from desk_access.vision.liveness.surroundings import carried, glance
from desk_access.vision.liveness.track import LivenessTrack
from tests.fakes import STRAIGHT

WALL = np.random.default_rng(1).integers(0, 256, (480, 640, 3)).astype(np.uint8)
WALL = cv2.GaussianBlur(WALL, (0, 0), 2)
WALL = cv2.normalize(WALL, WALL, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
HEAD = Box(270, 180, 90, 120)


def mesh_in(box: Box, seed: int = 0) -> NDArray[np.float32]:
    """Points all over a face, nearer in its middle."""
    random = np.random.default_rng(seed)
    flat = random.uniform(-0.5, 0.5, (478, 2))
    depth = (np.linalg.norm(flat, axis=1) * box.width).reshape(-1, 1)
    spread = flat * (box.width, box.height) + box.centre
    return np.hstack([spread, depth]).astype(np.float32)


def face_at(box: Box) -> Face:
    x, y = box.centre
    points = np.array([[-20, -20], [20, -20], [0, 0], [-15, 25], [15, 25]], np.float32)
    points += np.array([x, y], np.float32)
    shape = FaceShape(mesh_in(box), np.zeros(52, np.float32))
    return Face(box, points, 0.9, STRAIGHT, PointSource.LANDMARKER, shape)


def before_the_wall(by: int, sheet: bool, wall: int = 0) -> Image:
    """A head moved by so many pixels; with ``sheet`` all around it moves along."""
    image = np.roll(WALL, wall, axis=1)
    moving = np.roll(WALL[::-1], by, axis=1)
    x, y = round(HEAD.x + by + HEAD.width / 2), round(HEAD.y + HEAD.height / 2)
    mask = np.zeros(image.shape[:2], np.uint8)
    if sheet:
        cv2.rectangle(mask, (x - 200, y - 160), (x + 200, y + 120), 255, -1)
    else:
        cv2.ellipse(mask, (x, y), (60, 80), 0, 0, 360, 255, -1)
    image[mask > 0] = moving[mask > 0]
    return image


def moved(by: int) -> Face:
    return face_at(Box(HEAD.x + by, HEAD.y, HEAD.width, HEAD.height))


def share(sheet: bool, by: int = 12, wall: int = 0) -> float | None:
    first = glance(before_the_wall(0, sheet), moved(0), 0.0)
    assert first is not None
    second = glance(before_the_wall(by, sheet, wall), moved(by), 0.2, first.scale)
    assert second is not None
    return carried(first, second)


def test_a_sheet_carries_its_surroundings_and_a_head_does_not() -> None:
    on_a_sheet, before_a_wall = share(sheet=True), share(sheet=False)
    assert on_a_sheet is not None
    assert on_a_sheet > 0.9
    assert before_a_wall is not None
    assert before_a_wall < 0.1


def test_who_stands_still_tells_nothing() -> None:
    assert share(sheet=True, by=0) is None


def test_a_camera_that_moves_tells_nothing() -> None:
    assert share(sheet=False, by=12, wall=12) is None


def test_nothing_is_followed_on_a_bare_wall() -> None:
    bare = np.full((480, 640, 3), 128, np.uint8)
    first, second = glance(bare, moved(0), 0.0), glance(bare, moved(12), 0.2, 1.0)
    assert first is not None
    assert second is not None
    assert carried(first, second) is None


def test_a_picture_of_another_size_is_no_later_one() -> None:
    first = glance(WALL, moved(0), 0.0, 1.0)
    second = glance(np.ascontiguousarray(WALL[::2, ::2]), moved(6), 0.2, 1.0)
    assert first is not None
    assert second is not None
    assert carried(first, second) is None


def test_what_only_the_detector_saw_is_no_glance() -> None:
    seen = moved(0)
    rough = Face(seen.box, seen.points, 0.9, Pose(0, 0, 0), PointSource.DETECTOR)
    assert glance(WALL, rough, 0.0) is None


def seen_turned(points: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """A camera's picture of points (n x 3) turned about the upright axis."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned = points @ np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])
    return 600 * turned[:, :2] / (turned[:, 2:] + 600)


@pytest.mark.parametrize("degrees", [5.0, 15.0, 30.0])
def test_a_head_bends_where_a_sheet_does_not(degrees: float) -> None:
    flat = np.random.default_rng(4).uniform(-60, 60, (478, 2))
    deep = 0.5 * np.linalg.norm(flat, axis=1)
    head = np.column_stack([flat, deep - deep.mean()])
    sheet = np.column_stack([flat, np.zeros(478)])
    bent_head = bent(seen_turned(head, 0), seen_turned(head, degrees), 60.0)
    bent_sheet = bent(seen_turned(sheet, 0), seen_turned(sheet, degrees), 60.0)
    assert bent_sheet == pytest.approx(0, abs=1e-3)
    assert bent_head is not None
    assert bent_head > 0.01


def test_points_that_are_all_one_give_nothing() -> None:
    assert bent(np.zeros((478, 2)), np.zeros((478, 2)), 60.0) is None


def test_each_cue_moves_the_score_its_way() -> None:
    unsure = probability(log_odds(None, None, None))
    assert unsure == 0.5
    assert probability(log_odds(3.0, None, None)) > 0.9
    assert probability(log_odds(-5.0, None, None)) < 0.1
    assert log_odds(None, 0.9, None) < -3
    assert 0 < log_odds(None, 0.0, None) <= 1, "a screen on a stand keeps still as well"
    assert 0 < log_odds(None, None, 0.2) <= 1, "a film bends as well"
    assert -1 < log_odds(None, None, 0.0) < 0, "one may stand still"


def test_motion_alone_excuses_no_picture() -> None:
    """What the network is sure of is not outvoted by standing before a wall and turning."""
    assert probability(log_odds(-5.0, 0.0, 0.3)) < 0.12


def test_doubt_ends_with_the_last_look() -> None:
    assert verdict_of(0.95) is LivenessVerdict.LIVE
    assert verdict_of(0.05) is LivenessVerdict.SPOOF
    assert verdict_of(0.6) is LivenessVerdict.DOUBTFUL
    assert verdict_of(0.6, final=True) is LivenessVerdict.LIVE
    assert verdict_of(0.4, final=True) is LivenessVerdict.SPOOF


def test_a_track_joins_what_was_seen() -> None:
    track = LivenessTrack()
    assert track.evidence().score == 0.5
    for number in range(8):
        track.add_look(-3.0)
        track.watch(before_the_wall(number * 8, sheet=True), moved(number * 8), number * 0.1)
    found = track.evidence()
    assert (found.looks, found.network) == (8, -3.0)
    assert found.carried is not None
    assert found.carried > 0.9
    assert found.bent == pytest.approx(0, abs=0.005)
    assert found.score < 0.01
    assert track.evidence(challenge=True).challenge


def test_a_scene_after_a_pause_is_another_scene() -> None:
    track = LivenessTrack()
    track.watch(before_the_wall(0, sheet=True), moved(0), 0.0)
    track.watch(before_the_wall(12, sheet=True), moved(12), 5.0)
    assert track.evidence().carried is None

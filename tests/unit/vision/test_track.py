"""Who is who from frame to frame, and what a track knows of its person."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_access.model.arrays import Vector
from desk_access.model.face import Box, Face, Quality
from desk_access.vision.track import Track, Tracker
from tests.fakes import face_in, fake_vector


def at(x: float, y: float = 100, width: float = 100) -> Face:
    return face_in(Box(x, y, width, width * 1.2))


def quality(score: float) -> Quality:
    return Quality(face_px=40, sharpness=0.5, brightness=0.5, score=score, advice=None)


def track() -> Track:
    return Track(1, Box(0, 0, 100, 100), first_seen=0.0, last_seen=0.0)


def near(vector: Vector, cosine: float) -> Vector:
    """A unit vector at this cosine to ``vector``."""
    other = fake_vector(251) - (fake_vector(251) @ vector) * vector
    other /= np.linalg.norm(other)
    return (cosine * vector + np.sqrt(1 - cosine**2) * other).astype(np.float32)


def test_a_face_that_moves_keeps_its_track() -> None:
    tracker = Tracker()
    numbers = set()
    for step in range(40):
        (found,), ended = tracker.assign([at(12 * step)], step / 30)
        numbers.add(found.number)
        assert found.box.x == 12 * step
        assert found.last_seen == step / 30
        assert ended == []
    assert numbers == {1}


def test_a_face_that_jumps_less_than_its_width_keeps_its_track() -> None:
    tracker = Tracker()
    (first,), _ = tracker.assign([at(100)], 0.0)
    (same,), _ = tracker.assign([at(174)], 0.1)
    assert same is first
    (other,), _ = tracker.assign([at(174 + 80)], 0.2)
    assert other is not first


def test_a_near_face_of_another_size_is_somebody_else() -> None:
    tracker = Tracker()
    (child,), _ = tracker.assign([at(100, 100, 40)], 0.0)
    (adult,), _ = tracker.assign([at(130, 60, 120)], 0.1)
    assert adult is not child


def test_tracks_come_in_the_order_of_the_faces() -> None:
    tracker = Tracker()
    (left, right), _ = tracker.assign([at(0), at(400)], 0.0)
    (again_right, again_left), _ = tracker.assign([at(404), at(3)], 0.1)
    assert (again_left, again_right) == (left, right)
    assert tracker.assign([], 0.2) == ([], [])


def test_two_people_crossing_at_different_depth_keep_their_tracks() -> None:
    """Both are seen all the time; the one behind is smaller and higher in the picture."""
    tracker = Tracker()
    (near_one, far_one), _ = tracker.assign([at(0, 120, 120), at(500, 40, 80)], 0.0)
    for step in range(1, 51):
        faces = [at(10 * step, 120, 120), at(500 - 10 * step, 40, 80)]
        (first, second), _ = tracker.assign(faces, step / 30)
        assert first is near_one
        assert second is far_one


def test_the_closest_pair_is_joined_first() -> None:
    tracker = Tracker()
    (one,), _ = tracker.assign([at(100)], 0.0)
    (stranger, same), _ = tracker.assign([at(150), at(104)], 0.1)
    assert same is one
    assert stranger is not one


def test_a_face_hidden_for_a_short_time_keeps_its_track() -> None:
    tracker = Tracker()
    (first,), _ = tracker.assign([at(100)], 10.0)
    assert tracker.assign([], 10.4) == ([], [])
    (same,), ended = tracker.assign([at(110)], 10.79)
    assert same is first
    assert ended == []


def test_a_track_ends_when_it_is_unseen_for_longer() -> None:
    tracker = Tracker()
    (first,), _ = tracker.assign([at(100)], 10.0)
    assert tracker.assign([], 10.85) == ([], [first])
    assert tracker.assign([], 11.0) == ([], [])


def test_whoever_comes_after_a_long_gap_without_frames_is_somebody_new() -> None:
    tracker = Tracker()
    (first,), _ = tracker.assign([at(100)], 10.0)
    (later,), ended = tracker.assign([at(100)], 70.0)
    assert later.number != first.number
    assert later.first_seen == 70.0
    assert ended == [first]


def test_a_track_restarts_for_who_took_its_place() -> None:
    tracker = Tracker()
    (first,), _ = tracker.assign([at(100)], 0.0)
    first.add(fake_vector(1), quality(1.0), 0.0)
    other = tracker.restart(first, 0.5)
    assert other.number != first.number
    assert other.frames == 0
    assert other.box == first.box
    (found,), _ = tracker.assign([at(101)], 0.6)
    assert found is other


def test_finishing_ends_every_track() -> None:
    tracker = Tracker()
    tracks, _ = tracker.assign([at(0), at(300)], 0.0)
    assert tracker.finish() == tracks
    assert tracker.finish() == []
    (fresh,), ended = tracker.assign([at(0)], 0.1)
    assert fresh not in tracks
    assert ended == []


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 600), st.integers(20, 200)), max_size=6), max_size=12
    )
)
def test_no_two_faces_of_a_frame_share_a_track(frames: list[list[tuple[int, int]]]) -> None:
    tracker = Tracker()
    for number, faces in enumerate(frames):
        found, _ = tracker.assign([at(x, 100, width) for x, width in faces], number / 10)
        assert len({id(item) for item in found}) == len(faces)
        assert len({item.number for item in found}) == len(faces)


def test_an_embedding_is_the_mean_weighted_by_quality() -> None:
    seen = track()
    assert seen.embedding() is None
    one, two = fake_vector(1), fake_vector(2)
    seen.add(one, quality(0.9), 0.0)
    seen.add(two, quality(0.3), 0.1)
    expected = 0.9 * one + 0.3 * two
    found = seen.embedding()
    assert found is not None
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected), atol=1e-6)
    assert seen.best_quality == 0.9
    assert seen.last_embedded == 0.1


def test_frames_of_no_quality_still_make_an_embedding() -> None:
    seen = track()
    seen.add(fake_vector(1), quality(0.0), 0.0)
    found = seen.embedding()
    assert found is not None
    np.testing.assert_allclose(found, fake_vector(1), atol=1e-6)


def test_embeddings_that_cancel_out_make_none() -> None:
    seen = track()
    seen.add(fake_vector(1), quality(0.5), 0.0)
    seen.add(-fake_vector(1), quality(0.5), 0.1)
    assert seen.embedding() is None
    assert seen.belongs(fake_vector(2), 0.4)


def test_a_track_remembers_its_newest_twelve() -> None:
    seen = track()
    seen.add(fake_vector(100), quality(1.0), 0.0)
    for number in range(12):
        seen.add(fake_vector(number), quality(0.5), float(number))
    assert seen.frames == 12
    assert seen.best_quality == 0.5
    for number, vector in enumerate(seen.vectors):
        np.testing.assert_array_equal(vector, fake_vector(number))


@pytest.mark.parametrize(("cosine", "belongs"), [(0.9, True), (0.45, True), (0.35, False)])
def test_somebody_else_does_not_belong(cosine: float, belongs: bool) -> None:
    seen = track()
    assert seen.belongs(fake_vector(1), 0.4)
    seen.add(fake_vector(1), quality(0.8), 0.0)
    assert seen.belongs(near(fake_vector(1), cosine), 0.4) is belongs

"""When a track is somebody, nobody known, or not good enough."""

from __future__ import annotations

import numpy as np
import pytest

from desk_access.config import RecognitionSettings
from desk_access.model.arrays import Vector
from desk_access.model.decision import Confidence, Doubt, Verdict
from desk_access.model.face import Advice, Box, Quality
from desk_access.model.person import Template
from desk_access.vision.decide import Outcome, judge
from desk_access.vision.match import GalleryIndex
from desk_access.vision.track import Track

DIGEST = "f" * 64
KIM, LEE = 1, 2
SETTINGS = RecognitionSettings(margin=0.05, min_frames=3, patience_s=1.0)
THRESHOLD = 0.4
QUALITY = Quality(face_px=40, sharpness=0.4, brightness=0.5, score=0.8, advice=None)


def probe(kim: float, lee: float = 0.0, away: int = 2) -> Vector:
    """A unit vector with these cosines to Kim and Lee; the rest points elsewhere."""
    vector = np.zeros(16, np.float32)
    vector[0], vector[1] = kim, lee
    vector[away] = np.sqrt(max(1 - kim**2 - lee**2, 0))
    return vector


GALLERY = GalleryIndex.of(
    [Template(KIM, probe(1), DIGEST), Template(LEE, probe(0, 1), DIGEST)], DIGEST
)
KIM_ALONE = GalleryIndex.of([Template(KIM, probe(1), DIGEST)], DIGEST)
EMPTY = GalleryIndex.of([], DIGEST)


def track(*vectors: Vector, began: float = 100.0) -> Track:
    """A track first seen, and usable, at ``began``, with an embedding every 0.1 s."""
    made = Track(1, Box(0, 0, 90, 90), first_seen=began, last_seen=began)
    for number, vector in enumerate(vectors):
        now = began + 0.1 * number
        made.first_usable = began
        made.last_seen = now
        made.add(vector, QUALITY, now)
    return made


def poor(began: float = 100.0, *advice: Advice) -> Track:
    made = track(began=began)
    made.advice.update(advice)
    return made


def at(
    seen: Track,
    now: float,
    *,
    index: GalleryIndex = GALLERY,
    last: bool = False,
    alike: dict[int, frozenset[int]] | None = None,
) -> Outcome | None:
    return judge(seen, index, THRESHOLD, SETTINGS, now, last=last, lookalikes=alike or {})


def test_a_person_is_recognised_as_soon_as_there_are_enough_frames() -> None:
    assert at(track(probe(0.8)), 100.1) is None
    assert at(track(probe(0.8), probe(0.8)), 100.2) is None
    outcome = at(track(probe(0.8), probe(0.8), probe(0.8)), 100.2)
    assert outcome is not None
    assert outcome.verdict is Verdict.RECOGNISED
    assert outcome.match is not None
    assert outcome.match.person_id == KIM
    assert outcome.match.score == pytest.approx(0.8, abs=1e-4)
    assert outcome.match.runner_up == pytest.approx(0.0, abs=1e-4)
    assert outcome.advice is None


def test_a_stranger_is_unknown_once_the_patience_is_over() -> None:
    stranger = track(*[probe(0.1)] * 4)
    assert at(stranger, 100.99) is None
    outcome = at(stranger, 101.0)
    assert outcome is not None
    assert outcome.verdict is Verdict.UNKNOWN
    assert outcome.match is not None
    assert outcome.match.score == pytest.approx(0.1, abs=1e-4)
    assert outcome.confidence is None


def test_patience_begins_with_the_first_usable_frame() -> None:
    seen = track(*[probe(0.1)] * 3)
    seen.first_usable = 105.0
    assert at(seen, 105.9) is None
    assert at(seen, 106.0) is not None


@pytest.mark.parametrize(("cosine", "verdict"), [(0.401, Verdict.RECOGNISED), (0.399, None)])
def test_the_threshold_is_a_bound(cosine: float, verdict: Verdict | None) -> None:
    outcome = at(track(*[probe(cosine)] * 3), 100.3)
    assert (outcome.verdict if outcome else None) is verdict


def test_several_frames_pass_where_each_alone_does_not() -> None:
    """Each frame is at 0.3; what is not Kim in them differs and averages out."""
    frames = [probe(0.3, away=place) for place in (2, 3, 4, 5)]
    outcome = at(track(*frames), 100.4)
    assert outcome is not None
    assert outcome.verdict is Verdict.RECOGNISED


@pytest.mark.parametrize(("kim", "lee", "accepted"), [(0.7, 0.64, True), (0.7, 0.66, False)])
def test_a_runner_up_too_close_is_not_accepted(kim: float, lee: float, accepted: bool) -> None:
    seen = track(*[probe(kim, lee)] * 3)
    assert (at(seen, 100.3) is not None) is accepted
    outcome = at(seen, 101.5)
    assert outcome is not None
    assert outcome.verdict is (Verdict.RECOGNISED if accepted else Verdict.UNKNOWN)


def test_one_person_alone_has_nobody_too_close() -> None:
    outcome = at(track(*[probe(0.5)] * 3), 100.3, index=KIM_ALONE)
    assert outcome is not None
    assert outcome.verdict is Verdict.RECOGNISED


def test_single_frames_must_agree() -> None:
    """The mean is Kim, but half of the frames are nearer to Lee: two people in one track."""
    frames = [probe(0.98), probe(0.98), probe(0.55, 0.6), probe(0.55, 0.6)]
    seen = track(*frames)
    mean = seen.embedding()
    assert mean is not None
    match = GALLERY.search(mean)
    assert match is not None
    assert match.person_id == KIM
    assert match.margin is not None
    assert match.margin > SETTINGS.margin
    assert at(seen, 100.5) is None
    outcome = at(seen, 101.5)
    assert outcome is not None
    assert outcome.verdict is Verdict.UNKNOWN
    more = at(track(*frames, probe(0.98)), 100.5)  # three of five agree
    assert more is not None
    assert more.verdict is Verdict.RECOGNISED


def test_in_an_empty_gallery_everybody_is_unknown() -> None:
    seen = track(*[probe(0.9)] * 3)
    assert at(seen, 100.3, index=EMPTY) is None
    assert at(seen, 101.0, index=EMPTY) == Outcome(Verdict.UNKNOWN, None)


@pytest.mark.parametrize(
    ("cosine", "confidence"),
    [
        (0.56, Confidence.SURE),
        (0.54, Confidence.FAIRLY_SURE),
        (0.47, Confidence.FAIRLY_SURE),
        (0.45, Confidence.DOUBTFUL),
        (0.401, Confidence.DOUBTFUL),
    ],
)
def test_how_sure_it_is(cosine: float, confidence: Confidence) -> None:
    outcome = at(track(*[probe(cosine)] * 3), 100.3)
    assert outcome is not None
    assert outcome.confidence is confidence


def test_a_face_that_stays_poor_is_told_why() -> None:
    seen = poor(100.0, Advice.HOLD_STILL, Advice.COME_CLOSER, Advice.COME_CLOSER)
    assert at(seen, 101.99) is None
    expected = Outcome(Verdict.POOR_QUALITY, None, advice=Advice.COME_CLOSER)
    assert at(seen, 102.0) == expected


def test_too_few_good_frames_are_poor_too() -> None:
    seen = track(probe(0.9), probe(0.9))
    seen.advice.update([Advice.MORE_LIGHT] * 9)
    assert at(seen, 101.5) is None
    assert at(seen, 102.0) == Outcome(Verdict.POOR_QUALITY, None, advice=Advice.MORE_LIGHT)


def test_few_good_frames_alone_are_waited_for() -> None:
    assert at(track(probe(0.9), probe(0.9)), 160.0) is None


def test_the_last_look_does_not_wait() -> None:
    stranger = at(track(*[probe(0.1)] * 3), 100.2, last=True)
    assert stranger is not None
    assert stranger.verdict is Verdict.UNKNOWN
    known = at(track(*[probe(0.8)] * 3), 100.2, last=True)
    assert known is not None
    assert known.verdict is Verdict.RECOGNISED


def test_the_last_look_at_a_poor_face_says_why() -> None:
    seen = poor(100.0, Advice.LOOK_AT_CAMERA)
    assert at(seen, 100.0) is None
    expected = Outcome(Verdict.POOR_QUALITY, None, advice=Advice.LOOK_AT_CAMERA)
    assert at(seen, 100.0, last=True) == expected


def test_the_last_look_at_a_face_seen_too_briefly() -> None:
    seen = track(probe(0.9), probe(0.9))
    assert at(seen, 100.1, last=True) == Outcome(Verdict.POOR_QUALITY, None, advice=None)


@pytest.mark.parametrize(("lee", "verdict"), [(0.44, Verdict.RECOGNISED), (0.46, None)])
def test_lookalikes_must_be_further_ahead(lee: float, verdict: Verdict | None) -> None:
    seen = track(*[probe(0.6, lee)] * 3)
    found = at(seen, 100.3, alike={KIM: frozenset({LEE}), LEE: frozenset({KIM})})
    assert (found.verdict if found else None) is verdict
    plain = at(seen, 100.3)
    assert plain is not None
    assert plain.verdict is Verdict.RECOGNISED


def test_a_lookalike_is_doubted_in_so_many_words_not_guessed() -> None:
    seen = track(*[probe(0.6, 0.5)] * 3)
    found = at(seen, 101.5, alike={KIM: frozenset({LEE})})
    assert found is not None
    assert (found.verdict, found.doubt) == (Verdict.UNKNOWN, Doubt.LOOKALIKE)
    assert found.match is not None


def test_a_runner_up_too_close_is_a_doubt_too_a_stranger_none() -> None:
    close = at(track(*[probe(0.6, 0.58)] * 3), 101.5)
    stranger = at(track(*[probe(0.2)] * 3), 101.5)
    assert close is not None
    assert stranger is not None
    assert (close.doubt, stranger.doubt) == (Doubt.LOOKALIKE, None)


def test_a_lookalike_without_templates_is_no_rival() -> None:
    found = at(track(*[probe(0.6)] * 3), 100.3, index=KIM_ALONE, alike={KIM: frozenset({LEE})})
    assert found is not None
    assert found.verdict is Verdict.RECOGNISED

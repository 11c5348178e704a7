"""When the frames of a track are enough to say who it is, that it is nobody known, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desk_access.config import RecognitionSettings
from desk_access.model.decision import Confidence, Match, Verdict
from desk_access.model.face import Advice
from desk_access.vision.match import GalleryIndex
from desk_access.vision.track import Track

_AGREEMENT: Final = 0.6
"""The share of a track's frames that must each be nearest to the person it is taken for."""

_SURE: Final = 0.15
_FAIRLY_SURE: Final = 0.06
"""How far above the threshold, in cosine, a recognition is called so."""

_PATIENCE_WITH_POOR_PICTURES: Final = 2.0
"""In units of the patience: how long a face may stay unusable before it is told so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What :func:`judge` says of a track.

    ``advice`` is set for POOR_QUALITY alone, and None there for a face that was merely seen too
    briefly.
    """

    verdict: Verdict
    match: Match | None
    confidence: Confidence | None = None
    advice: Advice | None = None


def judge(
    track: Track,
    index: GalleryIndex,
    threshold: float,
    settings: RecognitionSettings,
    now: float,
    *,
    last: bool = False,
) -> Outcome | None:
    """The outcome of ``track`` at ``now`` (monotonic seconds), or None while still looking.

    A person is recognised as soon as the track's embedding reaches ``threshold`` (a cosine), is
    ahead of the runner-up by the margin, and most single frames say the same. Once the patience
    is over, or when this is the ``last`` look, the track is unknown; without enough usable
    frames it is not good enough.
    """
    embedding = track.embedding()
    if embedding is not None and track.frames >= settings.min_frames:
        match = index.search(embedding)
        if match is not None and _accepted(match, track, index, threshold, settings):
            return Outcome(Verdict.RECOGNISED, match, _confidence(match, threshold))
        waited = track.first_usable is not None and now - track.first_usable >= settings.patience_s
        return Outcome(Verdict.UNKNOWN, match) if waited or last else None
    waited = now - track.first_seen >= _PATIENCE_WITH_POOR_PICTURES * settings.patience_s
    if last or (waited and track.advice):
        advice = track.advice.most_common(1)[0][0] if track.advice else None
        return Outcome(Verdict.POOR_QUALITY, None, advice=advice)
    return None


def _accepted(
    match: Match,
    track: Track,
    index: GalleryIndex,
    threshold: float,
    settings: RecognitionSettings,
) -> bool:
    if match.score < threshold:
        return False
    if match.margin is not None and match.margin < settings.margin:
        return False
    nearest = [index.search(vector) for vector in track.vectors]
    agreeing = sum(found is not None and found.person_id == match.person_id for found in nearest)
    return agreeing >= _AGREEMENT * track.frames


def _confidence(match: Match, threshold: float) -> Confidence:
    above = match.score - threshold
    if above >= _SURE:
        return Confidence.SURE
    return Confidence.FAIRLY_SURE if above >= _FAIRLY_SURE else Confidence.DOUBTFUL

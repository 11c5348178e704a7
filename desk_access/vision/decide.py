"""When the frames of a track are enough to say who it is, that it is nobody known, or neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from desk_access.config import RecognitionSettings
from desk_access.model.arrays import Vector
from desk_access.model.decision import Confidence, Doubt, Match, Verdict
from desk_access.model.face import Advice
from desk_access.vision.match import GalleryIndex
from desk_access.vision.track import Track

_AGREEMENT: Final = 0.6
"""The share of a track's frames that must each be nearest to the person it is taken for."""

_SURE: Final = 0.15
_FAIRLY_SURE: Final = 0.06
"""How far above the threshold, in cosine, a recognition is called so."""

NOBODY_ALIKE: Final[Mapping[int, frozenset[int]]] = MappingProxyType({})

_PATIENCE_WITH_POOR_PICTURES: Final = 2.0
"""In units of the patience: how long a face may stay unusable before it is told so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What :func:`judge` says of a track.

    ``advice`` is set for POOR_QUALITY alone, and None there for a face that was merely seen too
    briefly. ``doubt`` says of UNKNOWN why somebody who would have been recognised was not.
    """

    verdict: Verdict
    match: Match | None
    confidence: Confidence | None = None
    advice: Advice | None = None
    doubt: Doubt | None = None


def judge(
    track: Track,
    index: GalleryIndex,
    threshold: float,
    settings: RecognitionSettings,
    now: float,
    *,
    last: bool = False,
    lookalikes: Mapping[int, frozenset[int]] = NOBODY_ALIKE,
) -> Outcome | None:
    """The outcome of ``track`` at ``now`` (monotonic seconds), or None while still looking.

    A person is recognised as soon as the track's embedding reaches ``threshold`` (a cosine), is
    ahead of the runner-up by the margin, and most single frames say the same. Once the patience
    is over, or when this is the ``last`` look, the track is unknown; without enough usable
    frames it is not good enough.

    ``lookalikes`` are people whom an operator keeps apart, by ``person_id``: they must be ahead of
    each other by the wider lookalike margin, or the track is unknown with that doubt.
    """
    embedding = track.embedding()
    if embedding is not None and track.frames >= settings.min_frames:
        match = index.search(embedding)
        doubt = None
        if match is not None and match.score >= threshold:
            alike = lookalikes.get(match.person_id, frozenset())
            doubt = _doubt(match, embedding, index, alike, settings)
            if doubt is None and _agreed(match, track, index):
                return Outcome(Verdict.RECOGNISED, match, _confidence(match, threshold))
        waited = track.first_usable is not None and now - track.first_usable >= settings.patience_s
        return Outcome(Verdict.UNKNOWN, match, doubt=doubt) if waited or last else None
    waited = now - track.first_seen >= _PATIENCE_WITH_POOR_PICTURES * settings.patience_s
    if last or (waited and track.advice):
        advice = track.advice.most_common(1)[0][0] if track.advice else None
        return Outcome(Verdict.POOR_QUALITY, None, advice=advice)
    return None


def _doubt(
    match: Match,
    embedding: Vector,
    index: GalleryIndex,
    alike: frozenset[int],
    settings: RecognitionSettings,
) -> Doubt | None:
    """Why it could as well be somebody else who is enrolled."""
    if match.margin is not None and match.margin < settings.margin:
        return Doubt.LOOKALIKE
    rivals = np.isin(index.person_ids, list(alike))
    if not rivals.any():
        return None
    ahead = match.score - float(index.scores(embedding)[rivals].max())
    return Doubt.LOOKALIKE if ahead < settings.lookalike_margin else None


def _agreed(match: Match, track: Track, index: GalleryIndex) -> bool:
    """Whether most single frames say the same."""
    nearest = [index.search(vector) for vector in track.vectors]
    agreeing = sum(found is not None and found.person_id == match.person_id for found in nearest)
    return agreeing >= _AGREEMENT * track.frames


def _confidence(match: Match, threshold: float) -> Confidence:
    above = match.score - threshold
    if above >= _SURE:
        return Confidence.SURE
    return Confidence.FAIRLY_SURE if above >= _FAIRLY_SURE else Confidence.DOUBTFUL

"""Joining the frames of one person into a track, and the track's faces into one embedding."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from desk_access.model.arrays import Vector
from desk_access.model.face import Advice, Box, Face, Quality

_LEAST_OVERLAP: Final = 0.25
_MOST_SHIFT: Final = 0.75
"""In face widths: how far a face may move between two frames when the boxes no longer overlap."""

_FORGET_AFTER_S: Final = 0.8
_WINDOW: Final = 12
"""How many embeddings a track remembers: the newest, so that a track follows its person."""


@dataclass(slots=True, eq=False)
class Track:
    """One person in front of one camera, from their first frame to their last.

    Times are monotonic seconds. ``first_usable`` is None until a frame passes the quality gate.
    """

    number: int
    box: Box
    first_seen: float
    last_seen: float
    first_usable: float | None = None
    last_embedded: float | None = None
    advice: Counter[Advice] = field(default_factory=Counter)
    _embeddings: deque[tuple[Vector, float]] = field(default_factory=lambda: deque(maxlen=_WINDOW))

    @property
    def frames(self) -> int:
        """How many embeddings the track holds now."""
        return len(self._embeddings)

    @property
    def best_quality(self) -> float:
        """The highest quality among the remembered embeddings, 0 to 1; 0 while there is none."""
        return max((weight for _, weight in self._embeddings), default=0.0)

    @property
    def vectors(self) -> list[Vector]:
        """The remembered embeddings, oldest first."""
        return [vector for vector, _ in self._embeddings]

    def embedding(self) -> Vector | None:
        """The track's embedding: :func:`joined` of the frames that it remembers."""
        return joined(self._embeddings)

    def belongs(self, vector: Vector, bound: float) -> bool:
        """Whether an embedding can be of the person who was here so far.

        ``bound`` is a cosine: :attr:`~desk_access.vision.threshold.Likeness.sitting`.
        """
        mean = self.embedding()
        return mean is None or float(mean @ vector) >= bound

    def add(self, vector: Vector, quality: Quality, now: float) -> None:
        """Remember the embedding of a usable frame, seen at ``now``."""
        self._embeddings.append((vector, quality.score))
        self.last_embedded = now


def joined(frames: Collection[tuple[Vector, float]]) -> Vector | None:
    """One embedding of several: their mean weighted by quality (0 to 1), of unit length.

    None without frames, and where they point in opposite directions.
    """
    if not frames:
        return None
    total = np.sum([vector * max(weight, 1e-3) for vector, weight in frames], axis=0)
    length = float(np.linalg.norm(total))
    return (total / length).astype(np.float32) if length > 1e-6 else None


class Tracker:
    """Gives each face of a frame its track. Owned by one thread, one tracker a camera."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []
        self._next = 1

    def assign(self, faces: Sequence[Face], now: float) -> tuple[list[Track], list[Track]]:
        """The track of each face, in the order of ``faces``, and the tracks that ended.

        ``now`` is the frame's monotonic time in seconds. A track unseen for more than 0.8 s ends,
        whoever stands in its place now. The closest pairs are joined first; a face without a
        track begins one.
        """
        ended = [track for track in self._tracks if now - track.last_seen > _FORGET_AFTER_S]
        self._tracks = [track for track in self._tracks if track not in ended]
        pairs = sorted(
            (
                (nearness, f, t)
                for f, face in enumerate(faces)
                for t, track in enumerate(self._tracks)
                if (nearness := _nearness(face.box, track.box)) > 0
            ),
            reverse=True,
        )
        found: dict[int, Track] = {}
        taken: set[int] = set()
        for _, f, t in pairs:
            if f not in found and t not in taken:
                found[f] = self._tracks[t]
                taken.add(t)
        for f, face in enumerate(faces):
            if f not in found:
                found[f] = self._begin(face.box, now)
            found[f].box, found[f].last_seen = face.box, now
        return [found[f] for f in range(len(faces))], ended

    def restart(self, track: Track, now: float) -> Track:
        """End ``track``, whose place somebody else took, and begin theirs."""
        self._tracks.remove(track)
        return self._begin(track.box, now)

    def finish(self) -> list[Track]:
        """End every track: the source has ended."""
        ended, self._tracks = self._tracks, []
        return ended

    def _begin(self, box: Box, now: float) -> Track:
        track = Track(self._next, box, first_seen=now, last_seen=now)
        self._next += 1
        self._tracks.append(track)
        return track


def _nearness(face: Box, track: Box) -> float:
    """1 to 2 for boxes that overlap, 0 to 1 for near ones of a similar size, 0 for others."""
    overlap = face.overlap(track)
    if overlap >= _LEAST_OVERLAP:
        return 1.0 + overlap
    width = max(face.width, track.width, 1.0)
    (x, y), (u, v) = face.centre, track.centre
    shift = float(np.hypot(x - u, y - v)) / width
    similar = min(face.width, track.width) / width > 0.6
    return 1.0 - shift if similar and shift < _MOST_SHIFT else 0.0

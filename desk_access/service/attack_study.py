"""Measures the passive liveness check on films and pictures of the living and of attacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from desk_access.model.face import Face
from desk_access.model.frame import Frame
from desk_access.model.liveness import LivenessEvidence, LivenessPolicy, LivenessVerdict
from desk_access.service.liveness import LivenessGate
from desk_access.service.workbench import Tools
from desk_access.vision.metrics_attacks import SpeciesFigures, figures
from desk_access.vision.quality import assess
from desk_access.vision.track import Tracker

LIVE = "live"

_LEAST_FRAMES: Final = 3
"""A film that ends earlier shows nobody long enough to be decided on: as the chain has it."""


@dataclass(frozen=True, slots=True)
class Presentation:
    """A file to look at: ``species`` is :data:`LIVE`, or what kind of attack it shows."""

    name: str
    species: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One track of one presentation.

    ``after_s`` is when the verdict fell, in seconds after its first usable frame, None without a
    verdict; ``frames`` counts those with this face in them.
    """

    presentation: Presentation
    track: int
    frames: int
    verdict: LivenessVerdict
    after_s: float | None
    evidence: LivenessEvidence | None


@dataclass(slots=True, eq=False)
class _Running:
    """A track while its film runs."""

    frames: int = 0
    first_usable: float | None = None
    verdict: LivenessVerdict = LivenessVerdict.DOUBTFUL
    decided_at: float | None = None
    evidence: LivenessEvidence | None = None


def look_at(presentation: Presentation, frames: Iterator[Frame], tools: Tools) -> list[Seen]:
    """Take a film or picture through finding, quality and liveness, as the chain does."""
    tracker, gate = Tracker(), LivenessGate(LivenessPolicy.PASSIVE)
    running: dict[int, _Running] = {}
    now = 0.0
    for frame in frames:
        now = frame.monotonic
        faces = tools.finder.find(frame.image)
        tracks, _ended = tracker.assign(faces, now)
        for face, track in zip(faces, tracks, strict=True):
            _step(
                running.setdefault(track.number, _Running()), track.number, face, frame, gate, tools
            )
    for number in (track.number for track in tracker.finish()):
        each = running[number]
        if each.verdict is LivenessVerdict.DOUBTFUL and each.frames >= _LEAST_FRAMES:
            each.verdict = gate.verdict(number, now, recognised=True, last=True)
            each.decided_at, each.evidence = now, gate.evidence(number)
    return [_seen(presentation, number, each) for number, each in running.items()]


def _step(
    each: _Running, number: int, face: Face, frame: Frame, gate: LivenessGate, tools: Tools
) -> None:
    each.frames += 1
    if each.verdict is not LivenessVerdict.DOUBTFUL:
        return
    crop = tools.embedder.align(frame.image, face.points)
    usable = assess(face, crop).usable
    gate.look(number, frame, face, gate.begin(tools), usable=usable)
    gate.done()
    if usable and each.first_usable is None:
        each.first_usable = frame.monotonic
    if each.first_usable is None:
        return
    each.verdict = gate.verdict(number, frame.monotonic, recognised=True, last=frame.still)
    if each.verdict is not LivenessVerdict.DOUBTFUL:
        each.decided_at, each.evidence = frame.monotonic, gate.evidence(number)


def _seen(presentation: Presentation, number: int, each: _Running) -> Seen:
    after = None
    if each.decided_at is not None and each.first_usable is not None:
        after = each.decided_at - each.first_usable
    return Seen(presentation, number, each.frames, each.verdict, after, each.evidence)


def summary(seen: Sequence[Seen], presentations: Sequence[Presentation]) -> list[SpeciesFigures]:
    """The figures of each species, the living first.

    Every track of the living counts. An attack counts by the face that was seen longest in its
    file: whoever holds it up may be seen as well, and is alive. Where no face was seen, or none
    well enough, that is a non-response.
    """
    found = []
    for species in sorted({each.species for each in presentations}, key=lambda s: (s != LIVE, s)):
        live = species == LIVE
        verdicts: list[LivenessVerdict] = []
        for each in presentations:
            if each.species == species:
                tracks = [track for track in seen if track.presentation == each]
                verdicts += _counted(tracks, live=live)
        found.append(figures(species, verdicts, live=live))
    return found


def _counted(tracks: Sequence[Seen], *, live: bool) -> list[LivenessVerdict]:
    if not tracks:
        return [LivenessVerdict.DOUBTFUL]
    if live:
        # Who walks by too far away or too quickly was not refused, and nobody asked for a verdict.
        return [each.verdict for each in tracks if each.after_s is not None] or [
            LivenessVerdict.DOUBTFUL
        ]
    return [max(tracks, key=lambda each: each.frames).verdict]

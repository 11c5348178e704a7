"""What this machine can do: the chain, stage by stage, on real frames."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from desk_access.config import RecognitionSettings
from desk_access.errors import SourceUnusable
from desk_access.model.arrays import Vector
from desk_access.model.decision import Verdict
from desk_access.model.frame import Frame
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.person import Person
from desk_access.service.analyser import Analyser
from desk_access.service.candidate import candidates, keep
from desk_access.service.liveness import LivenessGate
from desk_access.service.mirror import GalleryView
from desk_access.service.workbench import Tools, Workbench
from desk_access.vision.match import GalleryIndex
from desk_access.vision.threshold import Likeness

STALL_MS: Final = 50.0
"""A GUI thread that is late by more is felt."""

_WARM_UP: Final = 5
_CHAIN: Final = "whole chain"
_EMBEDDING: Final = "whole chain, embedding in it"


@dataclass(frozen=True, slots=True)
class StageFigures:
    """How long a stage took, in milliseconds, over ``count`` frames in which it ran."""

    stage: str
    count: int
    median_ms: float
    p95_ms: float
    longest_ms: float


class StageMeter:
    """Collects milliseconds by stage."""

    def __init__(self) -> None:
        self._seen: dict[str, list[float]] = defaultdict(list)

    def add(self, stage: str, ms: float) -> None:
        """Note that ``stage`` took ``ms`` milliseconds."""
        self._seen[stage].append(ms)

    def figures(self) -> list[StageFigures]:
        """The figures of every stage, in the order in which stages were first seen."""
        return [
            StageFigures(
                stage,
                len(seen),
                float(np.median(seen)),
                float(np.quantile(seen, 0.95)),
                max(seen),
            )
            for stage, seen in self._seen.items()
        ]


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """What a run of the window showed.

    ``received``, ``painted`` and ``not_analysed`` count frames of the camera: given by it, shown
    on the screen, and replaced by a newer one before the chain looked. A stall is the time by
    which a heartbeat of the GUI thread came late. ``decision_ms`` has one entry a decision.
    Memory is what the process held after a fifth of the run and at its end, in MB; None where the
    system does not tell.
    """

    seconds: float
    received: int
    painted: int
    not_analysed: int
    stages: list[StageFigures]
    decision_ms: list[float]
    stalls: int
    longest_stall_ms: float
    memory_mb: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What :func:`bench_chain` measured.

    ``decision_ms`` runs from the first usable frame to the first recognition, on the frames' own
    clock; None when nobody was recognised.
    """

    frames: int
    stages: list[StageFigures]
    decision_ms: float | None


def bench_chain(frames: Iterable[Frame], workbench: Workbench, people: int) -> BenchReport:
    """Take ``frames`` through the chain against a gallery of ``people``.

    The gallery holds the largest face of the first frame that has one and otherwise random
    templates, so that a recognition falls and the search has its real size. Raises
    SourceUnusable when there are no frames. Blocks.
    """
    kept = list(frames)
    if not kept:
        raise SourceUnusable("The source gave no frames.", "Choose another one.")
    return workbench.run(lambda tools: _measure(kept, tools, people))


def _measure(frames: Sequence[Frame], tools: Tools, people: int) -> BenchReport:
    for frame in frames[:_WARM_UP]:
        tools.finder.find(frame.image)
    view = _gallery(frames, tools, people)
    analyser = Analyser("bench", lambda: view, LivenessGate(LivenessPolicy.PASSIVE))
    meter = StageMeter()
    decision_ms: float | None = None
    for frame in frames:
        start = time.perf_counter()
        analysis = analyser.analyse(frame, tools)
        total = (time.perf_counter() - start) * 1000
        stages = analysis.snapshot.stage_ms
        for stage, ms in stages.items():
            meter.add(stage, ms)
        meter.add(_CHAIN, total)
        if "embed" in stages:
            meter.add(_EMBEDDING, total)
        for decision in analysis.decisions:
            if decision.verdict is Verdict.RECOGNISED and decision_ms is None:
                decision_ms = decision.latency_ms
    return BenchReport(len(frames), meter.figures(), decision_ms)


def _gallery(frames: Sequence[Frame], tools: Tools, people: int) -> GalleryView:
    """Random people, and the one in front of the camera when there is one."""
    known = _first_face(frames, tools)
    size = len(known) if known is not None else len(_any_vector(tools, frames[0]))
    vectors = np.random.default_rng(0).standard_normal((people, size)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    if known is not None:
        vectors[0] = known
    index = GalleryIndex(np.arange(people, dtype=np.int64), vectors, tools.embedder.digest)
    somebody = Person(0, "0", "", "", frames[0].taken_at, True, 1)
    return GalleryView(index, {0: somebody}, 0.5, Likeness(0.4, 0.35), RecognitionSettings(), None)


def _first_face(frames: Sequence[Frame], tools: Tools) -> Vector | None:
    for frame in frames:
        found = [item for item in candidates(frame.image, tools) if item.quality.usable]
        if found:
            return keep(frame.image, found[0], tools, frame.taken_at, None).vector
    return None


def _any_vector(tools: Tools, frame: Frame) -> Vector:
    """An embedding of no face: only its length matters."""
    middle = np.array(frame.size, np.float32) / 2
    offsets = np.array([[-18, -20], [18, -20], [0, 0], [-15, 20], [15, 20]], np.float32)
    return tools.embedder.embed(
        [tools.embedder.align(frame.image, (middle + offsets).astype(np.float32))]
    )[0]

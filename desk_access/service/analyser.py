"""The chain, frame by frame: find, align, judge, embed, track, match, decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from desk_access.errors import GalleryMismatch
from desk_access.model.arrays import Image
from desk_access.model.decision import Decision, Verdict
from desk_access.model.face import Advice, Face, Quality
from desk_access.model.frame import Frame, SourceKind
from desk_access.model.liveness import LivenessPolicy
from desk_access.model.punch import Punch
from desk_access.model.recogniser import ModelDigests
from desk_access.model.status import FaceView, Snapshot
from desk_access.model.waiting_punch import Unrecorded
from desk_access.ports import LivenessCheck
from desk_access.service.admission import admitted, resembled
from desk_access.service.liveness import LivenessGate
from desk_access.service.mirror import GalleryView
from desk_access.service.stopwatch import Stopwatch
from desk_access.service.visits import Visits
from desk_access.service.workbench import Tools
from desk_access.vision.decide import Outcome, judge
from desk_access.vision.picture import moment
from desk_access.vision.quality import assess
from desk_access.vision.track import Track, Tracker

MOST_FACES: Final = 12
"""So many faces of a frame are judged and embedded: who is not settled yet comes first, then the
largest. The others are counted, and have their turn when these are settled or gone."""

_MOST_SEEN: Final = 4
"""So many faces of a frame are looked at for being alive, others in the next: a crowd takes no
longer."""

_LOOK_AGAIN_S: Final = 0.4
"""How often a settled face is embedded again, to notice when somebody else takes its place."""

_RANK: Final = {
    Verdict.POOR_QUALITY: 1,
    Verdict.UNKNOWN: 2,
    Verdict.SPOOF: 3,
    Verdict.RECOGNISED: 4,
}
"""A track's verdict may only rise: a face first too dark may be unknown, then recognised. From a
spoof it rises by a passed challenge alone: the gate sees to that."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What one frame brought: the picture of it for the window, and the decisions that fell."""

    snapshot: Snapshot
    decisions: tuple[Decision, ...]


@dataclass(slots=True, eq=False)
class _Looked:
    """A face of this frame on its way through the chain."""

    face: Face
    track: Track
    crop: Image
    quality: Quality


@dataclass(slots=True, eq=False)
class _Settled:
    """What was said of a track so far."""

    outcome: Outcome
    punch: Punch | None = None
    unrecorded: Unrecorded | None = None


class Analyser:
    """The chain of one camera. Owned by the inference thread."""

    def __init__(
        self,
        camera: str,
        view: Callable[[], GalleryView],
        gate: LivenessGate | None = None,
        kind: SourceKind | None = None,
    ) -> None:
        """``view`` gives the gallery in force, asked once a frame; ``gate``: None lets all in.

        ``kind`` is the kind of the camera's source, for the record.
        """
        self._camera = camera
        self._kind = kind
        self._models = ModelDigests()
        self._left_out = 0
        self._view = view
        self._tracker = Tracker()
        self._settled: dict[int, _Settled] = {}
        self._visits = Visits()
        self._gate = gate or LivenessGate(LivenessPolicy.OFF)

    def analyse(self, frame: Frame, tools: Tools) -> Analysis:
        """Take one frame through the chain.

        Raises GalleryMismatch when the templates in force are not of the recogniser at hand,
        LivenessUnavailable when the policy asks for a check that cannot be made: no decision falls.
        """
        view = self._view()
        if view.index.model_digest != tools.embedder.digest:
            raise GalleryMismatch(
                "The people were enrolled with another recognition model.",
                "Close the program and start it again.",
            )
        check = self._gate.begin(tools)
        self._models = self._gate.recorded(tools.models)
        watch = Stopwatch()
        looked, ended = self._look(frame, tools, watch)
        self._embed(looked, frame.monotonic, view.likeness.sitting, tools, watch)
        self._see_alive(looked, frame, check, watch)
        for seen in looked:
            self._visits.offer(seen.track, frame.image, seen.face, seen.quality)
        with watch.stage("decide"):
            decisions = [
                decision
                for seen in looked
                if (decision := self._decide(seen.track, frame, view, watch, last=frame.still))
            ]
        faces = tuple(self._face_view(seen, view) for seen in looked)
        self._forget(ended)
        if frame.still:
            self._forget(self._tracker.finish())
        snapshot = Snapshot(self._camera, frame, faces, watch.stages, self._left_out)
        return Analysis(snapshot, tuple(decisions))

    def acknowledge(
        self, track: int, punch: Punch | None, unrecorded: Unrecorded | None = None
    ) -> None:
        """Show with its track from now on what became of it; a ``punch`` is on the disk."""
        settled = self._settled.get(track)
        if settled is not None:
            settled.punch, settled.unrecorded = punch, unrecorded

    def finish(self, frame: Frame) -> tuple[Decision, ...]:
        """The source has ended with ``frame``: decide what can be decided."""
        view = self._view()
        ended = self._tracker.finish()
        found = [self._decide(track, frame, view, Stopwatch(), last=True) for track in ended]
        self._forget(ended)
        return tuple(decision for decision in found if decision is not None)

    def _look(
        self, frame: Frame, tools: Tools, watch: Stopwatch
    ) -> tuple[list[_Looked], list[Track]]:
        with watch.stage("find"):
            faces = tools.finder.find(frame.image)
        tracks, ended = self._tracker.assign(faces, frame.monotonic)
        pairs = list(zip(faces, tracks, strict=True))
        # A stable sort: of those that are alike in this, the largest stay first.
        pairs.sort(key=lambda pair: pair[1].number in self._settled)
        self._left_out = max(len(pairs) - MOST_FACES, 0)
        with watch.stage("align"):
            looked = []
            for face, track in pairs[:MOST_FACES]:
                crop = tools.embedder.align(frame.image, face.points)
                looked.append(_Looked(face, track, crop, assess(face, crop)))
        return looked, ended

    def _embed(
        self,
        looked: list[_Looked],
        now: float,
        sitting: float,
        tools: Tools,
        watch: Stopwatch,
    ) -> None:
        wanted = []
        for seen in looked:
            track = seen.track
            if seen.quality.advice is not None:
                track.advice[seen.quality.advice] += 1
                continue
            if track.first_usable is None:
                track.first_usable = now
            if self._due(track, now):
                wanted.append(seen)
        if not wanted:
            return
        with watch.stage("embed"):
            vectors = tools.embedder.embed([seen.crop for seen in wanted])
        for seen, vector in zip(wanted, vectors, strict=True):
            if not seen.track.belongs(vector, sitting):
                self._forget([seen.track])
                seen.track = self._tracker.restart(seen.track, now)
                seen.track.first_usable = now
            seen.track.add(vector, seen.quality, now)

    def _see_alive(
        self, looked: list[_Looked], frame: Frame, check: LivenessCheck | None, watch: Stopwatch
    ) -> None:
        """Let the gate see faces that are not recognised yet, a few at a time."""
        waiting = {
            seen.track.number: seen
            for seen in looked
            if not self._is(seen.track, Verdict.RECOGNISED)
        }
        # A still picture comes once: nobody in it has another turn.
        most = len(waiting) if frame.still else _MOST_SEEN
        for number in self._gate.turn(list(waiting), check, most):
            seen = waiting[number]
            with watch.stage("liveness"):
                self._gate.look(number, frame, seen.face, check, usable=seen.quality.usable)
        self._gate.done()

    def _is(self, track: Track, verdict: Verdict) -> bool:
        settled = self._settled.get(track.number)
        return settled is not None and settled.outcome.verdict is verdict

    def _due(self, track: Track, now: float) -> bool:
        """Every frame until the track is settled, then now and then."""
        settled = self._settled.get(track.number)
        if settled is None or settled.outcome.verdict is Verdict.POOR_QUALITY:
            return True
        return track.last_embedded is None or now - track.last_embedded >= _LOOK_AGAIN_S

    def _decide(
        self, track: Track, frame: Frame, view: GalleryView, watch: Stopwatch, *, last: bool
    ) -> Decision | None:
        settings = view.settings
        if frame.still:
            settings = replace(settings, min_frames=1)
        settled = self._settled.get(track.number)
        if self._is(track, Verdict.RECOGNISED):
            return None
        outcome = judge(
            track,
            view.index,
            view.threshold,
            settings,
            frame.monotonic,
            last=last,
            lookalikes=view.lookalikes,
        )
        if outcome is not None:
            outcome = admitted(
                self._gate, track.number, outcome, view.threshold, frame.monotonic, last=last
            )
        if outcome is None or (
            settled is not None and _RANK[outcome.verdict] <= _RANK[settled.outcome.verdict]
        ):
            return None
        self._settled[track.number] = _Settled(outcome)
        decision = self._decision(track, outcome, frame, view, sum(watch.stages.values()))
        return self._visits.told(track, decision)

    def _decision(
        self, track: Track, outcome: Outcome, frame: Frame, view: GalleryView, spent_ms: float
    ) -> Decision:
        match = outcome.match
        recognised = outcome.verdict is Verdict.RECOGNISED and match is not None
        since = track.first_seen if track.first_usable is None else track.first_usable
        return Decision(
            decided_at=frame.taken_at,
            monotonic=frame.monotonic,
            camera=self._camera,
            track=track.number,
            verdict=outcome.verdict,
            person_id=match.person_id if recognised and match else None,
            score=match.score if match else None,
            threshold=view.threshold,
            runner_up=match.runner_up if match else None,
            confidence=outcome.confidence,
            frames=track.frames,
            box=track.box,
            latency_ms=(frame.monotonic - since) * 1000 + spent_ms,
            advice=outcome.advice,
            model_digest=view.index.model_digest,
            quality=track.best_quality,
            picture=moment(frame.image, track.box),
            doubt=outcome.doubt,
            liveness=self._gate.evidence(track.number),
            resembles=resembled(outcome, view.threshold),
            policy=self._gate.policy,
            source_kind=self._kind,
            models=self._models,
            left_out=self._left_out,
        )

    def _face_view(self, seen: _Looked, view: GalleryView) -> FaceView:
        settled = self._settled.get(seen.track.number)
        match = settled.outcome.match if settled else None
        verdict = settled.outcome.verdict if settled else None
        alive = self._gate.evidence(seen.track.number)
        person = None
        if match is not None and verdict is Verdict.RECOGNISED:
            person = view.people.get(match.person_id)
        return FaceView(
            track=seen.track.number,
            box=seen.face.box,
            verdict=verdict,
            name=person.name if person else None,
            confidence=settled.outcome.confidence if settled else None,
            advice=_shown_advice(seen.quality, verdict),
            score=match.score if match else None,
            threshold=view.threshold,
            runner_up=match.runner_up if match else None,
            frames=seen.track.frames,
            punch=settled.punch if settled else None,
            liveness=alive.score if alive else None,
            challenge=self._gate.challenge(seen.track.number),
            unrecorded=settled.unrecorded if settled else None,
        )

    def _forget(self, tracks: list[Track]) -> None:
        for track in tracks:
            self._settled.pop(track.number, None)
            self._visits.forget(track)
            self._gate.forget(track.number)


def _shown_advice(quality: Quality, verdict: Verdict | None) -> Advice | None:
    """The advice of this very frame, while the person is not recognised yet."""
    return None if verdict is Verdict.RECOGNISED else quality.advice

"""Guided enrolment in front of a camera: five poses, each picture taken by itself."""

from __future__ import annotations

import statistics
import threading
from collections import deque
from collections.abc import Callable, Collection
from typing import Final

import numpy as np

from desk_access.model.enrolment import (
    DraftPicture,
    EnrolHint,
    EnrolmentDraft,
    EnrolmentProgress,
    LookCheck,
    PoseStep,
)
from desk_access.model.face import Advice, Pose
from desk_access.model.face_quality import Component
from desk_access.model.frame import Frame
from desk_access.model.liveness import LivenessPolicy, LivenessVerdict
from desk_access.model.person import Person
from desk_access.ports import LivenessCheck
from desk_access.service.candidate import Candidate, candidates, keep, mean_vector
from desk_access.service.mirror import GalleryView
from desk_access.service.workbench import Tools
from desk_access.vision.liveness.fusion import verdict_of
from desk_access.vision.liveness.track import LivenessTrack

_ENOUGH: Final = 3
_HOLD_S: Final = 0.25
"""How long a pose must be held: a head in motion passes through poses without being sharp."""

_STRAIGHT: Final = 12.0
_TURN: Final = (14.0, 45.0)
_NOD: Final = (9.0, 35.0)
"""Degrees away from the front picture's own pose, so a camera above or below eye level works."""

_BLINK: Final = 0.5
_LATELY: Final = 30
"""An eye is in a blink when it is open less than this share of its median over so many frames.
Eyes differ: a fixed bound would wait for ever for somebody whose eyes are narrow, and lids sink
with the chin."""

_LOOKS_BEFORE_DECIDING: Final = 30
"""After so many looks of the liveness network what is more likely counts: about two seconds."""

_GONE_S: Final = 1.0
"""Who comes after so long without a face is looked at anew."""

_CHECK_OF: Final = {
    Advice.COME_CLOSER: LookCheck.PLACE,
    Advice.STEP_BACK: LookCheck.PLACE,
    Advice.MOVE_TO_MIDDLE: LookCheck.PLACE,
    Advice.MORE_LIGHT: LookCheck.LIGHT,
    Advice.LESS_LIGHT: LookCheck.LIGHT,
    Advice.EVEN_LIGHT: LookCheck.LIGHT,
    Advice.HOLD_STILL: LookCheck.SHARPNESS,
    Advice.OPEN_EYES: LookCheck.EYES,
    Advice.UNCOVER_FACE: LookCheck.EYES,
}

_HINTS: Final = {
    PoseStep.FRONT: EnrolHint.LOOK_STRAIGHT,
    PoseStep.LEFT: EnrolHint.TURN_LEFT,
    PoseStep.RIGHT: EnrolHint.TURN_RIGHT,
    PoseStep.UP: EnrolHint.LOOK_UP,
    PoseStep.DOWN: EnrolHint.LOOK_DOWN,
}


class LiveEnrolment:
    """One person being enrolled. Fed on the inference thread, looked at from any other."""

    def __init__(
        self,
        camera: str,
        code: str,
        name: str,
        group: str,
        view: Callable[[], GalleryView],
        policy: LivenessPolicy = LivenessPolicy.PASSIVE,
    ) -> None:
        """``policy`` is the camera's: no picture of a picture is taken unless it is off."""
        self.camera = camera
        self._policy = policy
        self._who = (code, name, group)
        self._view = view
        self._model_digest = view().index.model_digest
        self._lock = threading.Lock()
        self._taken: dict[PoseStep, DraftPicture] = {}
        self._front_pose: Pose | None = None
        self._held: tuple[PoseStep, float] | None = None
        self._similar: Person | None = None
        self._advice: Advice | None = None
        self._hint = EnrolHint.NO_FACE
        self._checks: dict[LookCheck, bool] = {}
        self._openings: deque[float] = deque(maxlen=_LATELY)
        self._liveness = LivenessTrack()
        self._last_face: float | None = None

    def offer(self, frame: Frame, tools: Tools) -> None:
        """Look at one frame and take the picture when all is right. Inference thread.

        Raises LivenessUnavailable when the policy asks for a check that cannot be made.
        """
        check = tools.check(self._policy)
        found = candidates(frame.image, tools)
        alone = found[0] if len(found) == 1 else None
        missing = self._missing(alone) if alone else ()
        alive = self._alive(frame, alone, check)
        hint, advice = self._obstacle(found, missing, alive)
        if hint is None:
            hint = self._pose(frame, found[0], tools)
        waits = {_CHECK_OF[each] for each in missing if each in _CHECK_OF}
        checks = {check: check not in waits for check in LookCheck} if alone else {}
        if alone:
            checks[LookCheck.ALIVE] = alive is LivenessVerdict.LIVE
        with self._lock:
            self._hint, self._advice, self._checks = hint, advice, checks

    def _alive(
        self, frame: Frame, alone: Candidate | None, check: LivenessCheck | None
    ) -> LivenessVerdict:
        """What is known of the one face's liveness; LIVE where the policy is off."""
        if alone is None or check is None:
            return LivenessVerdict.LIVE
        now = frame.monotonic
        if self._last_face is not None and now - self._last_face > _GONE_S:
            self._liveness = LivenessTrack()
        self._last_face = now
        self._liveness.add_look(check.look(frame.image, alone.face.box))
        self._liveness.watch(frame.image, alone.face, now)
        found = self._liveness.evidence()
        return verdict_of(found.score, final=found.looks >= _LOOKS_BEFORE_DECIDING)

    def progress(self) -> EnrolmentProgress:
        """Where it stands. Any thread."""
        with self._lock:
            step = self._wanted()
            return EnrolmentProgress(
                step=step,
                taken=tuple(self._taken[s] for s in PoseStep if s in self._taken),
                advice=self._advice,
                hint=EnrolHint.DONE if step is None else self._hint,
                similar=self._similar,
                enough=len(self._taken) >= _ENOUGH and PoseStep.FRONT in self._taken,
                complete=step is None,
                checks=self._checks,
            )

    def retake(self, step: PoseStep) -> None:
        """Throw the picture of ``step`` away and take it again. Any thread."""
        with self._lock:
            self._taken.pop(step, None)
            if step is PoseStep.FRONT:
                self._similar = None

    def draft(self) -> EnrolmentDraft:
        """What would be saved now. Any thread."""
        code, name, group = self._who
        with self._lock:
            pictures = tuple(self._taken[s] for s in PoseStep if s in self._taken)
            return EnrolmentDraft(code, name, group, pictures, self._model_digest, self._similar)

    def _wanted(self) -> PoseStep | None:
        return next((step for step in PoseStep if step not in self._taken), None)

    def _missing(self, candidate: Candidate) -> tuple[Advice, ...]:
        """What keeps this face from being taken, a blink among it."""
        missing = candidate.shortcomings
        opening = candidate.report.get(Component.EYES_OPEN)
        if opening is not None:
            self._openings.append(opening.native)
            usual = statistics.median(self._openings)
            if opening.native < _BLINK * usual and Advice.OPEN_EYES not in missing:
                missing += (Advice.OPEN_EYES,)
        return missing

    def _obstacle(
        self, found: list[Candidate], missing: tuple[Advice, ...], alive: LivenessVerdict
    ) -> tuple[EnrolHint | None, Advice | None]:
        """Why no picture can be taken of this frame; None twice when one can."""
        if len(found) == 1 and not missing and alive is LivenessVerdict.LIVE:
            return None, None
        self._held = None
        if not found:
            return EnrolHint.NO_FACE, None
        if len(found) > 1:
            return EnrolHint.ONE_FACE_ONLY, None
        if missing:
            return EnrolHint.HOLD_STILL, missing[0]
        spoof = alive is LivenessVerdict.SPOOF
        return EnrolHint.NOT_ALIVE if spoof else EnrolHint.HOLD_STILL, None

    def _pose(self, frame: Frame, candidate: Candidate, tools: Tools) -> EnrolHint:
        """Take the picture if the pose is a wanted one and is held; say what to do next."""
        with self._lock:
            wanted = self._wanted()
            step = self._step_of(candidate.face.pose)
            if wanted is None:
                return EnrolHint.DONE
            if step is None or step in self._taken:
                self._held = None
                return _HINTS[wanted]
            if self._held is None or self._held[0] is not step:
                self._held = (step, frame.monotonic)
            if frame.monotonic - self._held[1] < _HOLD_S:
                return EnrolHint.HOLD_STILL
        picture = keep(frame.image, candidate, tools, frame.taken_at, step)
        with self._lock:
            return self._accept(step, picture, candidate.face.pose)

    def _accept(self, step: PoseStep, picture: DraftPicture, pose: Pose) -> EnrolHint:
        self._held = None
        others = [item for other, item in self._taken.items() if other is not step]
        if others and float(mean_vector(others) @ picture.vector) < self._view().likeness.sitting:
            return EnrolHint.SAME_PERSON
        self._taken[step] = picture
        if step is PoseStep.FRONT:
            self._front_pose = pose
            self._similar = find_similar(self._view(), [picture])
        wanted = self._wanted()
        return EnrolHint.DONE if wanted is None else _HINTS[wanted]

    def _step_of(self, pose: Pose) -> PoseStep | None:
        """Which picture this pose is for; before the front picture only that one."""
        if PoseStep.FRONT not in self._taken or self._front_pose is None:
            straight = abs(pose.yaw) <= _STRAIGHT and abs(pose.pitch) <= 2 * _STRAIGHT
            return PoseStep.FRONT if straight else None
        yaw, pitch = pose.yaw - self._front_pose.yaw, pose.pitch - self._front_pose.pitch
        turned, nodded = _TURN[0] <= abs(yaw) <= _TURN[1], _NOD[0] <= abs(pitch) <= _NOD[1]
        if turned and abs(yaw) > abs(pitch):
            return PoseStep.LEFT if yaw > 0 else PoseStep.RIGHT
        if nodded and abs(pitch) > abs(yaw):
            return PoseStep.UP if pitch > 0 else PoseStep.DOWN
        return None


def find_similar(
    view: GalleryView, pictures: list[DraftPicture], without: Collection[int] = ()
) -> Person | None:
    """Whoever of the gallery these pictures could show at the threshold in force.

    ``without`` are people, by ``person_id``, who are known to be somebody else.
    """
    scores = view.index.scores(mean_vector(pictures))
    for place in np.argsort(-scores):
        if scores[place] < view.threshold:
            break
        person_id = int(view.index.person_ids[place])
        if person_id not in without:
            return view.people.get(person_id)
    return None

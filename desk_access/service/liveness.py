"""Whether the faces of one camera are alive: looking, waiting, and asking."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from desk_access.model.face import Face
from desk_access.model.frame import Frame
from desk_access.model.liveness import (
    ChallengeState,
    ChallengeView,
    Gesture,
    LivenessEvidence,
    LivenessPolicy,
    LivenessVerdict,
)
from desk_access.model.recogniser import ModelDigests
from desk_access.ports import LivenessCheck
from desk_access.service.workbench import Tools
from desk_access.vision.liveness.challenge import Challenge, draw, moment
from desk_access.vision.liveness.fusion import verdict_of
from desk_access.vision.liveness.track import LivenessTrack

_LEAST_LOOKS: Final = 3
_LEAST_S: Final = 0.5
"""Before this nothing is said: motion needs two glances, and one frame is not a verdict."""

_PATIENCE_S: Final = 1.0
"""After the first look: then the passive check says what it has, or the challenge begins."""

_ATTEMPTS: Final = 2
_SHOWN_S: Final = 2.0
"""How long a failed challenge is told before the next one begins."""

_SUSPECT_S: Final = 5.0
"""So long after a picture of somebody was shown, that person is not let in at the same camera:
whoever holds it up stands there too, and faces that are half behind it are easily confused."""


@dataclass(slots=True, eq=False)
class _Watched:
    """One track: what was seen since when, and what was asked."""

    seen: LivenessTrack = field(default_factory=LivenessTrack)
    since: float | None = None
    challenge: Challenge | None = None
    ended_at: float | None = None
    attempts: int = 0
    turns: int = 0


class LivenessGate:
    """Lets nobody in who is not alive, by the policy of its camera. Owned by the inference thread.

    It fails closed: under any policy but OFF, a face that the network has not seen, or not in a
    frame that was looked at to its end, is DOUBTFUL and let in by nothing but a passed challenge.
    """

    def __init__(
        self,
        policy: LivenessPolicy,
        order: Callable[[tuple[Gesture, ...]], tuple[Gesture, ...]] | None = None,
    ) -> None:
        """``order`` draws a challenge that is not the one before; None: by the system's chance."""
        self.policy = policy
        chance = secrets.SystemRandom()
        self._draw = order or (lambda last: draw(chance, last))
        self._last: tuple[Gesture, ...] = ()
        self._watched: dict[int, _Watched] = {}
        self._suspects: dict[int, float] = {}
        self._sound = True

    def begin(self, tools: Tools) -> LivenessCheck | None:
        """A frame begins: what looks at its faces; None where the policy is off.

        Until :meth:`done` is called nobody is let in. Raises LivenessUnavailable.
        """
        self._sound = False
        return tools.check(self.policy)

    def done(self) -> None:
        """The faces of the frame were looked at."""
        self._sound = True

    def recorded(self, models: ModelDigests) -> ModelDigests:
        """The models that have a part under this policy."""
        return replace(models, liveness=None) if self.policy is LivenessPolicy.OFF else models

    def suspect(self, person_id: int, now: float) -> None:
        """A picture of this person is being shown."""
        self._suspects[person_id] = now

    def suspected(self, person_id: int, now: float) -> bool:
        """Whether a picture of this person was shown a moment ago."""
        shown = self._suspects.get(person_id)
        return shown is not None and now - shown < _SUSPECT_S

    def turn(self, tracks: Sequence[int], check: LivenessCheck | None, most: int) -> list[int]:
        """At most so many of the ``tracks`` that are waiting: those seldom looked at come first.

        The others are not let in before their turn.
        """
        if check is None or self.policy is LivenessPolicy.OFF:
            return list(tracks[:most])
        for track in tracks:
            self._watched.setdefault(track, _Watched())
        return sorted(tracks, key=lambda track: self._watched[track].turns)[:most]

    def look(
        self,
        track: int,
        frame: Frame,
        face: Face,
        check: LivenessCheck | None,
        *,
        usable: bool,
    ) -> None:
        """Take what a frame shows of a track; ``usable``: its face may be embedded."""
        if check is None or self.policy is LivenessPolicy.OFF:
            return
        now = frame.monotonic
        watched = self._watched.setdefault(track, _Watched())
        watched.turns += 1
        if watched.challenge is not None:
            self._follow(watched, watched.challenge, face, now)
        if not usable:
            return
        if watched.since is None:
            watched.since = now
        watched.seen.add_look(check.look(frame.image, face.box))
        watched.seen.watch(frame.image, face, now)

    def verdict(
        self, track: int, now: float, *, recognised: bool, last: bool = False
    ) -> LivenessVerdict:
        """What is known of a track at ``now``; DOUBTFUL: wait, or ask.

        ``recognised``: it would be let in if it is alive, so it is asked where the policy says so.
        ``last``: no more looks will come.
        """
        if self.policy is LivenessPolicy.OFF:
            return LivenessVerdict.LIVE
        watched = self._watched.get(track)
        if not self._sound or watched is None or watched.since is None or not watched.seen.looks:
            return LivenessVerdict.DOUBTFUL
        if self.passed(track):
            return LivenessVerdict.LIVE
        found = self._passive(watched, now - watched.since, last=last)
        if self.policy is LivenessPolicy.PASSIVE or found is None:
            return found or LivenessVerdict.DOUBTFUL
        if watched.attempts >= _ATTEMPTS and self._failed(watched):
            return LivenessVerdict.SPOOF
        if self.policy is LivenessPolicy.ACTIVE and found is LivenessVerdict.LIVE:
            found = LivenessVerdict.DOUBTFUL
        waited = now - watched.since >= _PATIENCE_S or self.policy is LivenessPolicy.ACTIVE
        if found is not LivenessVerdict.LIVE and recognised and waited:
            self._ask(watched, now)
        return found

    def passed(self, track: int) -> bool:
        """Whether the track has passed a challenge."""
        watched = self._watched.get(track)
        challenge = watched.challenge if watched else None
        return challenge is not None and challenge.state is ChallengeState.PASSED

    def evidence(self, track: int) -> LivenessEvidence | None:
        """Why; None where nothing was looked at."""
        watched = self._watched.get(track)
        if watched is None or watched.since is None:
            return None
        challenge = watched.challenge
        asked = challenge is not None and challenge.state is not ChallengeState.ASKED
        return watched.seen.evidence(self.passed(track) if asked else None)

    def challenge(self, track: int) -> ChallengeView | None:
        """What the person of a track is asked at this moment."""
        watched = self._watched.get(track)
        return watched.challenge.view() if watched and watched.challenge else None

    def forget(self, track: int) -> None:
        """The track has ended."""
        self._watched.pop(track, None)

    def _passive(self, watched: _Watched, waited: float, *, last: bool) -> LivenessVerdict | None:
        """What the cues say after so many seconds; None before enough was seen for anything."""
        enough = watched.seen.looks >= _LEAST_LOOKS and waited >= _LEAST_S
        if not enough and not last and waited < _PATIENCE_S:
            return None
        score = watched.seen.evidence().score
        if self.policy is not LivenessPolicy.PASSIVE:
            return verdict_of(score)
        if not enough and last and verdict_of(score) is LivenessVerdict.DOUBTFUL:
            # A single picture, or a film that ends: of 265 photographs of people one look doubts 37
            # and is sure of 17 (docs/liveness.md). Doubt alone refuses nobody who had no time.
            return LivenessVerdict.LIVE
        return verdict_of(score, final=last or waited >= _PATIENCE_S)

    def _ask(self, watched: _Watched, now: float) -> None:
        """Begin a challenge where none is under way; a failed one is told for a moment first."""
        if watched.challenge is not None:
            told = watched.ended_at is not None and now - watched.ended_at >= _SHOWN_S
            if not self._failed(watched) or not told:
                return
        self._last = self._draw(self._last)
        watched.challenge, watched.ended_at = Challenge(self._last, now), None
        watched.attempts += 1

    def _follow(self, watched: _Watched, challenge: Challenge, face: Face, now: float) -> None:
        state = challenge.see(moment(face.pose, face.shape, now), now)
        if state is not ChallengeState.ASKED and watched.ended_at is None:
            watched.ended_at = now

    def _failed(self, watched: _Watched) -> bool:
        challenge = watched.challenge
        return challenge is not None and challenge.state is ChallengeState.FAILED

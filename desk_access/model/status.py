"""What a camera is doing, and what the chain sees: the values that the window looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from desk_access.model.decision import Confidence, Decision, Verdict
from desk_access.model.face import Advice, Box
from desk_access.model.frame import Frame
from desk_access.model.liveness import ChallengeView
from desk_access.model.person import Person
from desk_access.model.punch import Punch
from desk_access.model.waiting_punch import Unrecorded


class SourceState(StrEnum):
    """The life of a source, as seen from outside."""

    OPENING = "opening"
    LIVE = "live"
    DARK = "dark"
    LOST = "lost"
    ENDED = "ended"
    UNUSABLE = "unusable"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One camera's state, told in ``message`` as a sentence for people.

    ``rate`` is frames per second over the last seconds; ``received`` and ``dropped`` count frames
    since the source was started (dropped: replaced by a newer one before anybody looked);
    ``retry_in`` is seconds until the next attempt, None while none is planned.
    """

    state: SourceState
    message: str
    rate: float
    received: int
    dropped: int
    retry_in: float | None


@dataclass(frozen=True, slots=True)
class FaceView:
    """One tracked face as the Live page draws it.

    ``verdict`` is None while still looking. ``punch`` is set only once it is on the disk;
    ``unrecorded`` while one is due and is not.
    ``score``, ``threshold``, ``runner_up`` are cosines, for the operator's panel; ``liveness`` is
    the probability of a living face. ``challenge`` is what the person is asked to do.
    """

    track: int
    box: Box
    verdict: Verdict | None
    name: str | None
    confidence: Confidence | None
    advice: Advice | None
    score: float | None
    threshold: float
    runner_up: float | None
    frames: int
    punch: Punch | None
    liveness: float | None = None
    challenge: ChallengeView | None = None
    unrecorded: Unrecorded | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What the chain saw in one frame of one camera. ``stage_ms``: milliseconds by stage.

    ``left_out`` is how many more faces are in the frame, which were too many to be looked at.
    """

    camera: str
    frame: Frame
    faces: tuple[FaceView, ...]
    stage_ms: dict[str, float] = field(default_factory=dict)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Sighting:
    """A decision with what became of it: who it is, and the punch once it is on the disk.

    ``unrecorded`` is set while a punch is due that the ledger did not take; another sighting of the
    same decision follows when it has.
    """

    decision: Decision
    person: Person | None
    punch: Punch | None
    unrecorded: Unrecorded | None = None


@dataclass(frozen=True, slots=True)
class DeviceNote:
    """What the recogniser really runs on, and in ``warning`` why it is not what was asked for."""

    text: str
    warning: str | None

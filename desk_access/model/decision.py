"""What was decided about one person in front of a camera."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desk_access.model.face import Advice, Box
from desk_access.model.frame import SourceKind
from desk_access.model.liveness import LivenessEvidence, LivenessPolicy
from desk_access.model.recogniser import ModelDigests
from desk_access.model.visitor import Visitor


class Verdict(StrEnum):
    """The outcome for one track."""

    RECOGNISED = "recognised"
    UNKNOWN = "unknown"
    POOR_QUALITY = "poor_quality"
    SPOOF = "spoof"


class Doubt(StrEnum):
    """Why somebody who looks like an enrolled person was not recognised."""

    LOOKALIKE = "lookalike"


class Confidence(StrEnum):
    """How sure a recognition is, in a word for the operator."""

    SURE = "sure"
    FAIRLY_SURE = "fairly_sure"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Match:
    """A probe against the gallery. Scores are cosines, -1 to 1; ``margin`` is best minus runner-up.

    ``runner_up`` is the best *other* person; None, with ``margin`` None, in a gallery of one.
    """

    person_id: int
    score: float
    runner_up: float | None

    @property
    def margin(self) -> float | None:
        """How far the best person is ahead of the next, as a difference of cosines."""
        return None if self.runner_up is None else self.score - self.runner_up


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one track, and the evidence.

    ``decided_at`` is the UTC time of the frame that settled it; ``monotonic`` the same on the
    clock that never jumps. ``latency_ms`` runs from the track's first usable frame (for
    POOR_QUALITY: its first frame) to the decision. ``score``, ``runner_up`` and ``threshold`` are
    cosines; ``frames`` counts the embeddings that were aggregated. ``picture`` is a JPEG of the
    moment. ``doubt`` is set for UNKNOWN alone. ``visitor`` is set where nobody known was found;
    ``portrait`` is the best look at somebody recognised surely and alive, in good quality;
    ``was_visitor`` is the key of the visitor that this track was taken for before it was
    recognised. ``liveness`` is None where nobody looked; a SPOOF carries the ``score`` of whom it
    shows, if it shows anybody known, and that person as ``resembles``. ``policy``, ``source_kind``
    and ``models`` say under which liveness policy it fell, from what kind of source, and which
    models besides the recogniser had a part in it. ``left_out`` counts the faces of its frame that
    were too many to be looked at.
    """

    decided_at: datetime
    monotonic: float
    camera: str
    track: int
    verdict: Verdict
    person_id: int | None
    score: float | None
    threshold: float
    runner_up: float | None
    confidence: Confidence | None
    frames: int
    box: Box
    latency_ms: float
    advice: Advice | None
    model_digest: str
    quality: float
    picture: bytes
    doubt: Doubt | None = None
    visitor: Visitor | None = None
    was_visitor: str | None = None
    portrait: Visitor | None = None
    liveness: LivenessEvidence | None = None
    resembles: int | None = None
    policy: LivenessPolicy | None = None
    source_kind: SourceKind | None = None
    models: ModelDigests = field(default_factory=ModelDigests)
    left_out: int = 0

    @property
    def margin(self) -> float | None:
        """Best minus runner-up, as a difference of cosines."""
        if self.score is None or self.runner_up is None:
            return None
        return self.score - self.runner_up

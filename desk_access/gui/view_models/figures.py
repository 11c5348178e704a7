"""The operator's numbers as text."""

from __future__ import annotations

from dataclasses import dataclass

from desk_access.gui.view_models.moments import decimal_text
from desk_access.gui.view_models.words import translate, verdict_word
from desk_access.model.decision import Decision
from desk_access.model.status import FaceView, Snapshot


@dataclass(frozen=True, slots=True)
class FaceFigures:
    """One face's row: who, score, threshold, runner-up (cosines) and the number of frames."""

    who: str
    score: str
    threshold: str
    runner_up: str
    frames: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row from left to right."""
        return self.who, self.score, self.threshold, self.runner_up, self.frames


def face_figures(snapshot: Snapshot) -> list[FaceFigures]:
    """A row for every face, the largest first."""
    faces = sorted(snapshot.faces, key=lambda face: -face.box.area)
    return [_figures(face) for face in faces]


def _figures(face: FaceView) -> FaceFigures:
    return FaceFigures(
        face.name or verdict_word(face.verdict),
        cosine_text(face.score),
        cosine_text(face.threshold),
        cosine_text(face.runner_up),
        str(face.frames),
    )


def stage_figures(snapshot: Snapshot | None, paint_ms: float) -> list[tuple[str, str]]:
    """(stage, milliseconds) of one frame, then their sum, then the painting."""
    stages = dict(snapshot.stage_ms) if snapshot is not None else {}
    words = {
        "find": translate("Numbers", "Find faces"),
        "align": translate("Numbers", "Align and judge"),
        "embed": translate("Numbers", "Embed"),
        "decide": translate("Numbers", "Match and decide"),
    }
    rows = [(words.get(name, name), milliseconds(value)) for name, value in stages.items()]
    if stages:
        rows.append((translate("Numbers", "Whole chain"), milliseconds(sum(stages.values()))))
    rows.append((translate("Numbers", "Paint"), milliseconds(paint_ms)))
    return rows


def milliseconds(value: float) -> str:
    """``12.4 ms``."""
    return f"{decimal_text(value, 1)} ms"


def cosine_text(value: float | None) -> str:
    """A cosine, or a dash where there is none."""
    return "–" if value is None else decimal_text(value, 2)


def decision_figures(decision: Decision) -> str:
    """The figures behind a decision, in one line."""
    words = translate(
        "Numbers", "Score {score}, needed {threshold}, next {next}, {frames} frames, {time}"
    )
    return words.format(
        score=cosine_text(decision.score),
        threshold=cosine_text(decision.threshold),
        next=cosine_text(decision.runner_up),
        frames=decision.frames,
        time=milliseconds(decision.latency_ms),
    )

"""The worst errors of a recogniser, and a sheet that shows them as it saw them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.figure import Figure

from desk_access.model.arrays import Image
from desk_access.opencv import cv2
from desk_access.service.evaluation import Survey
from desk_access.service.evaluation_looks import Condition, frames_of, spoilt
from desk_access.service.evaluation_scores import Measured, Probe, SearchScores
from desk_access.vision.metrics_open_set import NOBODY

_COLUMNS: Final = 4
_SIDE: Final = 160
"""Pixels of each picture on a sheet."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A search that went wrong: who was shown in which picture, and who was named instead.

    ``own`` is the best cosine with the person's own templates, None for a stranger or without a
    face; ``candidate`` and ``score`` are the first candidate's, None where there was none.
    """

    picture: Path
    person: str
    own: float | None
    candidate: str | None
    score: float | None


def missed(found: SearchScores, names: Sequence[str], threshold: float) -> list[Mistake]:
    """Enrolled people who were not named at the threshold, the worst first.

    The worst are those without a face, then those farthest from their own templates.
    """
    searches = found.searches
    wrong = searches.mated & ~(searches.right & (searches.score >= threshold))
    made = [_mistake(found, int(at), names) for at in np.flatnonzero(wrong)]
    return sorted(made, key=lambda each: -np.inf if each.own is None else each.own)


def taken_for_another(found: SearchScores, names: Sequence[str], threshold: float) -> list[Mistake]:
    """Whoever was named as somebody else at the threshold, strangers too; the surest first."""
    searches = found.searches
    wrong = ~searches.right & (searches.score >= threshold)
    made = [_mistake(found, int(at), names) for at in np.flatnonzero(wrong)]
    return sorted(made, key=lambda each: -np.inf if each.score is None else -each.score)


def _mistake(found: SearchScores, at: int, names: Sequence[str]) -> Mistake:
    probe, first = found.probes[at], int(found.searches.first[at])
    return Mistake(
        picture=probe.path,
        person=names[probe.person],
        own=_own_score(probe),
        candidate=None if first == NOBODY else names[first],
        score=None if first == NOBODY else float(found.searches.score[at]),
    )


def _own_score(probe: Probe) -> float | None:
    place = np.flatnonzero(probe.gallery.person_ids == probe.person)
    if probe.vector is None or not len(place):
        return None
    return float(probe.gallery.scores(probe.vector)[place[0]])


class Sheets:
    """Draws mistakes: the probe as the recogniser saw it, beside a reference of whom it names."""

    def __init__(
        self, survey: Survey, measured: Measured, read_picture: Callable[[Path], Image]
    ) -> None:
        self._survey, self._read_picture = survey, read_picture
        names = list(survey.people.people)
        self._references = {
            names[role.person]: role.references for role in measured.roles if role.references
        }

    def draw(
        self, mistakes: Sequence[Mistake], condition: Condition, title: str, path: Path
    ) -> None:
        """A sheet of these mistakes. Raises OSError."""
        rows = max(-(-len(mistakes) // _COLUMNS), 1)
        figure = Figure(figsize=(3.4 * _COLUMNS, 2.3 * rows + 0.5), dpi=100, layout="constrained")
        figure.suptitle(title)
        grid = figure.subplots(rows, _COLUMNS, squeeze=False)
        for axes in grid.flat:
            axes.set_axis_off()
        for axes, mistake in zip(grid.flat, mistakes, strict=False):
            axes.imshow(self._beside(mistake, condition)[..., ::-1])
            axes.set_title(_words(mistake), fontsize=7)
        with warnings.catch_warnings():
            # A name in letters that the font lacks is drawn as boxes.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            figure.savefig(path)

    def _beside(self, mistake: Mistake, condition: Condition) -> Image:
        probe = self._as_seen(mistake.picture, condition)
        whose = mistake.candidate if mistake.candidate is not None else mistake.person
        references = self._references.get(whose, ())
        reference = self._read_picture(references[0]) if references else np.zeros_like(probe)
        return np.hstack([_fitted(probe), _fitted(reference)])

    def _as_seen(self, path: Path, condition: Condition) -> Image:
        """The probe's first frame; the picture as it is where no face was found to spoil."""
        image = self._read_picture(path)
        look = frames_of(path, condition)[0]
        folder = self._survey.people.folder
        seen = spoilt(image, self._survey.faces.get(path), look, folder, self._survey.seed)
        return image if seen is None else seen


def relative(mistakes: Sequence[Mistake], folder: Path) -> list[Mistake]:
    """The same with pictures named from the folder of all people."""
    return [replace(each, picture=each.picture.relative_to(folder)) for each in mistakes]


def _words(mistake: Mistake) -> str:
    if mistake.candidate is None:
        return f"{mistake.picture.stem}\nno face found"
    own = "" if mistake.own is None else f", itself {mistake.own:.2f}"
    return f"{mistake.picture.stem}\n{mistake.candidate} {mistake.score:.2f}{own}"


def _fitted(image: Image) -> Image:
    """The picture in a square, its middle, as evaluated pictures hold their face there."""
    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = image[top : top + side, left : left + side]
    return np.asarray(cv2.resize(square, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.uint8)
